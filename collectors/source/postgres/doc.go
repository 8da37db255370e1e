// Package postgres is the dialect of PostgreSQL 13 and later. What it reads
// and how is in package source.
//
// A TIMESTAMP (without time zone) holds what a clock on the wall showed, a
// TIMESTAMPTZ is an instant: the names mean the opposite of MySQL's DATETIME
// and TIMESTAMP less than they seem to. A DATE is a day; a numeric column counts
// seconds since 1970. What is infinite is no time.
//
// # Sessions
//
// Every statement is a transaction of its own, READ ONLY and READ COMMITTED,
// which begins with all that a session could have inherited: from ALTER ROLE,
// ALTER DATABASE, the server's configuration, the environment, or the client
// before it behind a pooler. So it works behind PgBouncer in transaction mode,
// where the next transaction may be another session's: no startup options, no
// named statements, nothing that has to last.
//
// All of a transaction goes to the server together, so that a poll of a server that
// is far away takes as many journeys there and back as it has statements: see
// conn.ask.
//
// A query whose context ends is dropped with its connection; the driver also
// asks the server to cancel it, which costs another connection for a moment.
// If that fails, the time limit ends it.
//
// # Identifiers
//
// One identifier is hashed alike whatever type its column has: whole numbers of
// any integer type and of NUMERIC, texts of any type without the blanks that
// CHAR pads them with, and a UUID as its text.
package postgres
