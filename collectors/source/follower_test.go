package source_test

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/timeseries"
)

// A follower is a poller of a source, and what it counts.
type follower struct {
	testing.TB
	*collectors.Poller
	ledger  *ledger.Ledger
	metrics *collectors.PollMetrics
	log     bytes.Buffer
	ahead   time.Duration // of its clock
	err     error         // of the last poll
}

// follow begins to poll a source, with a ledger that is empty or restored.
func (d *database) follow(s *source.Source, l *ledger.Ledger) *follower {
	d.Helper()
	if l == nil {
		l = ledger.New(ledger.Options{}, 1, time.Now().Unix())
	}
	f := &follower{TB: d.TB, ledger: l, metrics: collectors.NewPollMetrics()}
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{"test"}, Publish: func(*timeseries.Snapshot) {}})
	if err != nil {
		d.Fatal(err)
	}
	f.Poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: "test", Source: s, Ledger: l, Publisher: pub, Metrics: f.metrics, Log: slog.New(slog.NewTextHandler(&f.log, nil)),
		Options: collectors.Options{
			Location: time.UTC, ListsEvery: 1, ReconcileAt: 3 * time.Hour, Now: func() time.Time { return time.Now().Add(f.ahead) },
		},
	})
	if err != nil {
		d.Fatal(err)
	}
	return f
}

func (f *follower) now() int64 { return time.Now().Add(f.ahead).Unix() }

// polls polls a number of times, without fault.
func (f *follower) polls(n int) {
	f.Helper()
	for range n {
		if f.err = f.Poll(f.Context()); f.err != nil {
			f.Fatal(f.err)
		}
	}
}

// night polls a day later, when the ledger is compared with the database.
func (f *follower) night() {
	f.Helper()
	f.ahead += 24 * time.Hour
	f.polls(1)
}

// A tally is what a follower counts of cases, over all units.
type tally struct {
	Open, Rows                          int
	Received, Started, Closed, Reopened uint64
	Duplicates                          int
}

func (f *follower) tally() (n tally) {
	v := f.ledger.View(f.now(), true)
	n.Rows, n.Duplicates = v.Rows[ledger.Cases], v.Rejected[ledger.Cases][ledger.DuplicateID]
	for i := range v.Units {
		for _, q := range v.Units[i].Queue {
			n.Open += q.Open
		}
		for state := range v.Units[i].Counters.Flows {
			for _, flow := range v.Units[i].Counters.Flows[state] {
				n.Received += flow.Received
				n.Started += flow.Started
				n.Closed += flow.Closed
				n.Reopened += flow.Reopened
			}
		}
	}
	return n
}
