package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// A recorder evaluates recording rules over the blocks of a history, so that
// boards and alerts find what a Prometheus with these rules would have
// recorded, and writes that as blocks of its own.
type recorder struct {
	out    *blockSink
	blocks []*tsdb.Block
	rules  []recordingRule
	engine *promql.Engine
	spans  []span              // with what was recorded
	byName map[string][]*trace // what was recorded, by metric
}

// A recordingRule is a rule and how often it is evaluated, in milliseconds.
type recordingRule struct {
	rulefmt.Rule
	step int64
}

// A trace is one recorded series in all spans, as spans number them.
type trace struct {
	labels labels.Labels
	parts  []*series
}

// readRules reads the recording rules of files. Rules that are evaluated more
// often than the history has samples are evaluated with it.
func readRules(paths []string, step time.Duration) ([]recordingRule, error) {
	var all []recordingRule
	for _, path := range paths {
		groups, errs := rulefmt.ParseFile(path, false, model.UTF8Validation, parser.NewParser(parser.Options{}),
			slog.New(slog.DiscardHandler))
		if len(errs) > 0 {
			return nil, fmt.Errorf("--rules=%s: %w", path, errors.Join(errs...))
		}
		for _, g := range groups.Groups {
			for _, rule := range g.Rules {
				if rule.Record != "" {
					every := max(time.Duration(g.Interval), step).Truncate(step)
					all = append(all, recordingRule{rule, every.Milliseconds()})
				}
			}
		}
	}
	return all, nil
}

// record evaluates rules over the history in a directory and writes what they
// record, between two instants in Unix seconds.
func (o *options) record(ctx context.Context, rules []recordingRule, identity string, from, to int64, r *reporter) (err error) {
	if len(rules) == 0 || o.dryRun {
		return nil
	}
	out, err := newBlockSink(o.output, identity+rulesSuffix, o.external)
	if err != nil {
		return err
	}
	rec := &recorder{out: out, rules: rules, byName: map[string][]*trace{}, engine: promql.NewEngine(promql.EngineOpts{
		MaxSamples: math.MaxInt32, Timeout: time.Hour, LookbackDelta: 5 * time.Minute, EnableAtModifier: true, EnableNegativeOffset: true,
	})}
	defer func() { err = errors.Join(err, rec.close()) }()
	if err := rec.open(o.output, identity); err != nil {
		return err
	}
	for at := from * 1000; at <= to*1000; at = rec.spans[len(rec.spans)-1].until {
		rec.spans = append(rec.spans, spanOf(at))
	}
	for i, rule := range rules {
		if err := rec.evaluate(ctx, rule, from*1000, to*1000); err != nil {
			return fmt.Errorf("rule %s: %w", rule.Record, err)
		}
		r.progress(float64(i+1) / float64(len(rules)))
	}
	w := &writer{table: &table{}, sink: out, report: func(spanReport) {}}
	for i := range rec.spans {
		w.table.all = rec.part(i)
		w.table.sorted = 0
		w.span = rec.spans[i]
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	r.say("Recorded %d rules: %d samples", len(rules), w.total.NumSamples)
	return nil
}

// rulesSuffix tells blocks of recorded series from those of the history.
const rulesSuffix = "-rules"

// open opens the blocks of the history.
func (r *recorder) open(dir, identity string) error {
	found, err := blocksIn(dir)
	if err != nil {
		return err
	}
	for _, m := range found {
		if m.Casework == nil || m.Casework.History != identity {
			continue
		}
		b, err := tsdb.OpenBlock(slog.New(slog.DiscardHandler), blockDir(dir, m.ULID), nil, nil)
		if err != nil {
			return fmt.Errorf("open block %s: %w", m.ULID, err)
		}
		r.blocks = append(r.blocks, b)
	}
	return nil
}

func (r *recorder) close() error {
	var errs []error
	for _, b := range r.blocks {
		errs = append(errs, b.Close())
	}
	return errors.Join(errs...)
}

// evaluate evaluates a rule at each of its instants, a span at a time.
func (r *recorder) evaluate(ctx context.Context, rule recordingRule, from, to int64) error {
	traces := map[uint64]*trace{}
	for i := range r.spans {
		first := max(r.spans[i].from, from)
		first += (rule.step - first%rule.step) % rule.step
		last := min(r.spans[i].until-1, to)
		if first > last {
			continue
		}
		q, err := r.engine.NewRangeQuery(ctx, r, nil, rule.Expr, time.UnixMilli(first), time.UnixMilli(last),
			time.Duration(rule.step)*time.Millisecond)
		if err != nil {
			return err
		}
		result := q.Exec(ctx)
		matrix, err := result.Matrix()
		if err != nil {
			return errors.Join(err, result.Err)
		}
		for _, found := range matrix {
			b := labels.NewBuilder(found.Metric).Set(labels.MetricName, rule.Record)
			for name, value := range rule.Labels {
				b.Set(name, value)
			}
			l := b.Labels()
			t := traces[l.Hash()]
			if t == nil {
				t = &trace{labels: l, parts: make([]*series, len(r.spans))}
				traces[l.Hash()] = t
			}
			t.parts[i] = &series{labels: l}
			for _, p := range found.Floats {
				t.parts[i].float(p.T, p.F)
			}
		}
		q.Close()
	}
	for _, t := range traces {
		r.byName[rule.Record] = append(r.byName[rule.Record], t)
	}
	return nil
}

// part is what was recorded in a span.
func (r *recorder) part(n int) []*series {
	var all []*series
	for _, traces := range r.byName {
		for _, t := range traces {
			if t.parts[n] != nil {
				all = append(all, t.parts[n])
			}
		}
	}
	return all
}

// Querier implements storage.Queryable: the blocks, and what was recorded so
// far.
func (r *recorder) Querier(from, to int64) (storage.Querier, error) {
	queriers := []storage.Querier{recorded{Querier: storage.NoopQuerier(), recorder: r, from: from, to: to}}
	for _, b := range r.blocks {
		if !b.OverlapsClosedInterval(from, to) {
			continue
		}
		q, err := tsdb.NewBlockQuerier(b, from, to)
		if err != nil {
			return nil, errors.Join(err, storage.NewMergeQuerier(queriers, nil, storage.ChainedSeriesMerge).Close())
		}
		queriers = append(queriers, q)
	}
	return storage.NewMergeQuerier(queriers, nil, storage.ChainedSeriesMerge), nil
}

// recorded finds recorded series.
type recorded struct {
	storage.Querier
	recorder *recorder
	from, to int64
}

// Select implements storage.Querier.
func (q recorded) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	var found []storage.Series
	for name, traces := range q.recorder.byName {
		if slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return m.Name == labels.MetricName && !m.Matches(name) }) {
			continue
		}
		for _, t := range traces {
			if !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(t.labels.Get(m.Name)) }) {
				found = append(found, t.between(q.from, q.to))
			}
		}
	}
	slices.SortFunc(found, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return &seriesList{list: found, at: -1}
}
