package report

import (
	"slices"

	"casework/collectors/study"
	"casework/exporter/finding"
)

const (
	// mostCharts is how many control charts fit on the second page.
	mostCharts = 9
	// fewestWithout is how many of them are of units without supervision, if
	// there are as many: what they show happens without it.
	fewestWithout = 3
)

// chartFrame is how large a control chart is where three stand side by side.
var chartFrame = finding.Frame{Width: 212, Height: 84, Left: 30, Bottom: 14}

// drawCharts draws the control charts of the primary outcome: of units under
// supervision first, then of units without; each in the order of their names, as
// many as there is room for. It says why others are not there.
func (d *document) drawCharts(s *study.Study, o study.Outcome) {
	var with, without []finding.ChartView
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
				*on = append(*on, d.Chart(chartFrame, u.Unit, u.Unit, c, s.Panel.Bounds[c.First:]))
			}
		}
	}
	with = with[:min(len(with), mostCharts-min(len(without), fewestWithout))]
	without = without[:min(len(without), mostCharts-len(with))]
	d.Charts = slices.Concat(with, without)
	room := charted - len(d.Charts)
	d.ChartsHead = d.Say("heading.charts")
	h := s.Hidden
	d.ChartsDrawn = d.Say("charts.drawn", d.Whole(len(d.Charts)), d.Whole(len(s.Charts)+h.Small+h.Elsewhere+h.Gone), d.Counted(
		finding.Count{Key: "charts.out.room", N: room}, finding.Count{Key: "charts.out.few", N: len(s.Charts) - charted},
		finding.Count{Key: "charts.out.small", N: h.Small}, finding.Count{Key: "charts.out.elsewhere", N: h.Elsewhere}, finding.Count{Key: "charts.out.gone", N: h.Gone},
	))
}
