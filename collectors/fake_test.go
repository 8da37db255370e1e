package collectors

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/source"
	"casework/collectors/statefile"
	"casework/collectors/timeseries"
)

// A fake is a source whose rows are slices. Its tables carry no overlap:
// what changed at or after the cursor is read.
type fake struct {
	mu         sync.Mutex
	cases      []ledger.Case
	errors     []ledger.Error
	sessions   []ledger.Session
	programmes []ledger.Programme
	units      []ledger.Unit
	columns    ledger.Columns
	fail       map[string]error // by query; "reconciliation" fails Span
	hang       chan struct{}    // while open, reading cases waits for ctx
	none       map[string]bool  // queries that the source does not have
	summaries  int              // how often Summaries was called
}

func (f *fake) Has(_ context.Context, query source.Query) (bool, error) {
	return !f.none[string(query)] && (query != source.Units || f.units != nil), nil
}

func (f *fake) Columns() ledger.Columns { return f.columns }

func (f *fake) Units(context.Context) ([]ledger.Unit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.units, f.fail["units"]
}

func (f *fake) Programmes(context.Context) ([]ledger.Programme, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.programmes, f.fail["programmes"]
}

func (f *fake) Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hang != nil {
		select {
		case <-f.hang:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := f.fail[t.String()]; err != nil {
		return err
	}
	next := max(since, 1)
	page := f.page(t, func(_, changed int64) bool {
		if changed < int64(since) {
			return false
		}
		next = max(next, ledger.Cursor(changed))
		return true
	})
	page.Next = next
	return apply(&page)
}

// page returns the rows of a table that are wanted. Want is asked with when a
// row was received, reported or planned, in Unix seconds, and its version.
func (f *fake) page(t ledger.Table, want func(first, changed int64) bool) (page ledger.Page) {
	switch t {
	case ledger.Cases:
		page.Cases = slices.DeleteFunc(slices.Clone(f.cases), func(c ledger.Case) bool { return !want(c.Received, c.Changed) })
	case ledger.Errors:
		page.Errors = slices.DeleteFunc(slices.Clone(f.errors), func(e ledger.Error) bool { return !want(e.Reported, e.Changed) })
	case ledger.Sessions:
		page.Sessions = slices.DeleteFunc(slices.Clone(f.sessions), func(s ledger.Session) bool { return !want(s.Planned, s.Changed) })
	}
	return page
}

func (f *fake) Span(_ context.Context, t ledger.Table) (first, last int64, err error) {
	f.page(t, func(at, _ int64) bool {
		if first == 0 || at < first {
			first = at
		}
		last = max(last, at)
		return false
	})
	return first, last, f.fail["reconciliation"]
}

func (f *fake) Summaries(_ context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error) {
	f.summaries++
	out := map[string]ledger.Summary{}
	sum := func(unit string, first, started, closed, deadline int64) {
		s := out[unit]
		s.Rows++
		s.SumFirst += first
		for _, v := range []struct {
			at     int64
			n, sum *int64
		}{
			{started, &s.Started, &s.SumStarted},
			{closed, &s.Closed, &s.SumClosed},
			{deadline, &s.Deadlines, &s.SumLine},
		} {
			if v.at != 0 {
				*v.n++
				*v.sum += v.at
			}
		}
		out[unit] = s
	}
	page := f.page(t, func(at, _ int64) bool { return at >= from && at < until })
	for _, c := range page.Cases {
		sum(c.Unit, c.Received, c.Started, c.Closed, c.Deadline)
	}
	for _, e := range page.Errors {
		sum(e.Unit, e.Reported, 0, 0, 0)
	}
	for _, s := range page.Sessions {
		sum(s.Unit, s.Planned, s.Held, 0, 0)
	}
	return out, nil
}

func (f *fake) Rows(_ context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	page := f.page(t, func(at, _ int64) bool { return at >= from && at < until })
	return apply(&page)
}

func (f *fake) Wall(_ ledger.Table, _ ledger.TimeColumn, unix int64) int64 { return unix }

// A bench is a poller on a fake, with a clock that a test sets: b.now, or in
// a bubble of synctest the time of the bubble.
type bench struct {
	*Poller
	source *fake
	bubble bool
	log    bytes.Buffer
	mu     sync.Mutex // guards what follows
	now    time.Time
	shown  map[string]map[string]float64 // by metric, then series
	last   *timeseries.Snapshot

	metrics *PollMetrics
	state   *brittleStore // nil without a path
}

var testBounds = []float64{3600, 86400, 7 * 86400, 28 * 86400}

var ledgerOptions = ledger.Options{
	WaitBounds: testBounds, TurnaroundBounds: testBounds,
	Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
}

// newBench returns a poller whose state, if path is not empty, is kept there.
func newBench(t *testing.T, source *fake, path string, now time.Time, opts Options) *bench {
	t.Helper()
	b := &bench{source: source, now: now, metrics: NewPollMetrics()}
	l := ledger.New(ledgerOptions, 7, now.Unix())
	var store Store // nil without a path
	if path != "" {
		s, restored, damage, err := statefile.Open(path, ledgerOptions, now)
		if err != nil || damage != nil {
			t.Fatal(err, damage)
		}
		t.Cleanup(func() { _ = s.Close() })
		b.state = &brittleStore{File: s, path: path}
		store = b.state
		if restored != nil {
			l = restored
		}
	}
	opts.WaitBounds, opts.TurnaroundBounds = testBounds, testBounds
	if b.bubble = opts.Now != nil; !b.bubble {
		opts.Now = func() time.Time {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.now
		}
	}
	if opts.ReconcileAt == 0 {
		opts.ReconcileAt = -1
	}
	if opts.ListsEvery == 0 {
		opts.ListsEvery = 1 // with every poll
	}
	b.Poller = mustPoller(t, PollerConfig{
		Name: "test", Source: source, Ledger: l, Store: store, Publisher: mustPublisher(t, b.show, "test"),
		Metrics: b.metrics, Log: slog.New(slog.NewTextHandler(&b.log, nil)), Options: opts,
	})
	t.Cleanup(func() {
		if strings.Contains(b.log.String(), "some metrics are shown nowhere") {
			t.Errorf("a metric is not in the list of the catalogue:\n%s", b.log.String())
		}
	})
	return b
}

func mustPoller(t *testing.T, c PollerConfig) *Poller {
	t.Helper()
	p, err := NewPoller(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustPublisher(t *testing.T, publish func(*timeseries.Snapshot), sources ...string) *Publisher {
	t.Helper()
	p, err := NewPublisher(PublisherConfig{Sources: sources, Publish: publish})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustHistory(t *testing.T, c HistoryConfig) *History {
	t.Helper()
	h, err := NewHistory(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (b *bench) show(s *timeseries.Snapshot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.last = s
	b.shown = map[string]map[string]float64{}
	for _, f := range s.Families {
		series := map[string]float64{}
		for _, sample := range f.Samples {
			v := sample.Value
			if sample.Histogram != nil {
				v = float64(sample.Histogram.Count())
			}
			series[sample.Series.String()] = v
		}
		b.shown[f.Def.Name] = series
	}
}

// poll passes time and polls.
func (b *bench) poll(t *testing.T, pass time.Duration) {
	t.Helper()
	if b.bubble {
		time.Sleep(pass)
	}
	b.mu.Lock()
	b.now = b.now.Add(pass)
	b.mu.Unlock()
	_ = b.Poll(t.Context()) // tests look at what it shows
	if b.bubble {
		synctest.Wait()
	}
}

// gather returns the self-metrics by name and labels.
func (b *bench) gather(t *testing.T) map[string]float64 {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(b.metrics)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			name := f.GetName()
			for _, l := range m.Label {
				if l.GetName() != string(metric.Source) {
					name += "," + l.GetValue()
				}
			}
			out[name] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return out
}

var errBroken = errors.New("server has gone away")
