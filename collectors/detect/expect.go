package detect

import "math"

// Error reports are expected in proportion to the cases closed, averaged over a week or over a year.
const (
	weekDays   = 7
	yearDays   = 364                   // whole weeks
	seasonDays = 35                    // days around a day of the year from which its season is taken
	seasons    = 3                     // earlier years from which a season is taken
	seasonFrom = yearDays + yearDays/2 // day of a history from which the season is known
	drawn      = 25                    // cases that are added as if there were no season; seasons are about 20 % as a rule
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

// of is how many cases were closed, and how many days worked, in [from, until), as far as known.
func (c closing) of(from, until int) (closed, worked float64) {
	from, until = min(max(from, 0), len(c.closed)-1), min(max(until, 0), len(c.closed)-1)
	return c.closed[until] - c.closed[from], c.worked[until] - c.worked[from]
}

// rate is how many cases were closed for each day worked, in so many days before until.
func (c closing) rate(until, days int) float64 {
	closed, worked := c.of(until-days, until)
	if worked <= 0 {
		return 0
	}
	return closed / worked
}

// season is the rate around the same day of earlier years, as a ratio to the rate of the whole year around it.
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

// expect fills in N and Slow of each day for error reports: the rate of cases closed, times how far offices were open on
// the day. So a weekend without reports is no silence. closed is how many cases were closed on each day.
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

// slowWeight is how far error reports follow the cases of a year with its season (1) rather than those of a week (0). It
// is the weight under which the reports of the past were likeliest. A week of few cases is mostly chance, and there are
// units whose reports do not follow the load. The likelihood is that of Poisson counts; for counts that vary more, the
// same weight is likeliest (McCullagh 1983).
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
