package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// An encoder appends values to a buffer.
type encoder struct{ buf []byte }

func (e *encoder) byte(b byte)        { e.buf = append(e.buf, b) }
func (e *encoder) uint(v uint64)      { e.buf = binary.AppendUvarint(e.buf, v) }
func (e *encoder) int(v int64)        { e.buf = binary.AppendVarint(e.buf, v) }
func (e *encoder) fixed(v uint64)     { e.buf = binary.LittleEndian.AppendUint64(e.buf, v) }
func (e *encoder) fixed32(v uint32)   { e.buf = binary.LittleEndian.AppendUint32(e.buf, v) }
func (e *encoder) float(v float64)    { e.fixed(math.Float64bits(v)) }
func (e *encoder) bool(v bool)        { e.uint(uint64(one(v))) }
func (e *encoder) string(s string)    { e.uint(uint64(len(s))); e.buf = append(e.buf, s...) }
func (e *encoder) uints(v []uint64)   { e.uint(uint64(len(v))); each(v, e.uint) }
func (e *encoder) floats(v []float64) { e.uint(uint64(len(v))); each(v, e.float) }
func (e *encoder) strings(v []string) { e.uint(uint64(len(v))); each(v, e.string) }

func each[T any](list []T, f func(T)) {
	for _, v := range list {
		f(v)
	}
}

// ErrMalformed reports an encoding that ends early or makes no sense.
var ErrMalformed = errors.New("truncated or malformed encoding")

// A decoder reads what an encoder wrote. The first fault sticks: what is
// read after it is zero.
type decoder struct {
	buf []byte
	err error
}

func (d *decoder) fail() {
	d.err = ErrMalformed
	d.buf = nil
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.fail()
		return nil
	}
	b := d.buf[:n]
	d.buf = d.buf[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func (d *decoder) fixed() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) fixed32() uint32 {
	if b := d.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) float() float64     { return math.Float64frombits(d.fixed()) }
func (d *decoder) bool() bool         { return d.uint() != 0 }
func (d *decoder) string() string     { return string(d.take(d.uint())) }
func (d *decoder) uints() []uint64    { return many(d, d.uint) }
func (d *decoder) floats() []float64  { return many(d, d.float) }
func (d *decoder) strings() []string  { return many(d, d.string) }
func (d *decoder) count(most int) int { return int(d.limit(uint64(most))) }

// limit reads a number that must not exceed most.
func (d *decoder) limit(most uint64) uint64 {
	n := d.uint()
	if n > most {
		d.fail()
		return 0
	}
	return n
}

// many reads a list. An element takes a byte at least, so a length beyond
// what is left is a fault, not an allocation.
func many[T any](d *decoder, read func() T) []T {
	n := d.count(len(d.buf))
	if n == 0 {
		return nil
	}
	list := make([]T, 0, n)
	for range n {
		list = append(list, read())
	}
	return list
}

// two reads a list of two strings.
func (r *restorer) two() [2]string {
	s := r.d.strings()
	if len(s) != 2 {
		r.d.fail()
		return [2]string{}
	}
	return [2]string(s)
}

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

// A Note is the name of a fact that is kept with a ledger, beside its rows. To
// keep another, add its name here: the encoding holds any, and programs that do
// not know one keep it as it is. A note that was never set is "".
type Note string

// The notes.
const (
	// NoteSource is the name of the source that the ledger is of.
	NoteSource Note = "source"
	// NoteSaves is how often the ledger was saved, and NoteSavedAt when it last
	// was, in Unix seconds.
	NoteSaves   Note = "saves"
	NoteSavedAt Note = "saved at"
	// NoteNames is the form of names, normalNames; states before version 2 have
	// names as databases spelt them.
	NoteNames Note = "names"
	// NoteFound lists what optional tables and columns the source was found to
	// have, parted by blanks.
	NoteFound Note = "found"
	// NoteFiles says which files' rows the ledger has, of a source that is files.
	NoteFiles Note = "files"
)

// normalNames is the form that package name gives names.
const normalNames = "nfc"

// ErrSource reports an encoding of the ledger of another source.
var ErrSource = errors.New("state of another source")

// Note is what is kept under a name; "" if nothing is.
func (l *Ledger) Note(name Note) string { return l.notes[name] }

// SetNote keeps a value, in UTF-8, under a name; "" forgets it.
func (l *Ledger) SetNote(name Note, value string) {
	if l.notes[name] == value {
		return
	}
	if l.notes == nil {
		l.notes = map[Note]string{}
	}
	l.notes[name] = value
	if l.dirty.notes == nil {
		l.dirty.notes = map[Note]bool{}
	}
	l.dirty.notes[name] = true
}

// encodeNotes encodes the notes of some names.
func (l *Ledger) encodeNotes(e *encoder, names []Note) {
	if len(names) == 0 {
		return
	}
	var all []string
	for _, name := range names {
		all = append(all, string(name), l.notes[name])
	}
	e.byte(notesSection)
	e.strings(all)
}

// allNotes lists the names of what is kept.
func (l *Ledger) allNotes() []Note { return slices.Sorted(maps.Keys(l.notes)) }

// dirtyNotes lists those that changed since the ledger was last encoded.
func (l *Ledger) dirtyNotes() []Note { return slices.Sorted(maps.Keys(l.dirty.notes)) }

// NotesOf are the notes of the ledger that payloads encode, as Restore reads
// them; nil if the encoding is of a version without, or of another source or
// data set than that of the options. It reads nothing else.
func NotesOf(opts Options, next func() ([]byte, error)) (map[Note]string, error) {
	r := restorer{l: &Ledger{opts: opts}}
	for {
		payload, err := next()
		if err != nil {
			return nil, err
		}
		if payload == nil {
			if r.other == nil && r.l.ofSource() == nil {
				return r.l.notes, nil
			}
			return nil, nil
		}
		r.d = decoder{buf: payload}
		if len(payload) > 0 && payload[0] == headerSection {
			r.d.byte()
			r.header()
		}
		// Notes come first in every payload that has any.
		for len(r.d.buf) > 0 && r.d.buf[0] == notesSection && r.d.err == nil {
			r.d.byte()
			r.noted()
		}
		if r.d.err != nil {
			return nil, fmt.Errorf("read the notes of a ledger: %w", r.d.err)
		}
	}
}

func (r *restorer) noted() {
	all := r.d.strings()
	if len(all)%2 != 0 {
		r.d.fail()
		return
	}
	for i := 0; i < len(all); i += 2 {
		r.l.SetNote(Note(all[i]), all[i+1])
	}
}

// ofSource sees whether a restored ledger is that of the source of the
// options. States before version 2 name none.
func (l *Ledger) ofSource() error {
	if l.opts.Source == "" {
		return nil
	}
	switch is := l.Note(NoteSource); is {
	case "", l.opts.Source, l.opts.Formerly:
		l.SetNote(NoteSource, l.opts.Source)
		return nil
	default:
		return fmt.Errorf("%w: it is of source %q, not of %q", ErrSource, is, l.opts.Source)
	}
}
