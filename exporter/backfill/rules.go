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

// A recorder evaluates recording rules over a history as it is written, so
// that boards and alerts find what a Prometheus with these rules would have
// recorded.
type recorder struct {
	sink     *blockSink
	rules    []recordingRule
	engine   *promql.Engine
	from, to int64                // of the history, milliseconds
	blocks   []*tsdb.Block        // of the spans before
	byName   map[string][]*series // of this span, what was recorded of it too
	recorded map[uint64]struct{}  // hashes of the labels of all series recorded
}

// A recordingRule is a rule and how often it is evaluated, in milliseconds.
type recordingRule struct {
	rulefmt.Rule
	step int64
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

func newRecorder(sink *blockSink, rules []recordingRule, from, to int64) *recorder {
	return &recorder{sink: sink, rules: rules, from: from * 1000, to: to * 1000, recorded: map[uint64]struct{}{}, engine: promql.NewEngine(promql.EngineOpts{
		MaxSamples: math.MaxInt32, Timeout: time.Hour, LookbackDelta: 5 * time.Minute, EnableAtModifier: true, EnableNegativeOffset: true,
	})}
}

// record returns what the rules record in a span, one after the other: later
// ones read what earlier ones recorded.
func (r *recorder) record(ctx context.Context, s *span) ([]*series, error) {
	r.byName = map[string][]*series{}
	for _, one := range s.series {
		name := one.labels.Get(model.MetricNameLabel)
		r.byName[name] = append(r.byName[name], one)
	}
	var all []*series
	for _, rule := range r.rules {
		recorded, err := r.evaluate(ctx, rule, s)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", rule.Record, err)
		}
		r.byName[rule.Record] = append(r.byName[rule.Record], recorded...)
		all = append(all, recorded...)
		for _, one := range recorded {
			r.recorded[one.labels.Hash()] = struct{}{}
		}
	}
	return all, nil
}

// written takes note of the block that a span became.
func (r *recorder) written() error {
	b, err := tsdb.OpenBlock(slog.New(slog.DiscardHandler), blockDir(r.sink.dir, r.sink.newest), nil, nil)
	if err != nil {
		return fmt.Errorf("open block %s: %w", r.sink.newest, err)
	}
	r.blocks = append(r.blocks, b)
	return nil
}

func (r *recorder) close() error {
	var errs []error
	for _, b := range r.blocks {
		errs = append(errs, b.Close())
	}
	return errors.Join(errs...)
}

// evaluate evaluates a rule at each of its instants in a span.
func (r *recorder) evaluate(ctx context.Context, rule recordingRule, s *span) ([]*series, error) {
	first := max(s.from, r.from)
	first += (rule.step - first%rule.step) % rule.step
	last := min(s.until-1, r.to)
	if first > last {
		return nil, nil
	}
	q, err := r.engine.NewRangeQuery(ctx, r, nil, rule.Expr, time.UnixMilli(first), time.UnixMilli(last),
		time.Duration(rule.step)*time.Millisecond)
	if err != nil {
		return nil, err
	}
	defer q.Close()
	result := q.Exec(ctx)
	matrix, err := result.Matrix()
	if err != nil {
		return nil, errors.Join(err, result.Err)
	}
	var all []*series
	for _, found := range matrix {
		b := labels.NewBuilder(found.Metric).Set(model.MetricNameLabel, rule.Record)
		for name, value := range rule.Labels {
			b.Set(name, value)
		}
		one := &series{labels: b.Labels()}
		for _, p := range found.Floats {
			one.floats([]int64{p.T}, p.F)
		}
		if len(one.chunks) > 0 {
			all = append(all, one)
		}
	}
	return all, nil
}

// Querier implements storage.Queryable: the blocks of spans before, and this
// span.
func (r *recorder) Querier(from, to int64) (storage.Querier, error) {
	queriers := []storage.Querier{current{Querier: storage.NoopQuerier(), byName: r.byName, from: from, to: to}}
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

// current finds the series of a span that is not a block yet.
type current struct {
	storage.Querier
	byName   map[string][]*series
	from, to int64
}

// Select implements storage.Querier.
func (q current) Select(_ context.Context, _ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	var found []storage.Series
	for name, all := range q.byName {
		if slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return m.Name == model.MetricNameLabel && !m.Matches(name) }) {
			continue
		}
		for _, one := range all {
			if !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return !m.Matches(one.labels.Get(m.Name)) }) {
				found = append(found, one.between(q.from, q.to))
			}
		}
	}
	slices.SortFunc(found, func(a, b storage.Series) int { return labels.Compare(a.Labels(), b.Labels()) })
	return &seriesList{list: found, at: -1}
}
