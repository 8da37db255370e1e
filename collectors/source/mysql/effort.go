package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// A question is a statement with its parameters.
type question struct {
	text string
	args []driver.Value
}

// keepsPlan reports whether a server refused to explain a query because the
// user may read a view but not the tables behind it.
func keepsPlan(err error) bool { return serverNumber(err) == erViewNoExplain }

// effort is how many rows the server reads in tables and indexes to answer a
// question, by its own count for the session.
func (s *Source) effort(ctx context.Context, conn *sql.Conn, q question) (int64, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	first, err := handlerReads(ctx, conn)
	if err != nil {
		return 0, cause(ctx, err)
	}
	before, err := handlerReads(ctx, conn)
	if err != nil {
		return 0, cause(ctx, err)
	}
	rows, err := conn.QueryContext(ctx, q.text, params(q.args)...)
	if err != nil {
		return 0, cause(ctx, err)
	}
	defer rows.Close()
	for rows.Next() { // until the server has answered in full
	}
	if err := rows.Err(); err != nil {
		return 0, cause(ctx, err)
	}
	after, err := handlerReads(ctx, conn)
	asking := before - first // what the count itself reads
	return after - before - asking, cause(ctx, err)
}

// errUncounted is reported of servers that speak MySQL's protocol and do not
// count what a session reads, as TiDB. Nothing read is not what they say.
var errUncounted = errors.New("the server does not count the rows that it reads")

// handlerReads is how many rows the session has made the server read so far.
// Every user may ask for it.
func handlerReads(ctx context.Context, conn *sql.Conn) (int64, error) {
	rows, err := conn.QueryContext(ctx, "SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'")
	if err != nil {
		return 0, err
	}
	return counted(rows)
}

// counted adds the counters that a server shows.
func counted(rows *sql.Rows) (int64, error) {
	defer rows.Close()
	var sum, counters int64
	for ; rows.Next(); counters++ {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return 0, err
		}
		sum += n
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	if counters == 0 {
		return 0, errUncounted
	}
	return sum, nil
}
