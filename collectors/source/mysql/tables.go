package mysql

import (
	"context"
	"database/sql/driver"
	"math"
	"slices"
	"strconv"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// isAbsent reports whether an error says that a table is not there, as far as
// the user can know: who may not read a table is told so whether it is there
// or not.
func isAbsent(err error) bool {
	n := serverNumber(err)
	return n == erNoSuchTable || n == erTableAccessDenied
}

// tableOf is the table beside the cases of that name, or nil.
func tableOf(name string) *supplement.Table {
	all := supplement.Tables()
	if i := slices.IndexFunc(all, func(t *supplement.Table) bool { return t.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// ReadTable reads the rows of a table beside the cases, in one statement and
// no order, and calls add with each; the row is valid until add returns. It
// reports false if the adapter has no such query, or the database no table to
// answer it or none that the user may read: these tables are optional.
//
// Rows dated before since are left out as far as the table has a date.
func (s *Source) ReadTable(ctx context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	if !s.has(t.File()) {
		return false, nil
	}
	where := func(sh *shape) (string, []driver.Value) {
		if since <= 0 || t.Dated < 0 {
			return "", nil
		}
		column := &sh.columns[sh.index[t.Dated]]
		return " WHERE " + column.name + " >= " + column.placeholder(), []driver.Value{s.bindDay(column, since)}
	}
	var r *tableReader
	err := s.list(ctx, t.Name, where, func(sh *shape, d *decoder, row []driver.Value) {
		if r == nil {
			r = s.tableReader(t, sh, d)
		}
		add(r.read(row))
	})
	if isAbsent(err) {
		return false, nil
	}
	return err == nil, err
}

// bindDay is a day as a parameter to compare a column with. It is a day too
// early where the column's clock may be another than the source's.
func (s *Source) bindDay(column *typed, since civil.Day) driver.Value {
	first := since.Date()
	if column.meaning == month {
		switch column.kind {
		case "VARCHAR", "CHAR":
			return first.Format("2006-01")
		case "DATE", "DATETIME", "TIMESTAMP":
		default:
			return int64(first.Year()*100 + int(first.Month()))
		}
	}
	c := s.clock(column)
	return c.bind(first.AddDate(0, 0, -1).UnixMicro())
}

// A tableReader turns rows as the driver gives them into rows of a table.
type tableReader struct {
	table   *supplement.Table
	shape   *shape
	decoder *decoder
	clocks  []clock
	zone    *time.Location
	row     supplement.Row
}

func (s *Source) tableReader(t *supplement.Table, sh *shape, d *decoder) *tableReader {
	r := &tableReader{
		table: t, shape: sh, decoder: d, zone: s.opts.Location,
		clocks: make([]clock, len(sh.index)), row: make(supplement.Row, len(sh.index)),
	}
	for i, at := range sh.index {
		if at >= 0 {
			r.clocks[i] = s.clock(&sh.columns[at])
		}
	}
	return r
}

func (r *tableReader) read(row []driver.Value) supplement.Row {
	for i, at := range r.shape.index {
		r.row[i] = supplement.Value{}
		if at < 0 || row[at] == nil {
			continue
		}
		v := &r.row[i]
		switch kind := r.table.Columns[i].Kind; kind {
		case supplement.Text, supplement.Key:
			v.Text = r.decoder.text(row[at])
			v.Set = v.Text != "" || kind == supplement.Text
		case supplement.Count, supplement.Number:
			v.Number, v.Set = float(row[at])
		case supplement.Date:
			v.Day, v.Set = r.day(i, row[at])
		case supplement.Month:
			v.Day, v.Set = r.month(i, at, row[at])
		}
	}
	return r.row
}

// day is the day of an instant in the source's zone.
func (r *tableReader) day(column int, v driver.Value) (civil.Day, bool) {
	at := r.clocks[column].seconds(v)
	if at == 0 {
		return 0, false
	}
	return civil.DayOf(time.Unix(at, 0).In(r.zone)), true
}

// month is the first day of a month. A text or number that is none is no
// value.
func (r *tableReader) month(column, at int, v driver.Value) (civil.Day, bool) {
	switch r.shape.columns[at].kind {
	case "DATE", "DATETIME", "TIMESTAMP":
		day, ok := r.day(column, v)
		return day.Month(), ok
	case "VARCHAR", "CHAR":
		return civil.ParseMonth(r.decoder.text(v))
	}
	n, ok := integer(v)
	if !ok {
		return 0, false
	}
	return civil.ParseMonth(strconv.FormatInt(n, 10))
}

// float is a numeric column's value.
func float(v driver.Value) (float64, bool) {
	switch v := v.(type) {
	case float32:
		return float64(v), true
	case float64:
		return v, true
	case []byte:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil && !math.IsNaN(f)
	}
	n, ok := integer(v)
	return float64(n), ok
}
