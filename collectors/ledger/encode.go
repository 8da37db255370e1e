package ledger

import (
	"maps"
	"slices"

	"casework/collectors/codec"
	"casework/collectors/duration"
)

// EncodingVersion is the version of the encoding. A ledger restores its own and those
// before it. Version 2 has notes, version 3 clocks, version 4 the type of every case,
// version 5 pauses, version 6 what few sources tell of cases.
const EncodingVersion = 6

// The sections of an encoding. A checkpoint is a header, sections and an
// end; a delta is sections and an end.
const (
	headerSection byte = 'H' // begins a checkpoint: seed and options
	notesSection  byte = 'F' // notes: what is not of one row or unit
	namesSection  byte = 'N' // units, kinds, programmes and case types from a code on
	rowsSection   byte = 'R' // records of one table
	toldSection   byte = 'T' // records of cases, and what stands beside each
	countSection  byte = 'K' // counters of one unit
	aheadSection  byte = 'P' // rows whose time has not come
	pauseSection  byte = 'Z' // pauses
	clockSection  byte = 'C' // clocks by which the versions of a table are distinguished
	versSection   byte = 'V' // versions of rows that changed last
	endSection    byte = 'E' // cursors and totals: what comes before is whole
)

// rowsPerPayload keeps the payloads of a checkpoint below a few megabytes.
const rowsPerPayload = 1 << 16

// Checkpoint encodes the whole ledger as a series of payloads, each given to
// emit, and stops at emit's first error. Restore takes them in the same order.
// What emit receives is good until it returns.
func (l *Ledger) Checkpoint(emit func(payload []byte) error) error {
	var e codec.Encoder
	flush := func() error {
		if e.Len() == 0 {
			return nil
		}
		err := emit(e.Bytes())
		e.Reset(e.Bytes()[:0])
		return err
	}
	l.encodeHeader(&e)
	l.encodeNotes(&e, l.allNotes())
	l.encodeNames(&e, 1, 1, 1, 1)
	for code := 1; code < len(l.counters); code++ {
		l.encodeCounters(&e, uint16(code))
		if e.Len() > 1<<20 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	for t := range numTables {
		if err := l.checkpointRows(t, &e, flush); err != nil {
			return err
		}
	}
	if err := l.checkpointPauses(&e, flush); err != nil {
		return err
	}
	l.encodeAhead(&e)
	for t := range numTables {
		l.encodeClocks(&e, t, true)
		encodeVersions(&e, t, l.recent[t].known)
		encodeQueue(&e, t, l.recent[t].queue)
	}
	l.encodeEnd(&e)
	if err := flush(); err != nil {
		return err
	}
	l.encoded()
	return nil
}

func (l *Ledger) checkpointRows(t Table, e *codec.Encoder, flush func() error) error {
	var err error
	left, inPayload := l.tables[t].len(), 0
	s := &l.tables[t]
	tells := s.tells()
	s.each(func(id ID, r *record) {
		if err != nil {
			return
		}
		if inPayload == 0 {
			inPayload = min(left, rowsPerPayload)
			encodeRows(e, t, inPayload, tells)
		}
		encodeRow(e, id, r)
		if tells {
			encodeTold(e, s.told(id))
		}
		left--
		if inPayload--; inPayload == 0 {
			err = flush()
		}
	})
	return err
}

// AppendDelta appends to buf what changed since the last Checkpoint or
// AppendDelta, as one payload. It reports false, and appends nothing, if so
// much changed that only a checkpoint will do.
func (l *Ledger) AppendDelta(buf []byte) ([]byte, bool) {
	if l.dirty.off {
		return buf, false
	}
	var e codec.Encoder
	e.Reset(buf)
	l.encodeNotes(&e, l.dirtyNotes())
	l.encodeNames(&e, l.dirty.names[:]...)
	for t, ids := range l.dirty.rows {
		if len(ids) == 0 {
			continue
		}
		s := &l.tables[t]
		tells := s.tells()
		encodeRows(&e, Table(t), len(ids), tells)
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			encodeRow(&e, id, s.find(id))
			if tells {
				encodeTold(&e, s.told(id))
			}
		}
	}
	l.encodePauses(&e, l.dirty.pauses)
	for _, unit := range slices.Sorted(maps.Keys(l.dirty.units)) {
		l.encodeCounters(&e, unit)
	}
	if l.dirty.pending {
		l.encodeAhead(&e)
	}
	for t := range numTables {
		l.encodeClocks(&e, t, false)
		encodeQueue(&e, t, l.recent[t].queue)
	}
	l.encodeEnd(&e)
	l.encoded()
	return e.Bytes(), true
}

// Forget drops the list of what changed, for a ledger that is not stored.
func (l *Ledger) Forget() { l.encoded() }

// Invalidate makes AppendDelta refuse until the next Checkpoint, for when an
// encoding could not be stored.
func (l *Ledger) Invalidate() { l.dirty.off = true }

// dirty is what changed since the ledger was last encoded.
type dirty struct {
	rows    [numTables]map[ID]bool
	pauses  map[ID]change
	units   map[uint16]bool // units whose counters changed
	pending bool
	notes   map[Note]bool
	off     bool   // too much changed to list: only a checkpoint will do
	names   [4]int // codes below which the names of allNames are encoded
}

// maxDirty is how many changed rows are listed before a checkpoint is
// cheaper than listing more.
const maxDirty = 1 << 18

func (d *dirty) row(t Table, id ID) {
	if d.off {
		return
	}
	if d.rows[t] == nil {
		d.rows[t] = map[ID]bool{}
	}
	d.rows[t][id] = true
	if len(d.rows[t]) > maxDirty {
		d.off = true
		d.rows = [numTables]map[ID]bool{}
	}
}

// encoded starts a new list of changes.
func (l *Ledger) encoded() {
	if l.view.changed == nil {
		l.view.changed = map[uint16]bool{}
	}
	maps.Copy(l.view.changed, l.dirty.units)
	for t := range l.recent {
		l.recent[t].encoded()
	}
	l.dirty = dirty{units: map[uint16]bool{}}
	l.dirty.names = [4]int{len(l.units.list), len(l.kinds.list), len(l.programmes.list), len(l.types.list)}
}

func (l *Ledger) encodeHeader(e *codec.Encoder) {
	e.Byte(headerSection)
	e.Uint(EncodingVersion)
	e.Fixed64(l.seed)
	e.Int(l.created)
	e.Floats(l.opts.WaitBounds)
	e.Floats(l.opts.TurnaroundBounds)
	e.Strings(l.slots)
	e.Strings([]string{l.opts.Identity, l.opts.Reading})
}

// encodeNames encodes the names from the given codes on.
func (l *Ledger) encodeNames(e *codec.Encoder, from ...int) {
	for i, n := range l.allNames() {
		if from[i] >= len(n.list) {
			continue
		}
		e.Byte(namesSection)
		e.Uint(uint64(i))
		e.Uint(uint64(len(n.list) - from[i]))
		for c := from[i]; c < len(n.list); c++ {
			e.String(n.list[c])
			e.Int(n.created[c])
		}
	}
}

// encodeRows begins a section of so many rows of a table, each with what is told of it or
// not.
func encodeRows(e *codec.Encoder, t Table, rows int, tells bool) {
	section := rowsSection
	if tells {
		section = toldSection
	}
	e.Byte(section)
	e.Uint(uint64(t))
	e.Uint(uint64(rows))
}

func encodeRow(e *codec.Encoder, id ID, r *record) {
	e.Fixed64(uint64(id))
	for _, v := range [...]uint32{r.first, r.started, r.closed, r.deadline} {
		e.Fixed32(v)
	}
	e.Uint(uint64(r.unit))
	e.Uint(uint64(r.kind))
	e.Byte(r.count)
	e.Byte(r.flags)
}

func (l *Ledger) encodeCounters(e *codec.Encoder, unit uint16) {
	c := l.counters[unit]
	e.Byte(countSection)
	e.Uint(uint64(unit))
	for g := range c.Flows {
		for i := range c.Flows[g] {
			f := &c.Flows[g][i]
			e.Uints([]uint64{f.Received, f.Started, f.Closed, f.Reopened, f.Met, f.Missed})
			for _, h := range [...]*duration.Histogram{&f.Wait, &f.Turnaround, &f.Net} {
				e.Uints(h.Buckets)
				l.native = h.Native.AppendTo(l.native[:0])
				e.Uints(l.native)
				e.Uint(h.Zero)
				e.Uint(h.Sum)
			}
		}
		e.Uints(c.Errors[g])
	}
	e.Uint(uint64(len(c.Sessions)))
	for _, s := range c.Sessions {
		e.Uints([]uint64{s.Planned, s.Held, s.Seconds})
	}
}

func encodeVersions(e *codec.Encoder, t Table, known map[ID]int64) {
	queue := make([]version, 0, len(known))
	for _, id := range slices.Sorted(maps.Keys(known)) {
		queue = append(queue, version{id, known[id]})
	}
	encodeQueue(e, t, queue)
}

func encodeQueue(e *codec.Encoder, t Table, queue []version) {
	if len(queue) == 0 {
		return
	}
	e.Byte(versSection)
	e.Uint(uint64(t))
	e.Uint(uint64(len(queue)))
	for _, v := range queue {
		e.Fixed64(uint64(v.id))
		e.Int(v.changed)
	}
}

func (l *Ledger) encodeEnd(e *codec.Encoder) {
	e.Byte(endSection)
	for t := range numTables {
		e.Int(int64(l.cursors[t]))
		e.Bool(l.baselineRead[t])
		// Programs that know no more than corrections leave out what follows.
		e.Uints(append(l.corrections[t][:], uint64(l.unkeyed[t].most)))
	}
}
