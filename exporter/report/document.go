package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strconv"
	"time"

	"casework/collectors/effect"
	"casework/collectors/study"
	"casework/exporter/app"
)

//go:embed report.html.tmpl
var htmlTemplate string

// render writes the report on a study as one HTML page that needs
// nothing else. It holds figures of groups, and of months of units with as
// many cases as the settings ask for; nothing of a case.
func render(source, lang string, found *app.Compared) ([]byte, error) {
	s := found.Study
	d := &document{Lang: lang, Source: source, zone: s.Settings.Location, rejected: found.Rejected}
	if err := d.fill(s); err != nil {
		return nil, err
	}
	t, err := template.New("report").Parse(htmlTemplate)
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
	TableNote    string
	EventNote    string
	ChartsHead   string
	ChartsOf     string
	ChartsDrawn  string
	Method       string
	rejected     map[string]int64 // impossible rows by query and reason
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
	d.Answer = d.answer(s, primary, name)
	d.facts(s, primary)
	d.Event = d.eventPlot(primary)
	d.notes(s, primary)
	d.ChartsOf = d.Say("charts.of." + string(primary.Outcome))
	d.drawCharts(s, primary.Outcome)
	d.fooled(s, primary)
	d.Method = d.method(s)
	for i := 1; i <= references; i++ {
		d.References = append(d.References, d.Say("reference."+strconv.Itoa(i)))
	}
	return nil
}

// answer says in words what the primary outcome shows: what units went from
// and to, how that differs from units without, and which of the three answers
// that allows.
func (d *document) answer(s *study.Study, c *study.Comparison, name string) string {
	head := c.Analysis.Headline
	if !c.Shown() {
		return d.Say("answer."+string(c.Analysis.State), name)
	}
	text := d.ownChange(c, name) + " "
	amount := d.amount(c.Outcome, c.Outcome.Ratio(head.Value))
	if !head.HasInterval {
		return text + d.Say("answer.norange", amount, d.pIs(c.P))
	}
	span := d.span(c.Outcome, c.Outcome.Ratio(head.Low), c.Outcome.Ratio(head.High))
	differs := head.Low > 0 || head.High < 0
	switch answer := c.Answer(); {
	case answer == effect.CannotTell && c.Contested():
		text += d.Say("answer.contested", amount, span, d.pIs(c.P))
	case answer == effect.CannotTell && differs:
		text += d.Say("answer.early", amount, span)
	case answer == effect.BeyondEarlier && c.Analysis.Drawn:
		text += d.Say("answer.drawn", amount, span, d.date(s.Settings.Lottery.At.Unix()))
	default:
		text += d.Say("answer."+string(answer), amount, span)
	}
	return text
}

// ownChange says what supervised units went from and to.
func (d *document) ownChange(c *study.Comparison, name string) string {
	if c.Own == nil {
		return ""
	}
	return d.Say("answer.own", name, d.level(c.Outcome, c.Own.Before), d.Say("level."+string(c.Outcome), d.level(c.Outcome, c.Own.After)))
}

// level writes what units went from or to.
func (d *document) level(o study.Outcome, v float64) string {
	if !o.Followed() { // else it is in days
		v *= shownAs(o)
	}
	return d.number(v, 1)
}

func (d *document) row(c *study.Comparison) outcomeRow {
	r := outcomeRow{
		Name: d.Say("column." + string(c.Outcome)), Primary: c.Primary,
		N: d.whole(c.Analysis.Counts.Treated) + " / " + d.whole(c.Analysis.Counts.Controls) + "; " +
			d.whole(int(c.Started)) + " / " + d.whole(int(c.NotYet)),
	}
	if !c.Shown() {
		r.State = d.Say("state." + string(c.Analysis.State))
		return r
	}
	a := c.Analysis
	says := string(c.Answer())
	if a.Drawn && c.Answer() == effect.BeyondEarlier {
		says = "drawn"
	}
	r.State = d.Say("says." + says)
	if a.State == effect.Preliminary {
		r.State += ", " + d.Say("state.preliminary")
	}
	ratio := func(v float64) string { return d.cell(c.Outcome, c.Outcome.Ratio(v), 1) }
	r.Estimate, r.P = ratio(a.Headline.Value), d.p(c.P)
	if own := c.Own; own != nil {
		r.Before, r.After = d.level(c.Outcome, own.Before), d.level(c.Outcome, own.After)
	}
	if a.Headline.HasInterval {
		r.Interval = d.Say("range", ratio(a.Headline.Low), ratio(a.Headline.High))
	}
	if c.Contested() {
		r.State += "*"
	}
	return r
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
			other = d.change(c.Outcome, c.Outcome.Ratio(a.OneMonthBase.Value))
		}
		d.Fooled = append(d.Fooled, d.Say(key, other))
	}
	if a.Weighted != nil && c.Shown() {
		d.Fooled = append(d.Fooled, d.Say("fool.weights", d.change(c.Outcome, c.Outcome.Ratio(a.Weighted.Value))))
	}
	d.Fooled = append(d.Fooled, d.Say("fool.spill"), d.Say("fool.transfers"))
	if c.Ended > 0 {
		d.Fooled = append(d.Fooled, d.Say("fool.ended", d.whole(c.Ended)))
	}
	if text := d.rejectedDoubt(); text != "" {
		d.Fooled = append(d.Fooled, text)
	}
	d.Fooled = append(d.Fooled, d.Say("fool.many", d.whole(len(s.Comparisons))), d.Say("fool.reports"))
}
