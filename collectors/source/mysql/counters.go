package mysql

import (
	"context"
	"database/sql"
	"errors"
)

// RowsExamined implements source.Dialect. Every user may ask for it.
func (d *dialect) RowsExamined(ctx context.Context, conn *sql.Conn) (int64, error) {
	rows, err := conn.QueryContext(ctx, "SHOW SESSION STATUS LIKE 'Handler\\_read\\_%'")
	if err != nil {
		return 0, err
	}
	return counted(rows)
}

// Server implements source.Dialect. Servers that copy from each other have
// numbers of their own, and those of a cluster run on hosts of their own.
func (d *dialect) Server(ctx context.Context, conn *sql.Conn) (string, error) {
	var name sql.NullString
	err := conn.QueryRowContext(ctx, "SELECT CONCAT_WS(' ', @@server_id, @@hostname, @@port)").Scan(&name)
	return name.String, err
}

// errUncounted is reported of servers that speak MySQL's protocol and do not
// count what a session reads, as TiDB. Nothing read is not what they say.
var errUncounted = errors.New("the server does not count the rows that it reads")

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
