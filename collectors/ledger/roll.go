package ledger

import (
	"maps"
	"slices"

	"casework/collectors/pause"
)

// A Roll holds a snapshot, which is all rows of a table as they stand in the
// source, against what is known of the table, before any of it is applied. It
// takes a few bits a row. The ledger must not change while a Roll is in use.
type Roll struct {
	ledger *Ledger
	table  Table
	now    int64
	first  []uint32 // of each shard: the position of its first record among all
	met    []uint64 // a bit for each record, by position
	fresh  map[ID]bool
	most   int // that fresh holds
	twice  map[ID]bool
	full   bool // more rows are new than fresh holds
	pauses []ID // those known, in order, where the table is that of pauses: their positions
}

// A Meeting is what a Roll says of a row.
type Meeting uint8

// What a row may be.
const (
	Unchanged Meeting = iota // to apply it would change nothing
	Changed
	Unknown // no row of its identifier was ever known
	Again   // a row of the snapshot before it has its identifier
)

// NewRoll begins to hold a snapshot of a table against the ledger, as of the
// instant now in Unix seconds. It keeps the identifiers of as many new rows as
// fresh says, to see that they come once.
func (l *Ledger) NewRoll(t Table, now int64, fresh int) *Roll {
	r := &Roll{ledger: l, table: t, now: now, fresh: map[ID]bool{}, most: fresh, twice: map[ID]bool{}}
	n := 0
	for _, shard := range l.tables[t].all() {
		r.first = append(r.first, uint32(n))
		n += len(shard)
	}
	if t == Pauses {
		l.pauses.store.Each(func(_, id uint64, _ pause.Interval) { r.pauses = append(r.pauses, ID(id)) })
		r.pauses = slices.AppendSeq(r.pauses, maps.Keys(l.pauses.refused))
		slices.Sort(r.pauses)
		n = len(r.pauses)
	}
	r.met = make([]uint64, n/64+1)
	return r
}

// meet notes that the snapshot has a row. It returns the record of it, nil if
// there is none, and whether the snapshot had one of that identifier before.
func (r *Roll) meet(id ID) (rec *record, again bool) {
	if at, ok := slices.BinarySearch(r.pauses, id); ok {
		return nil, r.meetAt(id, uint32(at))
	}
	s := &r.ledger.tables[r.table]
	if s.shards != nil {
		n := id >> (64 - s.bits)
		if i, ok := s.search(s.shards[n], id); ok {
			return &s.shards[n][i], r.meetAt(id, r.first[n]+uint32(i))
		}
	}
	switch {
	case r.full: // it is not known of all, and they are sought once all are
	case r.fresh[id]:
		again, r.twice[id] = true, true
	case len(r.fresh) < r.most:
		r.fresh[id] = true
	default:
		r.full, r.fresh = true, nil
	}
	return nil, again
}

// meetAt is meet of a row that is known, at its position.
func (r *Roll) meetAt(id ID, at uint32) (again bool) {
	word, bit := &r.met[at/64], uint64(1)<<(at%64)
	again = *word&bit != 0
	*word |= bit
	if again {
		r.twice[id] = true
	}
	return again
}

// Case meets a case.
func (r *Roll) Case(c *Case) Meeting {
	rec, again := r.meet(c.ID)
	return r.meeting(rec, again, func() bool {
		l, reopened := r.ledger, uint8(min(max(c.Reopened, 0), 255))
		deadline := uint32(0)
		if fits(c.Deadline) {
			deadline = uint32(c.Deadline)
		}
		kind, ok := l.typeOf(c.Type)
		is := c.happened(r.now)
		return ok && r.keeps(rec, c.validate(r.now), c.Unit) && rec.kind == kind && rec.first == uint32(c.Received) &&
			rec.started == uint32(is.Started) && rec.closed == uint32(is.Closed) && rec.deadline == deadline && rec.count >= reopened &&
			l.tables[Cases].told(c.ID) == c.told() &&
			isPending(l.pending.cases, c.ID, *c, is)
	})
}

// Error meets a report.
func (r *Roll) Error(e *Error) Meeting {
	rec, again := r.meet(e.ID)
	return r.meeting(rec, again, func() bool {
		kind, ok := r.ledger.kinds.codes[orUnspecified(e.Kind)]
		return ok && r.keeps(rec, e.validate(r.now), e.Unit) && rec.kind == kind && rec.first == uint32(e.Reported)
	})
}

// Session meets a session.
func (r *Roll) Session(s *Session) Meeting {
	rec, again := r.meet(s.ID)
	return r.meeting(rec, again, func() bool {
		programme, ok := r.ledger.programmes.codes[orUnspecified(s.Programme)]
		is := s.happened(r.now)
		return ok && r.keeps(rec, s.validate(), s.Unit) && rec.kind == programme && rec.first == uint32(s.Planned) &&
			isPending(r.ledger.pending.sessions, s.ID, *s, is) && rec.started == uint32(is.Held) && rec.closed == uint32(s.Minutes*60) && rec.count == uint8(min(max(s.Participants, 0), 255))
	})
}

// Pause meets a pause.
func (r *Roll) Pause(p *Pause) Meeting {
	_, again := r.meet(p.ID)
	is := p.happened(r.now)
	kept, counts := r.ledger.pauses.store.Get(uint64(p.Case), uint64(p.ID))
	if !counts {
		if _, known := slices.BinarySearch(r.pauses, p.ID); known && !again {
			return Changed
		}
		return r.meeting(nil, again, nil)
	}
	now := pause.Interval{From: uint32(is.Paused), Until: uint32(is.Resumed)}
	return r.meeting(&record{}, again, func() bool {
		return p.validate(r.now) == accepted && kept == now && isPending(r.ledger.pending.pauses, p.ID, *p, is)
	})
}

// Skip notes that the snapshot has a row that counts as another file has it.
func (r *Roll) Skip(id ID) { r.meet(id) }

func (r *Roll) meeting(rec *record, again bool, same func() bool) Meeting {
	switch {
	case again:
		return Again
	case rec == nil:
		return Unknown
	case same():
		return Unchanged
	}
	return Changed
}

// isPending reports whether what a row says of the future, if anything, is kept
// as it says it.
func isPending[R comparable](rows map[ID]R, id ID, row, happened R) bool {
	if kept, ok := rows[id]; ok {
		return kept == row
	}
	return row == happened
}

// keeps reports whether a possible row of a unit is of the record of that unit,
// and that counts.
func (r *Roll) keeps(rec *record, reason Reason, unit string) bool {
	code, ok := r.ledger.units.codes[unit]
	return ok && reason == accepted && rec.live() && rec.unit == code
}

// Twice are the identifiers that the snapshot has several rows of. Whole is
// false if it has so many new rows that others may be there twice.
func (r *Roll) Twice() (twice map[ID]bool, whole bool) { return r.twice, !r.full }

// An Absent is a row that is known and that a snapshot has not.
type Absent struct {
	Case Case // of a case that counts, as it is known; else its ID alone
	Open bool // it is an open case
}

// Absent visits the rows that the snapshot has not, each of which is valid until
// the visit ends, and returns how many rows were known before it, and how many of
// them are open cases. Without a closing in columns, a case is open until it is
// started.
func (r *Roll) Absent(columns Columns, visit func(*Absent)) (known, open int) {
	l, at := r.ledger, uint32(0)
	var one Absent // one for all, as there are millions of records
	for at, id := range r.pauses {
		if one = (Absent{Case: Case{ID: id}}); r.met[at/64]&(1<<(at%64)) == 0 {
			visit(&one)
		}
	}
	known = len(r.pauses)
	l.tables[r.table].each(func(id ID, rec *record) {
		met := r.met[at/64]&(1<<(at%64)) != 0
		at++
		if rec.flags&gone != 0 {
			return
		}
		known++
		ended := rec.closed
		if columns.Unclosed {
			ended = rec.started
		}
		one = Absent{Case: Case{ID: id}, Open: r.table == Cases && rec.live() && ended == 0}
		if one.Open {
			open++
		}
		if met {
			return
		}
		if r.table == Cases && rec.live() {
			one.Case = Case{
				ID: id, Unit: l.units.list[rec.unit], Type: l.types.list[rec.kind], Received: int64(rec.first), Started: int64(rec.started),
				Closed: int64(rec.closed), Deadline: int64(rec.deadline), Reopened: int64(rec.count),
			}
			t := l.tables[Cases].told(id)
			one.Case.PausedSeconds, one.Case.PausedSince, one.Case.Complete = int64(t.paused), int64(t.since), int64(t.complete)
		}
		visit(&one)
	})
	return known, open
}
