package detect

// A Day is what a unit's rows say of one day and one Measure.
type Day struct {
	// Values are those of a measure that has them: working days of each case that was
	// started, or the one figure at the end of the day.
	Values []float32
	// Plain are the same values as people count them, which need not be those that are ranked:
	// days of the calendar. Without them Values are meant.
	Plain []float32
	// N and X are those of other measures: cases closed with a deadline and those of
	// them past it; error reports that cases let expect, in any unit, and error reports.
	N, X float32
	// Slow is what N would be by the cases of a quarter of a year.
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
