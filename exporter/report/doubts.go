package report

import (
	"casework/collectors/study"
	"casework/exporter/finding"
)

// trendDoubts say how units developed before the start, and what that would
// explain.
func (d *document) trendDoubts(c *study.Comparison) {
	a := c.Analysis
	if t := a.PreTrend; t != nil {
		key := "fool.trend"
		if t.Differs {
			key = "fool.trend.differs"
		}
		d.Fooled = append(d.Fooled, d.Say(key, d.Fine(c.Outcome, t.Slope), d.Fine(c.Outcome, t.Detectable)))
	}
	if e := a.Continued; e != nil {
		ratio := func(v float64) string { return d.Change(c.Outcome, c.Outcome.Ratio(v)) }
		d.Fooled = append(d.Fooled, d.Say("fool.continued", ratio(e.Value), ratio(e.Low), ratio(e.High)))
	}
	if b := a.Breakdown; b != nil && b.M > 0 {
		d.Fooled = append(d.Fooled, d.Say("fool.breakdown", d.times(b.M)))
	}
}

// mixDoubts say what other cases have to do with it.
func (d *document) mixDoubts(c *study.Comparison) {
	switch {
	case !c.Outcome.Followed():
	case c.Own != nil && c.Own.HasMix && c.Shown():
		d.Fooled = append(d.Fooled, d.Say("fool.mix", d.Number(c.Own.After-c.Own.Before, 1), d.Number(c.Own.Mix, 1), d.Number(c.Own.Pace, 1)))
	default:
		d.Fooled = append(d.Fooled, d.Say("fool.mix.unknown"))
	}
}

// rejectedDoubt says what rejected rows may do to the comparison.
func (d *document) rejectedDoubt() string {
	n := finding.RejectedTotal(d.rejected)
	if n == 0 {
		return ""
	}
	return d.Say("fool.rejected", d.Whole(n))
}
