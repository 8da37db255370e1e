package source

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A Catalog is what a user can see of a database.
type Catalog struct {
	Client   string   // this computer, as accounts of the server name it; "" where they do not
	Accounts []string // of the server that are named casework…; nil if the user may not see them

	// Columns by table by schema, all but the schema in small letters. Without
	// schemas, there is one named "".
	Schemas map[string]map[string][]string
}

// UnreachableError is the error of a database that cannot be reached, and why.
type UnreachableError struct {
	Finding
	Refused bool // the server does not let the account in
}

// Error implements error.
func (u *UnreachableError) Error() string { return u.Detail }

// Catalog asks which tables and columns the user can see. The error is UnreachableError
// if there is no connection.
func (s *Source) Catalog(ctx context.Context) (*Catalog, error) {
	conn, err := s.conn(ctx)
	if err != nil {
		found := s.dialect.Diagnose(ctx, s.dialect.Redact(err))
		return nil, &UnreachableError{found, found.Subject == Account}
	}
	defer conn.Close()
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	terms := s.dialect.Terms()
	c := &Catalog{Schemas: map[string]map[string][]string{}}
	if terms.Client != "" {
		if err := conn.QueryRowContext(ctx, terms.Client).Scan(&c.Client); err != nil {
			return nil, s.dialect.Redact(cause(ctx, err))
		}
	}
	if names, err := Texts(ctx, conn, terms.Accounts); err == nil {
		c.Accounts = append([]string{}, names...) // none is not nil
	}
	rows, err := conn.QueryContext(ctx, terms.Columns)
	if err != nil {
		return nil, s.dialect.Redact(cause(ctx, err))
	}
	defer rows.Close()
	for rows.Next() {
		var schema, table, column string
		if err := rows.Scan(&schema, &table, &column); err != nil {
			return nil, s.dialect.Redact(err)
		}
		if c.Schemas[schema] == nil {
			c.Schemas[schema] = map[string][]string{}
		}
		table = strings.ToLower(table)
		c.Schemas[schema][table] = append(c.Schemas[schema][table], strings.ToLower(column))
	}
	return c, rows.Err()
}

// Text is the text that a query gives; "" if it gives none, or fails.
func (s *Source) Text(ctx context.Context, query string) string {
	conn, err := s.conn(ctx)
	if err != nil {
		return ""
	}
	defer conn.Close()
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	answers, err := Texts(ctx, conn, query)
	if err != nil || len(answers) == 0 {
		return ""
	}
	return answers[0]
}

// Texts runs a query and returns its first column: for a Dialect that inspects
// its server.
func Texts(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// Count is a number and what it counts, in the plural where need be, for the findings of a
// source.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
