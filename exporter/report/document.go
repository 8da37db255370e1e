package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/study"
	"casework/exporter/app"
	"casework/exporter/finding"
	"casework/exporter/plot"
)

//go:embed report.html.tmpl
var htmlTemplate string

// render writes the report on a study as one HTML page that needs
// nothing else. It holds figures of groups, and of months of units with as
// many cases as the settings ask for; nothing of a case.
func render(source, lang string, found *app.Compared) ([]byte, error) {
	s := found.Study
	d := newDocument(source, lang, s.Settings.Location)
	d.rejected = found.Rejected
	primary := d.fill(s)
	switch {
	case primary == nil && found.Overview != nil:
		return renderEarly(source, lang, found.Overview, s)
	case primary == nil:
		return nil, fmt.Errorf("the source records nothing of the primary outcome %q", s.Settings.Primary)
	}
	if o := found.Overview; o != nil && o.Expected != nil {
		d.Reading = strings.TrimSpace(d.Reading + " " + d.Expected(o.Expected, true))
	}
	return d.write()
}

// write writes the document as HTML.
func (d *document) write() ([]byte, error) {
	t, err := template.New("report").Parse(plot.Template + htmlTemplate)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, d); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if err := d.Err(); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return out.Bytes(), nil
}

// A document is what the template writes.
type document struct {
	*finding.Writer
	Source       string
	Early        bool // there is nothing to compare yet
	Question     string
	Answer       string
	Reading      string // what the answer does not say; empty without an estimate
	Facts        []fact
	Columns      []string // of Rows
	Rows         []finding.OutcomeRow
	Basis, Tests grid // what each outcome rests on, for those who know statistics
	Event        *plot.Plot
	Charts       []finding.ChartView
	TableNote    string
	BasisNote    string
	EventHead    string
	EventNote    string
	ChartsHead   string
	ChartsOf     string
	ChartsDrawn  string
	Method       string
	rejected     map[string]int64 // impossible rows by query and reason
	Fooled       []string
	References   []string
}

func newDocument(source, lang string, zone *time.Location) *document {
	return &document{Writer: finding.New(lang, zone, phrases()), Source: source}
}

// A grid is a table of numbers.
type grid struct {
	Head []string
	Rows [][]string
}

// A fact is a line of what the report rests on.
type fact struct{ Name, Value string }

// fill fills the document from a study and returns the primary comparison; nil, and
// no more, if the study has none.
func (d *document) fill(s *study.Study) *study.Comparison {
	var primary *study.Comparison
	for _, c := range inOrder(s) {
		row := d.Row(s, c)
		row.Name = d.rowName(c)
		d.Rows = append(d.Rows, row)
		if c.Primary {
			primary = c
		}
	}
	d.Columns = d.columns("outcome", "before", "after", "as", "estimate", "interval", "state")
	d.Basis, d.Tests = d.basis(s), d.tests(s)
	if primary == nil {
		return nil
	}
	name := d.Say("outcome." + string(primary.Outcome))
	d.Question = d.Say("question", name)
	d.Answer = d.Writer.Answer(s, primary, name)
	d.Reading = d.reading(primary)
	d.facts(s, primary)
	d.Event, d.EventHead = d.eventPlot(primary), d.Say("heading.event", name)
	d.notes(s, primary)
	least := d.Whole(s.Settings.MinCases)
	days := d.Whole(int(s.Panel.FollowUp / 86400))
	d.BasisNote = d.Say("basis.note", days) + " "
	for _, o := range [][2]string{{string(study.NetTurnaround), "basis.net"}, {string(study.Handling), "basis.handling"}} {
		if slices.ContainsFunc(s.Comparisons, func(c study.Comparison) bool { return string(c.Outcome) == o[0] }) {
			d.BasisNote += d.Say(o[1], days) + " "
		}
	}
	d.BasisNote += d.Say("basis.months", least) + " " + d.Say("basis.units", least)
	d.ChartsOf = d.Say("charts.of." + string(primary.Outcome))
	d.drawCharts(s, primary.Outcome)
	d.fooled(s, primary)
	d.Method = d.method(s)
	for i := 1; i <= references; i++ {
		d.References = append(d.References, d.Say("reference."+strconv.Itoa(i)))
	}
	return primary
}

// inOrder are the comparisons with parts of turnaround behind it.
func inOrder(s *study.Study) (all []*study.Comparison) {
	order := []study.Outcome{study.Wait, study.Turnaround, study.NetTurnaround, study.Handling}
	for i := range s.Comparisons {
		all = append(all, &s.Comparisons[i])
	}
	slices.SortStableFunc(all, func(a, b *study.Comparison) int {
		place := func(c *study.Comparison) int {
			if at := slices.Index(order, c.Outcome); at >= 0 {
				return at
			}
			return len(order)
		}
		return place(a) - place(b)
	})
	return all
}

// rowName is the name of an outcome's row, which says whether it is one that is looked
// at besides.
func (d *document) rowName(c *study.Comparison) string {
	if c.Primary && c.Outcome.Exploratory() {
		return d.Say("row.chosen." + string(c.Outcome))
	}
	return d.Say("row." + string(c.Outcome))
}

// tried is how many outcomes are tested, but for those that are looked at besides.
func tried(s *study.Study) (n int) {
	for i := range s.Comparisons {
		if c := &s.Comparisons[i]; c.Primary || !c.Outcome.Exploratory() {
			n++
		}
	}
	return n
}

// fooled lists what could make the comparison mislead, with the figures that
// bear on it.
func (d *document) fooled(s *study.Study, c *study.Comparison) {
	a := c.Analysis
	if s.Lots != nil {
		d.lotteryDoubts(s)
	} else {
		d.Fooled = []string{d.Say("fool.voluntary"), d.Say("fool.events")}
		d.trendDoubts(c)
	}
	d.mixDoubts(c)
	if b := a.BaseMonth; b != nil && c.Shown() && s.Lots == nil {
		key := "fool.base"
		if b.Extreme {
			key = "fool.base.extreme"
		}
		other := "–"
		if a.OneMonthBase != nil {
			other = d.Change(c.Outcome, c.Outcome.Ratio(a.OneMonthBase.Value))
		}
		d.Fooled = append(d.Fooled, d.Say(key, other))
	}
	if a.Weighted != nil && c.Shown() {
		d.Fooled = append(d.Fooled, d.Say("fool.weights", d.Change(c.Outcome, c.Outcome.Ratio(a.Weighted.Value))))
	}
	d.Fooled = append(d.Fooled, d.Say("fool.spill"), d.Say("fool.transfers"))
	if c.Ended > 0 {
		d.Fooled = append(d.Fooled, d.Say("fool.ended", d.Whole(c.Ended)))
	}
	if text := d.rejectedDoubt(); text != "" {
		d.Fooled = append(d.Fooled, text)
	}
	d.Fooled = append(d.Fooled, d.Say("fool.many", d.Whole(tried(s))), d.Say("fool.reports"))
}
