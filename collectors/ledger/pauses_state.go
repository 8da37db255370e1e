package ledger

import (
	"maps"
	"slices"

	"casework/collectors/codec"
	"casework/collectors/pause"
)

// What a pause is in an encoding, with a flag for an identifier of several rows.
const (
	pauseGone    byte = 0
	pauseCounts  byte = 1
	pauseRefused byte = 2
	pauseSeveral byte = 4
	pauseMoved   byte = 8 // it may be kept under another case, which follows
)

// A change is what became of a pause: the cases that it was and is of, 0 while it
// does not count.
type change struct{ was, is ID }

// pause notes that a pause changed.
func (d *dirty) pause(id, was, is ID) {
	if d.off {
		return
	}
	if d.pauses == nil {
		d.pauses = map[ID]change{}
	}
	if before, ok := d.pauses[id]; ok {
		was = before.was
	}
	d.pauses[id] = change{was, is}
	if len(d.pauses) > maxDirty {
		d.off = true
		d.pauses = nil
	}
}

// encodePause encodes a pause.
func (l *Ledger) encodePause(e *codec.Encoder, id ID, c change) {
	is, counts := l.pauses.store.Get(uint64(c.is), uint64(id))
	refused, bad := l.pauses.refused[id]
	kind := pauseGone
	switch {
	case counts:
		kind = pauseCounts
	case bad:
		kind = pauseRefused
	}
	with := kind
	if l.pauses.several[id] {
		with |= pauseSeveral
	}
	if moved := c.was != 0 && c.was != c.is; moved {
		with |= pauseMoved
	}
	e.Fixed64(uint64(id))
	e.Byte(with)
	if with&pauseMoved != 0 {
		e.Fixed64(uint64(c.was))
	}
	switch kind {
	case pauseCounts:
		e.Fixed64(uint64(c.is))
		e.Fixed32(is.From)
		e.Fixed32(is.Until)
	case pauseRefused:
		e.Byte(byte(refused.reason))
		e.Fixed32(refused.first)
	}
}

// encodePauses encodes some pauses.
func (l *Ledger) encodePauses(e *codec.Encoder, of map[ID]change) {
	if len(of) == 0 {
		return
	}
	e.Byte(pauseSection)
	e.Uint(uint64(len(of)))
	for _, id := range slices.Sorted(maps.Keys(of)) {
		l.encodePause(e, id, of[id])
	}
}

// checkpointPauses encodes all pauses.
func (l *Ledger) checkpointPauses(e *codec.Encoder, flush func() error) error {
	var err error
	some := map[ID]change{}
	emit := func() {
		l.encodePauses(e, some)
		clear(some)
		if err == nil && e.Len() > 1<<20 {
			err = flush()
		}
	}
	l.pauses.store.Each(func(of, id uint64, _ pause.Interval) {
		some[ID(id)] = change{is: ID(of)}
		if len(some) == 1<<12 {
			emit()
		}
	})
	for id := range l.pauses.refused {
		some[id] = change{}
	}
	emit()
	return err
}

// pauses reads pauses, in the place of what was known of them.
func (r *restorer) pauses() {
	p := &r.l.pauses
	for range r.d.Count(r.d.Len()) {
		id, kind := ID(r.d.Fixed64()), r.d.Byte()
		if r.d.Err() != nil {
			return
		}
		if kind&pauseMoved != 0 {
			p.store.Remove(r.d.Fixed64(), uint64(id))
		}
		delete(p.refused, id)
		delete(p.several, id)
		if kind&pauseSeveral != 0 {
			if p.several == nil {
				p.several = map[ID]bool{}
			}
			p.several[id] = true
		}
		switch kind &^ (pauseSeveral | pauseMoved) {
		case pauseGone:
		case pauseCounts:
			of, is := r.d.Fixed64(), pause.Interval{From: r.d.Fixed32(), Until: r.d.Fixed32()}
			if is.Until != 0 && is.Until < is.From || id != PauseID(id) {
				r.d.Fail(ErrMalformed)
			}
			if r.d.Err() != nil {
				return
			}
			p.store.Put(of, uint64(id), is)
		case pauseRefused:
			if p.refused == nil {
				p.refused = map[ID]refusal{}
			}
			p.refused[id] = refusal{Reason(r.d.Byte()), r.d.Fixed32()}
			if p.refused[id].reason >= numReasons {
				r.d.Fail(ErrMalformed)
				return
			}
		default:
			r.d.Fail(ErrMalformed)
		}
	}
}
