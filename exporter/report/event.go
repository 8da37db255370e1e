package report

import (
	"fmt"
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/study"
	"casework/exporter/finding"
	"casework/exporter/plot"
)

// eventPlot draws the difference at each month from the start, with the band
// that covers all months at once.
func (d *document) eventPlot(c *study.Comparison) *plot.Plot {
	var events []effect.EventPoint
	for _, e := range c.Analysis.Events {
		if c.Shown() || e.Month < 0 {
			events = append(events, e)
		}
	}
	if len(events) < 2 || !slices.ContainsFunc(events, measured) {
		return nil
	}
	p := &plot.Plot{Width: 660, Height: 118, Label: d.Say("event.title")}
	from, to, ticks := plot.Spread(eventRange(events, c.Outcome))
	y := plot.NewScale(from, to, p.Height-30, 8)
	digits := 0
	if len(ticks) > 1 && ticks[1]-ticks[0] < 0.01 {
		digits = 1
	}
	x := plot.NewScale(float64(events[0].Month)-0.5, float64(events[len(events)-1].Month)+0.5, 62, p.Width-6)
	for _, t := range ticks {
		p.Line(x.At, y.Px(t), x.End, y.Px(t), "grid")
		p.Word(x.At-6, y.Px(t)+4, "end", "tick", d.Tick(c.Outcome, t, digits))
	}
	p.Line(x.At, y.Px(0), x.End, y.Px(0), "zero")
	if start := -0.5; start > x.From && start < x.To {
		p.Line(x.Px(start), y.End, x.Px(start), y.At, "start")
		p.Word(x.Px(start)+4, y.End+9, "start", "note", d.Say("event.start"))
	}
	d.unsure(p, events, x, y)
	for _, e := range events {
		at := x.Px(float64(e.Month))
		if e.Month%3 == 0 {
			p.Word(at, y.At+13, "middle", "tick", d.Whole(e.Month))
		}
		if !measured(e) {
			continue
		}
		low, high := c.Outcome.Ratio(e.Low), c.Outcome.Ratio(e.High)
		p.Line(at, y.Px(max(low, from)), at, y.Px(min(high, to)), "band")
		if high > to {
			d.beyond(p, at+3, y.End+6, "▲", c.Outcome, high)
		}
		if low < from {
			d.beyond(p, at+3, y.At-2, "▼", c.Outcome, low)
		}
		class := "after"
		if e.Month < 0 {
			class = "before"
		}
		p.Dot(at, y.Px(c.Outcome.Ratio(e.Value)), 3, class)
	}
	p.Word((x.At+x.End)/2, p.Height-3, "middle", "tick", d.Say("event.axis"))
	return p
}

// measured reports whether it is known how uncertain a month is.
func measured(e effect.EventPoint) bool {
	return e.HasBand && !math.IsNaN(e.Low) && !math.IsNaN(e.High)
}

// roomOfWords is over how many months the words of a field reach.
const roomOfWords = 5

// unsure draws a field in place of months of which it is not known how uncertain
// they are: a point without a bar would look like the surest of all.
func (d *document) unsure(p *plot.Plot, events []effect.EventPoint, x, y plot.Scale) {
	for first := 0; first < len(events); first++ {
		if measured(events[first]) {
			continue
		}
		last := first
		for last+1 < len(events) && !measured(events[last+1]) && (events[last+1].Month < 0) == (events[first].Month < 0) {
			last++
		}
		p.Unsure = true
		begins, ends := x.Px(float64(events[first].Month)-0.5), x.Px(float64(events[last].Month)+0.5)
		// A path, as those cover lines: 0 is no figure of these months.
		p.Paths = append(p.Paths, plot.Path{D: fmt.Sprintf("M%v %vH%vV%vH%vz", begins, y.End, ends, y.At, begins), Class: "unsure"})
		if last-first+1 >= roomOfWords {
			p.Word((begins+ends)/2, y.At-18, "middle", "small", d.Say("event.few"))
			p.Word((begins+ends)/2, y.At-6, "middle", "small", d.Say("event.few.so"))
		}
		first = last
	}
}

// farthest is how many times as far from 0 as half of the ends of bars an end
// may be to set the axis: one uncertain month would flatten all others.
const farthest = 5

// eventRange is what the axis must cover: 0, every difference that is drawn, and
// the ends of bars that are not far beyond most.
func eventRange(events []effect.EventPoint, o study.Outcome) (low, high float64) {
	var ends, sizes []float64
	for _, e := range events {
		if !measured(e) {
			continue
		}
		for _, v := range []float64{o.Ratio(e.Low), o.Ratio(e.High)} {
			ends, sizes = append(ends, v), append(sizes, math.Abs(v))
		}
		if v := o.Ratio(e.Value); !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	if len(ends) == 0 {
		return low, high
	}
	slices.Sort(sizes)
	limit := farthest * sizes[len(sizes)/2]
	for _, v := range ends {
		if math.Abs(v) <= limit && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// beyond marks where a bar goes beyond the axis, and how far.
func (d *document) beyond(p *plot.Plot, x, y float64, arrow string, o study.Outcome, v float64) {
	p.Clipped = true
	text := arrow
	if far := d.Tick(o, v, 0); far != finding.Unknown {
		text += " " + far
	}
	p.Word(x, y, "start", "small", text)
}
