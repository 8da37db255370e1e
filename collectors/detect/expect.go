package detect

import "math"

// Over how many days the cases closed are averaged that let expect error reports, and on
// how many days around the same one of earlier years the season rests.
const (
	weekDays   = 7
	yearDays   = 364 // whole weeks
	seasonDays = 35
	seasons    = 3                     // years
	seasonFrom = yearDays + yearDays/2 // day of a history from which it is known
	drawn      = 25                    // cases that a season is drawn towards none by: it makes 20 % more or fewer as a rule
)

// A closing counts the cases closed and the days worked before each day.
type closing struct{ closed, worked []float64 }

func closingsOf(closed []float32, first int32, c *Calendar) closing {
	all := closing{make([]float64, 1, len(closed)+1), make([]float64, 1, len(closed)+1)}
	for i, n := range closed {
		day := (int64(first) + int64(i)) * secondsOfDay
		all.closed = append(all.closed, all.closed[i]+float64(n))
		all.worked = append(all.worked, all.worked[i]+c.Working(day, day+secondsOfDay))
	}
	return all
}

// of is how many cases were closed and days worked from a day until before another, as far as they are known.
func (c closing) of(from, until int) (closed, worked float64) {
	from, until = min(max(from, 0), len(c.closed)-1), min(max(until, 0), len(c.closed)-1)
	return c.closed[until] - c.closed[from], c.worked[until] - c.worked[from]
}

// rate is how many cases were closed a day worked in some days until a day.
func (c closing) rate(until, days int) float64 {
	closed, worked := c.of(until-days, until)
	if worked <= 0 {
		return 0
	}
	return closed / worked
}

// season is how many times as many cases as in the whole year were closed about the same day of earlier years.
func (c closing) season(day int) float64 {
	closed, usual := float64(drawn), float64(drawn)
	for year := 1; year <= seasons; year++ {
		at := day - year*yearDays
		if at < yearDays/2 {
			break
		}
		n, worked := c.of(at-seasonDays/2, at+seasonDays/2+1)
		closed += n
		usual += worked * c.rate(at+yearDays/2, yearDays)
	}
	return closed / usual
}

// expect fills in how many cases each day stands for as to error reports, by how many were closed on each: a rate
// of cases, shared out by how far offices were open. So a weekend is no silence.
func expect(p *Past, closed []float32, calendar *Calendar) {
	c := closingsOf(closed, p.First, calendar)
	for i := range p.Days {
		d := &p.Days[i]
		_, worked := c.of(i, i+1)
		d.N, d.Slow = float32(worked*c.rate(i+1, weekDays)), float32(worked*c.rate(i+1, yearDays)*c.season(i))
	}
}

// slowSteps are the weights of Day.Slow that are tried.
const slowSteps = 10

// slowWeight is how far error reports follow the cases of a year and its season rather than those of a week: the weight
// under which those of the past were likeliest. Few cases a week are mostly chance, and
// there are units whose reports do not follow the load. It is the likelihood of Poisson counts; where
// counts vary by more, the same weight is likeliest (McCullagh 1983).
func slowWeight(days []Day) float64 {
	days = days[max(0, min(seasonFrom, len(days)-yearDays)):]
	best, weight := math.Inf(-1), 0.0
	for i := range slowSteps + 1 {
		w := float32(i) / slowSteps
		sum, total, likelihood := 0.0, 0.0, 0.0
		for j := range days {
			d := &days[j]
			n := float64(d.N + w*(d.Slow-d.N))
			sum += n
			if d.X > 0 {
				total += float64(d.X)
				likelihood += float64(d.X) * math.Log(max(n, 1e-3))
			}
		}
		if likelihood -= total * math.Log(max(sum, 1e-3)); likelihood > best {
			best, weight = likelihood, float64(w)
		}
	}
	return weight
}
