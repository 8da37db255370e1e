package main

import (
	"context"
	"math/rand/v2"
	"time"

	"casework/collectors"
	"casework/collectors/change"
	"casework/collectors/deadline"
	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// A town is a source whose rows come about as time passes.
type town struct {
	whole
	now        int64 // Unix seconds
	cases      []ledger.Case
	errors     []ledger.Error
	sessions   []ledger.Session
	pauses     []ledger.Pause // of every third case, while it waits or is handled
	programmes []ledger.Programme
	tables     map[*supplement.Table][]dated
	small      *statefile.SmallUnits   // hides the small units of the live town; nil hides none
	shown      *statefile.ShownFigures // of what the live town has shown about people; nil for none
	drops      string                  // folder with the sessions; "" has them in the database
}

// newTown makes a town with a life of so many days from an instant.
func newTown(from int64, days int) *town {
	rng := rand.New(rand.NewPCG(7, 7))
	t, until := &town{}, from+int64(days)*day
	for i := range 9 {
		unit := unitName(i)
		began := from + int64(rng.IntN(20))*day // units appear one after the other
		pace := 1.0 / 3                         // days between cases
		if i >= 5 {
			pace = 9 // so that they are small
		}
		if i < 3 {
			start := from + int64(40+30*i)*day
			t.programmes = append(t.programmes, ledger.Programme{Unit: unit, Name: "veiledning", From: start})
			for at := start + 3600; at < until; at += 14 * day {
				s := ledger.Session{ID: ledger.ID(len(t.sessions)+1) << 40, Unit: unit, Programme: "veiledning", Planned: at}
				if rng.IntN(5) > 0 {
					s.Held, s.Minutes = at+int64(rng.IntN(7200)), 90
				}
				t.sessions = append(t.sessions, s)
			}
		}
		for at := began; at < until; at += 1 + int64(rng.ExpFloat64()*pace*float64(day)) {
			c := ledger.Case{
				ID: ledger.ID(len(t.cases)+1) << 40, Unit: unit, Received: at, Deadline: at + 14*day, Reopened: -1,
				Started: at + int64(rng.ExpFloat64()*4*float64(day)),
			}
			c.Closed = c.Started + int64(rng.ExpFloat64()*6*float64(day))
			if len(t.cases)%4 == 0 { // and so by the town's rule, in working days
				c.Deadline = 0
			}
			t.cases = append(t.cases, c)
			if n := len(t.cases); n%3 == 0 && c.Closed-c.Received > day {
				p := ledger.Pause{ID: ledger.PauseID(ledger.ID(n) << 40), Case: c.ID, Paused: c.Received + (c.Closed-c.Received)/int64(3+n%7)}
				p.Resumed = p.Paused + (c.Closed-p.Paused)/2
				t.pauses = append(t.pauses, p)
			}
			if rng.IntN(8) == 0 {
				t.errors = append(t.errors, ledger.Error{
					ID: ledger.ID(len(t.errors)+1) << 40, Unit: unit, Kind: []string{"error", "complaint"}[rng.IntN(2)], Reported: c.Closed,
				})
			}
		}
	}
	t.tables = townTables(rng, from, until)
	return t
}

func (t *town) until(at int64) int64 {
	if at > t.now {
		return 0
	}
	return at
}

// Changes reads all rows as they stand now.
func (t *town) Changes(_ context.Context, table ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	page := ledger.Page{Next: max(since, 1)}
	switch table {
	case ledger.Cases:
		for _, c := range t.cases {
			if c.Received <= t.now {
				c.Started, c.Closed = t.until(c.Started), t.until(c.Closed)
				page.Cases = append(page.Cases, c)
			}
		}
	case ledger.Errors:
		for _, e := range t.errors {
			if e.Reported <= t.now {
				page.Errors = append(page.Errors, e)
			}
		}
	case ledger.Pauses:
		for _, p := range t.pauses {
			if p.Resumed = t.until(p.Resumed); p.Paused <= t.now {
				page.Pauses = append(page.Pauses, p)
			}
		}
	case ledger.Sessions:
		for _, s := range t.sessions {
			if t.drops != "" {
				break
			}
			if s.Held = t.until(s.Held); s.Planned <= t.now {
				page.Sessions = append(page.Sessions, s)
			}
		}
	}
	return apply(&page)
}

// Span is that of all cases, whenever they come.
func (t *town) Span(context.Context, ledger.Table) (first, last int64, err error) {
	return t.cases[0].Received, t.cases[len(t.cases)-1].Received, nil
}

func (t *town) Programmes(context.Context) ([]ledger.Programme, error) { return t.programmes, nil }

func (t *town) Units(context.Context) ([]ledger.Unit, error) { return nil, nil }

func townOptions() (ledger.Options, collectors.Options) {
	opts := ledger.Options{
		Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}, AgeBounds: []int64{7 * day, 28 * day, 91 * day}, Intake: ledger.Window{Name: "91d", Seconds: 91 * day}, StartedWithin: []int64{7 * day}, WaitBounds: bounds(), TurnaroundBounds: bounds(),
	}
	// The town's time is the past: a guard against stale gauges that goes by the
	// computer's clock must not find them stale.
	const never = 200 * 365 * 24 * time.Hour
	due, err := deadline.New([]deadline.Rule{{CaseType: deadline.AnyType, Length: 10, Unit: deadline.Workdays, Pausable: true, Until: deadline.Forever}}, time.UTC)
	if err != nil {
		panic(err)
	}
	return opts, collectors.Options{
		Deadlines: due, WaitBounds: bounds(), TurnaroundBounds: bounds(), ZeroHold: -1, ReconcileAt: -1, StaleAfter: never,
		ListsEvery: 1, Study: &collectors.StudyOptions{FollowUp: 20 * 24 * time.Hour}, Changes: &change.Options{},
		Supplement: supplement.Options{
			Windows: []supplement.Window{{Name: "28d", Days: 28}}, Period: supplement.Monthly, Currency: "NOK", HourlyCost: 500,
		},
	}
}

// hidden is what hides the small units of a town.
func hidden() *statefile.SmallUnits {
	opts, _ := townOptions()
	return statefile.NewSmallUnits(statefile.SmallUnitsConfig{MinCell: 3, Windows: opts.Windows, Followed: opts.Followed(), Zone: time.UTC, Log: quiet()})
}

// A liveTown is a town with an exporter.
type liveTown struct {
	*town
	poller *collectors.Poller
	shown  *timeseries.Snapshot
}

// live lets an exporter poll a town, with a ledger and a state of its own.
func (t *town) live(l *ledger.Ledger, state collectors.Store) (*liveTown, error) {
	_, opts := townOptions()
	opts.Now = func() time.Time { return time.Unix(t.now, 0) }
	opts.Tables, opts.SmallUnits, opts.ShownFigures = t.readers(), t.small, t.shown
	v := &liveTown{town: t}
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{
		Sources: []string{"town"}, Publish: func(s *timeseries.Snapshot) { v.shown = s },
	})
	if err != nil {
		return nil, err
	}
	v.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: "town", Source: t, Ledger: l, Store: state, Publisher: pub, Metrics: collectors.NewPollMetrics(),
		Log: quiet(), Options: opts,
	})
	return v, err
}

// past reads a town as it is at an instant.
func (t *town) past(at int64) (*past, error) {
	t.now = at
	lopts, opts := townOptions()
	opts.Tables, opts.Location = t.readers(), time.UTC
	p := &past{
		name: "town", opts: opts, source: t, ledger: ledger.New(lopts, 1, at), kept: lopts, read: time.Unix(at, 0), log: quiet(),
	}
	opts.ReconcileAt, opts.Study, opts.Changes, opts.Now = -1, nil, nil, func() time.Time { return p.read }
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{"town"}, Publish: func(*timeseries.Snapshot) {}})
	if err != nil {
		return nil, err
	}
	poller, err := collectors.NewPoller(collectors.PollerConfig{
		Name: "town", Source: t, Ledger: p.ledger, Publisher: pub, Metrics: collectors.NewPollMetrics(), Log: quiet(), Options: opts,
	})
	if err != nil {
		return nil, err
	}
	if err := poller.Poll(context.Background()); err != nil {
		return nil, err
	}
	return p, p.readRest(context.Background())
}
