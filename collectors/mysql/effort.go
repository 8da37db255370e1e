package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
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

// handlerReads is how many rows the session has made the server read so far.
// Every user may ask for it.
func handlerReads(ctx context.Context, conn *sql.Conn) (int64, error) {
	rows, err := conn.QueryContext(ctx, "SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var sum int64
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, rows.Err()
}
