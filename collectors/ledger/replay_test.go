package ledger

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// A past is rows as they stand now, and what a Replay takes for when they
// came about.
type past struct {
	cases      []Case
	errors     []Error
	sessions   []Session
	pauses     []Pause
	programmes []Programme
	units      []Unit
	opts       Options
	deadlines  Deadlines
}

// asOf is the page of a table as it was at an instant.
func (p *past) asOf(t Table, at int64) *Page {
	page := &Page{Next: Cursor(at)}
	until := func(when int64) int64 {
		if when > at {
			return 0
		}
		return when
	}
	switch t {
	case Cases:
		for _, c := range p.cases {
			c.Started, c.Closed, c.PausedSince, c.Complete = until(c.Started), until(c.Closed), until(c.PausedSince), until(c.Complete)
			c.PausedSeconds = totalBy(c, at)
			if c.Received > at {
				continue
			}
			final := p.cases[slices.IndexFunc(p.cases, func(o Case) bool { return o.ID == c.ID })]
			shown := max(final.Received, final.Closed)
			if final.Closed == 0 {
				shown = max(final.Received, final.Started)
			}
			if shown > at {
				c.Reopened = 0
			}
			c.Changed = shown * 1e6
			page.Cases = append(page.Cases, c)
		}
	case Errors:
		for _, e := range p.errors {
			if e.Reported <= at {
				page.Errors = append(page.Errors, e)
			}
		}
	case Sessions:
		for _, s := range p.sessions {
			if s.Held = until(s.Held); s.Planned <= at || s.Held != 0 {
				page.Sessions = append(page.Sessions, s)
			}
		}
	case Pauses:
		return p.asPaused(at)
	}
	return page
}

// instants are all at which something happens.
func (p *past) instants() map[int64]bool {
	all := map[int64]bool{}
	for _, c := range p.cases {
		all[c.Received], all[c.Started], all[c.Closed], all[c.PausedSince], all[c.Complete] = true, true, true, true, true
	}
	for _, e := range p.errors {
		all[e.Reported] = true
	}
	for _, s := range p.sessions {
		all[s.Planned], all[s.Held] = true, true
	}
	for _, p := range p.pauses {
		all[p.Paused], all[p.Resumed] = true, true
	}
	return all
}

// read brings a ledger to what the rows were at an instant, in one poll.
func (p *past) read(l *Ledger, at int64) {
	l.SetProgrammes(p.programmes)
	l.SetDeadlines(p.deadlines)
	l.SetUnits(p.units, at)
	l.Advance(at)
	for _, t := range Tables() {
		l.Apply(t, p.asOf(t, at), at)
		l.EndBaseline(t)
	}
}

func drawPast(t *rapid.T) *past {
	const span = 400
	at := func(from int64) *rapid.Generator[int64] { return rapid.Int64Range(from, epoch+span) }
	maybe := func(from int64, label string) int64 {
		return rapid.OneOf(rapid.Just[int64](0), at(from)).Draw(t, label)
	}
	unit := rapid.SampledFrom([]string{"east", "north", "west"})
	p := &past{opts: Options{
		WaitBounds: []float64{10, 100}, TurnaroundBounds: []float64{50, 200},
		Windows: []Window{{"short", 40}, {"long", 170}}, AgeBounds: []int64{10, 60, 180},
	}}
	drawIntake(t, &p.opts)
	if rapid.Bool().Draw(t, "typed") {
		p.opts.CaseTypes = []string{"a", "b"}
	}
	if rapid.Bool().Draw(t, "lawful") {
		p.deadlines = lawful{}
	}
	if rapid.Bool().Draw(t, "listed") {
		p.units = []Unit{{Unit: "east", Name: "East"}, {Unit: "north"}, {Unit: "empty"}}
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "cases") {
		c := Case{
			ID: ID(i+1) << 40, Unit: unit.Draw(t, "unit"), Type: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "type"),
			Received: at(epoch).Draw(t, "received"), Deadline: maybe(epoch-50, "deadline"),
		}
		early := rapid.SampledFrom([]int64{0, ClockTolerance, day}).Draw(t, "early")
		c.Started, c.Closed = maybe(c.Received-early, "started"), maybe(c.Received-min(early, ClockTolerance), "closed")
		c.Reopened, c.Complete = rapid.Int64Range(0, 2).Draw(t, "reopened"), maybe(c.Received-9, "complete")
		p.cases = append(p.cases, c)
	}
	p.drawPauses(t, at)
	p.drawTotals(t)
	for i := range rapid.IntRange(0, 8).Draw(t, "errors") {
		p.errors = append(p.errors, Error{
			ID: ID(i+1) << 40, Unit: unit.Draw(t, "unit"),
			Kind: rapid.SampledFrom([]string{"error", "complaint", ""}).Draw(t, "kind"), Reported: at(epoch).Draw(t, "reported"),
		})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "sessions") {
		p.sessions = append(p.sessions, Session{
			ID: ID(i+1) << 40, Unit: unit.Draw(t, "unit"), Programme: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "programme"),
			Planned: at(epoch).Draw(t, "planned"), Held: maybe(epoch, "held"), Minutes: rapid.Int64Range(0, 2).Draw(t, "minutes"),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "programmes") {
		p.programmes = append(p.programmes, Programme{
			Unit: unit.Draw(t, "unit"), Name: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "programme"),
			From: at(epoch-100).Draw(t, "from"), Until: maybe(epoch, "until"),
		})
	}
	return p
}

// byName leaves out of a View what the rows do not say, and puts codes in
// the order of names: which of two names was first met in one poll depends on
// the order of the rows.
func byName(v *View) *View {
	w := *withoutNet(v)
	w.Rejected, w.Corrections = [numTables][numReasons]int{}, [numTables][numCorrections]uint64{}
	sorted := func(names []Name) ([]Name, []uint16) {
		in := slices.SortedFunc(slices.Values(names), func(a, b Name) int { return strings.Compare(a.Name, b.Name) })
		codes := make([]uint16, len(names))
		for i, n := range names {
			codes[i] = uint16(slices.Index(in, n))
		}
		return in, codes
	}
	var kinds, programmes []uint16
	w.Kinds, kinds = sorted(v.Kinds)
	w.Programmes, programmes = sorted(v.Programmes)
	for _, u := range w.Units { // which withoutNet copied
		u.Stamp = 0
		for state := range u.Counters.Errors {
			u.Counters.Errors[state] = withoutZeros(recode(u.Counters.Errors[state], kinds))
		}
		u.Counters.Sessions = withoutZeros(recode(u.Counters.Sessions, programmes))
		u.Sessions = slices.Clone(u.Sessions)
		for j := range u.Sessions {
			u.Sessions[j] = withoutZeros(recode(u.Sessions[j], programmes))
		}
	}
	return &w
}

// TestReplayIsLive: at every instant a Replay shows what a ledger shows that
// was polled whenever something happened, over rows that came about.
func TestReplayIsLive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPast(t)
		from := rapid.Int64Range(epoch-5, epoch+150).Draw(t, "from")
		whole := New(p.opts, 1, epoch+1000)
		p.read(whole, epoch+1000)
		replay := NewReplay(whole, from, epoch+1000)

		live := New(p.opts, 2, from)
		var screens [2]fickle
		if rapid.Bool().Draw(t, "screened") {
			replay.SetScreen(&screens[0])
			live.SetScreen(&screens[1])
		}
		p.read(live, from)
		happens := p.instants()
		stops := map[int64]bool{from: true}
		for range rapid.IntRange(1, 6).Draw(t, "stops") {
			stops[rapid.Int64Range(from, epoch+700).Draw(t, "stop")] = true
		}
		if rapid.Bool().Draw(t, "a year later") {
			stops[rapid.Int64Range(epoch, epoch+450).Draw(t, "stop in a year")+screenedYear] = true
		}
		all := maps.Clone(happens)
		maps.Copy(all, stops)
		for _, at := range slices.Sorted(maps.Keys(all)) {
			if at < from {
				continue
			}
			if at > from {
				p.read(live, at)
			}
			if !stops[at] {
				continue
			}
			replay.Advance(at)
			if diff := cmp.Diff(byName(view(live, at)), byName(replay.View()), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("at %d, replayed from %d (-live +replay):\n%s", at, from, diff)
			}
			if diff := cmp.Diff(screens[1].asked, screens[0].asked); diff != "" {
				t.Fatalf("at %d, sizes of units (-live +replay):\n%s", at, diff)
			}
			if diff := cmp.Diff(screens[1].told, screens[0].told, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("at %d, windows of units (-live +replay):\n%s", at, diff)
			}
			// A month is no shorter than a day, so one begins in the midst of what happens.
			bounds := []int64{epoch + 200 - day, epoch + 200, epoch + 200 + day}
			bounds = slices.DeleteFunc(bounds, func(b int64) bool { return b > at })
			frozen := rapid.Int64Range(bounds[len(bounds)-1], at).Draw(t, "frozen")
			followUp := rapid.Int64Range(1, 300).Draw(t, "follow-up")
			if diff := cmp.Diff(live.Panel(bounds, followUp, frozen), replay.Panel(bounds, followUp, frozen), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("panel at %d, as of %d (-live +replay):\n%s", at, frozen, diff)
			}
			if first, _ := live.Extent(Cases); first != replay.First() {
				t.Fatalf("at %d the first case is of %d, replayed of %d", at, first, replay.First())
			}
			for _, unit := range []string{"east", "north", "west", "empty", "none"} {
				if live.Knows(unit) != replay.Knows(unit) {
					t.Fatalf("at %d, %s is known: %v, replayed %v", at, unit, live.Knows(unit), replay.Knows(unit))
				}
			}
		}
		// A ledger that goes on from the Replay shows the same counters, and
		// again after it was stored.
		const at = epoch + 1000
		p.read(live, at)
		replay.Advance(at)
		live.SetScreen(nil)
		replay.CopyCounters(whole)
		again, err := restore(p.opts, at, checkpoint(whole)...)
		if err != nil {
			t.Fatal(err)
		}
		again.SetProgrammes(p.programmes) // which are not stored, nor are units and deadlines
		again.SetDeadlines(p.deadlines)
		again.SetUnits(p.units, at)
		for _, l := range []*Ledger{whole, again} {
			if diff := cmp.Diff(byName(view(live, at)), byName(view(l, at)), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("counters handed on, replayed from %d (-live +handed):\n%s", from, diff)
			}
		}
	})
}

// fickle is a Screen that treats units otherwise from view to view, and notes
// what it was asked and told.
type fickle struct {
	asked []UnitSize
	told  []UnitWindow
	shown map[string]bool // nil before the first Place
}

func (f *fickle) Shows(unit string) bool { return f.shown == nil || f.shown[unit] }

func (f *fickle) Place(at int64, units []UnitSize, lookback Lookback) (all []Treatment) {
	f.asked, f.shown = slices.Clone(units), map[string]bool{}
	slices.SortFunc(f.asked, func(a, b UnitSize) int { return strings.Compare(a.Unit, b.Unit) })
	for _, u := range units {
		t := Treatment((int64(len(u.Unit)+u.Cases) + at/30) % 3)
		all = append(all, t)
		f.shown[u.Unit] = t == Shown
	}
	f.told = lookback(at-50, 100, func(unit string) (int64, bool) { return at - 300, len(unit) != 5 })
	for i := range f.told {
		inOrder(&f.told[i])
	}
	slices.SortFunc(f.told, func(a, b UnitWindow) int { return strings.Compare(a.Unit, b.Unit) })
	return all
}
