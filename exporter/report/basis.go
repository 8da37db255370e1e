package report

import (
	"casework/collectors/effect"
	"casework/collectors/study"
	"casework/exporter/finding"
)

// basis is what each outcome was counted from.
func (d *document) basis(s *study.Study) grid {
	g := grid{Head: d.columns("outcome", "months", "units", "cases")}
	for _, c := range inOrder(s) {
		n, months := c.Analysis.Counts, finding.Unknown
		if c.Until > c.From {
			months = d.Say("fact.span", d.Month(c.From), d.Month(c.Until-1))
		}
		g.Rows = append(g.Rows, []string{
			d.rowName(c), months, d.Whole(n.Treated) + " / " + d.Whole(n.Controls),
			d.Whole(int(c.Started)) + " / " + d.Whole(int(c.NotYet)),
		})
	}
	return g
}

// tests are the tests of each outcome, and what development before the start
// would explain.
func (d *document) tests(s *study.Study) grid {
	g := grid{Head: d.columns("outcome", "tests", "p", "trend", "continued", "breakdown")}
	for _, c := range inOrder(s) {
		row := []string{d.rowName(c), finding.Unknown, finding.Unknown, finding.Unknown, finding.Unknown, finding.Unknown}
		a := c.Analysis
		if head := a.Headline; head != nil {
			row[1], row[2] = finding.Unknown+" / "+d.P(head.PPermutation), d.P(c.P)
			if head.HasInterval {
				row[1] = d.P(head.PWelch) + " / " + d.P(head.PPermutation)
			}
		}
		if t := a.PreTrend; t != nil {
			row[3] = d.P(t.P)
		}
		if e := a.Continued; e != nil && c.Shown() {
			row[4] = d.Say("continued", d.Bare(c.Outcome.Ratio(e.Value), 1), d.Bare(c.Outcome.Ratio(e.Low), 1), d.Change(c.Outcome, c.Outcome.Ratio(e.High)))
		}
		if b := a.Breakdown; b != nil && c.Shown() {
			row[5] = d.times(b.M)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// times writes how many times as large a difference would have to be.
func (d *document) times(m float64) string {
	if m >= effect.MaxBreakdown {
		return d.Say("more.than", d.Whole(effect.MaxBreakdown))
	}
	return d.Number(m, 1)
}

// columns are the names of columns.
func (d *document) columns(keys ...string) (names []string) {
	for _, key := range keys {
		names = append(names, d.Say("column."+key))
	}
	return names
}
