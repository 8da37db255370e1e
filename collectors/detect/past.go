package detect

// A Day is what a unit's rows say of one day and one Measure.
type Day struct {
	// Values are those of a measure that has them: working days of each case that was
	// started, or the one figure at the end of the day.
	Values []float32
	// Plain are the same values as people count them, such as waits in calendar days where Values
	// are in working days. If there are none, Values are what people count.
	Plain []float32
	// N and X are of measures without values. For DeadlineShare they are the cases closed with a
	// deadline, and how many of them were past it. For error reports X is their number, and N
	// what they are in proportion to: the cases closed lately, see expect.
	N, X float32
	// Slow is what N of error reports would be by the cases closed in a whole year, with their season,
	// rather than by those of a week: see expect.
	Slow float32
}

// A Past is a unit's days, one after the other. First is the first of them, in
// days since 1970-01-01.
type Past struct {
	First int32
	Days  []Day
}

// End is the day after the last.
func (p *Past) End() int32 { return p.First + int32(len(p.Days)) }

// between is the days from a day until another, as far as there are any.
func (p *Past) between(from, until int32) []Day {
	from, until = max(from, p.First), min(until, p.End())
	if from >= until {
		return nil
	}
	return p.Days[from-p.First : until-p.First]
}

// before is the day before a day; nil if there is none.
func (p *Past) before(day int32) *Day {
	if days := p.between(day-1, day); len(days) > 0 {
		return &days[0]
	}
	return nil
}

// plain are the day's values as people count them.
func (d *Day) plain() []float32 {
	if d.Plain != nil {
		return d.Plain
	}
	return d.Values
}
