package adapters_test

import (
	"log/slog"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/timeseries"
)

func itoa(n int) string { return strconv.Itoa(n) }

// A polled is a source, the ledger that its polls fill, and the clock they go
// by.
type polled struct {
	*testing.T
	source *source.Source
	ledger *ledger.Ledger
	now    time.Time
}

func newPolled(t *testing.T, source *source.Source, begin time.Time) *polled {
	return &polled{t, source, ledger.New(ledger.Options{
		Windows: []ledger.Window{{Name: "all", Seconds: 1096 * 86400}},
	}, 1, begin.Unix()), begin}
}

// compareFirstLoad compares what polls brought with what a first load would bring.
func (p *polled) compareFirstLoad(view *ledger.View) {
	p.Helper()
	fresh := newPolled(p.T, p.source, p.now)
	fresh.poll(false)
	if diff := cmp.Diff(shown(fresh.ledger.View(p.now.Unix(), true)), shown(view)); diff != "" {
		p.Errorf("after polls against after a first load (-first load +polls):\n%s", diff)
	}
}

// poll polls as the exporter does; at night, the ledger is compared with the
// database as well.
func (p *polled) poll(night bool) {
	p.Helper()
	opts := collectors.Options{Location: location(p, oslo), ReconcileAt: -1, Now: func() time.Time { return p.now }}
	if night {
		opts.ReconcileAt = 0
	}
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{
		Sources: []string{"test"}, Publish: func(*timeseries.Snapshot) {},
	})
	if err != nil {
		p.Fatal(err)
	}
	poller, err := collectors.NewPoller(collectors.PollerConfig{
		Name: "test", Source: p.source, Ledger: p.ledger, Publisher: pub, Metrics: collectors.NewPollMetrics(),
		Log: slog.New(slog.DiscardHandler), Options: opts,
	})
	if err != nil {
		p.Fatal(err)
	}
	if night {
		p.now = p.now.Add(24 * time.Hour)
	}
	if err := poller.Poll(p.Context()); err != nil {
		p.Fatal(err)
	}
}

// TestScenario: every product's tables, written to as the product does and
// read as a user with the grants of deploy/sql, give the same records, the
// same counters, and polls miss nothing.
func TestScenario(t *testing.T) { each(t, lived) }

// TestScenarioOnASpoiltServer: they give the same whatever a server hands to
// every session.
func TestScenarioOnASpoiltServer(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		on := *p
		on.spoilt = true
		lived(t, &on)
	})
}

// lived sees a product through the scenario.
func lived(t *testing.T, p *product) {
	store, w := p.store(t, "")
	source := p.granted(t, store)
	polled := newPolled(t, source, instant(t, scenario[0].at).Add(-time.Hour))
	polled.poll(false)
	for _, st := range scenario {
		at := instant(t, st.at)
		var deadline time.Time
		if r := records[st.number]; st.deed == receive && r.deadline != "" {
			deadline = instant(t, r.deadline)
		}
		w.do(st.deed, st.number, at, deadline)
		polled.now = at.Add(time.Second)
		polled.poll(false)
	}
	polled.now = instant(t, end)
	polled.poll(false)
	p.compareRecords(t, source)
	if diff := cmp.Diff(p.tallies(), counted(polled.ledger.View(polled.now.Unix(), true))); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}

	// What polls brought is what a first load would bring, but for the
	// cases that left, which the night finds.
	polled.poll(true)
	view := polled.ledger.View(polled.now.Unix(), true)
	polled.compareFirstLoad(view)
	if n := view.Corrections[ledger.Cases][ledger.Drifted]; n != 0 {
		t.Errorf("polls missed %d changes", n)
	}
	if n := view.Corrections[ledger.Cases][ledger.Deleted]; n != 2 {
		t.Errorf("%d cases left, want the merged and the deleted one", n)
	}
	if n := view.Corrections[ledger.Cases][ledger.Moved]; n != 1 {
		t.Errorf("%d cases moved, want 1", n)
	}
	hasErrors, err := source.Has(t.Context(), "errors")
	if err != nil {
		t.Fatal(err)
	}
	if hasErrors && view.Rows[ledger.Errors] != 1 {
		t.Errorf("%d errors, want 1", view.Rows[ledger.Errors])
	}
	for _, table := range p.tables() {
		for reason, n := range view.Rejected[table] {
			if n != 0 {
				t.Errorf("%d %v rejected for %s", n, table, ledger.Reason(reason))
			}
		}
	}
}

// compareRecords reads all rows and compares them with what every adapter
// must give.
func (p *product) compareRecords(t *testing.T, source *source.Source) {
	t.Helper()
	want, got := map[ledger.ID]ledger.Case{}, map[ledger.ID]ledger.Case{}
	for number, r := range records {
		c := ledger.Case{
			ID: p.id(number), Unit: r.unit, Received: unix(t, r.received), Started: unix(t, r.started),
			Closed: unix(t, r.closed), Deadline: unix(t, r.deadline), Reopened: int64(r.reopened),
		}
		if begun, ok := p.begun[number]; ok {
			c.Started = unix(t, begun)
		}
		if p.final {
			c.Closed, c.Reopened = unix(t, firstClosings()[number]), -1 // nothing counts reopenings
		}
		if p.due == never || p.due == whileOpen && c.Closed != 0 {
			c.Deadline = 0
		}
		if p.due == noticed && c.Deadline != 0 && c.Closed > c.Deadline {
			c.Deadline++
		}
		if early := c.Deadline - c.Closed; p.due == toMinute && c.Deadline != 0 && c.Closed != 0 {
			c.Deadline = c.Closed + early - (early%60+60)%60
		}
		want[c.ID] = c
	}
	err := source.Changes(t.Context(), ledger.Cases, 0, func(page *ledger.Page) error {
		for _, c := range page.Cases {
			c.Type, c.Changed, c.PausedSeconds, c.PausedSince = "", 0, 0, 0 // see TestTotalsOfPauses
			got[c.ID] = c
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for number := range records {
		id := p.id(number)
		if diff := cmp.Diff(want[id], got[id]); diff != "" {
			t.Errorf("case %d (-want +got):\n%s", number, diff)
		}
		delete(got, id)
	}
	if len(got) > 0 {
		t.Errorf("%d cases too many: %v", len(got), got)
	}
}

// tallies is what the counters must say of this product.
func (p *product) tallies() map[string]tally {
	want := map[string]tally{}
	for unit, n := range tallies {
		if p.due == never || p.due == whileOpen {
			n.Met, n.Missed = 0, 0
		}
		if p.final && unit == home {
			n.Closed, n.Reopened = uint64(len(firstClosings()))-1, 0 // one was closed in the other unit
		}
		for number := range p.begun {
			if r := records[number]; r.unit == unit && r.started == "" {
				n.Started++
			}
		}
		want[unit] = n
	}
	return want
}

// counted is what the counters of a view say.
func counted(v *ledger.View) map[string]tally {
	got := map[string]tally{}
	for i := range v.Units {
		f := &v.Units[i].Counters.Flows[ledger.Inactive][0]
		got[v.Units[i].Unit.Unit] = tally{f.Received, f.Started, f.Closed, f.Reopened, f.Met, f.Missed}
	}
	return got
}

// A part of a view that does not depend on how the ledger came to it.
type part struct {
	Unit    string
	Queue   []ledger.Queue
	Windows [][]ledger.Measures
}

func shown(v *ledger.View) (parts []part) {
	for _, u := range v.Units {
		parts = append(parts, part{u.Unit.Unit, u.Queue, u.Windows})
	}
	return parts
}
