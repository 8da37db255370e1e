package main

import (
	"slices"
	"strings"

	"github.com/dolthub/go-mysql-server/sql"
)

// database is the name of the one database that is served.
const database = "casework"

// A Town is the data of a municipality: one Log a table.
type Town struct {
	Clock      WallClock
	Cases      *Log[Case]
	Pauses     *Log[Pause]
	Errors     *Log[ErrorReport]
	Sessions   *Log[Session]
	Programmes *Log[Programme]
	Units      *Log[Unit]

	// CaseStrings and ErrorStrings say that identifiers are strings.
	CaseStrings, ErrorStrings bool
}

// NewTown returns a Town without rows, whose database shows the time of zone.
func NewTown(clock WallClock) *Town {
	return &Town{
		Clock:      clock,
		Cases:      NewLog(func(r *Case) Key { return r.ID }),
		Pauses:     NewLog(func(r *Pause) Key { return r.ID }),
		Errors:     NewLog(func(r *ErrorReport) Key { return r.ID }),
		Sessions:   NewLog(func(r *Session) Key { return r.ID }),
		Programmes: NewLog(func(r *Programme) Key { return Key{Str: r.Unit + "\x00" + r.Name + "\x00" + r.From} }),
		Units:      NewLog(func(r *Unit) Key { return Key{Str: r.Unit} }),
	}
}

// A catalogue serves a Town as a read-only database.
type catalogue map[string]sql.Table

var _ sql.ReadOnlyDatabase = catalogue(nil)

// newCatalogue returns the canonical tables, which the exporter's adapter
// "views" reads.
func newCatalogue(t *Town) catalogue {
	c := catalogue{}
	for _, table := range []sql.Table{
		casesTable(t.Cases, t.Clock, t.CaseStrings),
		pausesTable(t.Pauses, t.Clock, t.CaseStrings),
		errorsTable(t.Errors, t.Clock, t.ErrorStrings, t.CaseStrings),
		sessionsTable(t.Sessions, t.Clock),
		programmesTable(t.Programmes),
		unitsTable(t.Units),
	} {
		c[table.Name()] = table
	}
	return c
}

func (catalogue) Name() string     { return database }
func (catalogue) IsReadOnly() bool { return true }

func (c catalogue) GetTableInsensitive(_ *sql.Context, name string) (sql.Table, bool, error) {
	t, ok := c[strings.ToLower(name)]
	return t, ok, nil
}

func (c catalogue) GetTableNames(*sql.Context) ([]string, error) {
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// The engine asks a database with grants for its views before its tables.
// This one has none, and takes none.
var _ sql.ViewDatabase = catalogue(nil)

func (catalogue) AllViews(*sql.Context) ([]sql.ViewDefinition, error) { return nil, nil }

func (catalogue) GetViewDefinition(*sql.Context, string) (sql.ViewDefinition, bool, error) {
	return sql.ViewDefinition{}, false, nil
}

func (catalogue) CreateView(*sql.Context, string, string, string) error {
	return sql.ErrReadOnly.New()
}

func (catalogue) DropView(*sql.Context, string) error {
	return sql.ErrReadOnly.New()
}
