package promql

import (
	"context"
	"fmt"
	"math/rand/v2"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

const day = int64(24 * 3600)

// A town is a source whose rows come about as time passes: at any time it
// shows what has happened until then.
type town struct {
	now        int64
	cases      []ledger.Case // as they will be in the end
	errors     []ledger.Error
	sessions   []ledger.Session
	programmes []ledger.Programme
	units      []ledger.Unit
}

// unitsOfTown is how many units a town has. The first ones join a programme
// at some time, one of them a few days before the end; enough of them for a
// comparison with those that do not.
const unitsOfTown = 14

// before is for how long a town has lived before its history begins, so that
// there are months to compare with.
const before = 500 * day

// spreadID is the identifier of the nth row. A ledger expects identifiers to
// be spread evenly, as those of a Keyer are.
func spreadID(n int) ledger.ID { return ledger.ID(uint64(n+1) * 0x9e3779b97f4a7c15) }

func unitName(i int) string { return fmt.Sprintf("unit %02d", i) }

// newTown makes a town with a life from one time to another.
func newTown(seed uint64, from, until int64, types []string) *town {
	rng := rand.New(rand.NewPCG(seed, 0))
	t := &town{}
	var starts []int64
	for _, days := range []int64{300, 200, 90, 12, 450, 400, 360, 330} {
		starts = append(starts, until-days*day)
	}
	for i := range unitsOfTown {
		unit := unitName(i)
		t.units = append(t.units, ledger.Unit{Unit: unit, Name: "Unit " + unit, Service: "service"})
		if i < len(starts) {
			t.programmes = append(t.programmes, ledger.Programme{Unit: unit, Name: "veiledning", From: starts[i]})
			for at := starts[i]; at < until; at += 7 * day {
				s := ledger.Session{ID: spreadID(len(t.sessions)), Unit: unit, Programme: "veiledning", Planned: at + 3600, Minutes: 90}
				if rng.Float64() < 0.8 {
					s.Held = s.Planned
				}
				t.sessions = append(t.sessions, s)
			}
		}
		for at := from - before; at < until; at += int64(rng.ExpFloat64() * float64(day)) {
			wait := int64((0.2 + rng.ExpFloat64()) * 5 * float64(day))
			c := ledger.Case{
				ID: spreadID(len(t.cases)), Unit: unit, Type: types[rng.IntN(len(types))],
				Received: at, Started: at + wait, Deadline: at + 21*day, Reopened: -1,
			}
			c.Closed = c.Started + int64(rng.ExpFloat64()*8*float64(day))
			if len(t.cases)%2 == 0 { // and so by the town's rule, in working days
				c.Deadline = 0
			}
			t.cases = append(t.cases, c)
			if rng.Float64() < 0.1 {
				kind := []string{"error", "complaint"}[rng.IntN(2)]
				t.errors = append(t.errors, ledger.Error{ID: spreadID(len(t.errors)), Unit: unit, Kind: kind, Reported: c.Closed})
			}
		}
	}
	return t
}

// until is an instant that has come, else 0.
func (t *town) until(at int64) int64 {
	if at > t.now {
		return 0
	}
	return at
}

func (t *town) Changes(_ context.Context, table ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	page := ledger.Page{Next: max(since, 1)}
	t.rows(table, &page, func(_, changed int64) bool {
		page.Next = max(page.Next, ledger.Cursor(changed))
		return changed >= int64(since)
	})
	if table == ledger.Cases { // one row is impossible, so that there is something to reject
		page.Cases = append(page.Cases, ledger.Case{
			ID: ledger.ID(1 << 40), Unit: unitName(0), Received: 2 * day, Closed: day, Reopened: -1, Changed: 1,
		})
	}
	return apply(&page)
}

// rows adds to a page the rows that are wanted, as they stand now. Want is
// asked with a row's first instant in seconds and its version.
func (t *town) rows(table ledger.Table, page *ledger.Page, want func(first, changed int64) bool) {
	shown := func(first int64, later ...int64) (changed int64, ok bool) {
		if first > t.now {
			return 0, false
		}
		changed = first
		for _, at := range later {
			changed = max(changed, t.until(at))
		}
		changed *= 1e6
		return changed, want(first, changed)
	}
	switch table {
	case ledger.Cases:
		for _, c := range t.cases {
			if changed, ok := shown(c.Received, c.Started, c.Closed); ok {
				c.Started, c.Closed, c.Changed = t.until(c.Started), t.until(c.Closed), changed
				page.Cases = append(page.Cases, c)
			}
		}
	case ledger.Errors:
		for _, e := range t.errors {
			if changed, ok := shown(e.Reported); ok {
				e.Changed = changed
				page.Errors = append(page.Errors, e)
			}
		}
	case ledger.Pauses: // of every second case
		for i, c := range t.cases {
			p := ledger.Pause{ID: spreadID(i) &^ 1, Case: c.ID, Paused: c.Received + day, Resumed: c.Received + 3*day}
			if changed, ok := shown(p.Paused, p.Resumed); ok && i%2 == 0 {
				p.Resumed, p.Changed = t.until(p.Resumed), changed
				page.Pauses = append(page.Pauses, p)
			}
		}
	case ledger.Sessions:
		for _, s := range t.sessions {
			if changed, ok := shown(s.Planned, s.Held); ok {
				s.Held, s.Changed = t.until(s.Held), changed
				page.Sessions = append(page.Sessions, s)
			}
		}
	}
}

func (t *town) Programmes(context.Context) ([]ledger.Programme, error) { return t.programmes, nil }

func (t *town) Units(context.Context) ([]ledger.Unit, error) { return t.units, nil }

func (t *town) Has(context.Context, source.Query) (bool, error) { return true, nil }

func (t *town) Columns() ledger.Columns { return ledger.Columns{Started: true, Deadline: true} }

func (t *town) Span(_ context.Context, table ledger.Table) (first, last int64, err error) {
	var page ledger.Page
	t.rows(table, &page, func(at, _ int64) bool {
		if first == 0 {
			first = at
		}
		first, last = min(first, at), max(last, at)
		return false
	})
	return first, last, nil
}

// Summaries knows nothing, so that reconciliation reads all rows.
func (t *town) Summaries(context.Context, ledger.Table, int64, int64) (map[string]ledger.Summary, error) {
	return nil, nil
}

// RowsChanged implements collectors.Source. No row is ahead of its time.
func (*town) RowsChanged(context.Context, ledger.Table, int64, int64, int64, int64, func(*ledger.Page) error) error {
	return nil
}

func (t *town) Rows(_ context.Context, table ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	var page ledger.Page
	t.rows(table, &page, func(at, _ int64) bool { return at >= from && at < until })
	return apply(&page)
}

func (t *town) Wall(_ ledger.Table, _ ledger.TimeColumn, unix int64) int64 { return unix }
