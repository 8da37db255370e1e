package supplement

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// TestResponsesCountOnce: an answer given on two days is of the first of them.
func TestResponsesCountOnce(t *testing.T) {
	const want = "period_survey_response_ratio a,inactive,employee 0.2\n"
	day, today := date("2026-09-30"), date("2026-11-01")
	first := Row{txt(fmt.Sprint("a", day, 0)), txt("a"), txt("employee"), on(day - 100), num(1), txt("help")}
	late := answers("a", day, append(mixed, 80)...) // the first of them began 100 days before
	for name, rows := range map[string][]Row{"in order": append([]Row{first}, late...), "out of order": append(late, first)} {
		b := NewStore(Options{})
		fill(b, Surveys, today, anyUnit, rows...)
		fill(b, Invitations, today, anyUnit, Row{txt("a"), txt("employee"), on(day.Month()), num(35)})
		if diff := cmp.Diff(want, shown(b.Figures(unsupervised(today, "a")), &metric.ResponseRatio)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestAbsenceRestsOnTheFewest: a period is withheld if any month of it had too
// few people.
func TestAbsenceRestsOnTheFewest(t *testing.T) {
	for fewest, want := range map[float64]string{
		7: "period_absence_ratio a,inactive 0.05\nperiod_absence_suppressed a,inactive 0\n",
		6: "period_absence_suppressed a,inactive 1\n",
	} {
		for place := range 3 {
			b, today := NewStore(Options{}), date("2026-11-01")
			staff := [3]float64{20, 20, 20}
			staff[place] = fewest
			var rows []Row
			for i, m := range []string{"2026-07-01", "2026-08-01", "2026-09-01"} {
				rows = append(rows, Row{txt("a"), on(date(m)), num(5), num(100), num(staff[i])})
			}
			fill(b, Absence, today, anyUnit, rows...)
			got := shown(b.Figures(unsupervised(today, "a")), &metric.AbsenceRatio, &metric.AbsenceSuppressed)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("staff %v (-want +got):\n%s", staff, diff)
			}
		}
	}
}

func TestGoalsAreReachedAtTheTarget(t *testing.T) {
	b, today := NewStore(Options{}), date("2026-11-01")
	goal := func(name string, actual float64, direction string) Row {
		return Row{txt("a"), txt(name), num(10), num(actual), txt(direction), on(today), {}}
	}
	fill(b, Goals, today, anyUnit,
		goal("least, at", 10, "at_least"), goal("least, below", 9.9, "at_least"),
		goal("most, at", 10, "at_most"), goal("most, above", 10.1, "at_most"))
	want := "goal_reached a,least, at 1\ngoal_reached a,least, below 0\ngoal_reached a,most, above 0\ngoal_reached a,most, at 1\n"
	if diff := cmp.Diff(want, shown(b.Figures(unsupervised(today, "a")), &metric.GoalReached)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestProjectsAreOpenUntilTheDayTheyFinish: days that are planned count once
// they come.
func TestProjectsAreOpenUntilTheDayTheyFinish(t *testing.T) {
	b, today := NewStore(Options{Windows: []Window{{"28d", 28}}}), date("2026-11-01")
	project := func(id string, started, finished civil.Day) Row {
		r := Row{txt(id), txt("a"), on(started), {}}
		if finished != 0 {
			r[3] = on(finished)
		}
		return r
	}
	fill(b, Projects, today, anyUnit,
		project("no end", today, 0), project("ends tomorrow", today-1, today+1),
		project("ended today", today-30, today), project("begins tomorrow", today+1, 0))
	want := "projects_open a,inactive 2\nwindow_projects_started a,inactive,28d 2\nwindow_projects_finished a,inactive,28d 1\n"
	got := shown(b.Figures(unsupervised(today, "a")), &metric.ProjectsOpen, &metric.ProjectsStarted, &metric.ProjectsFinished)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTheLatestAssessmentCounts, in whichever order they come.
func TestTheLatestAssessmentCounts(t *testing.T) {
	today := date("2026-11-01")
	early := Row{txt("a"), txt("f"), on(today - 9), num(0)}
	late := Row{txt("a"), txt("f"), on(today - 2), num(2)}
	for _, rows := range [][]Row{{early, late}, {late, early}} {
		b := NewStore(Options{})
		fill(b, Checklist, today, anyUnit, rows...)
		if diff := cmp.Diff("maturity_level a,f 2\n", shown(b.Figures(unsupervised(today, "a")), &metric.MaturityLevel)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestSince: what is read begins early enough for every figure of the table.
func TestSince(t *testing.T) {
	b := NewStore(Options{Windows: []Window{{"28d", 28}, {"365d", 365}}})
	today := date("2026-11-01") // the third quarter of 2026 is shown
	for table, want := range map[*Table]string{
		Surveys:    "2026-07-01",
		Absence:    "2026-07-01",
		Dose:       "2025-08-01", // 92 days before the longest window, for sessions held late
		Complaints: "2022-10-30", // a window of those received three leap years before at most
		Projects:   "1970-01-01", // all of them
	} {
		if got := b.Since(table, today).Date().Format("2006-01-02"); got != want {
			t.Errorf("%s is read since %s, want %s", table.Name, got, want)
		}
	}
	b = NewStore(Options{Period: Yearly})
	if got := b.Since(Dose, today).Date().Format("2006-01-02"); got != "2024-10-01" {
		t.Errorf("sessions of a year are read since %s, want 92 days before it", got)
	}
}

// TestSumsAreTheSameEachTime: units are pooled in one order, as sums of
// decimal fractions depend on it in the last digit.
func TestSumsAreTheSameEachTime(t *testing.T) {
	today := date("2026-11-01")
	var units []string
	var rows []Row
	for i := range 12 {
		unit := fmt.Sprint("unit ", i)
		units = append(units, unit)
		for _, month := range []string{"2026-07-01", "2026-08-01", "2026-09-01"} {
			rows = append(rows, Row{txt(unit), on(date(month)), num(3.7 + float64(i*i)/10), num(190), num(10)})
		}
	}
	var first string
	for i := range 50 {
		b := NewStore(Options{})
		fill(b, Absence, today, anyUnit, rows...)
		got := shown(b.Figures(unsupervised(today, units...)), &metric.GroupAbsenceRatio)
		if i == 0 {
			first = got
		}
		if got != first || got == "" {
			t.Fatalf("the same rows show %q and %q", first, got)
		}
	}
}
