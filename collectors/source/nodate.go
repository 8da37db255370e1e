package source

import (
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// farFuture is 2106-01-01 on the column's clock. A deadline or an end from then on means
// that there is none, and no ledger could keep it.
const farFuture = 4291747200

// A stretch is a part of time on a column's clock: [from, until), in seconds.
type stretch struct{ from, until int64 }

// noDates are the dates by which a site says that something has not happened,
// as columns of wall clocks and days hold them, and as columns of instants do.
// Those before 1970 need not be named: nothing there is a time.
type noDates struct {
	days            map[civil.Day]bool
	walls, instants []stretch
}

func newNoDates(days []civil.Day, zone *time.Location) noDates {
	n := noDates{days: map[civil.Day]bool{}}
	add := func(list *[]stretch, from, until int64) {
		if until > epoch {
			*list = append(*list, stretch{from, until})
		}
	}
	for _, day := range days {
		n.days[day] = true
		add(&n.walls, day.Date().Unix(), (day + 1).Date().Unix())
		add(&n.instants, day.Start(zone).Unix(), (day + 1).Start(zone).Unix())
	}
	return n
}

// absent reports whether a time on the column's clock means that something has
// not happened.
func (c *clock) absent(wall int64) bool {
	if c.end && wall >= farFuture {
		return true
	}
	for _, none := range c.none {
		if wall >= none.from && wall < none.until {
			return true
		}
	}
	return false
}

// wholes reports whether a column can hold dates whose month or day is 0.
func (c *Column) wholes() bool { return c.Class == WallClock || c.Class == Date }

// hasTime is the condition that a column of times holds one, as its clock reads it.
func (s *Source) hasTime(b *builder, column *Column) string {
	c := s.clock(column)
	condition := s.dialect.HasTime(column)
	if column.wholes() {
		condition += " AND " + s.dialect.Whole(column) + " IS NOT NULL"
	}
	for _, none := range c.none {
		condition += " AND NOT (" + b.during(column, &c, none) + ")"
	}
	if c.end {
		condition += " AND " + column.Name + " < " + b.param(column, c.bind(farFuture*1e6))
	}
	return condition
}

// during is the condition that a column lies in a stretch of its clock.
func (b *builder) during(column *Column, c *clock, s stretch) string {
	condition := column.Name + " >= " + b.param(column, c.bind(s.from*1e6))
	if s.until > latest { // there is nothing behind it
		return condition
	}
	return condition + " AND " + column.Name + " < " + b.param(column, c.bind(s.until*1e6))
}

// endColumns are those in which a time far ahead, such as 9999-12-31, is how products
// write that there is none.
var endColumns = []string{contracts[ledger.Cases].times[ledger.DeadlineAt], resumedAt, pausedSince, completeAt}
