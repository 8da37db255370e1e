package source

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A Statement is a query with its parameters.
type Statement struct {
	Text string
	Args []driver.Value
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
}

func (b *builder) add(parts ...string) {
	for _, p := range parts {
		b.text.WriteString(p)
	}
}

func (b *builder) addf(format string, args ...any) { fmt.Fprintf(&b.text, format, args...) }

// param is a value as a parameter to compare a column with.
func (b *builder) param(c *Column, v driver.Value) string {
	b.args = append(b.args, v)
	return b.dialect.Placeholder(len(b.args), c)
}

func (b *builder) statement() Statement { return Statement{b.text.String(), b.args} }

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

// eachRow runs a statement and calls add with each row, which is valid until
// add returns.
func (s *Source) eachRow(ctx context.Context, st *prepared, args []driver.Value, sh *shape, add func([]driver.Value)) error {
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
	for {
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return cause(ctx, err)
		}
		add(row)
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
