package supplement

import (
	"hash/maphash"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// Dose is the table of supervision sessions, one a row. It shares the query
// of the sessions.
var Dose = &Table{
	Name: "dose", Query: "sessions", Columns: []Column{
		{Name: "session_id", Kind: Key},
		unit(),
		{Name: "kind", Kind: Text, Optional: true, OneOf: doseKinds, Fallback: other, Default: other},
		{Name: "planned_at", Kind: Date, AllowFuture: true},
		{Name: "held_at", Kind: Date, Optional: true, AllowFuture: true}, // put off: not held yet
		{Name: "minutes", Kind: Count, Optional: true},
		{Name: "participants", Kind: Count, Optional: true},
		optional(Column{Name: "programme", Kind: Text}), // not distinguished here
	},
	Unique: []int{0}, Dated: 3, Without: "no session metrics",
	Covers: []Coverage{
		{"supervision, coaching, group, reflection, mentoring: planned, held, hours", &metric.DoseSeconds, "programme"},
		{"hours of supervision next to change in waiting, errors and absence", &metric.DoseSeconds, "follow-up"},
	},

	subject: aboutWork, // sessions, not who took part
	history: history{appears: []int{3, 4}, revisions: []revision{{4, []int{4}}}},
	since:   func(h horizon) civil.Day { return min(h.period, h.today-h.window) - heldWithin },
	summary: func(*Table, maphash.Seed) summary { return dose{} },
	metrics: []*metric.Def{&metric.DosePlanned, &metric.DoseHeld, &metric.DoseSeconds, &metric.DosePersonSeconds, &metric.PeriodCost},
}

var doseKinds = []string{"individual", "group", "coaching", "reflection", "mentoring"}

// heldWithin is how many days after the day that it was planned for a session
// may be held and still count.
const heldWithin = 92

// dose is the summary of supervision sessions, by unit, kind and day.
type dose map[sessionKey]sessionSums

type sessionKey struct {
	unit, kind    string
	planned, held civil.Day // 0 if not held
}

// sessionSums are sums of sessions, and whether any that was held says how long it was, and
// for how many people too.
type sessionSums struct {
	sessions, minutes, people float64 // people times minutes
	timed, counted            bool
}

// knows reports whether it is known how long sessions were, and for how many people too: it
// is not where some were held and none of them says so, as where there is no such column.
// 0 would be a figure then, and a wrong one.
func (d dose) knows(today civil.Day) (minutes, people bool) {
	held, timed, counted := false, false, false
	for of, s := range d {
		held, timed, counted = held || of.held != 0 && of.held <= today, timed || s.timed, counted || s.counted
	}
	return !held || timed, !held || counted
}

func (d dose) add(row Row) {
	of := sessionKey{unit: row[1].Text, kind: row[2].Text, planned: row[3].Day}
	if row[4].Set {
		of.held = row[4].Day
	}
	s := d[of]
	s.sessions++
	if row[4].Set {
		s.minutes += row[5].Number
		s.people += row[5].Number * row[6].Number
		s.timed = s.timed || row[5].Set
		s.counted = s.counted || row[5].Set && row[6].Set
	}
	d[of] = s
}

func (d dose) figures(acc *accumulator) {
	type key struct{ unit, kind string }
	minutesKnown, peopleKnown := d.knows(acc.Today)
	for _, w := range acc.opts.Windows {
		planned, held := map[key]float64{}, map[key]float64{}
		minutes, people := map[key]float64{}, map[key]float64{}
		for of, s := range d {
			if acc.hides(of.unit, of.planned) {
				continue
			}
			k := key{of.unit, of.kind}
			planned[k] += 0 // there from the first session on
			if acc.inWindow(of.planned, w) {
				planned[k] += s.sessions
				if of.held != 0 && of.held <= acc.Today {
					held[k] += s.sessions
				}
			}
			if of.held != 0 && acc.inWindow(of.held, w) {
				minutes[k] += s.minutes
				people[k] += s.people
			}
		}
		for k := range planned {
			acc.put(&metric.DosePlanned, planned[k], k.unit, k.kind, w.Name)
			acc.put(&metric.DoseHeld, held[k], k.unit, k.kind, w.Name)
			if minutesKnown {
				acc.put(&metric.DoseSeconds, minutes[k]*60, k.unit, k.kind, w.Name)
			}
			if peopleKnown {
				acc.put(&metric.DosePersonSeconds, people[k]*60, k.unit, k.kind, w.Name)
			}
		}
	}
	if acc.opts.HourlyCost > 0 && peopleKnown {
		acc.putCost(hoursKind, d.inPeriod(acc)*acc.opts.HourlyCost)
	}
}

// inPeriod is how many person-hours of supervision were held in the period.
func (d dose) inPeriod(acc *accumulator) float64 {
	minutes := 0.0
	for of, s := range d {
		if of.held != 0 && of.held >= acc.from && of.held < acc.until && !acc.hides(of.unit, of.planned) {
			minutes += s.people
		}
	}
	return minutes / 60
}
