// Package source reads case-management databases. It does what all kinds of
// database have in common; what one kind needs beyond that is its Dialect, in a
// package of its own below this one.
//
// # Where to begin
//
// contract.go lists the queries of the contract and their columns, and dialect.go
// what a kind of database must provide. Changes (changes.go) is what a poll calls: it
// plans passes over a query (pass.go), reads them page by page (read.go), and
// decodes rows (decode.go, clock.go). Summaries and Rows (reconcile.go) are what a
// reconciliation calls. The inspect files are what the doctor calls.
//
// # Adapters
//
// An adapter is a folder of SQL files, one per contract query: cases.sql
// (required), errors.sql, sessions.sql, pauses.sql, programmes.sql, units.sql and those of
// the supplementary tables. Each holds one plain SELECT whose columns are named
// as the contract says. A file "timezone" may name the zone that the product
// writes wall-clock times in. The source wraps the SELECT as a derived table and
// asks only for the columns of the contract, so that anything else it may name
// is never transferred.
//
// An optional query is off if the database does not have a table that it reads. So
// is an optional column that the database does not have: it is taken out of the
// query, if the query names it without an expression around it. What was there once
// and is gone is an error, over restarts too: see Source.Found.
//
// # Reading changes
//
// Changes asks for the rows whose changed_at is at or after a cursor, less an
// overlap, in the order of (changed_at, id) and in pages. A transaction that
// commits late, behind the cursor, is seen as long as it commits within the
// overlap; applying rows is therefore repeated, and must be idempotent. A
// query without changed_at is read in another way: open rows, and rows
// received or closed recently, every time.
//
// Rows that have no changed_at (NULL, or a zero date) are read by the first
// load and by reconciliation only.
//
// # Clocks
//
// A column of class Instant is an instant. One of class WallClock holds what a
// clock on the wall showed, in the zone of Options.DateTimes; a Date is the
// midnight in Options.Location that begins it; a numeric column counts seconds
// since 1970-01-01 00:00:00 UTC. Wall-clock times have two faults, both once a
// year: one that was skipped in spring is moved forward by the gap, and one
// that occurred twice in autumn is taken to be the first. Times before
// 1970-01-01 00:00:01, among them zero dates, count as absent.
//
// # A light hand
//
// A source has a pool of two connections, in sessions that are read only,
// READ COMMITTED, and limited in the time a statement may take, on the server
// as well as here. Every page is a statement of its own, and no transaction
// outlives it.
//
// A query whose context ends is not killed on the server: the connection is
// dropped, and the server ends the query at its time limit at the latest,
// which is never longer than Options.Timeout. To kill it would take another
// connection just when there may be none to be had, and behind a proxy or
// load balancer the number of a connection may by then be somebody else's.
//
// # Secrets and personal data
//
// Identifiers of rows are hashed as they are read. No error, log line or
// Finding of this package holds a password or the value of a row.
//
// # Add a dialect
//
// A new kind of database is a package beside mysql, in these steps:
//
//   - Connect: a driver.Connector that sets every session up as
//     Dialect.Connector says (mysql/session.go). Guard: a test
//     that a session cannot write, and of servers that lack a setting
//     (mysql/fault_test.go).
//   - Types and expressions: Terms, Types, Class, Placeholder, HasTime, Whole, Digits,
//     Seconds, Bytes (mysql/expressions.go). Guard: the sums of Summaries equal the rows
//     for every type of column (reconcile_test.go), and identifiers of every type
//     are paged and hashed alike (identifiers_test.go). Both, and all tests that
//     use each or eachPlain, run on a new dialect once it has a line in dialects_test.go.
//   - Errors: Redact lists the errors whose messages quote no row, ErrorKind and
//     UnknownColumn those that are acted upon (mysql/errors.go), and Diagnose says why
//     there is no connection (mysql/diagnose.go). Guard: errors name no secret and no
//     row (mysql/fault_test.go).
//   - The server's own account of itself and its work: Now (mysql/variables.go), Server
//     and RowsExamined (mysql/counters.go), Plan (mysql/explain.go), LimitTime
//     (mysql/session.go). Guard: the limit stops a query on the server
//     (mysql/fault_test.go), and an inspection finds a missing index
//     (mysql/inspect_test.go).
//   - Inspect: version, session, encryption and grants (mysql/inspect.go,
//     mysql/grants.go, mysql/visible.go). Guard: users with rights of every kind
//     (mysql/grants_test.go).
//   - Open: options that embed Options, and a constructor that calls New
//     (mysql/mysql.go). Guard: it lists every fault (mysql/mysql_test.go).
//   - Settings: a driver's name in exporter/config (settings.go), a case in openBackend
//     of exporter/app (backend.go), and the new package in the table of
//     collectors/imports_test.go.
//
// Nothing else changes for it, in this package or any other.
package source
