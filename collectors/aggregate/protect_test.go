package aggregate

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/metric"
)

// people draws a town: per unit the answers or staff, and who is supervised.
type people struct {
	units  []string
	active map[string]bool
	n      map[string]int
}

func drawPeople(t *rapid.T) people {
	p := people{active: map[string]bool{}, n: map[string]int{}}
	for i := range rapid.IntRange(1, 8).Draw(t, "units") {
		unit := fmt.Sprintf("unit %d", i)
		p.units = append(p.units, unit)
		p.active[unit] = rapid.Bool().Draw(t, "active")
		p.n[unit] = rapid.IntRange(0, 25).Draw(t, "n")
	}
	return p
}

func (p people) known(unit string) bool { _, ok := p.n[unit]; return ok }

func (p people) now(today Day) *Now {
	return &Now{
		Today: today, Units: p.units, Active: func(unit string, _ Day) bool { return p.active[unit] },
		Closed: func(string, int, int) int { return 10 },
	}
}

func fill(b *Book, t *Table, today Day, known func(string) bool, rows ...Row) {
	r := b.Begin(t, today, known)
	for _, row := range rows {
		r.Add(row)
	}
	b.Commit(r)
}

func txt(s string) Value  { return Value{Set: true, Text: s} }
func num(n float64) Value { return Value{Set: true, Number: n} }
func on(d Day) Value      { return Value{Set: true, Day: d} }

func date(s string) Day {
	d, ok := ParseDay(s)
	if !ok {
		panic(s)
	}
	return d
}

// A disclosed series is what figures say of one measure, of units and groups.
type disclosed struct {
	unit, group *metric.Def // with the number of people or what stands for it
	hidden      [2]*metric.Def
}

// check plays the one who subtracts: from every group it takes the units that
// are shown, and what remains must be of two hidden units at least, with as
// many people as a unit must have, or of nobody. n is the truth.
func (d disclosed) check(t *rapid.T, p people, least int, figures []Figure, extra ...string) {
	t.Helper()
	at := func(def *metric.Def, labels ...string) (float64, bool) {
		for _, f := range figures {
			if f.Def == def && fmt.Sprint(f.Labels) == fmt.Sprint(append(labels, extra...)) {
				return f.Value, true
			}
		}
		return 0, false
	}
	for state, name := range states {
		_, grouped := at(d.group, name)
		remain, hidden := 0, 0
		for _, unit := range p.units {
			if p.active[unit] != (state == 1) {
				continue
			}
			_, shown := at(d.unit, unit, name)
			marker, marked := at(d.hidden[0], unit, name)
			switch {
			case shown && p.n[unit] < least:
				t.Fatalf("%s is shown for %q with n = %d", d.unit.Name, unit, p.n[unit])
			case marked && (marker == 1) == shown:
				t.Fatalf("%s is %v where the figure of %q is shown: %v", d.hidden[0].Name, marker, unit, shown)
			case !marked && p.n[unit] > 0:
				t.Fatalf("%q has no %s", unit, d.hidden[0].Name)
			}
			if !shown && p.n[unit] > 0 {
				remain += p.n[unit]
				hidden++
			}
		}
		if !grouped {
			continue
		}
		if hidden > 0 && (hidden < 2 || remain < least) {
			t.Fatalf("%s of %s less the shown units leaves %d people of %d unit(s)", d.group.Name, name, remain, hidden)
		}
		if marker, ok := at(d.hidden[1], name); !ok || marker != 0 {
			t.Fatalf("%s is %v, %v beside a shown group", d.hidden[1].Name, marker, ok)
		}
	}
}

// TestNoHiddenUnitCanBeComputed tries every series about people.
func TestNoHiddenUnitCanBeComputed(t *testing.T) {
	today, month := date("2026-11-23"), date("2026-08-01")
	rapid.Check(t, func(t *rapid.T) {
		p := drawPeople(t)
		least := rapid.IntRange(MinLeast, 12).Draw(t, "least")
		b := NewBook(Options{Least: least})
		var answers, invited, absence, time, staff, acts []Row
		for _, unit := range p.units {
			n := p.n[unit]
			for i := range n {
				id := txt(fmt.Sprint(unit, i))
				score := num(float64((i * 37) % 101))
				answers = append(answers, Row{id, txt(unit), txt("citizen"), on(month + Day(i%28)), score, {}},
					Row{id, txt(unit), txt("citizen"), on(month), score, txt("help")})
			}
			invited = append(invited, Row{txt(unit), txt("citizen"), on(month), num(30)})
			for m := range Day(3) {
				on := on((date("2026-07-15") + 31*m).Month())
				absence = append(absence, Row{txt(unit), on, num(3), num(60), num(float64(n) + float64(m))})
				time = append(time, Row{txt(unit), on, num(50), num(100), num(float64(n))})
			}
			staff = append(staff, Row{txt(unit), on(month), num(float64(n)), num(float64(n / 2)), {}, {}, {}})
			acts = append(acts, Row{txt(unit), on(month), txt("feedback"), num(float64(n))})
		}
		fill(b, Surveys, today, p.known, answers...)
		fill(b, Invitations, today, p.known, invited...)
		fill(b, Absence, today, p.known, absence...)
		fill(b, TimeUse, today, p.known, time...)
		fill(b, Staff, today, p.known, staff...)
		fill(b, Activities, today, p.known, acts...)
		figures := b.Figures(p.now(today))
		for _, topic := range []string{"overall", "help"} {
			for _, def := range [2][2]*metric.Def{
				{&metric.SurveyAnswers, &metric.GroupSurveyAnswers}, {&metric.SurveyMean, &metric.GroupSurveyMean},
			} {
				disclosed{def[0], def[1], [2]*metric.Def{&metric.SurveySuppressed, &metric.GroupSurveyHidden}}.
					check(t, p, least, figures, "citizen", topic)
			}
		}
		disclosed{&metric.ResponseRatio, &metric.GroupResponseRatio, [2]*metric.Def{&metric.ResponseSuppressed, &metric.GroupResponseHidden}}.
			check(t, p, least, figures, "citizen")
		for _, d := range []disclosed{
			{&metric.AbsenceRatio, &metric.GroupAbsenceRatio, [2]*metric.Def{&metric.AbsenceSuppressed, &metric.GroupAbsenceHidden}},
			{&metric.AbsenceAgreed, &metric.GroupAbsenceAgreed, [2]*metric.Def{&metric.AbsenceSuppressed, &metric.GroupAbsenceHidden}},
			{&metric.TimeCore, &metric.GroupTimeCore, [2]*metric.Def{&metric.TimeSuppressed, &metric.GroupTimeHidden}},
			{&metric.TimeWorked, &metric.GroupTimeWorked, [2]*metric.Def{&metric.TimeSuppressed, &metric.GroupTimeHidden}},
			{&metric.StaffReached, &metric.GroupReached, [2]*metric.Def{&metric.StaffSuppressed, &metric.GroupStaffHidden}},
			{&metric.StaffCount, &metric.GroupStaff, [2]*metric.Def{&metric.StaffSuppressed, &metric.GroupStaffHidden}},
		} {
			d.check(t, p, least, figures)
		}
		// A unit without feedback tells of nobody, so its 0 may be shown.
		for i := range p.units {
			if p.n[p.units[i]] == 0 {
				delete(p.n, p.units[i])
				p.units[i] = ""
			}
		}
		disclosed{&metric.Activities, &metric.GroupActivities, [2]*metric.Def{&metric.ActivitiesHidden, &metric.GroupActsHidden}}.
			check(t, p, least, figures, "feedback")
	})
}
