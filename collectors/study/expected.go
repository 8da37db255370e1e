package study

import (
	"time"

	"casework/collectors/civil"
)

// Expected says what there will be of a source whose cases are too young for
// the figures of a month.
type Expected struct {
	First    int64         // the month of the first case, Unix seconds; 0 without a case
	Month    int64         // beginning of the first whole month; 0 without a case
	At       int64         // when its figures come
	Followed int64         // when those of its waits and turnarounds come
	FollowUp time.Duration // for how long each case is followed
}

// Expect is what there will be of cases from the instant first on, in Unix
// seconds; 0 for no case.
func (c Calendar) Expect(first int64, followUp time.Duration) Expected {
	e := Expected{FollowUp: followUp}
	if first == 0 {
		return e
	}
	start := func(month civil.Day) int64 { return month.Start(c.Location).Unix() }
	month := civil.DayOf(time.Unix(first, 0).In(c.Location)).Month()
	e.First = start(month)
	if e.First < first {
		month = month.AddMonths(1)
	}
	e.Month = start(month)
	frozen := func(month civil.Day) int64 { return month.Start(c.Location).Add(c.Lag).Unix() }
	end := month.AddMonths(1)
	e.At, e.Followed = frozen(end), frozen(end)
	for last := start(end) + int64(followUp/time.Second); e.Followed < last; e.Followed = frozen(end) {
		end = end.AddMonths(1)
	}
	return e
}
