package collectors

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/timeseries"
)

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
	Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}, AgeBounds: []int64{7 * 86400, 28 * 86400}, Intake: ledger.Window{Name: "91d", Seconds: 91 * 86400}, StartedWithin: []int64{7 * 86400},
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
		if strings.Contains(b.log.String(), "some metrics cannot be shown") {
			t.Errorf("a metric cannot be shown:\n%s", b.log.String())
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
		for sample := range f.Samples.All() {
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
