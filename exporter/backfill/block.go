package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/tsdb/tombstones"
)

const histogramEncoding = chunkenc.EncHistogram

// A blockSink writes each span as a block of Prometheus' storage. A block is
// named after its content, so a block that is there already need not be
// written again, and one whose content would differ now is replaced.
type blockSink struct {
	dir      string
	identity string            // of the history: marks blocks as its own
	external map[string]string // labels of the block, for Thanos
	own      []ownBlock        // blocks of this history that were there
	newest   ulid.ULID         // of the span taken last
	index    blockIndex
}

// A blockMeta is the meta.json of a block with what others keep in it beside
// Prometheus.
type blockMeta struct {
	tsdb.BlockMeta
	Casework *caseworkMeta `json:"casework,omitempty"`
	Thanos   *thanosMeta   `json:"thanos,omitempty"`
}

type caseworkMeta struct {
	History string `json:"history"` // identity
}

// thanosMeta is what Thanos wants to know of a block that it did not make.
type thanosMeta struct {
	Labels     map[string]string `json:"labels"`
	Downsample struct {
		Resolution int64 `json:"resolution"`
	} `json:"downsample"`
	Source string `json:"source"`
}

// An ownBlock is a block of this history that was there before.
type ownBlock struct {
	id         ulid.ULID
	from, last int64 // milliseconds
}

// unfinished is the pattern of directories that are not finished, which a later
// run may remove. They have no name of a block: Prometheus leaves them alone.
const unfinished = "casework-backfill-*.tmp"

// newBlockSink prepares a directory: blocks that an interrupted run left
// half done are removed.
func newBlockSink(dir, identity string, external map[string]string) (*blockSink, error) {
	b := &blockSink{dir: dir, identity: identity, external: external}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	half, err := filepath.Glob(filepath.Join(dir, unfinished))
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	for _, path := range half {
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("remove what an interrupted run left: %w", err)
		}
	}
	blocks, err := blocksIn(dir)
	if err != nil {
		return nil, err
	}
	for _, m := range blocks {
		if m.Casework != nil && m.Casework.History == identity {
			b.own = append(b.own, ownBlock{m.ULID, m.MinTime, m.MaxTime - 1})
		}
	}
	return b, nil
}

// blocksIn reads what blocks a directory holds.
func blocksIn(dir string) ([]blockMeta, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	var all []blockMeta
	for _, e := range entries {
		if _, err := ulid.ParseStrict(e.Name()); err != nil || !e.IsDir() {
			continue
		}
		var m blockMeta
		content, err := os.ReadFile(filepath.Join(dir, e.Name(), "meta.json"))
		if err == nil {
			err = json.Unmarshal(content, &m)
		}
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", e.Name(), err)
		}
		all = append(all, m)
	}
	return all, nil
}

func blockDir(dir string, id ulid.ULID) string { return filepath.Join(dir, id.String()) }

// take implements sink.
func (b *blockSink) take(_ context.Context, s *span) (string, error) {
	id := b.name(s)
	b.newest = id
	what := "written"
	if slices.ContainsFunc(b.own, func(o ownBlock) bool { return o.id == id }) {
		what = "kept"
	} else if err := b.write(s, id); err != nil {
		return "", fmt.Errorf("write block %s: %w", id, err)
	}
	// What an earlier run made of the same time is wrong now.
	for _, o := range b.own {
		if o.id != id && o.from < s.until && o.last >= s.from {
			if err := os.RemoveAll(blockDir(b.dir, o.id)); err != nil {
				return "", fmt.Errorf("remove block %s, which is out of date: %w", o.id, err)
			}
			what = "replaced"
		}
	}
	return what, nil
}

// name is the identifier of a span's block: its time and a hash of all that
// is in it.
func (b *blockSink) name(s *span) ulid.ULID {
	sum := sha256.New()
	var line []byte
	add := func(data []byte) {
		line = append(strconv.AppendInt(line[:0], int64(len(data)), 10), '\n')
		line = append(line, data...)
		sum.Write(line)
	}
	add([]byte(b.identity))
	for _, name := range slices.Sorted(maps.Keys(b.external)) {
		add([]byte(name + "=" + b.external[name]))
	}
	var buf []byte
	for _, one := range s.series {
		buf = one.labels.Bytes(buf[:0])
		add(buf)
		for _, c := range one.chunks {
			add(c.Chunk.Bytes())
		}
	}
	return ulid.MustNew(uint64(s.first), bytes.NewReader(sum.Sum(nil)))
}

// write writes a block beside its place and then moves it there.
func (b *blockSink) write(s *span, id ulid.ULID) (err error) {
	temp := filepath.Join(b.dir, strings.Replace(unfinished, "*", id.String(), 1))
	if err := os.RemoveAll(temp); err != nil {
		return err
	}
	if err := os.MkdirAll(temp, 0o777); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(temp))
		}
	}()
	if err := b.writeSeries(temp, s.series); err != nil {
		return err
	}
	if _, err := tombstones.WriteFile(slog.New(slog.DiscardHandler), temp, tombstones.NewMemTombstones()); err != nil {
		return err
	}
	m := blockMeta{
		BlockMeta: tsdb.BlockMeta{
			ULID: id, MinTime: s.first, MaxTime: s.last + 1, Stats: s.stats, Version: 1,
			Compaction: tsdb.BlockMetaCompaction{Level: 1, Sources: []ulid.ULID{id}},
		},
		Casework: &caseworkMeta{History: b.identity},
	}
	if len(b.external) > 0 {
		m.Thanos = &thanosMeta{Labels: b.external, Source: "casework-backfill"}
	}
	content, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	if err := writeSynced(filepath.Join(temp, "meta.json"), content); err != nil {
		return err
	}
	if err := syncDir(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, blockDir(b.dir, id)); err != nil {
		return err
	}
	return syncDir(b.dir)
}

// writeSeries writes the chunks and the index of a block.
func (b *blockSink) writeSeries(dir string, all []*series) (err error) {
	cw, err := chunks.NewWriter(filepath.Join(dir, "chunks"))
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := cw.WriteChunks(one.chunks...); err != nil {
			return errors.Join(err, cw.Close())
		}
	}
	if err := cw.Close(); err != nil {
		return err
	}
	return b.index.write(filepath.Join(dir, "index"), all)
}

func writeSynced(path string, content []byte) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// syncDir makes what was created or renamed in a directory last.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
