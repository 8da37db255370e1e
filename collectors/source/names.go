package source

import (
	"database/sql/driver"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"

	"casework/collectors/name"
)

// names turns the texts of a column into names as they are compared, see
// package name. It is used by one goroutine at a time.
type names struct {
	known map[string]string // normal forms, by what the column holds
	met   func(spelt, normal string)
}

// newNames returns names that tell met, if any, of each spelling.
func newNames(met func(spelt, normal string)) names {
	return names{known: map[string]string{}, met: met}
}

// of is the name that a value is; empty if NULL. It allocates only for texts
// that it has not met.
func (n *names) of(d *decoder, v driver.Value) string {
	switch v := v.(type) {
	case []byte:
		if normal, ok := n.known[string(v)]; ok {
			return normal
		}
		return n.learn(string(v))
	case string:
		if normal, ok := n.known[v]; ok {
			return normal
		}
		return n.learn(v)
	}
	return d.text(v) // a number in decimal
}

func (n *names) learn(spelt string) string {
	if len(n.known) >= maxInterned {
		clear(n.known)
	}
	normal := name.Normal(spelt)
	n.known[spelt] = normal
	if n.met != nil {
		n.met(spelt, normal)
	}
	return normal
}

// Bounds of what is kept of names.
const (
	maxSpellings = 100    // pairs of spellings
	maxTypes     = 10_000 // case types
)

// A NamesMet is what a source met in columns of names.
type NamesMet struct {
	// Spellings are pairs of spellings of units that differ in the white space
	// around them or in the form of their characters alone, at most 100. Each
	// is one unit.
	Spellings [][2]string

	// CaseTypes are the types of cases, in order, at most 10,000.
	CaseTypes []string
}

// NamesMet is what was met so far.
func (s *Source) NamesMet() NamesMet { return s.met.list() }

// namesMet collects a NamesMet.
type namesMet struct {
	mu        sync.Mutex
	log       *slog.Logger
	units     map[string]string // as first spelt, by their normal form
	spellings [][2]string
	types     map[string]bool
}

func newNamesMet(log *slog.Logger) *namesMet {
	return &namesMet{log: log, units: map[string]string{}, types: map[string]bool{}}
}

// list is what was met so far.
func (m *namesMet) list() NamesMet {
	m.mu.Lock()
	defer m.mu.Unlock()
	return NamesMet{Spellings: slices.Clone(m.spellings), CaseTypes: slices.Sorted(maps.Keys(m.types))}
}

// unit notes how a unit is spelt. A second way is said once in the log.
func (m *namesMet) unit(spelt, normal string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first, known := m.units[normal]
	if !known {
		if len(m.units) < maxInterned {
			m.units[normal] = spelt
		}
		return
	}
	pair := [2]string{min(first, spelt), max(first, spelt)}
	if first == spelt || normal == "" || len(m.spellings) >= maxSpellings || slices.Contains(m.spellings, pair) {
		return
	}
	m.spellings = append(m.spellings, pair)
	m.log.Warn("two spellings of a unit count as one", "unit", strings.Join(name.Quote(pair[:]...), " and "))
}

// caseType notes that a case is of a type.
func (m *namesMet) caseType(_, normal string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.types) < maxTypes {
		m.types[normal] = true
	}
}
