package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"

	"casework/collectors/adapters"
)

// A Dialect is what one kind of database needs that others do not: how to
// connect, the SQL that differs, what its types and errors mean, and what to
// inspect of its server. Package source asks everything else in SQL that all
// of them understand. Its methods may be called concurrently.
type Dialect interface {
	// Connector makes the connections of a source. Every session is read
	// only, sees what is committed, gives times in UTC and texts in UTF-8,
	// and inherits nothing from its server that changes a result. Errors of
	// Connect are redacted.
	Connector() driver.Connector

	// Terms are the fixed pieces of SQL and the names in messages.
	Terms() Terms

	// Now is the present by the server's clock, to the microsecond. It sees
	// that the session is still as Connector made it, and makes it so again if
	// something between here and the server, such as a proxy, exchanged it. An
	// error says that this cannot be had.
	Now(ctx context.Context, conn *sql.Conn) (time.Time, error)

	// Server names the server that answers a session, so that one which may lag
	// behind another has another name. "" says that it cannot be told.
	Server(ctx context.Context, conn *sql.Conn) (string, error)

	// Types lists the column types that can carry a meaning, for messages.
	Types(m Meaning) []string

	// Class is what a column type stores, by the name that the driver gives
	// it, and the type's name as Types lists it.
	Class(typeName string) (base string, class Class)

	// Placeholder is the n-th parameter of a statement, from 1 on, as it is
	// written where a column is compared with it.
	Placeholder(n int, c *Column) string

	// Literal is a whole number or a time as it is written into a statement, in the place
	// of a parameter that Placeholder writes as it is. Such a statement needs no preparing,
	// which would have the server asked twice. "" says that it has to be a parameter, or
	// that nothing is saved.
	Literal(v driver.Value, c *Column) string

	// HasTime is the condition that a column of times holds one: it is after
	// 1970-01-01 00:00:00.
	HasTime(c *Column) string

	// Whole is a column of days or of wall-clock times, NULL in rows whose
	// month or day is 0: a driver would take those for other dates.
	Whole(c *Column) string

	// Digits is a column of times as the number YYYYMMDDhhmmss that its clock
	// shows, or a column of days as YYYYMMDD, if the driver reads that faster than
	// the column itself; "" if it does not. Instants are shown in UTC. For an
	// impossible date, such as one of month 0, it may be any number.
	Digits(c *Column) string

	// Seconds is the time that a column holds, in whole seconds since
	// 1970-01-01 00:00:00 on the column's own clock; 0 if it holds none.
	Seconds(c *Column) string

	// Bytes is a column of texts as one whose values are equal only if their
	// bytes are, whatever the column's collation.
	Bytes(column string) string

	// Plan is how the server would run a query.
	Plan(ctx context.Context, conn *sql.Conn, q Statement) (Plan, error)

	// RowsExamined is how many rows the session has made the server read so
	// far, in tables and indexes.
	RowsExamined(ctx context.Context, conn *sql.Conn) (int64, error)

	// LimitTime has the server end the session's statements after a time, if
	// the server can.
	LimitTime(ctx context.Context, conn *sql.Conn, limit time.Duration) error

	// Diagnose says why there is no connection and what to do, in words for people
	// who do not administer databases. It may try to connect once more to find out.
	// It fills Detail, Hint and Cause of the Finding, and sets Subject to Account if
	// the server does not let the account in.
	Diagnose(ctx context.Context, err error) Finding

	// Inspect looks at the server, its session, its encryption and what the
	// user may do beyond reading what the adapter names.
	Inspect(ctx context.Context, in *Inspection)

	// Redact replaces an error of the server by one that quotes no row. It may
	// hide what err was wrapped in, so it comes before any wrapping.
	Redact(err error) error

	// UnknownColumn is the column that a statement names and its tables lack, if err
	// says so, else "". A server may give the same error for a column to which the
	// user has no right. The name is as in the statement, or without its table.
	UnknownColumn(err error) string

	// ErrorKind is what an error of the server, redacted or not, says.
	ErrorKind(err error) ErrorKind
}

// Terms are the fixed pieces of a Dialect.
type Terms struct {
	WallClock string // the type of a column of class WallClock, such as DATETIME
	Date      string // the type of a column of class Date
	Analyze   string // the statement that renews the server's statistics of a table

	// Columns asks for schema, table and column of all that the user can see of the
	// database, and Client for this computer as accounts of the server name it; ""
	// where they do not.
	Columns, Client string

	// Accounts asks for the names of the server's accounts that begin with
	// "casework". Most users may not see them.
	Accounts string

	// Null is a column that a query lacks. Its type must be named NULL.
	Null adapters.Null

	// Untyped is the type that NULL without one has in a view or a union, and UntypedIsText
	// says that columns of texts have it too.
	Untyped       string
	UntypedIsText bool

	// NullsLast says that NULL comes after all values in ascending order, as
	// opposed to before them.
	NullsLast bool

	// ComparesRows says that (a, b) > (x, y) is found by an index on a and b.
	ComparesRows bool

	// SetsEachUp says that every statement sets its session up, so that Now need not
	// see to it before rows are read.
	SetsEachUp bool
}

// A Class is what a column stores, as far as it decides how its values are
// read and compared.
type Class uint8

// The classes of columns.
const (
	Other     Class = iota
	Text            // texts and bytes
	Integer         // whole numbers; as a time, seconds since 1970
	Decimal         // exact numbers; as a time, seconds since 1970
	Date            // days
	WallClock       // times on a clock on the wall, without a zone
	Instant         // instants
)

// IsTime reports whether columns of the class hold times or days.
func (c Class) IsTime() bool { return c == Date || c == WallClock || c == Instant }

// IsNumber reports whether columns of the class hold exact numbers.
func (c Class) IsNumber() bool { return c == Integer || c == Decimal }

// An ErrorKind is what an error of a server says, where that is acted upon.
type ErrorKind uint8

// The kinds of errors.
const (
	OtherError ErrorKind = iota // any other error, or none of a server's

	// NoTable: a table is not there.
	NoTable
	// NoRight: the user may not read a table, which may be there or not: a
	// server does not tell who may not read it.
	NoRight
	// BrokenView: a view cannot be read, because of what is behind it or because
	// of the rights of its owner: a server does not tell which.
	BrokenView
	// PlanHidden: the user may read a view but not the tables behind it, and
	// so may not see how the server reads them.
	PlanHidden
	// TimedOut: the server ended a statement at its time limit.
	TimedOut
	// Interrupted: the server ended a statement in favour of something else,
	// such as the replay on a standby. Asked again, it may well answer.
	Interrupted
)

// A Plan is how a server would run a query, in steps.
type Plan []Step

// A Step is one step of a Plan.
type Step struct {
	Table string
	Scans bool  // it reads a table or an index from its beginning to its end
	Sorts bool  // it puts rows in order itself, after reading all of them
	Rows  int64 // the server's estimate
}

// bigTable is the number of rows that may be read at every poll.
const bigTable = 10_000

// Excess is the first step that reads too much for a query that is asked
// again and again, and what it does; nil if none does. Sorting counts where
// the query should find its rows in order.
func (p Plan) Excess(sorting bool) (*Step, string) {
	for i := range p {
		st := &p[i]
		switch {
		case st.Rows <= bigTable:
		case st.Scans:
			return st, "reads all of"
		case st.Sorts && sorting:
			return st, "sorts the rows of"
		}
	}
	return nil, ""
}

// sorts reports whether any step puts rows in order.
func (p Plan) sorts() bool {
	for i := range p {
		if p[i].Sorts {
			return true
		}
	}
	return false
}
