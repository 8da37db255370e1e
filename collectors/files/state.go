package files

import (
	"encoding/json"
	"slices"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
)

// A state says which files' rows the ledger has, by table. It is kept with the
// ledger, as JSON: fields may be added, and what is unknown is passed over.
type state map[string]*applied

// applied are the files of one table whose rows were applied.
type applied struct {
	Snapshot []stamp `json:"snapshot,omitempty"`
	Changes  []stamp `json:"changes,omitempty"`

	// Reading says how columns were found: what headings name them.
	Reading string `json:"reading,omitempty"`

	first map[stamp]time.Time // files that are not read yet: when they were first seen as they are
}

func readState(note string) state {
	s := state{}
	if err := json.Unmarshal([]byte(note), &s); err != nil { // "", or of a later version: all is read again, and counts no more
		return state{}
	}
	return s
}

func (s state) String() string {
	if len(s) == 0 {
		return ""
	}
	note, err := json.Marshal(s)
	if err != nil {
		return "" // cannot be: it holds names and numbers
	}
	return string(note)
}

// of is what was applied of a table.
func (s state) of(table string) *applied {
	a := s[table]
	if a == nil {
		a = &applied{}
		s[table] = a
	}
	return a
}

// newest is when the newest of a table's files was written.
func (s state) newest(t ledger.Table) time.Time {
	a := s[t.String()]
	if a == nil || len(a.Snapshot)+len(a.Changes) == 0 {
		return time.Time{}
	}
	return time.Unix(0, date(append(slices.Clone(a.Snapshot), a.Changes...)))
}

// seen reports whether a file was first seen as it is so long ago that it has been
// left alone, whatever its own time says: the clock of a file server may be ahead.
func (s state) seen(f stamp, now time.Time) bool {
	t, _ := tableOf(f.Name)
	a := s.of(t)
	if a.first == nil {
		a.first = map[stamp]time.Time{}
	}
	at, ok := a.first[f]
	if !ok {
		for old := range a.first {
			if old.Name == f.Name {
				delete(a.first, old)
			}
		}
		a.first[f] = now
		return false
	}
	return now.Sub(at) >= dropfolder.QuietTime
}
