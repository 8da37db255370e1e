package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"casework/exporter/config"
)

// maxTime is later than every sample.
const maxTime = math.MaxInt64

// limit ends the history before the first sample of the live exporter that
// the output holds: where both have the same time, a counter would jump to
// and fro. It refuses if --to asks for more. It also tells what there is of
// the live exporter, at whatever time.
func (o *options) limit(ctx context.Context, cfg *config.Config, identity string, from, to int64, r *reporter) (end int64, found *living, err error) {
	if o.format != blocks || o.output == "" || o.overlap {
		return to, newLiving(), nil
	}
	found, err = o.live(ctx, cfg, identity, from*1000)
	if err != nil {
		return 0, nil, fmt.Errorf("look for live samples in %s: %w", o.output, err)
	}
	live := found.first
	if live > to*1000 {
		return to, found, nil
	}
	if cfg.MinCell > 0 {
		return 0, nil, fmt.Errorf("CASEWORK_MIN_CELL=%d: %s holds samples of the same series from %s on, which hide other units than a history would; "+
			"allowed: none", cfg.MinCell, o.output, r3339(live/1000))
	}
	if !o.to.IsZero() || live <= from*1000 {
		return 0, nil, fmt.Errorf("%s holds samples of the same series from %s on; allowed: --to before that, or --allow-overlap",
			o.output, r3339(live/1000))
	}
	r.say("Samples of the live exporter begin at %s: the history ends before them", r3339(live/1000))
	return (live - 1) / 1000, found, nil
}

// live is what the output holds of our series that no backfill of this history
// wrote, from an instant on, in milliseconds.
func (o *options) live(ctx context.Context, cfg *config.Config, identity string, from int64) (*living, error) {
	first := newLiving()
	found, err := blocksIn(o.output)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		if m.MaxTime <= from || m.Casework != nil && m.Casework.History == identity {
			continue
		}
		if err := o.inBlock(ctx, cfg, blockDir(o.output, m.ULID), from, first); err != nil {
			return nil, fmt.Errorf("block %s: %w", m.ULID, err)
		}
	}
	return first, o.inHead(ctx, cfg, from, first)
}

func (o *options) inBlock(ctx context.Context, cfg *config.Config, dir string, from int64, first *living) (err error) {
	block, err := tsdb.OpenBlock(slog.New(slog.DiscardHandler), dir, nil, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, block.Close()) }()
	q, err := tsdb.NewBlockQuerier(block, from, maxTime)
	if err != nil {
		return err
	}
	return errors.Join(o.earliest(ctx, cfg, q, first), q.Close())
}

// inHead looks at what a running Prometheus has not put into blocks yet.
func (o *options) inHead(ctx context.Context, cfg *config.Config, from int64, first *living) (err error) {
	if _, err := os.Stat(filepath.Join(o.output, "wal")); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	// A directory with the head alone, on the same file system so that its
	// files can be linked.
	dir, err := os.MkdirTemp(o.output, unfinished)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	output, err := filepath.Abs(o.output)
	if err != nil {
		return err
	}
	for _, part := range []string{"wal", "chunks_head"} {
		if err := os.Symlink(filepath.Join(output, part), filepath.Join(dir, part)); err != nil {
			return err
		}
	}
	db, err := tsdb.OpenDBReadOnly(dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	q, err := db.Querier(from, maxTime)
	if err != nil {
		return err
	}
	return errors.Join(o.earliest(ctx, cfg, q, first), q.Close())
}

// earliest notes the first samples of our series.
func (o *options) earliest(ctx context.Context, cfg *config.Config, q storage.Querier, first *living) error {
	counters := counting()
	for i := range cfg.Sources {
		matchers := []*labels.Matcher{
			labels.MustNewMatcher(labels.MatchEqual, "source", cfg.Sources[i].Name),
			labels.MustNewMatcher(labels.MatchRegexp, model.MetricNameLabel, "casework_.+"),
		}
		for name, value := range o.target {
			matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, name, value))
		}
		set := q.Select(ctx, false, nil, matchers...)
		var it chunkenc.Iterator
		for set.Next() {
			it = set.At().Iterator(it)
			if kind := it.Next(); kind != chunkenc.ValNone {
				first.note(cfg.Sources[i].Name, set.At().Labels(), kind, it, counters)
			}
		}
		if err := set.Err(); err != nil {
			return err
		}
	}
	return nil
}
