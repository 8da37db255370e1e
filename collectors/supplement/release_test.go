package supplement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"casework/collectors/civil"
	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// An onlooker sees the figures of rows that change, of units a to e, and
// compares.
type onlooker struct {
	t     *testing.T
	store *Store
	today civil.Day
	now   *Inputs
}

func newOnlooker(t *testing.T, least int) *onlooker {
	today := date("2026-11-01")
	return &onlooker{t, NewStore(Options{Least: least}), today, unsupervised(today, "a", "b", "c", "d", "e")}
}

// restart carries on with a new Store, which knows what the old one kept.
func (o *onlooker) restart() {
	o.t.Helper()
	o.store = restarted(o.t, o.store)
}

type fataler interface {
	Helper()
	Fatal(args ...any)
}

func restarted(t fataler, b *Store) *Store {
	t.Helper()
	content, err := b.Releases().Encode(disclosure.Owner{DataSet: "town"})
	if err != nil {
		t.Fatal(err)
	}
	next := NewStore(b.opts)
	if err := next.Releases().Decode(content, disclosure.Owner{DataSet: "town"}); err != nil {
		t.Fatal(err)
	}
	return next
}

// see shows some metrics of a table's rows.
func (o *onlooker) see(table *Table, rows []Row, defs ...*metric.Def) string {
	fill(o.store, table, o.today, anyUnit, rows...)
	return shown(o.store.Figures(o.now), defs...)
}

// stands checks that rows show the same as before, at once and after a restart.
func (o *onlooker) stands(what, before string, table *Table, rows []Row, defs ...*metric.Def) {
	o.t.Helper()
	for range 2 {
		if diff := cmp.Diff(before, o.see(table, rows, defs...)); diff != "" {
			o.t.Errorf("%s show (-before +after):\n%s", what, diff)
		}
		o.restart()
	}
}

// TestSurveysStandOnceShown: each of these disclosed single people as long as
// figures followed the rows.
func TestSurveysStandOnceShown(t *testing.T) {
	day := date("2026-09-30")
	all := []*metric.Def{&metric.SurveyAnswers, &metric.SurveyMean, &metric.GroupSurveyAnswers, &metric.GroupSurveyMean}
	begin := func() (*onlooker, []Row, string) {
		o := newOnlooker(t, 5)
		rows := append(answers("a", day, mixed...), answers("b", day, mixed...)...)
		return o, rows, o.see(Surveys, rows, all...)
	}
	o, rows, first := begin()
	if !strings.Contains(first, "group_period_survey_mean_score inactive,employee,overall 40") {
		t.Fatalf("two units are not shown:\n%s", first)
	}
	o.stands("late answers", first, Surveys, append(rows, answers("a", day-1, 100, 100, 100, 100)...), all...)

	o, rows, first = begin()
	rows[3][4] = num(99)
	o.stands("corrected answers", first, Surveys, rows, all...)

	o, rows, first = begin()
	o.stands("answers taken back", first, Surveys, rows[1:], all...)

	o, rows, first = begin()
	o.stands("one answer of another unit", first, Surveys, append(rows, answers("c", day, 100)...), all...)

	// Supervision of a begins on a day in the middle, as is learnt afterwards.
	o, rows, _ = begin()
	o.store = NewStore(o.store.opts)
	rows = append(rows, answers("a", day-20, mixed...)...)
	first = o.see(Surveys, rows, all...)
	o.now.Active = func(unit string, d civil.Day) bool { return unit == "a" && d > day-10 }
	o.stands("other days of supervision", first, Surveys, rows, all...)
}

// TestHiddenUnitsStayHidden: b grows large enough to be shown by itself, and d
// would be hidden in its place. But d was shown, so c would be known.
func TestHiddenUnitsStayHidden(t *testing.T) {
	day, o := date("2026-09-30"), newOnlooker(t, 7)
	rows := append(answers("a", day, append(mixed, mixed...)...), answers("d", day, append(mixed, 1, 2)...)...)
	rows = append(append(rows, answers("b", day, 10, 20, 30)...), answers("c", day, 10, 20, 30, 40)...)
	defs := []*metric.Def{&metric.SurveyAnswers, &metric.GroupSurveyAnswers}
	first := o.see(Surveys, rows, defs...)
	want := "period_survey_answers a,inactive,employee,overall 14\nperiod_survey_answers d,inactive,employee,overall 9\n" +
		"group_period_survey_answers inactive,employee,overall 30\n"
	if diff := cmp.Diff(want, first); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	o.stands("units that have grown", first, Surveys, append(rows, answers("b", day-1, append(mixed, 1)...)...), defs...)
}

// TestLateUnitsJoinTogether: a unit whose answers come late is shown, and joins
// its group; small ones wait for others.
func TestLateUnitsJoinTogether(t *testing.T) {
	day, o := date("2026-09-30"), newOnlooker(t, 5)
	defs := []*metric.Def{&metric.SurveyAnswers, &metric.SurveySuppressed, &metric.GroupSurveyAnswers}
	rows := answers("a", day, mixed...)
	o.see(Surveys, rows, defs...)
	rows = append(rows, answers("b", day, 1, 2, 3)...)
	want := "period_survey_answers a,inactive,employee,overall 7\nperiod_survey_suppressed a,inactive,employee,overall 0\n" +
		"period_survey_suppressed b,inactive,employee,overall 1\ngroup_period_survey_answers inactive,employee,overall 7\n"
	o.stands("a late, small unit", want, Surveys, rows, defs...)
	rows = append(append(rows, answers("c", day, 5, 6)...), answers("d", day, mixed...)...)
	want = strings.Replace(want, "overall 1\ngroup", "overall 1\nperiod_survey_suppressed c,inactive,employee,overall 1\n"+
		"period_survey_suppressed d,inactive,employee,overall 0\ngroup", 1)
	want = strings.Replace(want, "period_survey_supp", "period_survey_answers d,inactive,employee,overall 7\nperiod_survey_supp", 1)
	o.stands("late units", strings.Replace(want, "group_period_survey_answers inactive,employee,overall 7",
		"group_period_survey_answers inactive,employee,overall 19", 1), Surveys, rows, defs...)
}

// TestSumsStandOnceShown: a day of absence registered late is somebody's.
func TestSumsStandOnceShown(t *testing.T) {
	months := func(absent float64) (rows []Row) {
		for _, m := range []string{"2026-07-01", "2026-08-01", "2026-09-01"} {
			for _, unit := range []string{"a", "b"} {
				rows = append(rows, Row{txt(unit), on(date(m)), num(absent), num(100), num(8)})
			}
		}
		return rows
	}
	for table, defs := range map[*Table][]*metric.Def{
		Absence: {&metric.AbsenceRatio, &metric.AbsenceAgreed, &metric.GroupAbsenceRatio},
		TimeUse: {&metric.TimeCore, &metric.TimeWorked, &metric.GroupTimeCore},
	} {
		o := newOnlooker(t, 5)
		first := o.see(table, months(20), defs...)
		if strings.Count(first, "0.2\n") != 3 {
			t.Fatalf("%s is not shown:\n%s", table.Name, first)
		}
		o.stands(table.Name+" corrected", first, table, months(21), defs...)
	}
	member := func(m string, plan float64) Row {
		return Row{txt("a"), on(date(m)), num(8), {}, num(plan), {}, {}}
	}
	o := newOnlooker(t, 5)
	first := o.see(Staff, []Row{member("2026-09-01", 5)}, &metric.StaffPlans)
	o.stands("staff of a month not closed", first, Staff, []Row{member("2026-09-01", 6), member("2026-10-01", 7)}, &metric.StaffPlans)
	result := func(day string, value, answers float64) Row {
		return Row{txt("a"), txt("test"), on(date(day)), num(value), num(answers)}
	}
	first = o.see(External, []Row{result("2026-09-01", 50, 20)}, &metric.ExternalResult)
	o.stands("a result corrected", first, External, []Row{result("2026-09-01", 51, 21)}, &metric.ExternalResult)
	if diff := cmp.Diff("external_result a,test 60\n", o.see(External, []Row{result("2026-10-01", 60, 20)}, &metric.ExternalResult)); diff != "" {
		t.Errorf("the next result (-want +got):\n%s", diff)
	}
}

// TestPeriodsThatOverlapAreWithheld: a quarter less its shown months is another
// month.
func TestPeriodsThatOverlapAreWithheld(t *testing.T) {
	o := newOnlooker(t, 5)
	rows := append(answers("a", date("2026-09-10"), mixed...), answers("a", date("2026-05-10"), 1, 2)...)
	if got := o.see(Surveys, rows, &metric.SurveyAnswers); !strings.HasSuffix(got, " 7\n") {
		t.Fatalf("the quarter shows %q", got)
	}
	change := func(p Period, least int, today, want string) {
		t.Helper()
		opts := o.store.opts
		o.store.opts.Period, o.store.opts.Least = p, least
		o.now.Today = date(today)
		if got := o.see(Surveys, rows, &metric.SurveyAnswers); got != want {
			t.Errorf("period of %d months on %s, %d people at least: %q, want %q", p, today, least, got, want)
		}
		o.store.opts = opts
		o.restart()
	}
	change(Monthly, 5, "2026-11-01", "")
	change(HalfYear, 5, "2026-11-01", "") // ended when the quarter began, but it was not shown then
	change(Yearly, 5, "2027-02-01", "")
	change(Quarterly, 8, "2026-11-01", "") // what was shown by a laxer rule
	rows = append(rows, answers("a", date("2026-10-10"), mixed...)...)
	change(Monthly, 5, "2026-11-20", "period_survey_answers a,inactive,employee,overall 7\n")
}

// TestNothingShownEverGivesAnybodyAway lets rows change in every way, and
// restarts come in between, and looks at what the differences disclose.
func TestNothingShownEverGivesAnybodyAway(t *testing.T) {
	type sight struct{ n, sum float64 }
	rapid.Check(t, func(t *rapid.T) {
		today, day := date("2026-11-01"), date("2026-08-03")
		least := rapid.IntRange(MinLeast, 9).Draw(t, "least")
		b, active := NewStore(Options{Least: least}), map[string]civil.Day{}
		rows := map[string]Row{}
		units, groups := map[string]sight{}, map[string]sight{}
		for step := range rapid.IntRange(2, 6).Draw(t, "steps") {
			for i := range rapid.IntRange(1, 60).Draw(t, "changes") {
				unit := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "unit")
				id := fmt.Sprint(unit, rapid.IntRange(0, 20).Draw(t, "id"))
				switch rapid.IntRange(0, 9).Draw(t, "what") {
				case 0:
					delete(rows, id)
				case 1:
					active[unit] = day + civil.Day(rapid.IntRange(-1, 30).Draw(t, "from"))
				default:
					score := float64(rapid.IntRange(0, 100).Draw(t, "score"))
					rows[id] = Row{txt(id), txt(unit), txt("employee"), on(day + civil.Day(i%28)), num(score), {}}
				}
			}
			table := b.Begin(Surveys, today, anyUnit)
			for _, row := range rows {
				table.Add(row)
			}
			b.Commit(table)
			now := unsupervised(today, "a", "b", "c", "d", "e", "f")
			now.Active = func(unit string, d civil.Day) bool { return active[unit] != 0 && d >= active[unit] }
			now.Programmes = uint64(step)
			nextUnits, nextGroups := map[string]sight{}, map[string]sight{}
			for _, f := range slices.Concat(b.Figures(now)...) {
				into := nextUnits
				switch f.Def {
				case &metric.GroupSurveyAnswers, &metric.GroupSurveyMean:
					into = nextGroups
				case &metric.SurveyAnswers, &metric.SurveyMean:
				default:
					continue
				}
				s := into[strings.Join(f.Labels, " ")]
				if f.Def == &metric.SurveyAnswers || f.Def == &metric.GroupSurveyAnswers {
					s.n = f.Value
				} else {
					s.sum = f.Value * s.n
				}
				into[strings.Join(f.Labels, " ")] = s
			}
			for of, before := range units {
				if nextUnits[of] != before {
					t.Fatalf("step %d: %s was %v and is %v", step, of, before, nextUnits[of])
				}
			}
			for _, state := range states {
				of := state + " employee overall"
				come := nextGroups[of].n - groups[of].n
				for unit, s := range nextUnits {
					if _, before := units[unit]; !before && strings.Contains(unit, " "+state+" ") {
						come -= s.n
					}
				}
				if come != 0 && come < float64(least) {
					t.Fatalf("step %d: %s went from %v to %v, which leaves %v people", step, of, groups[of], nextGroups[of], come)
				}
				if nextGroups[of].n == groups[of].n && nextGroups[of] != groups[of] {
					t.Fatalf("step %d: %s was %v and is %v", step, of, groups[of], nextGroups[of])
				}
			}
			units, groups = nextUnits, nextGroups
			if rapid.Bool().Draw(t, "restart") {
				b = restarted(t, b)
			}
		}
	})
}
