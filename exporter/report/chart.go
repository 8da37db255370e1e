package report

import (
	"math"
	"slices"

	"casework/collectors/effect"
	"casework/collectors/study"
)

// A chartView is the control chart of one unit, as the report shows it.
type chartView struct {
	Unit string
	Plot *plot
	// Without is set for units without supervision.
	Without bool
	Signal  string // what the last month signals; empty for none
}

const (
	// mostCharts is how many control charts fit on the second page.
	mostCharts = 9
	// fewestWithout is how many of them are of units without supervision, if
	// there are as many: what they show happens without it.
	fewestWithout = 3
)

// drawCharts draws the control charts of the primary outcome: of units under
// supervision first, then of units without; each in the order of their names, as
// many as there is room for. It says why others are not there.
func (d *document) drawCharts(s *study.Study, o study.Outcome) {
	var with, without []chartView
	charted := 0
	for _, u := range s.Charts {
		for i := range u.Charts {
			c := &u.Charts[i]
			if c.Outcome != o {
				continue
			}
			charted++
			on := &with
			if c.Started < 0 {
				on = &without
			}
			if len(*on) < mostCharts {
				*on = append(*on, d.chart(u.Unit, c, s.Panel.Bounds[c.First:]))
			}
		}
	}
	with = with[:min(len(with), mostCharts-min(len(without), fewestWithout))]
	without = without[:min(len(without), mostCharts-len(with))]
	d.Charts = slices.Concat(with, without)
	room := charted - len(d.Charts)
	d.ChartsHead = d.Say("heading.charts")
	h := s.Hidden
	d.ChartsDrawn = d.Say("charts.drawn", d.whole(len(d.Charts)), d.whole(len(s.Charts)+h.Small+h.Elsewhere+h.Gone), d.counted(
		unitCount{"charts.out.room", room}, unitCount{"charts.out.few", len(s.Charts) - charted},
		unitCount{"charts.out.small", h.Small}, unitCount{"charts.out.elsewhere", h.Elsewhere}, unitCount{"charts.out.gone", h.Gone},
	))
}

// chart draws one control chart. bounds are the beginnings of its months.
func (d *document) chart(unit string, c *study.Chart, bounds []int64) chartView {
	p, as := &plot{Width: 212, Height: 84, Label: unit}, shownAs(c.Outcome)
	low, high := math.Inf(1), math.Inf(-1)
	include := func(v float64) {
		if !math.IsNaN(v) {
			low, high = min(low, as*v), max(high, as*v)
		}
	}
	for _, s := range c.Segments {
		if s.HasLimits {
			include(s.Lower)
			include(s.Upper)
		}
	}
	for i, pt := range c.Points {
		include(pt.Value)
		include(c.Own.Points[i].Value)
	}
	from, to, ticks := spread(low, high)
	x := scale{0, max(float64(len(c.Points)-1), 1), 30, p.Width - 5}
	y := scale{from, to, p.Height - 14, 5}
	if c.Started >= 0 {
		at := x.px(float64(c.Started))
		p.Rects = append(p.Rects, rect{at, y.end, round(x.end - at), y.at - y.end, "supervised"})
	}
	for i := 0; i < len(ticks); i += max(1, (len(ticks)-1)/2) {
		p.Lines = append(p.Lines, line{x.at, y.px(ticks[i]), x.end, y.px(ticks[i]), "grid"})
		p.Words = append(p.Words, word{x.at - 4, y.px(ticks[i]) + 3, "end", "small", d.brief(ticks[i])})
	}
	for _, s := range c.Segments {
		left, right := x.px(float64(s.From)), x.px(float64(s.To-1))
		if s.N > 0 {
			p.Lines = append(p.Lines, line{left, y.px(as * s.Mean), right, y.px(as * s.Mean), "centre"})
		}
		if s.HasLimits {
			p.Lines = append(p.Lines, line{left, y.px(as * s.Lower), right, y.px(as * s.Lower), "limit"},
				line{left, y.px(as * s.Upper), right, y.px(as * s.Upper), "limit"})
		}
	}
	var observed, drawn polyline
	draw := func(on *polyline, i int, v float64) {
		if math.IsNaN(v) {
			on.lift()
		} else {
			on.to(x.px(float64(i)), y.px(as*v))
		}
	}
	for i, pt := range c.Points {
		at, v := x.px(float64(i)), y.px(as*pt.Value)
		draw(&observed, i, c.Own.Points[i].Value)
		draw(&drawn, i, pt.Value)
		if pt.Signal != effect.NoSignal {
			p.Dots = append(p.Dots, dot{at, v, 2.4, "signal"})
		}
	}
	if c.Reference > 0 {
		p.Paths = append(p.Paths, observed.path("observed"))
	}
	p.Paths = append(p.Paths, drawn.path("values"))
	p.Words = append(p.Words, word{x.at, p.Height - 2, "start", "small", d.monthOf(bounds[0])},
		word{x.end, p.Height - 2, "end", "small", d.monthOf(bounds[len(c.Points)-1])})
	view := chartView{Unit: unit, Plot: p, Without: c.Started < 0}
	if last, _ := c.Last(); last.Signal != effect.NoSignal {
		side := "low"
		if last.High {
			side = "high"
		}
		view.Signal = d.Say("signal." + string(last.Signal) + "." + side)
	}
	return view
}
