package main

import (
	"math"

	"casework/collectors/effect"
	"casework/collectors/study"
)

// eventPlot draws the difference at each month from the start, with the band
// that covers all months at once.
func (d *document) eventPlot(c *study.Comparison) *plot {
	var events []effect.EventPoint
	for _, e := range c.Analysis.Events {
		if c.Shown() || e.Month < 0 {
			events = append(events, e)
		}
	}
	if len(events) < 2 {
		return nil
	}
	p := &plot{Width: 660, Height: 200, Label: d.Say("event.title")}
	low, high := 0.0, 0.0
	for _, e := range events {
		for _, v := range []float64{e.Low, e.Value, e.High} {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, c.Outcome.Ratio(v)), max(high, c.Outcome.Ratio(v))
			}
		}
	}
	from, to, ticks := spread(low, high)
	y := scale{from, to, p.Height - 30, 8}
	digits := 0
	if len(ticks) > 1 && ticks[1]-ticks[0] < 0.01 {
		digits = 1
	}
	x := scale{float64(events[0].Month) - 0.5, float64(events[len(events)-1].Month) + 0.5, 62, p.Width - 6}
	for _, t := range ticks {
		p.Lines = append(p.Lines, line{x.at, y.px(t), x.end, y.px(t), "grid"})
		p.Words = append(p.Words, word{x.at - 6, y.px(t) + 4, "end", "tick", d.signed(c.Outcome, t, digits)})
	}
	p.Lines = append(p.Lines, line{x.at, y.px(0), x.end, y.px(0), "zero"})
	if start := -0.5; start > x.from && start < x.to {
		p.Lines = append(p.Lines, line{x.px(start), y.end, x.px(start), y.at, "start"})
		p.Words = append(p.Words, word{x.px(start) + 4, y.end + 9, "start", "note", d.Say("event.start")})
	}
	for _, e := range events {
		at := x.px(float64(e.Month))
		if !math.IsNaN(e.Low) && !math.IsNaN(e.High) {
			p.Lines = append(p.Lines, line{at, y.px(c.Outcome.Ratio(e.Low)), at, y.px(c.Outcome.Ratio(e.High)), "band"})
		}
		class := "after"
		if e.Month < 0 {
			class = "before"
		}
		p.Dots = append(p.Dots, dot{at, y.px(c.Outcome.Ratio(e.Value)), 3, class})
		if e.Month%3 == 0 {
			p.Words = append(p.Words, word{at, y.at + 13, "middle", "tick", d.whole(e.Month)})
		}
	}
	p.Words = append(p.Words, word{(x.at + x.end) / 2, p.Height - 3, "middle", "tick", d.Say("event.axis")})
	return p
}
