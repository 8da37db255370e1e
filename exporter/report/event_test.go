package report

import (
	"math"
	"strings"
	"testing"

	"casework/exporter/plot"
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
	unsure := func(p *plot.Plot) (n int) {
		for _, l := range p.Lines {
			if l.Class == "unsure" {
				n++
			}
		}
		return n
	}
	without := 0
	for _, e := range c.Analysis.Events {
		if !e.HasBand {
			without++
		}
	}
	if got := unsure(p); got != without || p.Unsure != (without > 0) {
		t.Errorf("%d points are marked as without a bar, %d are", got, without)
	}
	e.HasBand = false
	if got := d.eventPlot(c); unsure(got) != without+1 || !got.Unsure {
		t.Errorf("%d points are marked as without a bar, %d are", unsure(got), without+1)
	}
	e.HasBand, e.High = true, math.Inf(1)
	if p := d.eventPlot(c); !p.Clipped {
		t.Error("a bar without an end is not marked")
	}
}
