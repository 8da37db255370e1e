package backtest

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/ledger"
	"casework/collectors/name"
)

// A present change is one that holds on the last day.
type present struct {
	unit       string
	measure    detect.Measure
	state      detect.State
	since      civil.Day
	now, usual float64
	n          int
}

// holds notes what casework_change_state says of a unit as of the end, if that is not normal.
func (f *finding) holds(u *ledger.UnitHistory, zone *time.Location) {
	judge := change.New(change.Options{Location: zone, Detect: f.settings})
	for _, c := range judge.Judge(u, f.since(u.Unit), f.until, f.until)[0] {
		if c.State != detect.Normal {
			f.present = append(f.present, present{u.Unit, c.Measure, c.State, c.Since, c.Now, c.Usual, c.N})
		}
	}
}

// now writes what holds on the last day: new levels first, the newest before the others.
func (p *page) now(f *finding) {
	day := (f.until - 1).Date().Format("2006-01-02")
	if len(f.present) == 0 {
		p.paragraph("nothing", day)
		return
	}
	slices.SortStableFunc(f.present, func(a, b present) int {
		return cmp.Or(cmp.Compare(b.state, a.state), cmp.Compare(b.since, a.since), cmp.Compare(a.unit, b.unit))
	})
	p.paragraph("present", day)
	rows := [][]string{{
		p.say("column.unit"), p.say("column.measure"), p.say("column.state"), p.say("column.since"),
		p.say("column.usual"), p.say("column.now"), "n",
	}}
	for i := range f.present {
		c := &f.present[i]
		row := []string{name.Shown(c.unit), p.say(c.measure.String()), p.say(stateTexts[c.state]), c.since.Date().Format("2006-01-02")}
		if c.n < f.least {
			row = append(row, p.say("withheld"), "", "")
		} else {
			row = append(row, p.level(c.measure, c.usual), p.level(c.measure, c.now), strconv.Itoa(c.n))
		}
		rows = append(rows, row)
	}
	p.table(rows)
}

var stateTexts = map[detect.State]string{detect.Rising: "state.rising", detect.Risen: "state.risen"}
