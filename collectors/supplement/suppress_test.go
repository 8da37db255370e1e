package supplement

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/civil"
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

func (p people) now(today civil.Day) *Inputs {
	return &Inputs{
		Today: today, Units: p.units, Active: func(unit string, _ civil.Day) bool { return p.active[unit] },
		Closed: func(string, int, int) int { return 10 },
	}
}

func fill(b *Store, t *Table, today civil.Day, known func(string) bool, rows ...Row) {
	r := b.Begin(t, today, known)
	for _, row := range rows {
		r.Add(row)
	}
	b.Commit(r)
}

func txt(s string) Value   { return Value{Set: true, Text: s} }
func num(n float64) Value  { return Value{Set: true, Number: n} }
func on(d civil.Day) Value { return Value{Set: true, Day: d} }

func date(s string) civil.Day {
	d, ok := civil.ParseDay(s)
	if !ok {
		panic(s)
	}
	return d
}

// A disclosed series is what figures say of one measure, of units and groups.
type disclosed struct {
	unit, group *metric.Def
	hidden      [2]*metric.Def
	extra       []string // labels after unit and state
	none        bool     // nothing of anybody is shown as 0
}

// measures are all measures about people.
func measures() (all []disclosed) {
	add := func(hidden, groupHidden *metric.Def, none bool, extra []string, defs ...*metric.Def) {
		for i := 0; i < len(defs); i += 2 {
			all = append(all, disclosed{defs[i], defs[i+1], [2]*metric.Def{hidden, groupHidden}, extra, none})
		}
	}
	for _, topic := range []string{"overall", "help"} {
		add(&metric.SurveySuppressed, &metric.GroupSurveyHidden, false, []string{"citizen", topic},
			&metric.SurveyAnswers, &metric.GroupSurveyAnswers, &metric.SurveyMean, &metric.GroupSurveyMean)
	}
	add(&metric.ResponseSuppressed, &metric.GroupResponseHidden, true, []string{"citizen"}, &metric.ResponseRatio, &metric.GroupResponseRatio)
	add(&metric.AbsenceSuppressed, &metric.GroupAbsenceHidden, false, nil,
		&metric.AbsenceRatio, &metric.GroupAbsenceRatio, &metric.AbsenceAgreed, &metric.GroupAbsenceAgreed)
	add(&metric.TimeSuppressed, &metric.GroupTimeHidden, false, nil,
		&metric.TimeCore, &metric.GroupTimeCore, &metric.TimeWorked, &metric.GroupTimeWorked)
	add(&metric.StaffSuppressed, &metric.GroupStaffHidden, false, nil,
		&metric.StaffCount, &metric.GroupStaff, &metric.StaffReached, &metric.GroupReached, &metric.StaffPlans, &metric.GroupPlans,
		&metric.StaffSupervisors, &metric.GroupSupervisors, &metric.MentorPairs, &metric.GroupMentorPairs)
	add(&metric.ActivitiesHidden, &metric.GroupActsHidden, true, []string{"feedback"}, &metric.Activities, &metric.GroupActivities)
	return all
}

// notAboutPeople are the metrics of tables whose file says that they are not
// about people, and those of the calendar. TestResultsOfTooFewPeople tries
// External.
func notAboutPeople() (all []*metric.Def) {
	all = append(all, &metric.PeriodStart, &metric.PeriodEnd)
	for _, table := range Tables() {
		if table.subject == aboutWork || table == External {
			all = append(all, table.metrics...)
		}
	}
	return all
}

// TestEveryFigureAboutPeopleIsTried goes through the catalogue, so that no new
// series escapes the one who subtracts.
func TestEveryFigureAboutPeopleIsTried(t *testing.T) {
	tried := map[string]int{}
	for _, d := range measures() {
		for _, def := range []*metric.Def{d.unit, d.group, d.hidden[0], d.hidden[1]} {
			tried[def.Name]++
		}
	}
	for _, table := range Tables() {
		if table.subject == 0 {
			t.Errorf("%s does not say whether it is about people", table.Name)
		}
	}
	untried := map[string]bool{}
	for _, def := range notAboutPeople() {
		if tried[def.Name] > 0 {
			t.Errorf("%s is tried, and is not about people", def.Name)
		}
		untried[def.Name] = true
	}
	for _, def := range metric.All() {
		switch def.Section {
		case metric.Complaints, metric.People, metric.Dose, metric.Results:
			if tried[def.Name] == 0 && !untried[def.Name] {
				t.Errorf("%s is not tried, and no table says that it is not about people", def.Name)
			}
		}
	}
}

// TestResultsOfTooFewPeople: results measured elsewhere are of units alone.
func TestResultsOfTooFewPeople(t *testing.T) {
	b, today := NewStore(Options{}), date("2026-11-01")
	row := func(unit string, answers float64) Row {
		return Row{txt(unit), txt("test"), on(date("2026-09-01")), num(4), num(answers)}
	}
	fill(b, External, today, anyUnit, row("a", DefaultLeast), row("b", DefaultLeast-1))
	want := "external_result a,test 4\nexternal_result_answers a,test 7\n" +
		"external_result_suppressed a,test 0\nexternal_result_suppressed b,test 1\n"
	got := shown(b.Figures(unsupervised(today, "a", "b")), &metric.ExternalResult, &metric.ExternalAnswers, &metric.ExternalSuppressed)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// check plays the one who subtracts: from every group it takes the units that
// are shown, and what remains must be of two hidden units at least, with as
// many people as a unit must have, or of nobody. n is the truth.
func (d disclosed) check(t *rapid.T, p people, least int, figures []Figure) {
	t.Helper()
	at := func(def *metric.Def, labels ...string) (float64, bool) {
		for _, f := range figures {
			if f.Def == def && fmt.Sprint(f.Labels) == fmt.Sprint(append(labels, d.extra...)) {
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
			case shown && p.n[unit] < least && (p.n[unit] > 0 || !d.none):
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
		b := NewStore(Options{Least: least})
		var answers, invited, absence, time, staff, acts []Row
		for _, unit := range p.units {
			n := p.n[unit]
			for i := range n {
				id := txt(fmt.Sprint(unit, i))
				score := num(float64((i * 37) % 101))
				answers = append(answers, Row{id, txt(unit), txt("citizen"), on(month + civil.Day(i%28)), score, {}},
					Row{id, txt(unit), txt("citizen"), on(month), score, txt("help")})
			}
			invited = append(invited, Row{txt(unit), txt("citizen"), on(month), num(30)})
			for m := range civil.Day(3) {
				on := on((date("2026-07-15") + 31*m).Month())
				absence = append(absence, Row{txt(unit), on, num(3), num(60), num(float64(n) + float64(m))})
				time = append(time, Row{txt(unit), on, num(50), num(100), num(float64(n))})
			}
			staff = append(staff, Row{txt(unit), on(month), num(float64(n)), num(float64(n / 2)), num(1), num(0), num(0)})
			acts = append(acts, Row{txt(unit), on(month), txt("feedback"), num(float64(n))})
		}
		fill(b, Surveys, today, p.known, answers...)
		fill(b, Invitations, today, p.known, invited...)
		fill(b, Absence, today, p.known, absence...)
		fill(b, TimeUse, today, p.known, time...)
		fill(b, Staff, today, p.known, staff...)
		fill(b, Activities, today, p.known, acts...)
		figures := slices.Concat(b.Figures(p.now(today))...)
		for _, d := range measures() {
			d.check(t, p, least, figures)
		}
	})
}

// TestWhatIsOfNobodyIsInNoPool: absence of a unit whose staff is not known
// would be the group's less the others'.
func TestWhatIsOfNobodyIsInNoPool(t *testing.T) {
	b, today := NewStore(Options{}), date("2026-11-01")
	var rows []Row
	for i, m := range []string{"2026-07-01", "2026-08-01", "2026-09-01"} {
		rows = append(rows, Row{txt("a"), on(date(m)), num(5), num(100), num(20)}, Row{txt("b"), on(date(m)), num(50), num(100), num(float64(8 * i))})
	}
	fill(b, Absence, today, anyUnit, rows...)
	got := shown(b.Figures(unsupervised(today, "a", "b")), &metric.GroupAbsenceRatio, &metric.GroupAbsenceAgreed)
	if diff := cmp.Diff("group_period_absence_ratio inactive 0.05\ngroup_period_absence_agreed_workdays inactive 300\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
