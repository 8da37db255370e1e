package finding

import (
	"math"

	"casework/collectors/effect"
	"casework/collectors/study"
	"casework/exporter/plot"
)

// A ChartView is the control chart of one unit.
type ChartView struct {
	Unit string
	Plot *plot.Plot
	// Without is set for units without supervision.
	Without bool
	Signal  string // what the last month signals; empty for none
}

// A Frame is how large a control chart is, in pixels.
type Frame struct {
	Width, Height float64
	Left, Bottom  float64 // for what stands beside and below the axes
}

// Chart draws one control chart. Bounds are the beginnings of its months, label
// is what it shows.
func (w *Writer) Chart(f Frame, unit, label string, c *study.Chart, bounds []int64) ChartView {
	p, as := &plot.Plot{Width: f.Width, Height: f.Height, Label: label}, ShownAs(c.Outcome)
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
	from, to, ticks := plot.Spread(low, high)
	x := plot.NewScale(0, max(float64(len(c.Points)-1), 1), f.Left, p.Width-5)
	y := plot.NewScale(from, to, p.Height-f.Bottom, 5)
	for _, under := range c.Under {
		at, end := x.Px(float64(under[0])), x.Px(float64(min(under[1], len(c.Points)-1)))
		p.Rect(at, y.End, plot.Round(end-at), y.At-y.End, "supervised")
	}
	for i := 0; i < len(ticks); i += max(1, (len(ticks)-1)/2) {
		p.Line(x.At, y.Px(ticks[i]), x.End, y.Px(ticks[i]), "grid")
		p.Word(x.At-4, y.Px(ticks[i])+3, "end", "small", w.Brief(ticks[i]))
	}
	for _, s := range c.Segments {
		left, right := x.Px(float64(s.From)), x.Px(float64(s.To-1))
		if s.N > 0 {
			p.Line(left, y.Px(as*s.Mean), right, y.Px(as*s.Mean), "centre")
		}
		if s.HasLimits {
			for _, limit := range []float64{as * s.Lower, as * s.Upper} {
				p.Line(left, y.Px(limit), right, y.Px(limit), "limit")
			}
		}
	}
	var observed, drawn plot.Polyline
	draw := func(on *plot.Polyline, i int, v float64) {
		if math.IsNaN(v) {
			on.Lift()
		} else {
			on.To(x.Px(float64(i)), y.Px(as*v))
		}
	}
	for i, pt := range c.Points {
		at, v := x.Px(float64(i)), y.Px(as*pt.Value)
		draw(&observed, i, c.Own.Points[i].Value)
		draw(&drawn, i, pt.Value)
		if pt.Signal != effect.NoSignal {
			p.Dot(at, v, 2.4, "signal")
		}
	}
	if c.Reference > 0 {
		p.Paths = append(p.Paths, observed.Path("observed"))
	}
	p.Paths = append(p.Paths, drawn.Path("values"))
	p.Word(x.At, p.Height-2, "start", "small", w.Month(bounds[0]))
	p.Word(x.End, p.Height-2, "end", "small", w.Month(bounds[len(c.Points)-1]))
	view := ChartView{Unit: unit, Plot: p, Without: c.Started < 0}
	view.Signal = w.Signal(c)
	return view
}

// Signal says what the last month of a chart signals; nothing for none.
func (w *Writer) Signal(c *study.Chart) string {
	last, _ := c.Last()
	if last.Signal == effect.NoSignal {
		return ""
	}
	side := "low"
	if last.High {
		side = "high"
	}
	return w.Say("signal." + last.Signal.String() + "." + side)
}
