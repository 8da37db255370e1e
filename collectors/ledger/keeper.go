package ledger

import (
	"cmp"

	"casework/collectors/agenda"
	"casework/collectors/duration"
)

// A keeper keeps what a View shows of every unit as of an instant, so that the next View
// takes time in proportion to what happened since. When a row changes, what the row
// counted as is taken out; the next View puts in what it counts as then. The same is
// done with rows that only time changes: a row leaves a window, grows older than a
// bound, or becomes overdue. An agenda says which rows these are, for about a day ahead.
// To keep it small, each View looks at a part of all rows and plans those alone.
//
// Some changes cannot be followed row by row, such as a new list of programmes. They
// end the keeper, and the next View makes a new one from all rows.
type keeper struct {
	l  *Ledger
	at int64
	form
	longest int64 // for how long after its last event a closed case may count in something, seconds

	units []keptUnit // by code
	group tally      // of the units that are pooled
	bad   [numTables][numReasons]int
	out   map[agenda.Entry]bool // rows that are taken out, for the next View to put in; their At is 0

	agenda agenda.Agenda
	gone   [numTables]ID // up to which ID rows were looked at for the agenda
	cycle  int64         // time in which all rows are looked at once, seconds

	none       [][]Measures // what is shown of a unit that is hidden
	noneQueued []Queue
	scratch    []uint32
}

// A keptUnit is what is counted of a unit.
type keptUnit struct {
	rows, twice                        [numTables]int
	vague, started, closed, due, pause int  // cases whose wait is unknown; that are started; closed; have a deadline. And pauses
	impossible                         int  // cases whose totals of pauses are impossible
	year                               int  // cases received in the last 365 days, where a Screen asks for it
	pooled, pooledIntake               bool // the group includes its windows; and its intake

	queue  []keptQueue // by slot
	queued []Queue     // as shown; nil if it changed

	held      [][]Held // as UnitView.Sessions
	heldIn    int      // how many sessions are in the longest window
	heldShown [][]Held // as shown; nil if it changed
	tally
}

type keptQueue struct {
	Queue
	receipts duration.Ranked // of those that wait
	net      duration.Ranked // net receipts of those that wait and are not paused, see netReceipt; empty without pauses
}

// keeperCycle is the time in which all rows are looked at once, in seconds. If two Views
// are further apart than slack, the second makes a new keeper.
const keeperCycle = 24 * 3600

func (k *keeper) slack() int64 { return k.cycle / 24 }

// keep is the keeper of a ledger as of an instant.
func (l *Ledger) keep(at int64) *keeper {
	k := l.view.kept
	if k == nil || at < k.at || at-k.at > k.slack() || k.by != l.netBy() {
		l.view.kept = newKeeper(l, at, cmp.Or(l.view.cycle, keeperCycle))
		return l.view.kept
	}
	if k.advance(at); l.view.kept == nil { // it was too much
		l.view.kept = newKeeper(l, at, k.cycle)
	}
	return l.view.kept
}

// afresh ends the keeper, so that the next View goes through all rows.
func (l *Ledger) afresh() { l.view.kept = nil }

// changed notes that a row changed; was is its record before.
func (l *Ledger) changed(t Table, id ID, was *record) {
	l.dirty.row(t, id)
	if l.view.kept != nil {
		l.view.kept.takeOut(t, id, was)
	}
}

// pausesChange notes that the pauses of a case are about to change.
func (l *Ledger) pausesChange(of ID) {
	if l.view.kept == nil {
		return
	}
	if r := l.tables[Cases].find(of); r != nil {
		l.view.kept.takeOut(Cases, of, r)
	}
}

// newKeeper makes a keeper from all rows.
func newKeeper(l *Ledger, at, cycle int64) *keeper {
	k := &keeper{
		l: l, at: at, cycle: cycle, out: map[agenda.Entry]bool{},
		form: form{
			windows: len(l.opts.Windows), within: len(l.opts.StartedWithin), taken: l.opts.Intake.Seconds > 0, by: l.netBy(),
		},
		longest: l.opts.Followed(),
	}
	if len(l.slots) > 1 {
		k.slots = len(l.slots)
	}
	for _, w := range l.opts.Windows {
		k.longest = max(k.longest, w.Seconds)
	}
	if l.screen != nil {
		k.longest = max(k.longest, screenedYear)
	}
	k.group = k.newTally()
	k.none, k.noneQueued = k.newTally().windows, make([]Queue, len(l.slots))
	l.eachCase(at, func(id ID, r *record, f facts) {
		k.count(Cases, r, &f, true)
		k.plan(Cases, id, r)
	})
	for _, t := range [...]Table{Errors, Sessions} {
		l.tables[t].each(func(id ID, r *record) {
			k.count(t, r, &facts{}, true)
			k.plan(t, id, r)
		})
	}
	return k
}

// advance goes on to an instant. If too many rows change for that, it ends the keeper.
func (k *keeper) advance(at int64) {
	for {
		e, ok := k.agenda.Due(at)
		if !ok {
			break
		}
		t, id := Table(e.Table), ID(e.Row)
		if r := k.l.tables[t].find(id); r != nil && k.next(t, id, r) <= at { // else it changed since
			k.takeOut(t, id, r)
		}
	}
	if k.l.view.kept == nil {
		return
	}
	passed := at - k.at
	k.at = at
	for row := range k.out {
		t, id := Table(row.Table), ID(row.Row)
		if r := k.l.tables[t].find(id); r != nil {
			k.count(t, r, k.factsOf(t, id, r), true)
			k.plan(t, id, r)
		}
	}
	clear(k.out)
	k.look(passed)
}

// factsOf are the facts of a row as of the keeper's instant.
func (k *keeper) factsOf(t Table, id ID, r *record) *facts {
	var f facts
	if t == Cases {
		f = k.l.factsOf(id, r, k.at)
	}
	return &f
}

// takeOut takes a row out, as it was at the keeper's instant.
func (k *keeper) takeOut(t Table, id ID, was *record) {
	row := agenda.Entry{Table: uint8(t), Row: uint64(id)}
	if k.out[row] {
		return
	}
	if k.by != k.l.netBy() { // it was counted otherwise than it would be now
		k.l.afresh()
		return
	}
	k.out[row] = true
	k.count(t, was, k.factsOf(t, id, was), false)
	if len(k.out) > 1<<14+k.l.tables[t].n/16 { // to go through all takes less time
		k.l.afresh()
	}
}

// look puts on the agenda what time changes soon, of the rows whose turn it is.
func (k *keeper) look(passed int64) {
	for t := range Pauses {
		s := &k.l.tables[t]
		shards := s.all()
		n := int64(len(shards))
		if n == 0 {
			continue
		}
		from := int64(k.gone[t] >> (64 - s.bits))
		steps := min(n, (n*passed+k.cycle-1)/k.cycle)
		for i := from; i < from+steps; i++ {
			shard := shards[i%n]
			for j := range shard {
				k.plan(t, s.id(int(i%n), &shard[j]), &shard[j])
			}
		}
		k.gone[t] = ID((from+steps)%n) << (64 - s.bits)
	}
}

// plan puts a row on the agenda, if time changes it before it is looked at again.
func (k *keeper) plan(t Table, id ID, r *record) {
	if next := k.next(t, id, r); next <= min(k.at+k.cycle+k.slack(), int64(never)) {
		k.agenda.Add(agenda.Entry{At: uint32(next), Table: uint8(t), Row: uint64(id)})
	}
}

// next is the first instant after the keeper's at which time alone changes what a row
// counts as.
func (k *keeper) next(t Table, id ID, r *record) int64 {
	soon, first, opts := never64, int64(r.first), &k.l.opts
	if !r.live() {
		return soon
	}
	started, closed := int64(r.started), int64(0)
	if t == Cases {
		started, closed = int64(r.startedAt()), int64(r.closedAt())
		if closed != 0 && max(first, started, closed)+k.longest <= k.at {
			return soon
		}
	}
	note := func(at int64) {
		if at > k.at && at < soon {
			soon = at
		}
	}
	for _, event := range [...]int64{first, started, closed} {
		if event == 0 {
			continue
		}
		note(event)
		for _, w := range opts.Windows {
			note(event + w.Seconds)
		}
	}
	if t != Cases {
		return soon
	}
	if k.l.screen != nil {
		note(first + screenedYear)
	}
	if k.taken {
		note(first + opts.Intake.Seconds)
		for _, within := range opts.StartedWithin {
			note(first + within)
			note(first + within + opts.Intake.Seconds)
		}
	}
	if closed == 0 {
		f := k.factsOf(t, id, r)
		for _, bound := range opts.AgeBounds {
			note(first + bound)
			if f.since != 0 {
				note(int64(f.since) + bound)
			}
		}
		if due := k.l.dueAt(r, *f); due != 0 {
			note(int64(due) + 1)
		}
		if s := &k.l.tables[Cases]; s.tells() {
			t := s.told(id)
			t.soon(r, note)
		}
		for span := range f.pauses.Spans(0, never) {
			note(int64(span.From))
			note(int64(span.Until))
		}
		for span := range f.pauses.Spans(r.first, never) {
			for _, bound := range opts.AgeBounds {
				note(int64(span.From) + bound)
			}
		}
	}
	return soon
}
