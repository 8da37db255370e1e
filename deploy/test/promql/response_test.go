package promql

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
)

// A moment is a value of a series at the end, or so long before it.
type moment struct {
	ago   time.Duration
	value float64
	label []string // names and values, the name of the metric first
}

// told returns a history of what moments say of the source plain, which the
// first choice is of.
func told(t *testing.T, moments []moment) *history {
	t.Helper()
	h, err := newHistory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.db.Close() })
	slices.SortStableFunc(moments, func(a, b moment) int { return int(b.ago - a.ago) })
	app := h.db.Appender(t.Context())
	for _, m := range moments {
		l := labels.FromStrings(append([]string{"__name__", m.label[0], "source", plain}, m.label[1:]...)...)
		if _, err := app.Append(0, l, end.Add(-m.ago).UnixMilli(), m.value); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
	return h
}

// column runs a query of a panel and returns its values by a label.
func column(t *testing.T, h *history, board string, id, query int, by string) map[string]float64 {
	t.Helper()
	b := boards(t, "nb")[board]
	i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == id })
	got := map[string]float64{}
	for _, l := range run(t, h, b, b.Panels[i], b.Panels[i].Targets[query], choices()[0]) {
		got[l.labels.Get(by)] = l.values[0]
	}
	return got
}

// ofUnits are units under supervision with so many hours of it, whose waits
// fell by half a day, errors by 2 per 100 and absence by 1 percentage point.
func ofUnits(n int) (all []moment) {
	const month, quarter = 28 * 24 * time.Hour, 92 * 24 * time.Hour
	for _, at := range []struct {
		ago  time.Duration
		wait float64
		errs float64
	}{{0, 4.5, .03}, {month, 5, .05}} {
		for i := range n {
			of := func(name string, more ...string) []string {
				return append([]string{"casework_window_" + name, "unit", fmt.Sprintf("u%d", i), "window", "28d"}, more...)
			}
			all = append(all,
				moment{at.ago, at.wait * 86400, of("wait_median_seconds", "supervision", "active")},
				moment{at.ago, 20, of("started_cases", "supervision", "active")},
				moment{at.ago, at.errs, of("errors_per_closed_ratio", "supervision", "active")},
				moment{at.ago, 30, of("closed_cases", "supervision", "active")},
				// Without supervision, once, and with few cases: of no account.
				moment{at.ago, 90 * 86400, of("wait_median_seconds", "supervision", "inactive")},
				moment{at.ago, 90 * 86400 * at.wait, of("wait_median_seconds", "supervision", "active", "case_type", "x")},
				moment{at.ago, float64(i+1) * 4 * 3600, of("dose_seconds", "kind", "group")})
		}
	}
	for _, at := range []struct {
		ago   time.Duration
		share float64
	}{{0, .05}, {quarter, .06}} {
		all = append(all, moment{at.ago, float64(end.Add(-at.ago).Unix()), []string{"casework_period_start_timestamp_seconds"}})
		for i := range n {
			all = append(all, moment{at.ago, at.share, []string{"casework_period_absence_ratio", "unit", fmt.Sprintf("u%d", i), "supervision", "active"}})
		}
	}
	return all
}

// TestHoursAndChangeOfFewUnitsAreNotShown compares each column with what was
// written, and takes one unit away.
func TestHoursAndChangeOfFewUnitsAreNotShown(t *testing.T) {
	for _, units := range []int{5, 4} {
		h := told(t, ofUnits(units))
		if n := column(t, h, "follow-up", 9, 0, "unit"); n[""] != float64(units) {
			t.Errorf("of %d units, %v are said to be compared", units, n)
		}
		for query, want := range []func(i int) float64{
			func(i int) float64 { return float64(i + 1) }, // hours a week
			func(int) float64 { return -.5 },
			func(int) float64 { return -2 },
			func(int) float64 { return -1 },
			func(int) float64 { return 20 },
			func(int) float64 { return 30 },
		} {
			got := column(t, h, "follow-up", 10, query, "unit")
			if shown := 5 * (units - 4); len(got) != shown {
				t.Errorf("column %d has %d rows of %d units, want %d", query, len(got), units, shown)
			}
			for i := range 5 {
				if v, ok := got[fmt.Sprintf("u%d", i)]; ok && (v-want(i) > 1e-9 || want(i)-v > 1e-9) {
					t.Errorf("column %d of unit %d is %v, want %v", query, i, v, want(i))
				}
			}
		}
	}
}

// TestGoalsSayWhereTheyStand: a goal that is due today is not overdue.
func TestGoalsSayWhereTheyStand(t *testing.T) {
	const day = 24 * time.Hour
	var all []moment
	goal := func(name string, due time.Duration, reached float64) {
		of := func(metric string) []string { return []string{"casework_goal_" + metric, "unit", "u", "goal", name} }
		all = append(all, moment{0, float64(end.Add(due).Unix()), of("due_timestamp_seconds")})
		if reached >= 0 {
			all = append(all, moment{0, reached, of("reached")})
		}
	}
	goal("reached, overdue", -9*day, 1)
	goal("not known", 40*day, -1)
	goal("later", 31*day, 0)
	goal("soon", 29*day, 0)
	goal("today", -20*time.Hour, 0)
	goal("overdue", -25*time.Hour, 0)
	goal("not known, overdue", -2*day, -1)
	got := column(t, told(t, all), "programme", 9, 4, "goal")
	for name, want := range map[string]float64{
		"reached, overdue": 0, "not known": 1, "later": 1, "soon": 2, "today": 2, "overdue": 3, "not known, overdue": 3,
	} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s is %v, %v; want %v", name, v, ok, want)
		}
	}
}
