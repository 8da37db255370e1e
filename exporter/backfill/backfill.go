package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"casework/collectors"
	"casework/collectors/timeseries"
	"casework/exporter/config"
)

// backfill reads the sources and writes their past.
func backfill(ctx context.Context, o *options, cfg *config.Config, log *slog.Logger, r *reporter) (err error) {
	rules, err := readRules(o.rules, o.step)
	if err != nil {
		return err
	}
	states, err := o.hold(cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, states.close()) }()
	var pasts []*past
	defer func() {
		for _, p := range pasts {
			err = errors.Join(err, p.source.Close())
		}
	}()
	for i := range cfg.Sources {
		r.say("Reading source %s", cfg.Sources[i].Name)
		p, err := readPast(ctx, cfg, &cfg.Sources[i], log)
		if err != nil {
			return err
		}
		pasts = append(pasts, p)
	}
	from, to, err := o.stretch(pasts)
	if err != nil {
		return err
	}
	identity := o.identity(cfg, from)
	to, live, err := o.limit(ctx, cfg, identity, from, to, r)
	if err != nil {
		return err
	}
	joins, err := o.joins(ctx, cfg, pasts, from, live, r)
	if err != nil {
		return err
	}
	if err := states.leave(pasts, r); err != nil {
		return err
	}
	silence(pasts, r, !o.state || o.overlap)
	out, err := o.sink(identity)
	if err != nil {
		return err
	}
	r.begin(from, to, o)
	w := &writer{table: newTable(o.labels(), o.histograms), sink: out, report: r.span}
	w.table.joins = joins
	if b, ok := out.(*blockSink); ok && len(rules) > 0 {
		w.rules = newRecorder(b, rules, from, to)
		defer func() { err = errors.Join(err, w.rules.close()) }()
	}
	if err := replay(ctx, pasts, from, to, int64(o.step/time.Second), w, r, live.first <= (to+1)*1000); err != nil {
		return err
	}
	if err := states.keep(cfg, pasts); err != nil {
		return err
	}
	r.end(w, o, from)
	return nil
}

// stretch is the time to write, in Unix seconds: its ends are multiples of
// the step, but for a first instant that was asked for.
func (o *options) stretch(pasts []*past) (from, to int64, err error) {
	step := int64(o.step / time.Second)
	to = o.to.Unix()
	if o.to.IsZero() {
		to = pasts[0].read.Unix()
	}
	if !o.from.IsZero() {
		from = o.from.Unix()
	} else {
		for _, p := range pasts {
			if p.first != 0 && (from == 0 || p.first < from) {
				from = p.first
			}
		}
		if from == 0 {
			return 0, 0, errors.New("there are no cases: there is no past to write")
		}
		from = max((from-1)-(from-1)%step, 1) // before the first case, which then counts
	}
	if from > to {
		return 0, 0, fmt.Errorf("the first case was received after %s: there is no past to write", r3339(to))
	}
	return from, to, nil
}

func r3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

// identity tells one history from another: same sources, labels and
// instants, and so blocks that take each other's place.
func (o *options) identity(cfg *config.Config, from int64) string {
	sum := sha256.New()
	fmt.Fprintln(sum, "1", o.labels(), o.external, from, o.step, o.histograms)
	for i := range cfg.Sources {
		fmt.Fprintln(sum, cfg.Sources[i].Name)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// sink is where the history goes.
func (o *options) sink(identity string) (sink, error) {
	switch {
	case o.dryRun:
		return nowhere{}, nil
	case o.format == remoteWrite:
		return newRemoteSink(o.url, o.protocol, o.client)
	case o.format == openMetrics:
		return newTextSink(o.output)
	default:
		return newBlockSink(o.output, identity, o.external)
	}
}

// after is the instant after another one.
func after(at, step, to int64, meets bool) int64 {
	next := at + step - at%step
	if meets && at < to && next > to {
		return to
	}
	return next
}

// nowhere is the sink of a dry run.
type nowhere struct{}

func (nowhere) take(context.Context, *span) (string, error) { return "not written", nil }

// replay goes through the instants, which are multiples of the step, and the last
// one if it is to be met, as a live exporter goes on from it. While one is
// written, the next is made, and what comes behind that is derived.
func replay(ctx context.Context, pasts []*past, from, to, step int64, w *writer, r *reporter, meets bool) error {
	for _, p := range pasts {
		if err := p.begin(ctx, from); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	derived := make(chan moment[*collectors.Moment], 1)
	go func() {
		defer close(derived)
		for at := from + (step-from%step)%step; at <= to; at = after(at, step, to, meets) {
			i := moment[*collectors.Moment]{at: at}
			for _, p := range pasts {
				i.of = append(i.of, p.history.Derive(at))
			}
			if !pass(ctx, derived, i) {
				return
			}
		}
	}()
	made := make(chan moment[*timeseries.Snapshot], 1)
	go func() {
		defer close(made)
		for d := range derived {
			i := moment[*timeseries.Snapshot]{at: d.at}
			for source, p := range pasts {
				i.of = append(i.of, p.history.Show(d.of[source]))
			}
			if !pass(ctx, made, i) {
				break
			}
		}
		for range derived { // until nothing uses the pasts any more
		}
	}()
	var failed error
	defer func() { _ = w.close() }()  // if it has failed already
	var before []*timeseries.Snapshot // which the writer holds the next ones against
	for m := range made {
		if failed != nil {
			continue // until the maker has noticed
		}
		if failed = ctx.Err(); failed == nil {
			failed = w.add(ctx, m.at, m.of)
		}
		if failed != nil {
			cancel(failed)
		}
		for _, snapshot := range before {
			snapshot.End()
		}
		before = m.of
		r.progress(float64(m.at-from) / float64(max(to-from, 1)))
	}
	if failed == nil {
		failed = ctx.Err()
	}
	if failed == nil {
		failed = w.flush(ctx)
	}
	if failed == nil {
		failed = w.close()
	}
	if failed != nil {
		return fmt.Errorf("%w; what is written is whole: run it again to go on", failed)
	}
	return nil
}

// A moment is an instant of a history, in Unix seconds, with what there is of each source.
type moment[T any] struct {
	at int64
	of []T
}

// pass passes something on, unless the context ends; then it reports false.
func pass[T any](ctx context.Context, to chan<- T, one T) bool {
	select {
	case to <- one:
		return true
	case <-ctx.Done():
		return false
	}
}
