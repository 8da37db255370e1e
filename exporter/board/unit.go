package board

import (
	"math"
	"slices"

	"casework/collectors/families"
	"casework/collectors/study"
	"casework/exporter/finding"
)

// A unitPage is the page of one unit.
type unitPage struct {
	Name, Source, Service string
	Supervision           string
	NowNote               string
	Tiles                 []tile
	Ages                  ages
	Charts                []unitChart
	Note                  string
	Head                  []string // of Numbers
	Numbers               [][]string
	NoCharts              string
}

// A unitChart is a control chart of a unit.
type unitChart struct {
	finding.ChartView
	Name, Of, Alone string
}

func newUnitPage(w *finding.Writer, o *families.Overview, u *families.UnitNow, options Options) *unitPage {
	p := &unitPage{Name: label(u), Source: o.Source, Service: u.Service}
	if o.Withheld {
		p.NowNote = w.Say("starting")
		if !o.AsOf.IsZero() {
			p.NowNote = w.Say("withheld", moment(w, o.AsOf.In(o.Location)))
		}
	} else {
		p.Tiles, p.Ages = append(tiles(w, o, u, options.Now), caseFlowTiles(w, &u.CaseFlow)...), agesOf(w, o, u)
		p.NowNote = w.Say("unit.asof", moment(w, o.AsOf.In(o.Location)))
		switch {
		case !u.Supervised:
			p.Supervision = w.Say("unit.without")
		case u.Since == 0:
			p.Supervision = w.Say("unit.active")
		default:
			p.Supervision = w.Say("unit.with", w.Date(u.Since))
		}
	}
	if len(u.Charts) == 0 {
		p.NoCharts = w.Say("unit.none")
		if !o.Compared {
			p.NoCharts = w.Say("off")
		}
		return p
	}
	for i := range u.Charts {
		p.Charts = append(p.Charts, chart(w, o, u, &u.Charts[i]))
	}
	p.numbers(w, o, u.Charts)
	return p
}

// chart draws one chart of a unit.
func chart(w *finding.Writer, o *families.Overview, u *families.UnitNow, c *study.Chart) unitChart {
	bounds, name := o.Study.Panel.Bounds[c.First:], outcomeName(w, c.Outcome)
	as := finding.ShownAs(c.Outcome)
	last, segment := c.Last()
	value := finding.Unknown
	if !math.IsNaN(last.Value) {
		value = w.Number(as*last.Value, 1)
	}
	said := w.Say("chart.label", name, label(u), value, w.Month(bounds[len(c.Points)-1]), w.Number(as*segment.Mean, 1))
	if segment.HasLimits {
		said += ", " + w.Say("chart.limits", w.Number(as*segment.Lower, 1), w.Number(as*segment.Upper, 1))
	}
	out := unitChart{ChartView: w.Chart(frame, name, said, c, bounds), Name: name, Of: w.Say("charts.of." + string(c.Outcome))}
	if out.Signal == "" {
		out.Signal = w.Say("signal.none")
	}
	if c.Reference == 0 {
		out.Alone = w.Say("chart.alone")
	}
	return out
}

// numbers lists what the charts draw, the newest month first.
func (p *unitPage) numbers(w *finding.Writer, o *families.Overview, charts []study.Chart) {
	p.Head = []string{w.Say("column.month")}
	for i := range charts {
		p.Head = append(p.Head, outcomeName(w, charts[i].Outcome))
	}
	for i := range slices.Backward(charts[0].Points) {
		line := []string{w.Month(o.Study.Panel.Bounds[charts[0].First+i])}
		for j := range charts {
			v, digits := finding.ShownAs(charts[j].Outcome)*charts[j].Own.Points[i].Value, 1
			if charts[j].Outcome == study.Throughput {
				digits = 0
			}
			if math.IsNaN(v) {
				line = append(line, finding.Unknown)
				continue
			}
			line = append(line, w.Number(v, digits))
		}
		p.Numbers = append(p.Numbers, line)
	}
}

// outcomeName is what a chart of one unit is headed by.
func outcomeName(w *finding.Writer, o study.Outcome) string {
	if o == study.Throughput {
		return w.Say("column." + string(o))
	}
	return w.Say("course." + string(o))
}
