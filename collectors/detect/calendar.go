package detect

// A Calendar measures time in days on which offices are open. A closed day counts a little
// too, so that of two cases that waited over closed days only, the one that waited longer
// ranks higher.
type Calendar struct {
	first  int32
	before []float64 // working days before each day since first
}

// closedWeight is how much a closed day counts of a working day.
const closedWeight = 0.05

// NewCalendar is the Calendar of days from first until end, in days since 1970-01-01, of which closed
// says whether offices are closed. Outside it every day counts.
func NewCalendar(first, end int32, closed func(day int32) bool) *Calendar {
	c := &Calendar{first: first, before: make([]float64, 1, end-first+1)}
	sum := 0.0
	for day := first; day < end; day++ {
		if closed(day) {
			sum += closedWeight
		} else {
			sum++
		}
		c.before = append(c.before, sum)
	}
	return c
}

const secondsOfDay = 86400

// at is how many working days there were before an instant in local seconds.
func (c *Calendar) at(local int64) float64 {
	day := local / secondsOfDay
	part := float64(local%secondsOfDay) / secondsOfDay
	i := day - int64(c.first)
	switch last := int64(len(c.before) - 1); {
	case i < 0:
		return float64(i) + part
	case i >= last:
		return c.before[last] + float64(i-last) + part
	}
	return c.before[i] + part*(c.before[i+1]-c.before[i])
}

// Working is how many working days there are between two instants, given in seconds since
// 1970-01-01 00:00 on the clock of the unit. It is never negative.
func (c *Calendar) Working(from, until int64) float64 { return max(0, c.at(until)-c.at(from)) }
