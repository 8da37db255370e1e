package detect

import "math"

// A season is by how much scores usually are above their level in each fortnight
// of the year; nil if that is not known.
type season []float64

const (
	fortnights  = 26
	yearWeeks   = 52
	leastSeason = 2 * yearWeeks // of history, to know a season
)

// fortnight is the fortnight of the year that a day lies in.
func fortnight(day int32) int {
	const year = 365.2425
	of := math.Mod(float64(day), year)
	return min(int(of/year*fortnights), fortnights-1)
}

// at is the season's part in the scores of a day.
func (s season) at(day int32) float64 {
	if s == nil {
		return 0
	}
	return s[fortnight(day)]
}

// seasonOf estimates the season of a history, and for its residuals, year by
// year, that of the other years: a year that is judged by its own season has
// less noise than the next will have.
func (h *history) seasonOf() season {
	if len(h.weeks) < leastSeason {
		return nil
	}
	years := (len(h.weeks) + yearWeeks - 1) / yearWeeks
	for without := range years {
		h.byYear = append(h.byYear, h.seasonWithout(without))
	}
	return h.seasonWithout(-1)
}

// seasonWithout is the mean of each fortnight's residuals, drawn towards 0 as
// far as chance alone explains them: empirical Bayes with a normal prior
// (Efron and Morris 1975).
func (h *history) seasonWithout(year int) season {
	var n, x [fortnights]float64
	noise, weeks := 0.0, 0.0
	for w, c := range h.weeks {
		if w/yearWeeks == year || c.n == 0 {
			continue
		}
		rest := float64(c.x) - h.local[w]*float64(c.n)
		f := fortnight(h.first + int32(7*w+3))
		n[f] += float64(c.n)
		x[f] += rest
		noise += rest * rest / float64(c.n)
		weeks++
	}
	if weeks == 0 {
		return nil
	}
	noise /= weeks // variance of one observation, as weeks show it
	excess := 0.0
	for f := range n {
		if n[f] > 0 {
			x[f] /= n[f]
			excess += x[f]*x[f] - noise/n[f]
		}
	}
	excess = max(0, excess/fortnights)
	s := make(season, fortnights)
	for f := range s {
		if n[f] > 0 && excess > 0 {
			s[f] = x[f] * excess / (excess + noise/n[f])
		}
	}
	return s
}
