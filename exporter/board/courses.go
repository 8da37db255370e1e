package board

import (
	"math"
	"slices"

	"casework/collectors/families"
	"casework/collectors/study"
	"casework/exporter/finding"
	"casework/exporter/plot"
)

// A course is an outcome of the two groups, drawn.
type course struct {
	Name, Units string
	Plot        *plot.Plot
}

// frame is how large a drawing is: it fits a phone, and two stand side by side
// on a screen.
var frame = finding.Frame{Width: 340, Height: 150, Left: 34, Bottom: 16}

func (s *section) courses(o *families.Overview) {
	for i := range o.Courses {
		c := &o.Courses[i]
		if len(c.With) < 2 {
			continue // one month makes no line
		}
		s.Courses = append(s.Courses, course{
			Name: s.Say("course." + string(c.Outcome)), Units: s.Say("legend.units", s.Whole(c.UnitsWith), s.Whole(c.UnitsWithout)),
			Plot: s.course(c, o.Study.Panel.Bounds[c.First:]),
		})
		s.CoursesHead = s.Say("heading.courses", s.Whole(len(c.With)))
	}
	s.Legend = [2]string{s.Say("legend.with"), s.Say("legend.without")}
}

// course draws the two groups. Bounds are the beginnings of the months.
func (s *section) course(c *study.Course, bounds []int64) *plot.Plot {
	as, n := finding.ShownAs(c.Outcome), len(c.With)
	low, high := math.Inf(1), math.Inf(-1)
	for _, values := range [][]float64{c.With, c.Without} {
		for _, v := range values {
			if !math.IsNaN(v) {
				low, high = min(low, as*v), max(high, as*v)
			}
		}
	}
	if c.Outcome == study.Deadline { // shares lie close to 100, and a few points are not to look like many
		low, high = min(low, 80), 100
	} else {
		low = min(low, 0)
	}
	from, to, ticks := plot.Spread(low, high)
	p := &plot.Plot{Width: frame.Width, Height: frame.Height, Label: s.courseLabel(c, bounds)}
	x := plot.NewScale(0, max(float64(n-1), 1), frame.Left, p.Width-nameWidth)
	y := plot.NewScale(from, to, p.Height-frame.Bottom, 5)
	p.Paths = append(p.Paths, begun(c, x, y))
	for _, t := range ticks {
		p.Line(x.At, y.Px(t), x.End, y.Px(t), "grid")
		p.Word(x.At-4, y.Px(t)+3, "end", "tick", s.Brief(t))
	}
	for _, group := range []struct {
		values []float64
		class  string
	}{{c.Without, "without"}, {c.With, "with"}} {
		var drawn plot.Polyline
		for i, v := range group.values {
			if math.IsNaN(v) {
				drawn.Lift()
				continue
			}
			drawn.To(x.Px(float64(i)), y.Px(as*v))
		}
		p.Paths = append(p.Paths, drawn.Path(group.class))
	}
	s.names(p, x.End+4, y, as*lastOf(c.With), as*lastOf(c.Without))
	p.Word(x.At, p.Height-3, "start", "tick", s.Month(bounds[0]))
	p.Word(x.End, p.Height-3, "end", "tick", s.Month(bounds[n-1]))
	return p
}

// nameWidth is how much room the names of the lines have, in pixels.
const nameWidth = 46

// names puts the names of the two lines beside their ends, apart from each other.
func (s *section) names(p *plot.Plot, x float64, y plot.Scale, with, without float64) {
	const apart = 11
	a, b := y.Px(with)+3, y.Px(without)+3
	if near := apart - math.Abs(a-b); near > 0 {
		if with < without {
			a, b = a+near/2, b-near/2
		} else {
			a, b = a-near/2, b+near/2
		}
	}
	for _, name := range []struct {
		at         float64
		class, key string
	}{{a, "name-with", "line.with"}, {b, "name-without", "line.without"}} {
		if !math.IsNaN(name.at) {
			p.Word(x, plot.Round(min(name.at, y.At)), "start", name.class, s.Say(name.key))
		}
	}
}

// lastOf is the last value that there is; NaN without one.
func lastOf(values []float64) float64 {
	for _, v := range slices.Backward(values) {
		if !math.IsNaN(v) {
			return v
		}
	}
	return math.NaN()
}

// begun draws how large a part of the first group had started, in steps.
func begun(c *study.Course, x, y plot.Scale) plot.Path {
	var field plot.Polyline
	field.To(x.At, y.At)
	n := len(c.Begun)
	for i, started := range c.Begun {
		top := plot.Round(y.At + (y.End-y.At)*float64(started)/float64(max(c.UnitsWith, 1)))
		field.To(x.Px(max(float64(i)-0.5, 0)), top)
		field.To(x.Px(min(float64(i)+0.5, float64(n-1))), top)
	}
	field.To(x.End, y.At)
	return field.Path("supervised")
}

// courseLabel says in words where the lines begin and end.
func (s *section) courseLabel(c *study.Course, bounds []int64) string {
	ends := func(values []float64) string {
		first, last := -1, -1
		for i, v := range values {
			if math.IsNaN(v) {
				continue
			}
			if first < 0 {
				first = i
			}
			last = i
		}
		if first < 0 {
			return s.Say("none")
		}
		as := finding.ShownAs(c.Outcome)
		return s.Say("course.ends", s.Number(as*values[first], 1), s.Month(bounds[first]), s.Number(as*values[last], 1), s.Month(bounds[last]))
	}
	return s.Say("course.label", s.Say("course."+string(c.Outcome)), ends(c.With), ends(c.Without))
}
