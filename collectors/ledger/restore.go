package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"casework/collectors/codec"
	"casework/collectors/counts"
	"casework/collectors/duration"
)

// ErrEncodingVersion reports an encoding of another version.
var ErrEncodingVersion = errors.New("state of another version")

// ErrMalformed reports an encoding that ends early or makes no sense.
var ErrMalformed = codec.ErrMalformed

// ErrOther reports an encoding of another data set.
var ErrOther = errors.New("state of another data set")

// Restore returns the ledger that payloads encode: those of a checkpoint,
// then any number of deltas. next returns one payload at a time and nil
// after the last; its error ends the reading.
//
// Options may have changed since. Histograms whose buckets changed start
// again; counters of case types that are no longer distinguished are dropped,
// and the cases are read again from the beginning to sort them again.
func Restore(opts Options, now int64, next func() ([]byte, error)) (*Ledger, error) {
	l := New(opts, 0, now)
	l.SetNote(NoteNames, "") // what the encoding says holds
	r := restorer{l: l, now: now, counted: []*Counters{nil}}
	for i := range r.old {
		r.old[i] = newOldNames()
	}
	for {
		payload, err := next()
		if err != nil {
			return nil, err
		}
		if payload == nil {
			break
		}
		r.d.Reset(payload)
		r.whole = false
		for r.d.Len() > 0 {
			r.section()
		}
		if err := r.d.Err(); err != nil {
			return nil, fmt.Errorf("restore ledger: %w", err)
		}
	}
	if !r.whole {
		return nil, fmt.Errorf("restore ledger: %w", ErrMalformed)
	}
	// Whose the ledger is comes first: of another source, it is right elsewhere.
	named := l.Note(NoteSource)
	if err := cmp.Or(l.ofSource(), r.other); err != nil {
		return nil, fmt.Errorf("restore ledger: %w", err)
	}
	r.recount()
	// Which type the rows of then are of, spelt as it is now, their records do not say.
	respelt := l.Note(NoteNames) != normalNames
	l.SetNote(NoteNames, normalNames)
	r.resort = r.resort || respelt && len(l.slots) > 1
	for t := range l.recent {
		l.recent[t].promote()
		l.tables[t].pack()
	}
	l.pauses.store.Pack()
	if r.resort {
		l.cursors[Cases] = 0
	}
	if r.reread {
		l.cursors = [numTables]Cursor{}
	}
	for code := range l.counters[1:] {
		l.dirty.units[uint16(code+1)] = true
	}
	l.encoded()
	// What the options changed is not in the encoding that was read.
	l.dirty.off = r.resort || r.reread || r.rebucketed || r.older || r.respelt() || respelt || l.Note(NoteSource) != named
	return l, nil
}

type restorer struct {
	l          *Ledger
	now        int64
	d          codec.Decoder
	begun      bool
	whole      bool  // the last section ended a checkpoint or delta
	slots      []int // slot now by slot then; −1 if it is no longer distinguished
	resort     bool  // slots changed
	reread     bool  // columns are read in another way
	keepWait   bool  // buckets did not change
	keepTurn   bool
	rebucketed bool
	older      bool  // the encoding is of an earlier version
	paused     bool  // the encoding knows of pauses
	told       bool  // and of what few sources tell of cases
	other      error // why it is of another data set

	old     [4]oldNames // of units, kinds, programmes and case types
	typed   bool        // records bear the codes of types; before, those of slots
	typeBy  []uint16    // by slot then: the type, 0 for others
	counted []*Counters // by code of the unit then
}

func (r *restorer) section() {
	kind := r.d.Byte()
	if kind == headerSection {
		r.header()
		return
	}
	if !r.begun {
		r.d.Fail(ErrMalformed)
		return
	}
	r.whole = false
	switch kind {
	case notesSection:
		r.noted()
	case namesSection:
		r.names()
	case rowsSection:
		r.rows(false)
	case toldSection:
		r.rows(true)
	case countSection:
		r.counters()
	case pauseSection:
		r.pauses()
	case aheadSection:
		r.notYetDue()
	case clockSection:
		r.clocks()
	case versSection:
		r.versions()
	case endSection:
		r.end()
	default:
		r.d.Fail(ErrMalformed)
	}
}

func (r *restorer) header() {
	v := r.d.Uint()
	if r.d.Err() == nil && (v < 1 || v > EncodingVersion) {
		r.d.Fail(fmt.Errorf("%w: version %d; this program reads versions 1 to %d", ErrEncodingVersion, v, EncodingVersion))
		return
	}
	r.older, r.paused, r.told = v < EncodingVersion, v >= 5, v >= 6
	l := r.l
	l.seed, l.created = r.d.Fixed64(), r.d.Int()
	r.keepWait = slices.Equal(r.d.Floats(), l.opts.WaitBounds)
	r.keepTurn = slices.Equal(r.d.Floats(), l.opts.TurnaroundBounds)
	r.rebucketed = !r.keepWait || !r.keepTurn
	then := r.d.Strings()
	r.resort = !slices.Equal(then, l.slots)
	r.slots = oldSlots(then, l.slots)
	r.typesOf(v, then)
	if is := r.two(); r.d.Err() == nil {
		if is[0] != l.opts.Identity {
			r.other = fmt.Errorf("%w: it is of %s, not of %s", ErrOther, is[0], l.opts.Identity)
		}
		r.reread = is[1] != l.opts.Reading
	}
	r.begun = true
}

func (r *restorer) rows(tells bool) {
	t := Table(r.d.Limit(uint64(numTables - 1)))
	for range r.d.Uint() {
		id := ID(r.d.Fixed64())
		first, started, closed, deadline := r.d.Fixed32(), r.d.Fixed32(), r.d.Fixed32(), r.d.Fixed32()
		unit := r.d.Limit(uint64(len(r.old[0].code) - 1))
		kind := r.d.Limit(math.MaxUint16)
		count, flags := r.d.Byte(), r.d.Byte()
		var beside told
		if tells {
			beside.paused, beside.since = uint32(r.d.Limit(neverPossible)), uint32(r.d.Limit(math.MaxUint32))
			beside.complete = uint32(r.d.Limit(math.MaxUint32))
		}
		if flags&rejected != 0 && deadline >= uint32(numReasons) {
			r.d.Fail(ErrMalformed)
		}
		switch {
		case r.d.Err() != nil:
			return
		case t == Cases:
			if kind = r.typeThen(kind); r.d.Err() != nil {
				return
			}
		case kind >= uint64(len(r.old[t].code)): // that of errors is the kind's, that of sessions the programme's
			r.d.Fail(ErrMalformed)
			return
		default:
			kind = uint64(r.old[t].code[kind])
		}
		if now := uint64(r.old[0].code[unit]); now != unit {
			unit = now
			if now == 0 && flags&(rejected|gone) == 0 { // the unit was a blank
				flags, deadline = flags|rejected, uint32(NoUnit)
			}
		}
		rec := r.l.tables[t].inOrder(id)
		rec.first, rec.started, rec.closed, rec.deadline = first, started, closed, deadline
		rec.unit, rec.kind, rec.count, rec.flags = uint16(unit), uint16(kind), count, flags
		if t == Cases {
			r.l.tables[t].tellInOrder(id, beside)
		}
	}
}

func (r *restorer) counters() {
	unit := int(r.d.Limit(uint64(len(r.old[0].code) - 1)))
	c := newCounters(len(r.l.slots))
	for g := range c.Flows {
		for _, slot := range r.slots {
			f := r.flow()
			if slot >= 0 {
				c.Flows[g][slot] = f
			}
		}
		c.Errors[g] = r.d.Uints()
		if len(c.Errors[g]) > len(r.old[1].code) {
			r.d.Fail(ErrMalformed)
		}
	}
	for range r.d.Count(len(r.old[2].code)) {
		v := r.fixedUints(3)
		c.Sessions = append(c.Sessions, Supervised{v[0], v[1], v[2]})
	}
	if r.d.Err() == nil {
		r.counted = extend(r.counted, unit)
		r.counted[unit] = c
	}
}

func (r *restorer) flow() Flow {
	v := r.fixedUints(6)
	f := Flow{Received: v[0], Started: v[1], Closed: v[2], Reopened: v[3], Met: v[4], Missed: v[5]}
	f.Wait = r.histogram(r.keepWait, r.l.opts.WaitBounds)
	f.Turnaround = r.histogram(r.keepTurn, r.l.opts.TurnaroundBounds)
	if r.paused {
		f.Net = r.histogram(r.keepTurn, r.l.opts.TurnaroundBounds)
	}
	return f
}

func (r *restorer) histogram(keep bool, bounds []float64) duration.Histogram {
	h := duration.Histogram{Buckets: r.d.Uints(), Native: counts.Of(r.d.Uints()), Zero: r.d.Uint(), Sum: r.d.Uint()}
	if !keep {
		return duration.Histogram{}
	}
	if n := len(h.Buckets); n != 0 && n != len(bounds)+1 {
		r.d.Fail(ErrMalformed)
	}
	return h
}

// fixedUints reads a list of exactly n numbers.
func (r *restorer) fixedUints(n int) []uint64 {
	v := r.d.Uints()
	if len(v) != n {
		r.d.Fail(ErrMalformed)
		return make([]uint64, n)
	}
	return v
}

func (r *restorer) versions() {
	v := &r.l.recent[r.d.Limit(uint64(numTables-1))]
	for range r.d.Count(r.d.Len()) {
		id, changed := ID(r.d.Fixed64()), r.d.Int()
		v.note(id, changed)
	}
}

func (r *restorer) end() {
	for t := range numTables {
		if t == Pauses && !r.paused {
			break
		}
		r.l.cursors[t] = Cursor(r.d.Int())
		r.l.baselineRead[t] = r.d.Bool()
		counted := r.d.Uints()
		if n := copy(r.l.corrections[t][:], counted); n < len(counted) {
			r.l.unkeyed[t].most = int(min(counted[n], math.MaxInt32))
		}
	}
	r.whole = true
}
