package supplement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// shown writes the figures of some metrics, one a line.
func shown(figures [][]Figure, defs ...*metric.Def) string {
	var b strings.Builder
	for _, def := range defs {
		for _, f := range slices.Concat(figures...) {
			if f.Def == def {
				fmt.Fprintln(&b, strings.TrimPrefix(def.Name, "casework_"), strings.Join(f.Labels, ","), f.Value)
			}
		}
	}
	return b.String()
}

var anyUnit = func(string) bool { return true }

// unsupervised is a time without supervision.
func unsupervised(today civil.Day, units ...string) *Inputs {
	return people{units: units, active: map[string]bool{}}.now(today)
}

func answers(unit string, day civil.Day, scores ...float64) []Row {
	var rows []Row
	for i, s := range scores {
		rows = append(rows, Row{txt(fmt.Sprint(unit, day, i)), txt(unit), txt("employee"), on(day), num(s), {}})
	}
	return rows
}

var mixed = []float64{10, 20, 30, 40, 50, 60, 70}

func TestSurveysAreOfTheLatestClosedPeriod(t *testing.T) {
	b := NewStore(Options{})
	day := date("2026-09-30")
	fill(b, Surveys, date("2026-11-01"), anyUnit,
		append(append(answers("a", day, mixed...), answers("a", day+1, 0, 1, 2, 3, 4, 5, 6)...), answers("a", date("2026-06-30"), mixed...)...)...)
	for _, tt := range []struct{ today, want string }{ // in order: a period that is over is not shown again
		{"2026-10-14", "period_survey_mean_score a,inactive,employee,overall 40\n"}, // of the second quarter still
		{"2026-10-15", "period_survey_mean_score a,inactive,employee,overall 40\n"},
		{"2027-01-15", "period_survey_mean_score a,inactive,employee,overall 3\n"},
		{"2027-04-15", ""},
	} {
		if diff := cmp.Diff(tt.want, shown(b.Figures(unsupervised(date(tt.today), "a")), &metric.SurveyMean)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", tt.today, diff)
		}
	}
}

func TestAnswersThatAreAllTheSameAreWithheld(t *testing.T) {
	b := NewStore(Options{})
	day := date("2026-09-30")
	fill(b, Surveys, date("2026-11-01"), anyUnit, answers("a", day, 5, 5, 5, 5, 5, 5, 5, 5, 5)...)
	got := shown(b.Figures(unsupervised(date("2026-11-01"), "a")), &metric.SurveyMean, &metric.GroupSurveyMean, &metric.SurveySuppressed)
	if diff := cmp.Diff("period_survey_suppressed a,inactive,employee,overall 1\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLeastHasAFloor(t *testing.T) {
	b := NewStore(Options{Least: 1})
	day, today := date("2026-09-30"), date("2026-11-01")
	fill(b, Surveys, today, anyUnit, append(answers("a", day, 1, 2, 3, 4), answers("b", day, 1, 2, 3, 4, 5)...)...)
	if diff := cmp.Diff("", shown(b.Figures(unsupervised(today, "a", "b")), &metric.SurveyAnswers)); diff != "" {
		t.Errorf("four answers are shown, or can be computed:\n%s", diff)
	}
}

func TestAbsenceNeedsEveryMonth(t *testing.T) {
	b, today := NewStore(Options{}), date("2026-11-01")
	month := func(unit, m string, absent float64) Row {
		return Row{txt(unit), on(date(m)), num(absent), num(100), num(20)}
	}
	fill(b, Absence, today, anyUnit,
		month("a", "2026-07-01", 5), month("a", "2026-08-01", 7), month("a", "2026-09-01", 9),
		month("b", "2026-07-01", 5), month("b", "2026-09-01", 9), month("a", "2026-10-01", 100))
	got := shown(b.Figures(unsupervised(today, "a", "b")), &metric.AbsenceRatio, &metric.GroupAbsenceRatio, &metric.AbsenceAgreed)
	want := "period_absence_ratio a,inactive 0.07\ngroup_period_absence_ratio inactive 0.07\nperiod_absence_agreed_workdays a,inactive 300\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEventsKeepTheStateOfTheirDay: supervision begins on 15 October.
func TestEventsKeepTheStateOfTheirDay(t *testing.T) {
	b := NewStore(Options{Windows: []Window{{"28d", 28}}})
	today, start := date("2026-10-30"), date("2026-10-15")
	complaint := func(id string, received, decided civil.Day, outcome string) Row {
		r := Row{txt(id), txt("a"), on(received), {}, {}}
		if decided != 0 {
			r[3], r[4] = on(decided), txt(outcome)
		}
		return r
	}
	fill(b, Complaints, today, anyUnit,
		complaint("1", start-1, start, "upheld"), complaint("2", start, today+1, "upheld"), complaint("3", today, 0, ""),
		complaint("4", today-28, 0, ""), complaint("5", today-27, today-20, "Rejected"), complaint("1", start, 0, ""))
	now := unsupervised(today, "a")
	now.Active = func(_ string, d civil.Day) bool { return d >= start }
	want := `window_complaints a,active,28d 2
window_complaints a,inactive,28d 2
window_complaints_decided a,active,28d 1
window_complaints_decided a,inactive,28d 1
window_complaints_upheld_ratio a,active,28d 1
window_complaints_upheld_ratio a,inactive,28d 0
group_window_complaints_per_closed_ratio active,28d 0.2
group_window_complaints_per_closed_ratio inactive,28d 0.2
`
	got := shown(b.Figures(now), &metric.WindowComplaints, &metric.WindowComplaintsDecided, &metric.WindowComplaintsUpheldOf,
		&metric.GroupComplaintsPerClosed)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[Reason]int{Duplicate: 1}, b.Rejected(Complaints)); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

func TestDoseAndItsCost(t *testing.T) {
	b := NewStore(Options{Windows: []Window{{"28d", 28}}, HourlyCost: 100, Currency: "NOK"})
	today := date("2026-10-30")
	session := func(id string, planned, held civil.Day, minutes, people float64) Row {
		r := Row{txt(id), txt("a"), txt("Coaching"), on(planned), {}, num(minutes), num(people), {}}
		if held != 0 {
			r[4] = on(held)
		}
		return r
	}
	fill(b, Dose, today, anyUnit, session("1", today-3, today-2, 90, 4), session("2", today-1, 0, 90, 0), session("3", today+5, 0, 90, 0),
		session("4", today-60, today-50, 60, 6))
	fill(b, Costs, today, anyUnit, Row{on(date("2026-08-01")), txt("Training"), num(250)}, Row{on(date("2026-10-01")), txt("training"), num(1)})
	want := `window_dose_sessions_planned a,coaching,28d 2
window_dose_sessions_held a,coaching,28d 1
window_dose_seconds a,coaching,28d 5400
window_dose_participant_seconds a,coaching,28d 21600
period_cost hours,NOK 600
period_cost training,NOK 250
`
	got := shown(b.Figures(unsupervised(today, "a")), &metric.DosePlanned, &metric.DoseHeld, &metric.DoseSeconds, &metric.DosePersonSeconds, &metric.PeriodCost)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWhatIsToCome: a session that is put off is planned and not held, and a complaint that is to be
// decided is received and undecided, until the day comes.
func TestWhatIsToCome(t *testing.T) {
	b := NewStore(Options{Windows: []Window{{"28d", 28}}})
	today := date("2026-10-30")
	fill(b, Dose, today, anyUnit, Row{txt("1"), txt("a"), txt("Coaching"), on(today - 3), on(today + 9), {}, {}, {}})
	fill(b, Complaints, today, anyUnit, Row{txt("1"), txt("a"), on(today - 3), on(today + 9), txt("upheld")})
	for _, tt := range []struct {
		day  civil.Day
		want string
	}{
		{today, `window_complaints a,inactive,28d 1
window_complaints_decided a,inactive,28d 0
window_dose_sessions_planned a,coaching,28d 1
window_dose_sessions_held a,coaching,28d 0
window_dose_seconds a,coaching,28d 0
`},
		{today + 9, `window_complaints a,inactive,28d 1
window_complaints_decided a,inactive,28d 1
window_dose_sessions_planned a,coaching,28d 1
window_dose_sessions_held a,coaching,28d 1
`},
	} {
		got := shown(b.Figures(unsupervised(tt.day, "a")), &metric.WindowComplaints, &metric.WindowComplaintsDecided, &metric.DosePlanned, &metric.DoseHeld, &metric.DoseSeconds)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("day %d (-want +got):\n%s", tt.day-today, diff)
		}
	}
}

// TestUnknownLengthIsNoFigure: where sessions were held and nobody says how long they were, or for
// how many people, there is no 0 in its place.
func TestUnknownLengthIsNoFigure(t *testing.T) {
	today := date("2026-10-30")
	for _, tt := range []struct {
		name            string
		held            Value
		minutes, people Value
		want            string
	}{
		{"none held", Value{}, Value{}, Value{}, "window_dose_seconds a,other,28d 0\nwindow_dose_participant_seconds a,other,28d 0\nperiod_cost hours,NOK 0\n"},
		{"neither", on(today - 2), Value{}, Value{}, ""},
		{"people alone", on(today - 2), Value{}, num(4), ""},
		{"length alone", on(today - 2), num(0), Value{}, "window_dose_seconds a,other,28d 0\n"},
		{"both", on(today - 2), num(30), num(2), "window_dose_seconds a,other,28d 1800\nwindow_dose_participant_seconds a,other,28d 3600\nperiod_cost hours,NOK 0\n"},
	} {
		b := NewStore(Options{Windows: []Window{{"28d", 28}}, HourlyCost: 100, Currency: "NOK"})
		fill(b, Dose, today, anyUnit, Row{txt("1"), txt("a"), txt("other"), on(today - 3), tt.held, tt.minutes, tt.people, {}})
		if got := shown(b.Figures(unsupervised(today, "a")), &metric.DoseSeconds, &metric.DosePersonSeconds, &metric.PeriodCost); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	for _, tt := range []struct{ period, today, from, until string }{
		{"quarter", "2026-10-14", "2026-04-01", "2026-07-01"},
		{"quarter", "2026-10-15", "2026-07-01", "2026-10-01"},
		{"quarter", "2026-01-14", "2025-07-01", "2025-10-01"},
		{"month", "2026-03-15", "2026-02-01", "2026-03-01"},
		{"half_year", "2026-03-15", "2025-07-01", "2026-01-01"},
		{"year", "2026-01-14", "2024-01-01", "2025-01-01"},
	} {
		p, err := ParsePeriod(tt.period)
		if err != nil {
			t.Fatal(err)
		}
		from, until := p.latest(date(tt.today))
		if from != date(tt.from) || until != date(tt.until) {
			t.Errorf("%s on %s: %v to %v, want %s to %s", tt.period, tt.today, from.Date(), until.Date(), tt.from, tt.until)
		}
	}
	if _, err := ParsePeriod("week"); err == nil {
		t.Error("a week is a period")
	}
}
