package backtest

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"casework/collectors/detect"
	"casework/collectors/name"
	"casework/exporter/text"
)

// A page is what is written, in a language.
type page struct {
	lang string
	out  bytes.Buffer
}

func (p *page) say(key string, values ...string) string { return phrases[key].In(p.lang, values...) }

// paragraph writes a text in lines.
func (p *page) paragraph(key string, values ...string) {
	for _, line := range text.Wrap(p.say(key, values...), 96) {
		fmt.Fprintln(&p.out, line)
	}
	fmt.Fprintln(&p.out)
}

// number writes a figure as people of the language do.
func (p *page) number(v float64, digits int) string {
	written := strconv.FormatFloat(v, 'f', digits, 64)
	if p.lang == "nb" {
		written = strings.ReplaceAll(written, ".", ",")
	}
	return written
}

// short writes a figure with a decimal where that is not 0.
func (p *page) short(v float64) string {
	if v == math.Trunc(v) {
		return p.number(v, 0)
	}
	return p.number(v, 1)
}

// table writes rows in columns.
func (p *page) table(rows [][]string) {
	w := tabwriter.NewWriter(&p.out, 0, 0, 3, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // a bytes.Buffer takes everything
	fmt.Fprintln(&p.out)
}

// render writes what was found.
func (f *finding) render(source, lang string) []byte {
	p := &page{lang: lang}
	p.paragraph("title", source, f.from.Date().Format("2006-01-02"), (f.until - 1).Date().Format("2006-01-02"), strconv.Itoa(f.units))
	p.now(f)
	p.paragraph("past")
	rows := [][]string{{p.say("column.measure"), p.say("column.years"), p.say("column.episodes"), p.say("column.lasted"), p.say("column.passed")}}
	for _, m := range detect.Measures() {
		if s := &f.of[m][usual]; s.years > 0 {
			rows = append(rows, []string{
				p.say(m.String()), p.number(s.years, 0), p.number(float64(s.episodes)/s.years, 2), p.share(s),
				p.number(float64(s.known-s.lasted)/s.years, 2),
			})
		}
	}
	p.table(rows)
	p.risen(f)
	p.episodes(f)
	p.others(f)
	p.paragraph("how")
	p.paragraph("cannot")
	return p.out.Bytes()
}

// share is the part of a threshold's alerts of which it is known that lasted.
func (p *page) share(s *sum) string {
	if s.known == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %% (%d/%d)", 100*float64(s.lasted)/float64(s.known), s.lasted, s.known)
}

// risen writes how many rises there were, and how soon they were told: those by their ratio, and those that chance does not explain.
func (p *page) risen(f *finding) {
	all, beyond := &f.rises[byRatio], &f.rises[sure]
	if all.rises == 0 {
		p.paragraph("norises")
		return
	}
	p.paragraph("rises", strconv.Itoa(all.rises), strconv.Itoa(all.timely()))
	if beyond.rises == 0 {
		p.paragraph("chance")
		return
	}
	p.paragraph("sure", strconv.Itoa(beyond.rises), strconv.Itoa(beyond.timely()), p.number(beyond.middle(), 0))
}

// timely is how many rises were told within 42 days.
func (t *tally) timely() (n int) {
	for _, d := range t.delays {
		if d <= 42 {
			n++
		}
	}
	return n
}

// episodes writes the largest alerts.
func (p *page) episodes(f *finding) {
	if len(f.largest) == 0 {
		return
	}
	p.paragraph("largest")
	rows := [][]string{{
		p.say("column.unit"), p.say("column.measure"), p.say("column.day"), p.say("column.usual"), p.say("column.then"),
		p.say("column.later"), "n", p.say("column.held"),
	}}
	for i := range f.largest {
		e := &f.largest[i]
		row := []string{name.Shown(e.unit), p.say(e.measure.String()), e.day.Date().Format("2006-01-02")}
		held := p.say("unknown")
		if e.known {
			held = p.say(strconv.FormatBool(e.lasted))
		}
		if e.n < f.least {
			row = append(row, p.say("withheld"), "", "", "", held)
		} else {
			row = append(row, p.level(e.measure, e.usual), p.level(e.measure, e.now), p.after(e), strconv.Itoa(e.n), held)
		}
		rows = append(rows, row)
	}
	p.table(rows)
}

// after is the level that an alert had eight weeks later.
func (p *page) after(e *episode) string {
	if !e.known {
		return "–"
	}
	return p.level(e.measure, e.later)
}

// level writes a level with its unit.
func (p *page) level(m detect.Measure, v float64) string {
	switch m {
	case detect.Wait, detect.Oldest:
		return p.number(v, 1) + " " + p.say("days")
	case detect.Backlog:
		return p.number(v, 0)
	case detect.DeadlineShare:
		return p.number(100*v, 0) + " %"
	}
	return p.number(v, 2)
}

// others writes what other thresholds would have done.
func (p *page) others(f *finding) {
	p.paragraph("others")
	head := []string{p.say("column.measure")}
	for _, between := range betweens {
		head = append(head, p.say("column.between", p.short(between*float64(f.settings.Between)/365)))
	}
	rows := [][]string{head}
	for _, m := range detect.Measures() {
		row := []string{p.say(m.String())}
		for j := range betweens {
			if s := &f.of[m][j]; s.years > 0 {
				row = append(row, p.number(float64(s.episodes)/s.years, 2)+"  "+p.share(s))
			}
		}
		if len(row) > 1 {
			rows = append(rows, row)
		}
	}
	p.table(rows)
}

// middle is the median delay of rises that were told.
func (t *tally) middle() float64 {
	if len(t.delays) == 0 {
		return 0
	}
	sorted := slices.Clone(t.delays)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
