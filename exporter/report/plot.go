package report

import (
	"fmt"
	"math"
	"strings"
)

// A plot is a drawing of lines and words, which the report's template writes
// as SVG. Lengths are in pixels, from the upper left.
type plot struct {
	Width, Height float64
	Label         string // what it shows, for those who cannot see it
	Clipped       bool   // something goes beyond the axis, and is marked
	Rects         []rect
	Lines         []line
	Paths         []path
	Dots          []dot
	Words         []word
}

type (
	rect struct {
		X, Y, Width, Height float64
		Class               string
	}
	line struct {
		X1, Y1, X2, Y2 float64
		Class          string
	}
	path struct {
		D, Class string
	}
	dot struct {
		X, Y, R float64
		Class   string
	}
	word struct {
		X, Y          float64
		Anchor, Class string
		Text          string
	}
)

// A scale maps values to pixels.
type scale struct{ from, to, at, end float64 }

func (s scale) px(v float64) float64 {
	return round(s.at + (v-s.from)/(s.to-s.from)*(s.end-s.at))
}

// round keeps two digits of a pixel, so that a report is small.
func round(v float64) float64 { return math.Round(v*100) / 100 }

// spread widens a range to whole steps, and returns the steps: two to six
// of 1, 2 or 5 times a power of ten.
func spread(low, high float64) (from, to float64, ticks []float64) {
	if !(high > low) {
		low, high = low-1, high+1
	}
	rough := (high - low) / 4
	step := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{2, 5, 10} {
		if step < rough {
			step = m * math.Pow(10, math.Floor(math.Log10(rough)))
		}
	}
	first, last := math.Floor(low/step), math.Ceil(high/step)
	for i := first; i <= last; i++ {
		ticks = append(ticks, i*step)
	}
	return first * step, last * step, ticks
}

// A polyline draws points in order and lifts the pen where one is missing.
type polyline struct {
	b    strings.Builder
	down bool
}

func (p *polyline) to(x, y float64) {
	command := "L"
	if !p.down {
		command = "M"
	}
	p.down = true
	fmt.Fprintf(&p.b, "%s%v %v", command, x, y)
}

func (p *polyline) lift() { p.down = false }

func (p *polyline) path(class string) path { return path{D: p.b.String(), Class: class} }
