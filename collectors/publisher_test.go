package collectors

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// labelled returns samples of a metric, one a label value.
func labelled(def *metric.Def, values ...string) map[*metric.Def]timeseries.Samples {
	var samples timeseries.Samples
	for _, v := range values {
		series, err := timeseries.NewSeries([]metric.Label{metric.Source}, []string{v})
		if err != nil {
			panic(err)
		}
		samples.Append(timeseries.Sample{Series: series})
	}
	return map[*metric.Def]timeseries.Samples{def: samples}
}

// byFamily lists a snapshot's families and their series.
func byFamily(s *timeseries.Snapshot) [][]string {
	var out [][]string
	for _, f := range s.Families {
		names := []string{f.Def.Name}
		for sample := range f.Samples.All() {
			names = append(names, sample.Series.String())
		}
		out = append(out, names)
	}
	return out
}

// TestPublisherJoins: each metric is one family, with the series of every
// source in the order of the settings, whichever source published last.
func TestPublisherJoins(t *testing.T) {
	var shown []*timeseries.Snapshot
	p := mustPublisher(t, func(s *timeseries.Snapshot) { shown = append(shown, s) }, "b", "a")
	open, queue := &metric.OpenCases, &metric.QueueCases
	p.set("a", labelled(open, "a1", "a2"), nil)
	p.set("b", labelled(open, "b1"), nil)
	more := labelled(queue, "b1")
	more[open] = labelled(open, "b1", "b2")[open]
	p.set("b", more, nil)
	p.set("a", nil, nil)
	p.set("b", nil, nil)
	const oc, qc = "casework_open_cases", "casework_queue_cases"
	want := [][][]string{
		{{oc, `{source="a1"}`, `{source="a2"}`}},
		{{oc, `{source="b1"}`, `{source="a1"}`, `{source="a2"}`}},
		{{qc, `{source="b1"}`}, {oc, `{source="b1"}`, `{source="b2"}`, `{source="a1"}`, `{source="a2"}`}},
		{{qc, `{source="b1"}`}, {oc, `{source="b1"}`, `{source="b2"}`}},
		nil,
	}
	var got [][][]string
	for _, s := range shown { // at the end: no snapshot changes after it was published
		got = append(got, byFamily(s))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("snapshots (-want +got):\n%s", diff)
	}
}

// TestPublisherNeverWritesIntoFamilies: what a source handed over, with room
// to grow, is shared with snapshots and must not be appended to.
func TestPublisherNeverWritesIntoFamilies(t *testing.T) {
	p := mustPublisher(t, func(*timeseries.Snapshot) {}, "a", "b")
	own := labelled(&metric.OpenCases, "a1", "spare")
	all := own[&metric.OpenCases]
	spare := all.Series[1]
	own[&metric.OpenCases] = timeseries.Samples{Series: all.Series[:1], Values: all.Values[:1]}
	p.set("a", own, nil)
	p.set("b", labelled(&metric.OpenCases, "b1"), nil)
	if got := all.Series[1]; got != spare {
		t.Errorf("overwritten by %s", got)
	}
}

// TestTwoSources: two pollers share an exposition in which every metric
// stands once and no series twice, though their units have the same names.
func TestTwoSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := newBench(t, smallSource(), "", time.Now(), Options{Now: time.Now})
		polling := NewPollMetrics()
		pub := mustPublisher(t, one.show, "one", "two")
		for _, name := range []string{"two", "one"} {
			source := smallSource()
			source.none["sessions"] = name == "two"
			l := ledger.New(ledgerOptions, 7, time.Now().Unix())
			p := mustPoller(t, PollerConfig{
				Name: name, Source: source, Ledger: l, Publisher: pub, Metrics: polling, Log: one.Poller.log, Options: one.opts,
			})
			if err := p.Poll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		seen, sources := map[string]bool{}, map[string]int{}
		for _, f := range one.last.Families {
			if seen[f.Def.Name] {
				t.Errorf("%s is there twice", f.Def.Name)
			}
			seen[f.Def.Name] = true
			for s := range f.Samples.All() {
				series := f.Def.Name + s.Series.String()
				if seen[series] {
					t.Errorf("%s is there twice", series)
				}
				seen[series] = true
				name, _, _ := strings.Cut(strings.TrimPrefix(s.Series.String(), `{source="`), `"`)
				sources[name]++
			}
		}
		if len(sources) != 2 || sources["one"] <= sources["two"] || sources["two"] == 0 {
			t.Errorf("series by source: %v, want some of both and more of the one with sessions", sources)
		}
		if seen[`casework_ledger_rows{source="two",query="sessions"}`] {
			t.Error("rows are shown of a query that the source does not have")
		}
		registry := prometheus.NewPedanticRegistry()
		registry.MustRegister(polling)
		gathered, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range gathered {
			if f.GetName() == "casework_source_up" && len(f.Metric) != 2 {
				t.Errorf("%d sources are up, want 2", len(f.Metric))
			}
		}
	})
}

// TestAbsentColumns: what a source does not record is absent, never 0.
func TestAbsentColumns(t *testing.T) {
	waits := []*metric.Def{&metric.Wait, &metric.CasesStarted, &metric.WindowWaitMedian, &metric.WindowStarted, &metric.GroupWaitP90}
	deadlines := []*metric.Def{
		&metric.OverdueCases, &metric.DeadlinesMet, &metric.DeadlinesMissed, &metric.WindowDeadlineMetRatio, &metric.GroupDeadlineCases,
	}
	tests := []struct {
		name            string
		columns         ledger.Columns
		started, due    bool // whether rows fill the columns
		waits, deadline bool // whether their series are shown
		queue           string
	}{
		{"both there and filled", ledger.Columns{Started: true, Deadline: true}, true, true, true, true, "1"},
		{"both absent", ledger.Columns{}, false, false, false, false, "3"},
		{"both there and never filled", ledger.Columns{Started: true, Deadline: true}, false, false, false, false, "3"},
		{"no started_at", ledger.Columns{Deadline: true}, false, true, false, true, "3"},
		{"no deadline_at", ledger.Columns{Started: true}, true, false, true, false, "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{ZeroHold: -1}, func(t *testing.T, b *bench) {
				b.source.columns = tt.columns
				for range 3 { // with the first, two open and one of each below
					b.source.receive("A")
				}
				for i := range b.source.cases {
					c := &b.source.cases[i]
					if tt.started && i > 0 {
						c.Started = c.Received
					}
					if tt.due {
						c.Deadline = c.Received
					}
				}
				b.source.cases[3].Closed = b.source.cases[3].Received
				b.poll(t, time.Minute)
				shows := func(defs []*metric.Def, want bool) {
					for _, d := range defs {
						if got := b.shown[d.Name] != nil; got != want {
							t.Errorf("%s is shown: %v, want %v", d.Name, got, want)
						}
					}
				}
				shows(waits, tt.waits)
				shows(deadlines, tt.deadline)
				if q, open := b.unit("casework_queue_cases", "A"), b.unit(openCases, "A"); q != tt.queue || open != "3" {
					t.Errorf("%s waiting and %s open, want %s and 3", q, open, tt.queue)
				}
			})
		})
	}
}

// TestIncompletePartsAreRefused: a constructor names what is missing.
func TestIncompletePartsAreRefused(t *testing.T) {
	pub := mustPublisher(t, func(*timeseries.Snapshot) {}, "a")
	tests := []struct {
		name string
		make func() error
		want string
	}{
		{"poller", func() error {
			_, err := NewPoller(PollerConfig{Name: "a", Publisher: pub, Metrics: NewPollMetrics()})
			return err
		}, `poller of source "a": Source, Ledger, Log: missing`},
		{"history", func() error {
			_, err := NewHistory(t.Context(), HistoryConfig{Name: "a"})
			return err
		}, `history of source "a": Source, Ledger, Read or Log: missing`},
		{"publisher", func() error {
			_, err := NewPublisher(PublisherConfig{Sources: []string{"a"}})
			return err
		}, "publisher: Publish: missing"},
		{"publisher of a source twice", func() error {
			_, err := NewPublisher(PublisherConfig{Sources: []string{"a", "a"}, Publish: func(*timeseries.Snapshot) {}})
			return err
		}, `publisher: Sources: "a" stands twice`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.make(); err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

// TestWithoutClosings: a source that records no closings has a queue, and
// shows none as 0.
func TestWithoutClosings(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1}, func(t *testing.T, b *bench) {
		b.source.columns = ledger.Columns{Started: true, Unclosed: true}
		b.source.receive("A")
		b.source.cases[0].Started = b.source.cases[0].Received + 3600
		b.poll(t, time.Minute)
		for _, d := range []*metric.Def{
			&metric.CasesClosed, &metric.CasesReopened, &metric.Turnaround, &metric.OpenCases, &metric.WindowClosed, &metric.GroupClosed,
		} {
			if b.shown[d.Name] != nil {
				t.Errorf("%s is shown", d.Name)
			}
		}
		if q, started := b.unit("casework_queue_cases", "A"), b.shown[metric.CasesStarted.Name]; q != "1" || started == nil {
			t.Errorf("%s cases queue and starts are %v", q, started)
		}
	})
}

// TestUseEndsWithItsSnapshots: what a source made may be written over once others have
// taken its place and every snapshot of it has ended, in whatever order.
func TestUseEndsWithItsSnapshots(t *testing.T) {
	var shown []*timeseries.Snapshot
	p := mustPublisher(t, func(s *timeseries.Snapshot) { shown = append(shown, s) }, "a", "b")
	first, second, other := timeseries.NewUse(), timeseries.NewUse(), timeseries.NewUse()
	p.set("a", labelled(&metric.OpenCases, "a1"), first)
	p.set("b", labelled(&metric.OpenCases, "b1"), other) // has those of a too
	p.set("a", labelled(&metric.OpenCases, "a2"), second)
	over := func(when string, want bool) {
		t.Helper()
		if first.Over() != want {
			t.Errorf("%s, the use is over: %t, want %t", when, !want, want)
		}
	}
	over("while both snapshots are read", false)
	shown[1].End()
	over("while the first snapshot is read", false)
	shown[0].End()
	over("when none is read", true)
	p.set("a", nil, nil)
	shown[2].End()
	if !second.Over() || other.Over() {
		t.Errorf("the use of what was replaced is over: %t, that of what is shown: %t", second.Over(), other.Over())
	}
}
