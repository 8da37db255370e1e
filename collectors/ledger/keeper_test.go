package ledger

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// plain is a View without what a full scan does not tell.
func plain(v *View) *View {
	w := *v
	w.Created, w.Corrections = 0, [numTables][numCorrections]uint64{}
	w.Units = slices.Clone(v.Units)
	for i := range w.Units {
		u := *v.Units[i]
		w.Units[i] = &u
		u.Stamp, u.Counters, u.Sessions = 0, nil, slices.Clone(u.Sessions)
		for j := range u.Sessions {
			u.Sessions[j] = withoutZeros(u.Sessions[j])
		}
	}
	return &w
}

// sameViews compares two plain Views. It is much faster than to find how they differ.
func sameViews(a, b *View) bool {
	rest := func(v *View) View {
		w := *v
		w.Units, w.Groups, w.GroupIntake = nil, nil, nil
		return w
	}
	return reflect.DeepEqual(rest(a), rest(b)) && sameAll(a.Groups, b.Groups, sameMeasures) && sameAll(a.GroupIntake, b.GroupIntake, sameIntake) &&
		slices.EqualFunc(a.Units, b.Units, (*UnitView).same)
}

// sameAsFromScratch holds what a ledger shows against a scan of all rows, and Stamps
// against what changed since the View before.
func sameAsFromScratch(t *rapid.T, l *Ledger, at int64, before *View) *View {
	t.Helper()
	got := l.View(at, true)
	if want := plain(fromScratch(l, at)); !sameViews(want, plain(got)) {
		t.Fatalf("a View is not what all rows say (-want +got):\n%s", cmp.Diff(want, plain(got), cmpopts.EquateEmpty()))
	}
	for _, u := range got.Units {
		for _, b := range before.Units {
			if b.Unit.Unit == u.Unit.Unit && b.Stamp == u.Stamp && b != u {
				t.Fatalf("unit %s has the Stamp that it had, and is not what it was:\n%s", u.Unit.Unit, cmp.Diff(b, u))
			}
		}
	}
	return got
}

// A moodyScreen treats units by a number that changes.
type moodyScreen struct{ mood uint64 }

func (s *moodyScreen) of(unit string) Treatment {
	h := fnv.New64a()
	fmt.Fprint(h, unit, s.mood)
	return []Treatment{Shown, Shown, Shown, Merged, LeftOut}[h.Sum64()>>8%5]
}

func (s *moodyScreen) Shows(unit string) bool { return s.of(unit) == Shown }

func (s *moodyScreen) ShowsIntake(unit string, at int64) bool {
	h := fnv.New64a()
	fmt.Fprint(h, unit, s.mood, at/(5*day))
	return h.Sum64()>>8%3 > 0
}

func (s *moodyScreen) Place(_ int64, units []UnitSize, _ Lookback) (all []Treatment) {
	for _, u := range units {
		t := s.of(u.Unit)
		if u.Cases%4 == 3 { // so that sizes matter
			t = Merged
		}
		all = append(all, t)
	}
	return all
}

// A restless changes a ledger at random, a little at a time.
type restless struct {
	*rand.Rand
	l      *Ledger
	opts   Options
	now    int64
	screen *moodyScreen
	cases  []Case
	totals bool // there is no table of pauses
}

func (w *restless) unit() string { return []string{"a", "b", "c", "d"}[w.IntN(4)] }

// past is an instant gone by, or a little ahead.
func (w *restless) past(days int64) int64 { return w.now + 100 - w.Int64N(days*day) }

func (w *restless) change() {
	l, k := w.l, w.l.Keyer()
	switch w.IntN(20) {
	case 0, 1, 2, 3:
		c := Case{
			ID: k.Int(uint64(len(w.cases) + 1)), Unit: w.unit(), Type: []string{"permit", "appeal", "other", "a"}[w.IntN(4)],
			Received: w.past(45), Reopened: -1,
		}
		if w.IntN(3) == 0 {
			c.Received = w.now - w.Int64N(300)
		}
		if w.IntN(2) == 0 {
			c.Deadline = c.Received + w.Int64N(50*day)
		}
		w.cases = append(w.cases, c)
		w.write(c)
	case 4, 5, 6, 7:
		c := w.pick()
		c.Started = max(c.Received-700, w.now+50-w.Int64N(10*day))
		w.write(*c)
	case 8, 9:
		c := w.pick()
		c.Closed = max(c.Received-200, w.now+50-w.Int64N(10*day))
		w.write(*c)
	case 10:
		c := w.pick()
		c.Unit, c.Closed = w.unit(), 0
		w.write(*c)
	case 11:
		c := w.pick()
		c.Received = w.past(45)
		w.write(*c)
	case 12:
		l.Delete(Cases, []ID{w.pick().ID})
	case 13:
		id := k.Int(w.Uint64N(30))
		learnErrors(l, w.now, Error{ID: id, Unit: w.unit(), Reported: w.past(40)})
	case 14:
		s := Session{ID: k.Int(w.Uint64N(30)), Unit: w.unit(), Programme: []string{"v", "w"}[w.IntN(2)], Planned: w.now + 3*day - w.Int64N(40*day), Minutes: 30}
		if w.IntN(2) == 0 {
			s.Held = w.past(40)
		}
		learnSessions(l, w.now, s)
	case 15:
		if w.totals {
			return
		}
		p := Pause{ID: PauseID(k.Int(w.Uint64N(20))), Case: w.pick().ID, Paused: w.past(30)}
		if w.IntN(3) > 0 {
			p.Resumed = p.Paused + w.Int64N(20*day)
		}
		l.Apply(Pauses, &Page{Pauses: []Pause{p}}, w.now)
	case 16:
		l.Delete(Pauses, []ID{PauseID(k.Int(w.Uint64N(20)))})
	case 17:
		w.rarely()
	case 18, 19:
		c := w.pick()
		c.PausedSeconds = []int64{0, w.Int64N(40 * day), w.Int64N(2 * day), -1}[w.IntN(4)]
		c.PausedSince = []int64{0, 0, w.past(30), w.now + w.Int64N([]int64{1000, 3 * day}[w.IntN(2)])}[w.IntN(4)]
		c.Complete = []int64{0, w.past(30), w.now + w.Int64N([]int64{1000, 3 * day}[w.IntN(2)])}[w.IntN(3)]
		if w.IntN(2) == 0 { // one whose deadline runs from complete on, and is soon
			c.Type, c.Deadline, c.Received = "a", 0, c.Received-c.Received%4+1
		}
		w.write(*c)
	}
}

// rarely changes what ends a keeper, or what all units have a part in.
func (w *restless) rarely() {
	l := w.l
	switch w.IntN(8) {
	case 0:
		p := Programme{Unit: w.unit(), Name: "v", From: w.past(30)}
		if w.IntN(2) == 0 {
			p.Until = p.From + w.Int64N(40*day)
		}
		l.SetProgrammes([]Programme{p})
	case 1:
		l.SetUnits([]Unit{{Unit: w.unit(), Name: "x"}, {Unit: w.unit()}}, w.now)
	case 2:
		l.SetUnits(nil, w.now)
	case 3:
		if w.screen != nil {
			w.screen.mood++
		}
	case 4:
		l.Tidy()
	case 5:
		w.write(Case{ID: w.pick().ID, Unit: "", Received: w.now, Reopened: -1}) // impossible
	case 6:
		c := *w.pick()
		c.Duplicate, c.Unit = true, w.unit()
		w.write(c)
		l.Settle(Cases, 0, 1<<40, nil)
	case 7:
		w.restart()
	}
}

func (w *restless) write(c Case) { w.l.Apply(Cases, &Page{Cases: []Case{c}}, w.now) }

func (w *restless) pick() *Case {
	if len(w.cases) == 0 {
		w.cases = append(w.cases, Case{ID: w.l.Keyer().Int(1), Unit: "a", Received: w.now, Reopened: -1})
	}
	return &w.cases[w.IntN(len(w.cases))]
}

func (w *restless) restart() {
	programmes, listed := w.l.supervision.programmes, w.l.listed
	again, err := restore(w.opts, w.now, checkpoint(w.l)...)
	if err != nil {
		panic(err)
	}
	again.SetProgrammes(programmes)
	again.listed, again.view.cycle = listed, w.l.view.cycle
	w.l = again
	w.prepare()
}

func (w *restless) prepare() {
	w.l.SetDeadlines(lawful{})
	if w.screen != nil {
		w.l.SetScreen(w.screen)
	}
}

// textOf is a plain View with all that it points to.
func textOf(t *rapid.T, v *View) string {
	t.Helper()
	text, err := json.Marshal(plain(v))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestViewsAreAsFromScratch: whatever changes, and however time passes, a ledger that
// keeps what it shows shows what a scan of all rows does, and Views stay as they were.
func TestViewsAreAsFromScratch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &restless{Rand: rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), opts: testOptions, now: epoch}
		w.opts.Windows = []Window{{"2d", 2 * day}, {"20d", 20 * day}, {"7d", 7 * day}}
		if w.IntN(2) == 0 {
			w.opts.CaseTypes = []string{"permit", "appeal"}
		}
		if w.IntN(3) == 0 {
			w.opts.Intake, w.opts.StartedWithin = Window{}, nil
		}
		if w.IntN(3) == 0 {
			w.screen = &moodyScreen{}
		}
		w.l, w.totals = withBaseline(w.opts), w.IntN(2) == 0
		w.l.view.cycle = []int64{0, 40 * 3600, 40 * day}[w.IntN(3)]
		w.prepare()
		tick := []int64{60, hour, 20 * hour}[w.IntN(3)]
		for range 30 {
			w.change()
		}
		before := &View{}
		for range rapid.IntRange(1, 100).Draw(t, "polls") {
			w.now += w.Int64N(tick + 1)
			w.l.Advance(w.now)
			was := w.l
			for range w.IntN(4) {
				w.change()
			}
			if w.l != was { // it has begun anew to give Stamps
				before = &View{}
			}
			if w.IntN(5) == 0 {
				continue
			}
			text := textOf(t, before)
			next := sameAsFromScratch(t, w.l, w.now, before)
			if is := textOf(t, before); is != text {
				t.Fatalf("the View before changed from\n%s\nto\n%s", text, is)
			}
			before = next
		}
	})
}
