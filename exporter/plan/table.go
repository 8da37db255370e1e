package plan

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"casework/collectors/study"
	"casework/exporter/text"
)

// table writes how small a change would have been seen.
func (o *Options) table(source string, found *study.Study) ([]byte, error) {
	outcome := study.Outcome(o.outcome)
	if outcome == "" {
		outcome = found.Settings.Primary // where nothing is compared
		for i := range found.Comparisons {
			if found.Comparisons[i].Primary {
				outcome = found.Comparisons[i].Outcome
			}
		}
	}
	planned, err := found.Plan(outcome)
	if err != nil {
		return nil, err
	}
	return render(source, o.lang, found, planned)
}

// render writes what was found of an outcome.
func render(source, lang string, found *study.Study, planned *study.Planning) ([]byte, error) {
	p, outcome := page{lang: lang}, planned.Outcome
	bounds := found.Panel.Bounds
	p.paragraph("title", p.say("outcome."+string(outcome)), source, strconv.Itoa(planned.Units),
		month(bounds[0], found.Settings.Location), month(bounds[planned.Months]-1, found.Settings.Location))
	p.cells(planned)
	p.paragraph("how", strconv.Itoa(planned.Panels), strconv.Itoa(int(100*study.PlanPower)))
	p.paragraph("unit." + cmp.Or(map[study.Outcome]string{study.Errors: "errors", study.Deadline: "deadline"}[outcome], "ratio"))
	p.falseClaims(planned)
	p.gaps(planned)
	p.paragraph("cannot")
	p.paragraph("draw")
	if len(p.missing) > 0 {
		return nil, fmt.Errorf("texts are missing: %q", p.missing)
	}
	return p.out.Bytes(), nil
}

// A page is what is written, in a language.
type page struct {
	lang    string
	out     bytes.Buffer
	missing []string
}

// say is the text of that key, with the values in its places.
func (p *page) say(key string, values ...string) string {
	phrase, ok := phrases[key]
	if !ok {
		p.missing = append(p.missing, key)
	}
	return phrase.In(p.lang, values...)
}

// paragraph writes a text in lines.
func (p *page) paragraph(key string, values ...string) {
	for _, line := range text.Wrap(p.say(key, values...), 96) {
		fmt.Fprintln(&p.out, line)
	}
	fmt.Fprintln(&p.out)
}

// cells writes the table: a line for each number of units.
func (p *page) cells(planned *study.Planning) {
	w := tabwriter.NewWriter(&p.out, 0, 0, 3, ' ', 0)
	fmt.Fprint(w, p.say("column.units"))
	for _, after := range study.PlanAfter() {
		fmt.Fprint(w, "\t", p.say("column.after", strconv.Itoa(after)))
	}
	for i, c := range planned.Cells {
		if i%len(study.PlanAfter()) == 0 {
			fmt.Fprint(w, "\n", strconv.Itoa(c.Started))
		}
		fmt.Fprint(w, "\t", p.cell(planned.Outcome, c))
	}
	fmt.Fprint(w, "\n")
	_ = w.Flush() // a bytes.Buffer takes everything
	fmt.Fprintln(&p.out)
}

// cell is the change that is told, and the one that is told as beyond earlier
// development.
func (p *page) cell(o study.Outcome, c study.PlanCell) string {
	if c.Why != "" {
		return "–"
	}
	return p.change(o, c.Any) + " / " + p.change(o, c.Beyond)
}

func (p *page) change(o study.Outcome, v float64) string {
	if math.IsInf(v, 0) {
		return p.say("unseen")
	}
	digits := 0
	if o == study.Errors {
		digits = 1
	}
	written := strconv.FormatFloat(100*v, 'f', digits, 64)
	if p.lang == "nb" {
		written = strings.ReplaceAll(written, ".", ",")
	}
	if v > 0 {
		written = "+" + written
	}
	written = strings.ReplaceAll(written, "-", "−")
	if o.Relative() {
		written += " %"
	}
	return written
}

// falseClaims says how often a change is told though there is none.
func (p *page) falseClaims(planned *study.Planning) {
	sum, n := 0.0, 0
	for _, c := range planned.Cells {
		if c.Why == "" {
			sum += c.False
			n++
		}
	}
	if n > 0 {
		p.paragraph("false", strconv.FormatFloat(100*sum/float64(n), 'f', 0, 64))
	}
}

// gaps says why cells have no figure.
func (p *page) gaps(planned *study.Planning) {
	seen := map[study.PlanGap]bool{}
	for _, c := range planned.Cells {
		if c.Why != "" && !seen[c.Why] {
			seen[c.Why] = true
			p.paragraph("gap."+string(c.Why), strconv.Itoa(planned.Units), strconv.Itoa(planned.Months))
		}
	}
}

func month(unix int64, zone *time.Location) string {
	return time.Unix(unix, 0).In(zone).Format("2006-01")
}
