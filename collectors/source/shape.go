package source

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
)

// A shape is a contract query as an adapter and its database answer it.
type shape struct {
	*contract
	dialect   Dialect
	statement string   // the adapter's
	base      string   // the wrapped query, up to and including FROM (…) AS q
	columns   []Column // the contract's columns that the query has, in the contract's order
	index     []int    // per column of the contract, its position in columns; -1 if absent
	names     []string // of all columns of the query, for messages
	absent    []string // columns of the contract that the query lacks, or gives NULL for

	typed time.Time // when its types were last seen as they are
}

// A Column is a column of the contract as its database gives it.
type Column struct {
	Name             string
	TypeName         string // the driver's name of the type
	Class            Class
	Precision, Scale int64 // of a column of class Decimal

	meaning Meaning
	digits  bool // times are asked for by Dialect.Digits
}

// builder begins a Statement.
func (s *shape) builder() *builder { return &builder{dialect: s.dialect} }

// derived is the query as a derived table.
func (s *shape) derived() string { return derived(s.statement) }

// has reports whether the query has a column.
func (s *shape) has(name string) bool { return s.column(name) != nil }

// exactAsText reports whether a server gives no value of the shape less exactly as
// text: it shortens floating-point numbers.
func (s *shape) exactAsText() bool {
	return !slices.ContainsFunc(s.columns, func(c Column) bool { return c.Class == Other })
}

// column is the column of a name, or nil if the query does not have it.
func (s *shape) column(name string) *Column {
	for i := range s.columns {
		if s.columns[i].Name == name {
			return &s.columns[i]
		}
	}
	return nil
}

// end is the first of the columns of which the contract needs one; nil if it
// needs none.
func (s *shape) end() *Column {
	for _, name := range s.ends {
		if c := s.column(name); c != nil {
			return c
		}
	}
	return nil
}

// A resultColumn is a column as a result set describes it.
type resultColumn struct {
	name, typeName   string
	precision, scale int64
}

// newShape matches the columns of a query's result with its contract. The
// error lists all that is missing or of a type that cannot be used. Columns
// that unused names are not asked for.
func newShape(d Dialect, c *contract, statement string, result []resultColumn, unused ...string) (*shape, error) {
	s := &shape{contract: c, dialect: d, statement: statement, index: make([]int, len(c.columns)), typed: time.Now()}
	for i := range result {
		if result[i].typeName != "NULL" { // else it is what stands for a column that is not there
			s.names = append(s.names, result[i].name)
		}
	}
	var faults []string
	for i, want := range c.columns {
		s.index[i] = -1
		at := slices.IndexFunc(result, func(r resultColumn) bool { return strings.EqualFold(r.name, want.name) })
		switch {
		case at < 0 && want.required:
			faults = append(faults, want.name+" is missing")
			continue
		case at < 0:
			s.absent = append(s.absent, want.name)
			continue
		}
		found := &result[at]
		if found.typeName == "NULL" && !want.required {
			s.absent = append(s.absent, want.name)
			continue // NULL AS started_at is a way to say that there is none
		}
		base, class := d.Class(found.typeName)
		if allowed := d.Types(want.meaning); !slices.Contains(allowed, base) {
			faults = append(faults, fmt.Sprintf("%s is %s, allowed are %s", want.name, found.typeName, strings.Join(allowed, ", ")))
			continue
		}
		if slices.Contains(unused, want.name) {
			continue
		}
		s.index[i] = len(s.columns)
		s.columns = append(s.columns, Column{
			Name: want.name, TypeName: found.typeName, Class: class, Precision: found.precision, Scale: found.scale, meaning: want.meaning,
		})
	}
	if len(c.ends) > 1 && s.end() == nil { // a single one is required
		faults = append(faults, strings.Join(c.ends, " is missing, or ")+" in its place")
	}
	if faults != nil {
		return nil, fmt.Errorf("%s.sql: %s; its columns are %s",
			c.file(), strings.Join(faults, "; "), strings.Join(there(s.names, s.absent), ", "))
	}
	s.wrap()
	return s, nil
}

// there is the names of columns without those that are absent: a column that the
// tables lack stands in the statement as NULL, and is not there all the same.
func there(names, absent []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.ContainsFunc(absent, func(a string) bool { return strings.EqualFold(a, name) })
	})
}

// wrap writes the query of the shape's columns.
func (s *shape) wrap() {
	names := make([]string, len(s.columns))
	for i := range s.columns {
		switch c := &s.columns[i]; {
		case c.digits:
			names[i] = s.dialect.Digits(c)
		case c.wholes():
			names[i] = s.dialect.Whole(c)
		default:
			names[i] = c.Name
		}
	}
	s.base = "SELECT " + strings.Join(names, ", ") + s.derived()
}

// without is the shape less one column.
func (s *shape) without(name string) *shape {
	less := *s
	less.columns, less.index = nil, slices.Clone(s.index)
	for i, c := range s.contract.columns {
		if s.index[i] < 0 || c.name == name {
			less.index[i] = -1
			continue
		}
		less.index[i] = len(less.columns)
		less.columns = append(less.columns, s.columns[s.index[i]])
	}
	less.wrap()
	return &less
}

// brief is the shape of a first load's pages: without changed_at, and with times
// as digits.
func (s *shape) brief() *shape {
	less := s.without(changedAt)
	for i := range less.columns {
		c := &less.columns[i]
		c.digits = c.meaning == MeansInstant && c.Class.IsTime() && s.dialect.Digits(c) != ""
	}
	less.wrap()
	return less
}

// identifier is the shape of the identifier alone.
func (s *shape) identifier() *shape {
	one := *s
	one.columns, one.index = []Column{s.columns[s.index[colID]]}, make([]int, len(s.index))
	for i := range one.index {
		one.index[i] = -1
	}
	one.index[colID] = 0
	one.wrap()
	return &one
}

// shape returns how a query answers its contract, which it asks the database
// once; whether its columns still are of those types, it asks now and then.
func (s *Source) shape(ctx context.Context, conn *sql.Conn, c *contract) (*shape, error) {
	s.mu.Lock()
	sh := s.shapes[c.name]
	s.mu.Unlock()
	if sh != nil {
		return sh, s.seenAgain(ctx, conn, sh)
	}
	statement, result, err := s.describe(ctx, conn, c)
	if err != nil {
		return nil, err
	}
	s.nameNulls(ctx, conn, c, statement, result)
	if sh, err = newShape(s.dialect, c, statement, result, s.unused(c)...); err != nil {
		return nil, err
	}
	if err := s.gone(sh); err != nil {
		return nil, err
	}
	s.sayAbsent(ctx, sh)
	s.found(c.name, sh.columns)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shapes[c.name] = sh
	s.note(sh)
	return sh, nil
}

// note keeps what outlives a lookup. s.mu is held.
func (s *Source) note(sh *shape) {
	if sh.name == ledger.Cases.String() {
		s.columns = ledger.Columns{
			Started: sh.has(startedAt), Deadline: sh.has("deadline_at") && sh.has(closedAt), Unclosed: !sh.has(closedAt),
		}
	}
	for _, t := range ledger.Tables() {
		if t.String() != sh.name {
			continue
		}
		for i, name := range sh.times {
			c := sh.column(name)
			s.walls[t][i], s.days[t][i] = nil, false
			switch {
			case c == nil:
			case c.Class == Date:
				s.walls[t][i], s.days[t][i] = s.zone, true
			case c.Class == WallClock:
				s.walls[t][i] = s.dateTimes
			}
		}
	}
}

// invalidate has the shape of a query looked up again, and the session seen to, after an error.
func (s *Source) invalidate(query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shapes, query)
	s.seen = present{}
}
