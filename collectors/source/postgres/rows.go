package postgres

import (
	"context"
	"database/sql/driver"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// rows are the rows of a query, whose transaction ends with them.
type rows struct {
	*stdlib.Rows
	conn   *conn
	query  string
	began  time.Time
	kinds  []string // types of the columns
	closed bool
}

// describe learns what the columns are.
func (r *rows) describe() {
	for i := range r.Columns() {
		r.kinds = append(r.kinds, r.conn.sessions.typeName(r.Rows.ColumnTypeDatabaseTypeName(i)))
	}
}

// ColumnTypeDatabaseTypeName implements driver.RowsColumnTypeDatabaseTypeName.
func (r *rows) ColumnTypeDatabaseTypeName(i int) string { return r.kinds[i] }

// Next implements driver.Rows. One identifier has one form, whatever type of
// column it comes from.
func (r *rows) Next(dest []driver.Value) error {
	if err := r.Rows.Next(dest); err != nil {
		return r.fault(err)
	}
	for i, v := range dest {
		text, ok := v.(string)
		if !ok {
			continue
		}
		switch r.kinds[i] {
		case "CHAR":
			dest[i] = strings.TrimRight(text, " ")
		case "NUMERIC":
			if n, ok := whole(text); ok {
				dest[i] = n
			}
		}
	}
	return nil
}

// Close implements driver.Rows.
func (r *rows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	err := r.Rows.Close()
	if err != nil {
		err = r.fault(err)
	}
	return r.conn.end(context.Background(), err)
}

// fault is an error of the query that quotes no row.
func (r *rows) fault(err error) error {
	return about(err, r.query, time.Since(r.began) < r.conn.limit*9/10)
}

// whole is a number of type NUMERIC as a whole one, if it is written as one and
// fits.
func whole(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
