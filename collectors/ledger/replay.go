package ledger

import (
	"math"
	"slices"

	"casework/collectors/intake"
)

// A Replay goes through the past of a ledger's rows. At each instant it shows what a
// ledger would have shown that had been polled since the Replay's beginning, while the
// rows came about. A case appears when it is received, and its start and its closing when
// they happen. An error report appears when it is made, a pause when it begins, and a
// session at its planned time, or when it is held if that is earlier.
//
// What rows do not say of the past is as it was when they were read: deadlines, units,
// case types, programmes and the list of units. Reopenings count with the closing that
// followed them. Those of a case that is open now count at the last instant that its row
// names.
//
// Gauges and windows are a function of the instant alone, unless a Screen
// hides units: it is asked at every View, as a ledger asks it. Counters begin
// at 0 with the Replay, as those of a ledger that is polled for the first time.
//
// An instant takes time in proportion to what happened since the last one
// and to the number of units, not to the number of rows.
type Replay struct {
	l    *Ledger // the past: its names, counters and lists, without rows
	from int64
	at   int64

	cases    []record // in the order of receipt
	started  []uint32 // indexes into cases, in the order of the start
	closed   []uint32
	reopened []uint32 // those open now that were reopened
	overdue  []uint32 // those that were ever open past their deadline, in the order in which they got there
	reports  []record
	sessions []record // in the order in which they appear
	planned  []uint32 // indexes into sessions
	held     []uint32
	names    [2][]string

	next     progress
	queue    []waitingQueue // by unit code × slots + slot
	windows  []*slidingWindow
	shown    []bool // by unit code: it is listed, or some row of it has appeared
	unlisted []bool // by unit code: rows of it count for nothing, as it is not listed
	rows     [numTables]int

	firstDue uint32 // when it was first known of a case by when it was to be closed; 0 if never

	earliest   uint32   // when the first case of all was received, of a listed unit or not
	cased      []uint32 // by unit code: when its first case was received
	reported   []uint32 // by unit code: when its first report was made
	months     map[[3]int64]*pastMonth
	ranks      []uint16        // of case types, see Ledger.ranks; nil without any
	year       []int           // by unit code: cases received in the last 365 days
	intake     *intake.Sliding // nil without
	treatments []Treatment     // by unit code, of what is said of the cases received, as of the last View
	aged       int             // how many cases are older than that
	agedAt     int64           // the instant by which open cases are in their bands of age
	paused     replayedPauses
	totals     bool // cases say for how long they were paused, and not when: nothing net is known of the past
}

// progress is how many of each kind of event have happened.
type progress struct {
	received, started, closed, reopened, overdue, reports, sessions, planned, held int

	aged [MostAgeBounds]int // by bound of age: how many cases have reached it
}

// NewReplay returns the Replay of a ledger, of which the rows were read at an
// instant, that begins at another; both are in Unix seconds. The ledger must
// not be changed while the Replay is in use.
func NewReplay(l *Ledger, from, read int64) *Replay {
	past := &Ledger{
		opts: l.opts, slots: l.slots, slotBy: l.slotBy, types: l.types, created: from, listed: l.listed, supervision: l.supervision,
		units: names{list: l.units.list, codes: l.units.codes, created: make([]int64, len(l.units.list))},
		kinds: newNames(), programmes: newNames(), dirty: dirty{units: map[uint16]bool{}},
	}
	for range l.units.list {
		past.counters = append(past.counters, newCounters(len(l.slots)))
	}
	r := &Replay{
		l: past, from: from, names: [2][]string{l.kinds.list, l.programmes.list},
		queue: make([]waitingQueue, len(l.units.list)*len(l.slots)), shown: make([]bool, len(l.units.list)),
		unlisted: make([]bool, len(l.units.list)), months: map[[3]int64]*pastMonth{}, year: make([]int, len(l.units.list)), treatments: make([]Treatment, len(l.units.list)),
		cased: make([]uint32, len(l.units.list)), reported: make([]uint32, len(l.units.list)),
	}
	for code, name := range l.units.list {
		if _, listed := l.listed[name]; listed {
			r.shown[code], past.units.created[code] = true, from
		} else if l.listed != nil {
			r.unlisted[code], past.units.created[code] = true, from
		}
	}
	for _, w := range l.opts.Windows {
		r.windows = append(r.windows, newSlidingWindow(w.Seconds, len(l.units.list), len(l.slots), l.slotBy))
	}
	if len(l.types.list) > 1 {
		r.ranks = l.ranks()
	}
	r.gather(l, read)
	r.intake = r.newSliding(from)
	r.Advance(from) // the baseline, which is not counted
	for t := range past.baselineRead {
		past.baselineRead[t] = true
	}
	return r
}

// gather puts the rows that count, as they were when they were read, in the order of
// their events.
func (r *Replay) gather(l *Ledger, read int64) {
	rows := func(t Table, by func(*record) uint32) []record {
		all := make([]record, 0, l.tables[t].n)
		each := func(visit func(ID, *record, facts)) { l.eachCase(read, visit) }
		if t != Cases {
			each = func(visit func(ID, *record, facts)) {
				l.tables[t].each(func(id ID, rec *record) { visit(id, rec, facts{}) })
			}
		}
		each(func(_ ID, rec *record, of facts) {
			// Reports and sessions of units that are not listed have names to
			// tell, though they do not count.
			if !rec.live() {
				return
			}
			if t == Cases && (r.earliest == 0 || rec.first < r.earliest) {
				r.earliest = rec.first
			}
			if t != Cases || !r.unlisted[rec.unit] {
				all = append(all, *rec)
				if t == Cases {
					all[len(all)-1].deadline = l.dueAt(rec, of)
					r.dueFrom(l, rec, of)
					all[len(all)-1].keepWorkdays(l, rec, &of)
					if r.paused.lists != nil {
						r.paused.take(&all[len(all)-1], of.pauses)
					}
				}
			}
		})
		arrange(all, order(all, by))
		return all
	}
	r.totals = l.netBy() == byTotals
	r.paused.begins(l)
	first := func(rec *record) uint32 { return rec.first }
	r.cases, r.reports, r.sessions = rows(Cases, first), rows(Errors, first), rows(Sessions, (*record).appearsAt)
	if r.paused.lists != nil {
		r.paused.sort(r.cases)
		for _, w := range r.windows {
			w.paused = &r.paused
		}
	}
	r.started = order(r.cases, (*record).startedAt)
	r.closed = order(r.cases, (*record).closedAt)
	r.reopened = order(r.cases, (*record).reopenedAt)
	r.overdue = order(r.cases, (*record).overdueAt)
	r.planned = order(r.sessions, first)
	r.held = order(r.sessions, func(rec *record) uint32 { return rec.started })
}

// dueFrom notes from when on a case has a deadline: some have none before they are
// complete.
func (r *Replay) dueFrom(l *Ledger, rec *record, f facts) {
	from := rec.first
	if l.dueAt(rec, f) == 0 {
		return
	}
	if complete := f.complete; complete > from {
		if f.complete = 0; l.dueAt(rec, f) == 0 {
			from = complete
		}
	}
	if r.firstDue == 0 || from < r.firstDue {
		r.firstDue = from
	}
}

// arrange puts rows in an order, which lists all their indexes, and uses it up: of as
// many rows as there may be, a copy would be the most that a Replay takes.
func arrange(rows []record, order []uint32) {
	for i := range order {
		moved, to := rows[i], i
		for from := int(order[to]); from != i; from = int(order[to]) {
			rows[to], order[to] = rows[from], uint32(to)
			to = from
		}
		rows[to], order[to] = moved, uint32(to)
	}
}

// order lists the indexes of the rows that have an instant, ascending by it;
// 0 is none.
func order(rows []record, at func(*record) uint32) []uint32 {
	keys := make([]uint64, 0, len(rows))
	for i := range rows {
		if when := at(&rows[i]); when != 0 {
			keys = append(keys, uint64(when)<<32|uint64(i))
		}
	}
	slices.Sort(keys)
	indexes := make([]uint32, len(keys))
	for i, k := range keys {
		indexes[i] = uint32(k)
	}
	return indexes
}

// age moves the open cases that have reached a bound of age by the Replay's
// instant to the next band. It comes after what has happened by then.
func (r *Replay) age() {
	for band, bound := range r.l.opts.AgeBounds {
		for i := &r.next.aged[band]; *i < r.next.received && int64(r.cases[*i].first) <= r.at-bound; *i++ {
			c := &r.cases[*i]
			q := r.queueOf(c)
			if until(c.closedAt(), r.at) == 0 {
				q.OpenAges[band]--
				q.OpenAges[band+1]++
			}
			if until(c.leftQueueAt(), r.at) == 0 {
				q.WaitingAges[band]--
				q.WaitingAges[band+1]++
			}
		}
	}
	r.agedAt = r.at
}

// agedBand is the band in which the Replay counts an open case: that of its age
// when it last moved cases on.
func (r *Replay) agedBand(c *record) int {
	return ageBand(r.l.opts.AgeBounds, r.agedAt-int64(c.first))
}

// reopenedAt is when the reopenings of an open case are counted; 0 without.
func (r *record) reopenedAt() uint32 {
	if r.closed != 0 || r.count == 0 {
		return 0
	}
	return max(r.first, r.started)
}

// overdueAt is when a case was first open past its deadline; 0 if never.
func (r *record) overdueAt() uint32 {
	if r.deadline == 0 || r.deadline == math.MaxUint32 {
		return 0
	}
	at := max(r.first, r.deadline+1)
	if r.closed != 0 && r.closedAt() <= at {
		return 0
	}
	return at
}

// appearsAt is when a session was there to be read.
func (r *record) appearsAt() uint32 {
	if r.started != 0 {
		return min(r.first, r.started)
	}
	return r.first
}

// A waitingQueue is the queue of a unit and case type as time passes.
type waitingQueue struct {
	Queue
	waiting []wait   // in the order of receipt; some may have left
	net     netWaits // where there are pauses, of cases that are not paused
}

// A wait is the time that a case spends in the queue.
type wait struct{ from, until uint32 }

// oldest is when the case that waits longest at an instant was received.
func (q *waitingQueue) oldest(at uint32) int64 {
	if len(q.waiting) > 2*q.Waiting+64 { // a case that waits for ever keeps those behind it
		q.waiting = slices.DeleteFunc(q.waiting, func(w wait) bool { return w.until <= at })
	}
	for len(q.waiting) > 0 && q.waiting[0].until <= at {
		q.waiting = q.waiting[1:]
	}
	if len(q.waiting) == 0 {
		return 0
	}
	return int64(q.waiting[0].from)
}
