package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"casework/collectors/source"
)

// Codes of server errors that are acted upon.
const (
	codeConflict        = "40001" // a standby ended a statement that kept it from replaying
	codeDeadlock        = "40P01"
	codeNoRight         = "42501"
	codeUndefinedColumn = "42703"
	codeUndefinedTable  = "42P01"
	codeInvalidSchema   = "3F000"
	codeCanceled        = "57014" // by the time limit, by somebody, or by a standby
)

// quotable lists the classes, or codes, of server errors whose messages speak of tables,
// columns, accounts, statements and limits, and never quote what a row holds.
// Those that do, such as "invalid input syntax" (22) and violated constraints
// (23), are not among them.
var quotable = []string{
	"08",             // connection exception; all that a pooler says itself
	"0A",             // feature not supported
	"25",             // invalid transaction state
	"28",             // invalid authorization
	"3D",             // invalid catalog name
	"3F",             // invalid schema name
	"40",             // transaction rollback
	"42",             // syntax error or access rule violation
	"53",             // insufficient resources
	"54",             // program limit exceeded
	"55",             // object not in prerequisite state
	"57",             // operator intervention
	"58",             // system error
	"XX001", "XX002", // a table or an index is damaged; other internal errors may say anything
}

// A ServerError is an error that the database, or a pooler before it,
// reported. Its text quotes the server's message only if messages of that kind
// never contain the value of a row.
type ServerError struct {
	Code    string // SQLSTATE
	Message string // empty if it is withheld

	column string // that a statement names and its tables lack
	early  bool   // long before the statement's time limit
}

func (e *ServerError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("error %s of the database; its message is withheld, as it may quote a row", e.Code)
	}
	return fmt.Sprintf("error %s of the database: %s", e.Code, e.Message)
}

// Redact implements source.Dialect.
func (d *dialect) Redact(err error) error { return redact(err) }

// redact replaces a server's error by one that quotes no row. It may hide
// what err was wrapped in, so it comes before any wrapping.
func redact(err error) error {
	server, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	e := &ServerError{Code: server.Code}
	if len(e.Code) == 5 && (slices.Contains(quotable, e.Code[:2]) || slices.Contains(quotable, e.Code)) {
		e.Message = server.Message
	}
	return e
}

// about is redact for the error of a query, whose tables are looked for in some
// schemas. Early says that the query's time limit was not reached.
func about(err error, query string, schemas []string, early bool) error {
	quoted, ok := errors.AsType[*ServerError](redact(err))
	if !ok {
		return err
	}
	quoted.early = early
	server, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok:
	case server.Code == codeUndefinedColumn:
		quoted.column = nameAt(query, int(server.Position))
	case server.Code == codeUndefinedTable:
		quoted.Message += "; without a schema, tables are looked for in " + strings.Join(schemas, ", ")
	}
	return quoted
}

// nameAt is the name that stands at a position of a statement, in characters
// from 1 on, without its quotes. The message has it too, but in the server's
// language.
func nameAt(query string, position int) string {
	chars := []rune(query)
	if position < 1 || position > len(chars) {
		return ""
	}
	var name strings.Builder
	quoted := false
	for _, c := range chars[position-1:] {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted, c == '.', c == '_', c == '$', c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c > 127:
			name.WriteRune(c)
		default:
			return name.String()
		}
	}
	return name.String()
}

// ErrorKind implements source.Dialect.
func (d *dialect) ErrorKind(err error) source.ErrorKind {
	server, ok := errors.AsType[*ServerError](redact(err))
	if !ok {
		return source.OtherError
	}
	switch server.Code {
	case codeUndefinedTable, codeInvalidSchema:
		return source.NoTable
	case codeNoRight:
		return source.NoRight
	case codeConflict, codeDeadlock:
		return source.Interrupted
	case codeCanceled:
		if server.early {
			return source.Interrupted
		}
		return source.TimedOut
	}
	return source.OtherError
}

// UnknownColumn implements source.Dialect.
func (d *dialect) UnknownColumn(err error) string {
	if server, ok := errors.AsType[*ServerError](err); ok {
		return server.column
	}
	return ""
}
