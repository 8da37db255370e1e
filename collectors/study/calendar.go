package study

import (
	"slices"
	"time"
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
	local := now.In(c.Location)
	end := c.month(local.Year(), local.Month())
	if end.Add(c.Lag).After(now) {
		end = c.month(end.Year(), end.Month()-1)
	}
	f := Freeze{At: end.Add(c.Lag).Unix(), Next: c.month(end.Year(), end.Month()+1).Add(c.Lag).Unix()}
	for m := end; len(f.Bounds) <= c.Months && (len(f.Bounds) == 0 || m.Unix() >= first); m = c.month(m.Year(), m.Month()-1) {
		f.Bounds = append(f.Bounds, m.Unix())
	}
	slices.Reverse(f.Bounds)
	return f
}

// month is the beginning of a month, which may lie outside January to
// December.
func (c Calendar) month(year int, m time.Month) time.Time {
	return time.Date(year, m, 1, 0, 0, 0, 0, c.Location)
}
