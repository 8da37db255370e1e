package ledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"casework/collectors/codec"
)

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
func (l *Ledger) encodeNotes(e *codec.Encoder, names []Note) {
	if len(names) == 0 {
		return
	}
	var all []string
	for _, name := range names {
		all = append(all, string(name), l.notes[name])
	}
	e.Byte(notesSection)
	e.Strings(all)
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
		r.d.Reset(payload)
		if r.d.Peek() == headerSection {
			r.d.Byte()
			r.header()
		}
		// Notes come first in every payload that has any.
		for r.d.Peek() == notesSection {
			r.d.Byte()
			r.noted()
		}
		if err := r.d.Err(); err != nil {
			return nil, fmt.Errorf("read the notes of a ledger: %w", err)
		}
	}
}

func (r *restorer) noted() {
	all := r.d.Strings()
	if len(all)%2 != 0 {
		r.d.Fail(ErrMalformed)
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
