package source

import (
	"context"
	"database/sql/driver"
	"slices"
	"strconv"
	"time"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// tableOf is the supplementary table of that name, or nil.
func tableOf(name string) *supplement.Table {
	all := supplement.Tables()
	if i := slices.IndexFunc(all, func(t *supplement.Table) bool { return t.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// ReadTable reads the rows of a supplementary table, in one statement and
// no order, and calls add with each; the row is valid until add returns. It
// reports false if the adapter has no such query, or the database no table to
// answer it or none that the user may read: these tables are optional. One that
// was there and is gone is an error.
//
// Rows dated before since are left out as far as the table has a date.
func (s *Source) ReadTable(ctx context.Context, t *supplement.Table, since civil.Day, add func(supplement.Row)) (bool, error) {
	if !s.has(t.File()) {
		return false, s.withdrawn(contractOf(t.Name))
	}
	where := func(sh *shape, b *builder) {
		if since <= 0 || t.Dated < 0 {
			return
		}
		column := &sh.columns[sh.index[t.Dated]]
		b.add(" WHERE ", column.Name, " >= ", b.param(column, s.bindDay(column, since)))
	}
	var r *tableReader
	err := s.list(ctx, t.Name, where, func(sh *shape, d *decoder, row []driver.Value) {
		if r == nil {
			r = s.tableReader(t, sh, d)
		}
		add(r.read(row))
	})
	return err == nil && !s.isNew(t.Name), err
}

// bindDay is a day as a parameter to compare a column with. It is a day too
// early where the column's clock may be another than the source's.
func (s *Source) bindDay(column *Column, since civil.Day) driver.Value {
	first := since.Date()
	if column.meaning == MeansMonth {
		switch {
		case column.Class == Text:
			return first.Format("2006-01")
		case !column.Class.IsTime():
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
		case supplement.Text:
			v.Text, v.Set = r.name(i, row[at]), true
		case supplement.Key:
			v.Text = r.decoder.text(row[at])
			v.Set = v.Text != ""
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

// name is the name in a column of the table.
func (r *tableReader) name(column int, v driver.Value) string {
	if r.table.Columns[column].Name == "unit" {
		return r.decoder.units.of(r.decoder, v)
	}
	return r.decoder.labels.of(r.decoder, v)
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
	switch class := r.shape.columns[at].Class; {
	case class.IsTime():
		day, ok := r.day(column, v)
		return day.Month(), ok
	case class == Text:
		return civil.ParseMonth(r.decoder.text(v))
	}
	n, ok := integer(v)
	if !ok {
		return 0, false
	}
	return civil.ParseMonth(strconv.FormatInt(n, 10))
}
