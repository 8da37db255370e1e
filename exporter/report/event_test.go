package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestReportMarksWhatIsClipped shows that a bar far longer than the others is
// cut off with a mark that says how far it goes, and that no other is.
func TestReportMarksWhatIsClipped(t *testing.T) {
	s := reported(t, 24, 11, -0.2)
	d := newDocument("kommune", "en", s.Settings.Location)
	c := &s.Comparisons[0]
	if p := d.eventPlot(c); p.Clipped {
		t.Fatal("a plot of bars alike is clipped")
	}
	e := &c.Analysis.Events[3]
	e.Low, e.High = e.Value-30, e.Value+math.Log(50)
	p := d.eventPlot(c)
	var marks []string
	for _, w := range p.Words {
		if strings.ContainsAny(w.Text, "▲▼") {
			marks = append(marks, w.Text)
		}
	}
	if !p.Clipped || len(marks) != 2 || !strings.HasPrefix(marks[0], "▲ +") || marks[1] != "▼ −100\u00a0%" {
		t.Errorf("marks %q, want those of both ends, with how far the bar goes", marks)
	}
	for _, l := range p.Lines {
		if min(l.Y1, l.Y2) < 8 || max(l.Y1, l.Y2) > p.Height-30 {
			t.Errorf("%s line from %v to %v is outside the axes", l.Class, l.Y1, l.Y2)
		}
	}
	for i := range c.Analysis.Events {
		if e := &c.Analysis.Events[i]; !e.HasBand {
			e.HasBand, e.Low, e.High = true, e.Value-0.2, e.Value+0.2
		}
	}
	if p = d.eventPlot(c); p.Unsure {
		t.Fatal("months without a bar, where there are none")
	}
	all := len(p.Dots)
	last := len(c.Analysis.Events) - 1
	for _, i := range []int{3, last - 1, last} {
		c.Analysis.Events[i].HasBand = false
	}
	c.Analysis.Events[last].Value = 4 // far from all others
	p = d.eventPlot(c)
	type field struct{ from, to float64 }
	var fields []field
	for _, path := range p.Paths {
		var f field
		var top, bottom, back float64
		if _, err := fmt.Sscanf(path.D, "M%v %vH%vV%vH%vz", &f.from, &top, &f.to, &bottom, &back); err != nil || path.Class != "unsure" {
			t.Fatalf("path %+v: %v", path, err)
		}
		fields = append(fields, f)
	}
	if len(p.Dots) != all-3 || !p.Unsure || len(fields) != 2 || math.Abs(fields[1].to-fields[1].from-2*(fields[0].to-fields[0].from)) > 0.05 {
		t.Errorf("%d points of %d, and fields %+v: three months in two fields have no bar", len(p.Dots), all, fields)
	}
	for _, dot := range p.Dots {
		for _, f := range fields {
			if dot.X > f.from && dot.X < f.to {
				t.Errorf("a point at %v in the field %+v of months of unknown uncertainty", dot.X, f)
			}
		}
	}
	for _, w := range p.Words {
		if w.Text == "+400\u00a0%" {
			t.Error("a month that is not drawn sets the axis")
		}
	}
	e.HasBand, e.High = true, math.Inf(1)
	if p := d.eventPlot(c); !p.Clipped {
		t.Error("a bar without an end is not marked")
	}
}
