package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"casework/collectors/effect"
	"casework/collectors/study"
)

//go:embed report.html.tmpl
var reportTemplate string

// renderReport writes the report on a study as one HTML page that needs
// nothing else. It holds figures of groups, and of months of units with as
// many cases as the settings ask for; nothing of a case.
func renderReport(source, lang string, s *study.Study) ([]byte, error) {
	d := &document{Lang: lang, Source: source, zone: s.Settings.Location}
	if err := d.fill(s); err != nil {
		return nil, err
	}
	t, err := template.New("report").Parse(reportTemplate)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, d); err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	if len(d.missing) > 0 {
		return nil, fmt.Errorf("report in %s: texts are missing: %q", lang, d.missing)
	}
	return out.Bytes(), nil
}

// A document is what the template writes.
type document struct {
	Lang, Source string
	Question     string
	Answer       string
	Facts        []fact
	Rows         []outcomeRow
	Event        *plot
	Charts       []chartView
	ChartsOf     string
	ChartsLeft   string
	Fooled       []string
	References   []string

	zone    *time.Location
	missing []string
}

// A fact is a line of what the report rests on.
type fact struct{ Name, Value string }

// An outcomeRow is a row of the table of outcomes.
type outcomeRow struct {
	Name, Before, After, Estimate, Interval, P, State, N string
	Primary                                              bool
}

func (d *document) fill(s *study.Study) error {
	var primary *study.Comparison
	for i := range s.Comparisons {
		c := &s.Comparisons[i]
		d.Rows = append(d.Rows, d.row(c))
		if c.Primary {
			primary = c
		}
	}
	if primary == nil {
		return fmt.Errorf("the source records nothing of the primary outcome %q", s.Settings.Primary)
	}
	name := d.Say("outcome." + string(primary.Outcome))
	d.Question = d.Say("question", name)
	d.Answer = d.answer(primary, name)
	d.facts(s, primary)
	d.Event = d.eventPlot(primary)
	var left int
	d.Charts, left = d.charts(s, primary.Outcome)
	d.ChartsOf = d.Say("charts.of." + string(primary.Outcome))
	if left > 0 {
		d.ChartsLeft = d.Say("charts.left", d.whole(left))
	}
	d.fooled(s, primary)
	for i := 1; i <= references; i++ {
		d.References = append(d.References, d.Say("reference."+strconv.Itoa(i)))
	}
	return nil
}

// answer says in words what the primary outcome shows.
func (d *document) answer(c *study.Comparison, name string) string {
	head := c.Analysis.Headline
	if !c.Shown() {
		return d.Say("answer."+string(c.Analysis.State), name)
	}
	change := d.change(c.Outcome, c.Outcome.Ratio(head.Value))
	if !head.HasInterval {
		return d.Say("answer.norange", name, change, d.p(c.P))
	}
	key := "answer.change"
	if head.Low <= 0 && head.High >= 0 {
		key = "answer.unsure"
	}
	text := d.Say(key, name, change, d.change(c.Outcome, c.Outcome.Ratio(head.Low)), d.change(c.Outcome, c.Outcome.Ratio(head.High)))
	if c.Analysis.State == effect.Preliminary {
		text = d.Say("answer.preliminary") + " " + text
	}
	return text
}

func (d *document) row(c *study.Comparison) outcomeRow {
	r := outcomeRow{
		Name: d.Say("column." + string(c.Outcome)), Primary: c.Primary, State: d.Say("state." + string(c.Analysis.State)),
		N: d.whole(int(c.Started)) + " / " + d.whole(int(c.NotYet)),
	}
	if !c.Shown() {
		return r
	}
	a := c.Analysis
	ratio := func(v float64) string { return d.change(c.Outcome, c.Outcome.Ratio(v)) }
	r.Estimate, r.P = ratio(a.Headline.Value), d.p(c.P)
	if a.Raw != nil {
		r.Before, r.After = ratio(a.Raw.Before), ratio(a.Raw.After)
	}
	if a.Headline.HasInterval {
		r.Interval = d.Say("range", ratio(a.Headline.Low), ratio(a.Headline.High))
	}
	return r
}

// facts lists the data that the primary outcome rests on.
func (d *document) facts(s *study.Study, c *study.Comparison) {
	n := c.Analysis.Counts
	out := n.AlreadyTreated + n.TooRecent + n.ShortBefore + n.Sparse
	d.Facts = []fact{
		{d.Say("fact.months"), d.Say("fact.span", d.monthOf(c.From), d.monthOf(c.Until-1))},
		{d.Say("fact.units"), d.Say("fact.units.value", d.whole(n.Treated), d.whole(n.Controls))},
		{d.Say("fact.cases"), d.Say("fact.cases.value", d.whole(int(c.Started)), d.whole(int(c.NotYet)))},
		{d.Say("fact.left"), d.Say("fact.left.value", d.whole(out), d.whole(n.AlreadyTreated), d.whole(n.TooRecent),
			d.whole(n.ShortBefore), d.whole(n.Sparse))},
		{d.Say("fact.asof"), d.Say("fact.asof.value", d.date(s.Panel.At), d.whole(s.Settings.MinCases),
			d.whole(int(s.Panel.FollowUp/86400)))},
	}
}

// fooled lists what could make the comparison mislead, with the figures that
// bear on it.
func (d *document) fooled(s *study.Study, c *study.Comparison) {
	d.Fooled = []string{d.Say("fool.voluntary"), d.Say("fool.events")}
	a := c.Analysis
	if t := a.PreTrend; t != nil {
		key := "fool.trend"
		if t.Differs {
			key = "fool.trend.differs"
		}
		d.Fooled = append(d.Fooled, d.Say(key, d.fine(c.Outcome, t.Slope), d.p(t.P), d.fine(c.Outcome, t.Detectable)))
	}
	if b := a.BaseMonth; b != nil && c.Shown() {
		key := "fool.base"
		if b.Extreme {
			key = "fool.base.extreme"
		}
		other := "–"
		if a.OneMonthBase != nil {
			other = d.change(c.Outcome, c.Outcome.Ratio(a.OneMonthBase.Value))
		}
		d.Fooled = append(d.Fooled, d.Say(key, other))
	}
	if a.Weighted != nil && c.Shown() {
		d.Fooled = append(d.Fooled, d.Say("fool.weights", d.change(c.Outcome, c.Outcome.Ratio(a.Weighted.Value))))
	}
	d.Fooled = append(d.Fooled, d.Say("fool.many", d.whole(len(s.Comparisons))), d.Say("fool.reports"))
}

// change writes a change as the outcome's reader thinks of it: per cent, or
// reports for each hundred cases, or percentage points.
func (d *document) change(o study.Outcome, v float64) string { return d.signed(o, v, 1) }

// fine writes a small change, as log or level, with one digit more.
func (d *document) fine(o study.Outcome, v float64) string { return d.signed(o, o.Ratio(v), 2) }

func (d *document) signed(o study.Outcome, v float64, digits int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	text := d.number(100*v, digits)
	if v > 0 && strings.Trim(text, "0,.") != "" {
		text = "+" + text
	}
	switch {
	case o.Relative():
		return text + "\u00a0%"
	case o == study.Deadline:
		return text + "\u00a0" + d.Say("unit.points")
	}
	return text
}

// shownAs is what a value of a control chart is multiplied by to be shown: in
// days, cases, reports for each hundred cases, or per cent.
func shownAs(o study.Outcome) float64 {
	switch o {
	case study.Wait, study.Turnaround:
		return 1. / 86400
	case study.Errors, study.Deadline:
		return 100
	default:
		return 1
	}
}

// brief writes a number of an axis.
func (d *document) brief(v float64) string {
	digits := 0
	if v != math.Round(v) {
		digits = 1
	}
	return d.number(v, digits)
}

func (d *document) p(v float64) string {
	if v < 0.001 {
		return "< " + d.number(0.001, 3)
	}
	return d.number(v, 3)
}

// number writes a number with so many decimals, as the language does.
func (d *document) number(v float64, digits int) string {
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	if d.Lang == "nb" {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return strings.ReplaceAll(text, "-", "−")
}

// whole writes a whole number with narrow spaces between its thousands.
func (d *document) whole(n int) string {
	text := strconv.Itoa(n)
	digits := strings.TrimPrefix(text, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	if n < 0 {
		return "−" + digits
	}
	return digits
}

func (d *document) monthOf(unix int64) string {
	t := time.Unix(unix, 0).In(d.zone)
	return strings.Fields(d.Say("months"))[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

func (d *document) date(unix int64) string {
	t := time.Unix(unix, 0).In(d.zone)
	return d.Say("date", strconv.Itoa(t.Day()), strings.Fields(d.Say("months"))[t.Month()-1], strconv.Itoa(t.Year()))
}
