package postgres

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// rows are the rows of a query, whose transaction ends with them.
type rows struct {
	conn     *conn
	query    string
	began    time.Time
	pipeline *pgconn.Pipeline
	reader   *pgconn.ResultReader

	fields []pgconn.FieldDescription
	kinds  []string // types of the columns
	values []valuer
	met    bool // the row at hand has not been given yet
	closed bool
}

// result takes an answer of which nothing is wanted.
func (r *rows) result() error {
	reader, err := next[*pgconn.ResultReader](r.pipeline)
	if err == nil {
		_, err = reader.Close()
	}
	return err
}

// first goes to the first row, so that what fails before it fails the query, and
// learns what the columns are.
func (r *rows) first() (err error) {
	if r.reader, err = next[*pgconn.ResultReader](r.pipeline); err != nil {
		return err
	}
	r.fields = slices.Clone(r.reader.FieldDescriptions())
	types := r.conn.Conn.Conn().TypeMap()
	for _, field := range r.fields {
		r.values = append(r.values, valueOf(types, field))
		name := strconv.FormatUint(uint64(field.DataTypeOID), 10)
		if is, ok := types.TypeForOID(field.DataTypeOID); ok {
			name = strings.ToUpper(is.Name)
		}
		r.kinds = append(r.kinds, r.conn.sessions.typeName(name))
	}
	if r.met = r.reader.NextRow(); !r.met {
		_, err = r.reader.Close()
	}
	return err
}

// drop reads what is left of the answers, after an error, which it returns.
func (r *rows) drop(err error) error {
	_ = r.pipeline.Close() // what fails there follows from the error
	return err
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string {
	names := make([]string, len(r.fields))
	for i, field := range r.fields {
		names[i] = field.Name
	}
	return names
}

// ColumnTypeDatabaseTypeName implements driver.RowsColumnTypeDatabaseTypeName.
func (r *rows) ColumnTypeDatabaseTypeName(i int) string { return r.kinds[i] }

// ColumnTypePrecisionScale implements driver.RowsColumnTypePrecisionScale, of
// NUMERIC. Its modifier has both, and counts four bytes of its own.
func (r *rows) ColumnTypePrecisionScale(i int) (precision, scale int64, ok bool) {
	modifier := r.fields[i].TypeModifier - 4
	if r.kinds[i] != "NUMERIC" || modifier < 0 {
		return 0, 0, false
	}
	return int64(modifier >> 16), int64(modifier & 0xffff), true
}

// Next implements driver.Rows. One identifier has one form, whatever type of
// column it comes from.
func (r *rows) Next(dest []driver.Value) error {
	if !r.met && !r.reader.NextRow() {
		if _, err := r.reader.Close(); err != nil {
			return r.fault(err)
		}
		return io.EOF
	}
	r.met = false
	for i, raw := range r.reader.Values() {
		if raw == nil {
			dest[i] = nil
			continue
		}
		value, err := r.values[i](raw)
		if err != nil {
			return fmt.Errorf("read column %s: %w", r.fields[i].Name, err)
		}
		dest[i] = value
		text, ok := value.(string)
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
	_, err := r.reader.Close()
	if ended := r.pipeline.Close(); err == nil {
		err = ended
	}
	if err != nil {
		err = r.fault(err)
	} else {
		r.conn.heard = time.Now()
	}
	return r.conn.end(context.Background(), err)
}

// fault is an error of the query that quotes no row.
func (r *rows) fault(err error) error {
	return about(err, r.query, r.conn.sessions.opts.Schemas, time.Since(r.began) < r.conn.limit*9/10)
}

// whole is a number of type NUMERIC as a whole one, if it is written as one and
// fits.
func whole(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
