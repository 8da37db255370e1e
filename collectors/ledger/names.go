package ledger

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// names gives short codes to the values of a column. Code 0 is no name.
type names struct {
	list    []string // by code
	created []int64  // by code: the instant the name was first met, Unix seconds
	codes   map[string]uint16
}

func newNames() names {
	return names{list: []string{""}, created: []int64{0}, codes: map[string]uint16{"": 0}}
}

// code returns the code of a name, giving it one at the instant now if it is
// new. It reports false when there are no more codes.
func (n *names) code(name string, now int64) (uint16, bool) {
	if c, ok := n.codes[name]; ok {
		return c, true
	}
	if len(n.list) > math.MaxUint16 {
		return 0, false
	}
	c := uint16(len(n.list))
	n.list = append(n.list, name)
	n.created = append(n.created, now)
	n.codes[name] = c
	return c, true
}

// How many names of a column are distinguished, and how long one may be. A
// column that is the wrong one, such as free text, would otherwise make series of
// every value, for every unit.
const (
	MaxUnits      = 5000 // rows of those that come after them are rejected
	MaxKinds      = 100  // of error; those that come after them are OtherType
	MaxProgrammes = 100  // likewise
	MaxName       = 500  // bytes; rows of a unit with a longer one are rejected, and a longer kind or programme is OtherType
)

// A Refused says which columns held more names than are distinguished, or
// longer ones.
type Refused struct {
	Units      bool // rows were rejected
	Kinds      bool // of error
	Programmes bool // of sessions
	Periods    bool // of programmes
}

// Refused says which names were refused since it was asked last; of Periods,
// whether some are.
func (l *Ledger) Refused() Refused {
	was := l.refused
	l.refused = Refused{Periods: was.Periods}
	return was
}

// orOther returns the code of a name, or of OtherType if it is new and there are
// so many already, or too long. It then sets refused.
func (n *names) orOther(name string, most int, now int64, refused *bool) uint16 {
	if _, ok := n.codes[name]; !ok && (len(n.list) > most || len(name) > MaxName) {
		name, *refused = OtherType, true
	}
	code, _ := n.code(name, now) // never near the limit of codes
	return code
}

// cut is a text that is shown beside a unit, without what is beyond MaxName.
func cut(text string) string {
	if len(text) <= MaxName {
		return text
	}
	return strings.ToValidUTF8(text[:MaxName-len("…")], "") + "…"
}

// fewProgrammes gives the programmes beyond MaxProgrammes one name, and those
// whose name is too long. It reports whether there are any.
func fewProgrammes(programmes []Programme) (few []Programme, refused bool) {
	first := map[string]int64{} // when the first programme of a name begins
	for _, p := range programmes {
		if at, ok := first[p.Name]; !ok || p.From < at {
			first[p.Name] = p.From
		}
	}
	order := slices.SortedFunc(maps.Keys(first), func(a, b string) int {
		return cmp.Or(cmp.Compare(first[a], first[b]), cmp.Compare(a, b))
	})
	kept := map[string]bool{}
	for _, name := range order {
		if len(kept) < MaxProgrammes && len(name) <= MaxName {
			kept[name] = true
		}
	}
	if len(kept) == len(first) {
		return programmes, false
	}
	few = slices.Clone(programmes)
	for i := range few {
		if !kept[few[i].Name] {
			few[i].Name = OtherType
		}
	}
	return few, true
}
