package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Statement is a query with its parameters.
type Statement struct {
	Text string
	Args []driver.Value

	once bool // it has no parameters, and is not to be prepared
}

// Params are the parameters in the form that database/sql takes.
func (q Statement) Params() []any {
	list := make([]any, len(q.Args))
	for i, a := range q.Args {
		list[i] = a
	}
	return list
}

// A builder writes a Statement. Its parameters must be written in their order
// in the text.
type builder struct {
	dialect Dialect
	text    strings.Builder
	args    []driver.Value
	once    bool // values are written out where that is allowed, so that nothing need be prepared
}

func (b *builder) add(parts ...string) {
	for _, p := range parts {
		b.text.WriteString(p)
	}
}

func (b *builder) addf(format string, args ...any) { fmt.Fprintf(&b.text, format, args...) }

// param is a value as a parameter to compare a column with.
func (b *builder) param(c *Column, v driver.Value) string {
	if b.once {
		if literal := b.dialect.Literal(v, c); literal != "" {
			return literal
		}
	}
	b.args = append(b.args, v)
	return b.dialect.Placeholder(len(b.args), c)
}

func (b *builder) statement() Statement {
	return Statement{b.text.String(), b.args, b.once && len(b.args) == 0}
}

// noTime is the condition that a column holds no time; first is the first
// time that there is.
func (b *builder) noTime(c *Column, first driver.Value) string {
	value := c.Name
	if c.wholes() {
		value = b.dialect.Whole(c)
	}
	return "(" + value + " IS NULL OR " + c.Name + " < " + b.param(c, first) + ")"
}

// countOf is the number of rows for which a condition holds.
func countOf(condition string) string {
	return "COALESCE(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0)"
}

// derived wraps an adapter's statement as a derived table. It stands on lines
// of its own, so that a comment at its end hides nothing.
func derived(statement string) string { return " FROM (\n" + statement + "\n) AS q" }

// A prepared is a prepared statement, kept for as long as its text stays the
// same.
type prepared struct {
	text string
	stmt driver.Stmt
}

func (s *prepared) prepare(ctx context.Context, src *Source, conn driver.Conn, text string) error {
	if s.stmt != nil && s.text == text {
		return nil
	}
	if err := s.Close(); err != nil {
		return err
	}
	ctx, cancel := src.withTimeout(ctx)
	defer cancel()
	stmt, err := conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return cause(ctx, err)
	}
	s.text, s.stmt = text, stmt
	return nil
}

func (s *prepared) query(ctx context.Context, args []driver.Value) (driver.Rows, error) {
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return s.stmt.(driver.StmtQueryContext).QueryContext(ctx, named)
}

// A querier is a statement that can be run: a *prepared, or a once.
type querier interface {
	query(ctx context.Context, args []driver.Value) (driver.Rows, error)
}

// A once is a statement without parameters, which is not prepared: the server is asked
// once, and answers in texts.
type once struct {
	conn driver.Conn
	text string
}

func (o once) query(ctx context.Context, _ []driver.Value) (driver.Rows, error) {
	return o.conn.(driver.QueryerContext).QueryContext(ctx, o.text, nil)
}

// eachRow runs a statement and calls add with each row, which is valid until
// add returns.
func (s *Source) eachRow(ctx context.Context, st querier, args []driver.Value, sh *shape, add func([]driver.Value)) error {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	rows, err := st.query(ctx, args)
	if err != nil {
		return cause(ctx, err)
	}
	defer rows.Close()
	if err := sh.matches(rows); err != nil {
		return err
	}
	row := make([]driver.Value, len(sh.columns))
	_, asTexts := st.(once)
	for {
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return cause(ctx, err)
		}
		if asTexts {
			asPrepared(row)
		}
		add(row)
	}
}

// asPrepared gives values the types that they have as results of a prepared statement:
// rows of either are compared.
func asPrepared(row []driver.Value) {
	for i, v := range row {
		switch n, unsigned := v.(uint64); {
		case !unsigned:
		case n <= math.MaxInt64:
			row[i] = int64(n)
		default:
			row[i] = strconv.AppendUint(nil, n, 10)
		}
	}
}

// Close may be called more than once, and without a statement.
func (s *prepared) Close() error {
	if s.stmt == nil {
		return nil
	}
	stmt := s.stmt
	s.stmt = nil
	return stmt.Close()
}

// errChanged is reported when a query's columns are not what they were.
var errChanged = errors.New("its columns have changed type; they are looked up again at the next attempt")

// matches checks that a result has the types that the shape says, as the
// meaning of a time depends on them.
func (s *shape) matches(rows driver.Rows) error {
	kinds, ok := rows.(driver.RowsColumnTypeDatabaseTypeName)
	if !ok {
		return fmt.Errorf("the driver tells no column types: %T", rows)
	}
	for i := range s.columns {
		if !s.columns[i].digits && kinds.ColumnTypeDatabaseTypeName(i) != s.columns[i].TypeName {
			return errChanged
		}
	}
	return nil
}

// asIs is the shape with its columns as they are; nil if all of them are that. A
// server gives a time without months and days that are 0 the type of a wall clock,
// whatever the column's own is.
func (s *shape) asIs() *shape {
	names := make([]string, len(s.columns))
	for i := range s.columns {
		names[i] = s.columns[i].Name
	}
	raw := *s
	if raw.base = "SELECT " + strings.Join(names, ", ") + s.derived(); raw.base == s.base {
		return nil
	}
	return &raw
}

// typesAge is how long a statement that hides types is trusted to have those that
// it had.
const typesAge = 15 * time.Minute

// sameTypes checks that the columns of a shape are of the types that it says.
func (s *Source) sameTypes(ctx context.Context, conn driver.Conn, sh *shape) error {
	raw := sh.asIs()
	if raw == nil {
		return nil // every result tells
	}
	var st prepared
	defer func() { _ = st.Close() }() // fails only with the connection, which the next query tells
	if err := st.prepare(ctx, s, conn, raw.base+" LIMIT 0"); err != nil {
		return err
	}
	if err := s.eachRow(ctx, &st, nil, raw, func([]driver.Value) {}); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sh.typed = time.Now()
	return nil
}

// seenAgain is sameTypes, unless they were seen not long ago.
func (s *Source) seenAgain(ctx context.Context, conn *sql.Conn, sh *shape) error {
	s.mu.Lock()
	age := time.Since(sh.typed)
	s.mu.Unlock()
	if age < typesAge {
		return nil
	}
	return conn.Raw(func(dc any) error { return s.sameTypes(ctx, dc.(driver.Conn), sh) })
}
