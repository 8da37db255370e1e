// Package plot draws lines and words as SVG. It is pure.
package plot

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
)

// Template is the template "plot" of package html/template, which writes a Plot
// as SVG.
//
//go:embed plot.html.tmpl
var Template string

// A Plot is a drawing of lines and words, which Template writes as SVG. Lengths
// are in pixels, from the upper left. A Class is one of the page's style sheet.
type Plot struct {
	Width, Height float64
	Label         string // what it shows, for those who cannot see it
	Clipped       bool   // something goes beyond the axis, and is marked
	Unsure        bool   // something has no known uncertainty, and is marked
	Rects         []Rect
	Lines         []Line
	Paths         []Path
	Dots          []Dot
	Words         []Word
}

// What a Plot is made of, in its own units, each with its class of the style sheet.
type (
	// A Rect is a filled rectangle.
	Rect struct {
		X, Y, Width, Height float64
		Class               string
	}
	// A Line is straight.
	Line struct {
		X1, Y1, X2, Y2 float64
		Class          string
	}
	// A Path is drawn along D, in the commands of SVG.
	Path struct {
		D, Class string
	}
	// A Dot is a circle of radius R.
	Dot struct {
		X, Y, R float64
		Class   string
	}
	// A Word is text at a place, which Anchor says is its start, middle or end.
	Word struct {
		X, Y          float64
		Anchor, Class string
		Text          string
	}
)

// Rect adds a rectangle.
func (p *Plot) Rect(x, y, width, height float64, class string) {
	p.Rects = append(p.Rects, Rect{x, y, width, height, class})
}

// Line adds a line.
func (p *Plot) Line(x1, y1, x2, y2 float64, class string) {
	p.Lines = append(p.Lines, Line{x1, y1, x2, y2, class})
}

// Dot adds a dot.
func (p *Plot) Dot(x, y, r float64, class string) { p.Dots = append(p.Dots, Dot{x, y, r, class}) }

// Word adds a text, anchored at its start, middle or end.
func (p *Plot) Word(x, y float64, anchor, class, text string) {
	p.Words = append(p.Words, Word{x, y, anchor, class, text})
}

// A Scale maps values, From and To among them, to pixels, At and End.
type Scale struct{ From, To, At, End float64 }

// NewScale maps values between from and to to pixels between at and end.
func NewScale(from, to, at, end float64) Scale { return Scale{from, to, at, end} }

// Px is the pixel of a value.
func (s Scale) Px(v float64) float64 {
	return Round(s.At + (v-s.From)/(s.To-s.From)*(s.End-s.At))
}

// Round keeps two digits of a pixel, so that a page is small.
func Round(v float64) float64 { return math.Round(v*100) / 100 }

// Spread widens a range to whole steps, and returns the steps: two to six
// of 1, 2 or 5 times a power of ten.
func Spread(low, high float64) (from, to float64, ticks []float64) {
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

// A Polyline draws points in order and lifts the pen where one is missing.
type Polyline struct {
	b    strings.Builder
	down bool
}

// To draws to a point.
func (p *Polyline) To(x, y float64) {
	command := byte('L')
	if !p.down {
		command = 'M'
	}
	p.down = true
	p.b.WriteByte(command)
	p.b.WriteString(strconv.FormatFloat(x, 'f', -1, 64))
	p.b.WriteByte(' ')
	p.b.WriteString(strconv.FormatFloat(y, 'f', -1, 64))
}

// Lift has the next point begin a line.
func (p *Polyline) Lift() { p.down = false }

// Path is what was drawn.
func (p *Polyline) Path(class string) Path { return Path{D: p.b.String(), Class: class} }
