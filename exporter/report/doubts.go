package report

import (
	"casework/collectors/effect"
	"casework/collectors/study"
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
		d.Fooled = append(d.Fooled, d.Say(key, d.fine(c.Outcome, t.Slope), d.pIs(t.P), d.fine(c.Outcome, t.Detectable)))
	}
	if e := a.Continued; e != nil {
		ratio := func(v float64) string { return d.change(c.Outcome, c.Outcome.Ratio(v)) }
		d.Fooled = append(d.Fooled, d.Say("fool.continued", ratio(e.Value), ratio(e.Low), ratio(e.High)))
	}
	if b := a.Breakdown; b != nil && b.M > 0 {
		times := d.number(b.M, 1)
		if b.M >= effect.MaxBreakdown {
			times = d.Say("more.than", d.whole(effect.MaxBreakdown))
		}
		d.Fooled = append(d.Fooled, d.Say("fool.breakdown", times))
	}
}

// mixDoubts say what other cases have to do with it.
func (d *document) mixDoubts(c *study.Comparison) {
	switch {
	case !c.Outcome.Followed():
	case c.Own != nil && c.Own.HasMix && c.Shown():
		d.Fooled = append(d.Fooled, d.Say("fool.mix", d.number(c.Own.After-c.Own.Before, 1), d.number(c.Own.Mix, 1), d.number(c.Own.Pace, 1)))
	default:
		d.Fooled = append(d.Fooled, d.Say("fool.mix.unknown"))
	}
}
