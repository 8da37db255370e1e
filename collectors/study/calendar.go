package study

import (
	"slices"
	"time"

	"casework/collectors/civil"
)

// A Calendar says which months are closed.
type Calendar struct {
	Location *time.Location // of the source
	Lag      time.Duration  // from the end of a month until it is studied, so that late registrations count
	Months   int            // most months that a study goes back
}

// A Freeze is an instant as of which a study is made, and its months.
type Freeze struct {
	At     int64   // Unix seconds
	Next   int64   // when the next one comes, Unix seconds
	Bounds []int64 // beginnings of the months and the end of the last, as ledger.Panel wants them
}

// Freeze returns the newest freeze at now, for rows from the instant first
// on, in Unix seconds. Its months begin with the first whole one.
func (c Calendar) Freeze(first int64, now time.Time) Freeze {
	end := civil.DayOf(now.In(c.Location)).Month()
	if end.Start(c.Location).Add(c.Lag).After(now) {
		end = end.AddMonths(-1)
	}
	freeze := func(month civil.Day) int64 { return month.Start(c.Location).Add(c.Lag).Unix() }
	f := Freeze{At: freeze(end), Next: freeze(end.AddMonths(1))}
	for m := end; len(f.Bounds) <= c.Months; m = m.AddMonths(-1) {
		start := m.Start(c.Location).Unix()
		if len(f.Bounds) > 0 && start < first {
			break
		}
		f.Bounds = append(f.Bounds, start)
	}
	slices.Reverse(f.Bounds)
	return f
}
