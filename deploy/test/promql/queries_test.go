package promql

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"

	"casework/dashboards/query"
)

// legitimatelyEmpty are the queries that return nothing in the living data
// set, and why.
var legitimatelyEmpty = map[string]string{
	"operations/4/A":  "no poll of the towns fails",
	"operations/10/A": "no row of theirs is corrected",
	"unit/6/C":        "unit 03 joined 12 days ago, less than a window",
	"unit/7/C":        "unit 03 joined 12 days ago, less than a window",
	"unit/8/C":        "unit 03 joined 12 days ago, less than a window",
	"unit/30/C":       "unit 03 joined 12 days ago, less than a window",
	"unit/32/C":       "unit 03 joined 12 days ago, less than a window",
	"unit/43/C":       "unit 03 joined 12 days ago, less than a window",
	"unit/50/D":       "all of unit 03 is as usual in one of the towns",
	"unit/44/C":       "unit 03 joined 12 days ago, less than a window",
	"programme/15/A":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/B":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/C":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/D":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/E":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/F":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/G":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/15/H":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/16/A":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/16/B":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/16/C":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/32/A":  "no change in cases closed is beyond earlier development, which hours freed need",
	"programme/32/B":  "no change in cases closed is beyond earlier development, which hours freed need",
	"effect/9/A":      "no town drew lots",
	"effect/9/B":      "no town drew lots",
	"effect/10/B":     "no file keeps since when their primary outcome is chosen",
}

// A line is one series of a query's result.
type line struct {
	labels labels.Labels
	values []float64
}

// variableForm is a variable of a board; $1 is a group of label_replace.
var variableForm = regexp.MustCompile(`\$[a-z_{]`)

// run runs a query as its panel does.
func run(t *testing.T, h *history, b board, p panel, q targetJSON, c query.Choice) []line {
	t.Helper()
	over := p.over(t, b)
	every := step(p, over)
	expr := c.Fill(q.Expr, every)
	if variableForm.MatchString(expr) {
		t.Fatalf("variables are left in %s", expr)
	}
	var lines []line
	if q.Instant {
		vector, err := h.instant(expr, end)
		if err != nil {
			t.Errorf("%v\nin %s", err, expr)
		}
		for _, s := range vector {
			lines = append(lines, line{s.Metric, []float64{s.F}})
		}
		return lines
	}
	matrix, err := h.over(expr, end.Add(-over), end, every)
	if err != nil {
		t.Errorf("%v\nin %s", err, expr)
	}
	for _, s := range matrix {
		l := line{labels: s.Metric}
		for _, point := range s.Floats {
			l.values = append(l.values, point.F)
		}
		lines = append(lines, l)
	}
	return lines
}

// TestEveryQueryReturnsWhatItsPanelShows runs every query of every panel
// under every choice.
func TestEveryQueryReturnsWhatItsPanelShows(t *testing.T) {
	h := lived(t)
	empty := map[string]bool{}
	for key, b := range boards(t, "nb") {
		for _, c := range choices() {
			for _, p := range b.Panels {
				for _, q := range p.Targets {
					name := fmt.Sprintf("%s/%d/%s", key, p.ID, q.RefID)
					t.Run(name+"/"+c["source"]+", type "+c["case_type"], func(t *testing.T) {
						lines := run(t, h, b, p, q, c)
						if len(lines) == 0 {
							if legitimatelyEmpty[name] == "" && !alternative(q) {
								t.Errorf("%q, query %s returns nothing:\n%s", p.Title, q.RefID, c.Fill(q.Expr, time.Hour))
							}
							empty[name] = true
						}
						checkShape(t, p, q, lines)
					})
				}
			}
		}
	}
	for name := range legitimatelyEmpty {
		if !empty[name] {
			t.Errorf("%s is listed as legitimately empty, but never is", name)
		}
	}
}

// alternative reports whether a query shows what is so in one way of several: a
// signal of one kind, a target that is met in one way, goals of one state, why
// figures cannot tell, why there are none.
func alternative(q targetJSON) bool {
	return strings.Contains(q.Expr, "absent(") || strings.HasPrefix(q.Expr, "1 * (max (casework_effect_answer{") || strings.Contains(q.Expr, "_direction{") || strings.Contains(q.Expr, "$target") ||
		strings.Contains(q.Expr, "casework_goal_reached{") && strings.Contains(q.Expr, "bottomk(")
}

// rowLabels are the labels that a table's rows may have.
var rowLabels = []string{
	"age", "audience", "currency", "event_month", "factor", "goal", "instance", "job", "kind", "measure", "month", "outcome", "programme", "row",
	"source", "supervision", "topic", "unit",
}

// joined reports whether a panel joins its queries by their labels.
func joined(p panel) bool {
	return p.Type == "table" || p.Type == "trend" || p.Type == "barchart" || p.monthly()
}

// monthly reports whether a panel joins its queries by month.
func (p panel) monthly() bool {
	return p.Type == "timeseries" && len(p.Targets) > 0 && p.Targets[0].Instant
}

// checkShape checks that a panel can show the result: one value where it
// shows one figure, lines that its legend distinguishes, finite numbers.
func checkShape(t *testing.T, p panel, q targetJSON, lines []line) {
	t.Helper()
	for _, l := range lines {
		for _, v := range l.values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%v has the value %v", l.labels, v)
				break
			}
		}
	}
	names := map[string]bool{}
	for _, l := range lines {
		name := l.labels.String()
		if joined(p) {
			l.labels.Range(func(label labels.Label) {
				if !slices.Contains(rowLabels, label.Name) {
					t.Errorf("a table's row has the label %s", label.Name)
				}
			})
		} else {
			name = q.LegendFormat
			l.labels.Range(func(label labels.Label) {
				name = strings.ReplaceAll(name, "{{"+label.Name+"}}", label.Value)
			})
		}
		if names[name] {
			t.Errorf("two series are named %q", name)
		}
		names[name] = true
	}
}

// TestTablesJoin checks that all columns of a table have the same labels,
// so that their rows come together.
func TestTablesJoin(t *testing.T) {
	h := lived(t)
	for key, b := range boards(t, "nb") {
		for _, p := range b.Panels {
			if !joined(p) {
				continue
			}
			var first string
			for _, q := range p.Targets {
				if !q.Instant { // said in a legend, and of no month
					continue
				}
				for _, l := range run(t, h, b, p, q, choices()[0]) {
					var names []string
					l.labels.Range(func(label labels.Label) { names = append(names, label.Name) })
					if got := strings.Join(names, " "); first == "" {
						first = got
					} else if got != first {
						t.Errorf("%s, %q, column %s has the labels %q, others %q", key, p.Title, q.RefID, got, first)
					}
				}
			}
		}
	}
}

// TestHeadlineShowsTheGroups compares the rows of the table of the two
// groups with the series behind them.
func TestHeadlineShowsTheGroups(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["quality"]
	i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == 4 })
	for _, c := range choices()[:2] {
		direct := func(state string, at time.Time) float64 {
			expr := fmt.Sprintf(`casework_group_window_wait_mean_seconds{source=%q,supervision=%q,case_type=""} / 86400`, c["source"], state)
			found, err := h.instant(expr, at)
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %v, %v", expr, found, err)
			}
			return found[0].F
		}
		// The newest scrape at or before the previous period's end.
		earlier := end.Add(-28 * 24 * time.Hour).Truncate(6 * time.Hour).Add(2 * time.Hour)
		if earlier.After(end.Add(-28 * 24 * time.Hour)) {
			earlier = earlier.Add(-6 * time.Hour)
		}
		want := map[string]float64{
			"1": direct("active", end), "2": direct("inactive", end),
			"4": direct("active", earlier), "5": direct("inactive", earlier),
		}
		want["3"] = want["1"] - want["2"]
		got := run(t, h, b, b.Panels[i], b.Panels[i].Targets[0], c)
		if len(got) != len(want) {
			t.Errorf("%v: %d rows, want %d", c, len(got), len(want))
		}
		for _, l := range got {
			if row := l.labels.Get("row"); l.values[0] != want[row] {
				t.Errorf("%v: row %s is %v, want %v", c, row, l.values[0], want[row])
			}
		}
	}
}

// TestCasesAreCountedOnce compares what panels show for all types, and for
// one, with the sum of the series themselves.
func TestCasesAreCountedOnce(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["queues"]
	for _, c := range choices() {
		for id, name := range map[int]string{2: "casework_open_cases", 3: "casework_queue_cases", 4: "casework_overdue_cases"} {
			want := fmt.Sprintf(`sum(%s{source=%q})`, name, c["source"])
			if c["case_type"] != query.AllTypes {
				want = fmt.Sprintf(`sum(%s{source=%q,case_type=%q})`, name, c["source"], c["case_type"])
			}
			direct, err := h.instant(want, end)
			if err != nil || len(direct) != 1 {
				t.Fatalf("%s: %v, %v", want, direct, err)
			}
			i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == id })
			got := run(t, h, b, b.Panels[i], b.Panels[i].Targets[0], c)
			if len(got) != 1 || got[0].values[0] != direct[0].F || direct[0].F == 0 {
				t.Errorf("%v: panel %d shows %v, want %v", c, id, got, direct[0].F)
			}
		}
	}
}

// TestQueriesParse is dashboard-linter's target-promql-rule and
// template-label-promql-rule, in both languages.
func TestQueriesParse(t *testing.T) {
	p := parser.NewParser(parser.Options{})
	for _, language := range []string{"nb", "en"} {
		for key, b := range boards(t, language) {
			for _, panel := range b.Panels {
				for _, q := range panel.Targets {
					if _, err := p.ParseExpr(choices()[0].Fill(q.Expr, time.Hour)); err != nil {
						t.Errorf("%s, %q, query %s: %v", key, panel.Title, q.RefID, err)
					}
				}
			}
		}
	}
	if _, err := p.ParseExpr("sum(rate(casework_open_cases[5m])"); err == nil {
		t.Error("a broken query parses")
	}
}
