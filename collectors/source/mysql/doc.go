// Package mysql reads case-management databases that speak MySQL's protocol:
// MariaDB 10.11 and later, MySQL 8, and others that are close enough. It is
// the only package that knows SQL.
//
// # Adapters
//
// An adapter is a folder of SQL files, one per contract query: cases.sql
// (required), errors.sql, sessions.sql, programmes.sql and units.sql. Each
// holds one plain SELECT whose columns are named as the contract says. A file
// "timezone" may name the zone that the product writes DATETIMEs in. The
// source wraps the SELECT as a derived table and asks only for the columns of
// the contract, so that anything else it may name is never transferred.
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
// Rows that have no changed_at (NULL, or the zero date) are read by the first
// load and by reconciliation only.
//
// # Clocks
//
// A TIMESTAMP column is an instant. A DATETIME column holds what a clock on
// the wall showed, in the zone of Options.DateTimes; a DATE is the midnight in
// Options.Location that begins it; a numeric column counts seconds since 1970-01-01
// 00:00:00 UTC. Wall-clock times have two faults, both once a year: one that
// was skipped in spring is moved forward by the gap, and one that occurred
// twice in autumn is taken to be the first. Times before 1970-01-01 00:00:01,
// among them MySQL's zero date, count as absent.
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
// which is never longer than Options.Timeout. KILL QUERY would take another
// connection just when there may be none to be had, and behind a proxy or
// load balancer the number of a connection may by then be somebody else's.
//
// # Secrets and personal data
//
// Identifiers of rows are hashed as they are read. No error, log line or
// Finding of this package holds a password or the value of a row.
package mysql
