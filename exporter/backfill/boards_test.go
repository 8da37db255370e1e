package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"

	"casework/collectors/metric"
	"casework/dashboards/query"
)

// A board is what is run of the JSON of a board.
type board struct {
	Panels []struct {
		ID                    int
		Type, Title, Interval string
		Targets               []struct {
			RefID, Expr string
			Instant     bool
		}
	}
}

// TestBoardsHaveHistory: over blocks and what rules record of them, every
// query of every board has an answer, but for those that ask for what the
// exporter reports about itself, which was not running, and for comparisons and
// changes, which a town of some months is too young for. The row that says why a table
// is empty is there where no other is.
func TestBoardsHaveHistory(t *testing.T) {
	t.Parallel()
	end := begin + townDays*day
	p, err := newTown(begin, townDays+20).past(end)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	o := &options{output: dir, format: blocks, histograms: "native"}
	if _, err := writeAs(t.Context(), t, p, begin, end, o, t.Output(), rulesOf(t, boardRules)...); err != nil {
		t.Fatal(err)
	}
	prom := openPrometheus(t, dir)
	paths, err := filepath.Glob("../../deploy/grafana/dashboards/nb/*.json")
	if err != nil || len(paths) < 8 {
		t.Fatalf("boards: %v, %v", paths, err)
	}
	answered := 0
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var b board
		if err := json.Unmarshal(content, &b); err != nil {
			t.Fatal(err)
		}
		for _, panel := range b.Panels {
			rows := 0
			for _, q := range panel.Targets {
				expr := filled(t, q.Expr, panel.Interval, 0)
				at := end - ahead(t, expr)
				found := len(prom.query(t, expr, at))
				if strings.Contains(q.Expr, "$unit") || strings.Contains(q.Expr, "$charted") { // of a unit under supervision, and of one without
					found += len(prom.query(t, filled(t, q.Expr, panel.Interval, 3), at))
				}
				if q.RefID == query.EmptyRef { // the row of a table that has no other
					if (found > 0) != (rows == 0) {
						t.Errorf("%s, %q: %d cells of figures, and %d rows that say there are none", filepath.Base(path), panel.Title, rows, found)
					}
					continue
				}
				rows += found
				switch {
				case found > 0:
					answered++
				case !excused(q.Expr):
					t.Errorf("%s, %q, query %s has no answer: %s", filepath.Base(path), panel.Title, q.RefID, expr)
				}
			}
		}
	}
	if answered < 120 {
		t.Errorf("only %d queries have an answer", answered)
	}
}

// filled is a query of the town's only source with values for its variables,
// and every six hours where its panel does not say how often.
func filled(t *testing.T, expr, interval string, unit int) string {
	t.Helper()
	if interval == "" {
		interval = query.Coarse
	}
	step, err := model.ParseDuration(interval)
	if err != nil {
		t.Fatalf("interval %q: %v", interval, err)
	}
	return query.Chosen("town", unitName(unit)).Fill(expr, time.Duration(step))
}

var negativeOffset = regexp.MustCompile(`offset -(\w+)`)

// ahead is how far a query looks ahead, in seconds: the figures of a month are
// shown where the month is, which are known only later.
func ahead(t *testing.T, expr string) int64 {
	t.Helper()
	found := negativeOffset.FindStringSubmatch(expr)
	if found == nil {
		return 0
	}
	length, err := model.ParseDuration(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return int64(time.Duration(length).Seconds())
}

// excused reports whether a query asks for what a young town's history lacks:
// what was a year ago, or a quarter, as the town's periods are months, what takes
// five units under supervision, and staff of those that are, who are too few; or
// for what is so or otherwise, each in a query of its own.
func excused(expr string) bool {
	for _, def := range metric.All() {
		if (def.Section == metric.Self || def.Section == metric.Comparison || def.Section == metric.Changes) && strings.Contains(expr, def.Name) {
			return true
		}
	}
	if strings.Contains(expr, "count(") && strings.HasSuffix(expr, ">= 5)") {
		return true
	}
	for _, either := range []string{metric.ChartDirection.Name, metric.ChartMonthDirection.Name, metric.GroupChartDirection.Name, "$target"} {
		if strings.Contains(expr, either) {
			return true // a signal of one kind, or a target that is met in one way
		}
	}
	if strings.Contains(expr, metric.GoalReached.Name) && strings.Contains(expr, "bottomk(") {
		return true // goals of one state
	}
	if strings.Contains(expr, metric.StaffReached.Name) && strings.Contains(expr, query.Active) {
		return true
	}
	if strings.Contains(expr, "offset $intake") && strings.Contains(expr, query.Active) {
		return true // the town's supervision begins 90 days before its end
	}
	return strings.Contains(expr, "scrape_") || strings.Contains(expr, "offset 52w") || strings.Contains(expr, "offset 92d")
}

// TestCountersBeginAtZero: a counter that appears between two instants of a
// history with a value has a sample of 0 before it, when it began, so that its
// first increase is one.
func TestCountersBeginAtZero(t *testing.T) {
	t.Parallel()
	rows := newTown(begin, 60)
	end := begin + 50*day
	p, err := rows.past(end)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, p, begin, end, dir, "classic", blocks)
	prom := openPrometheus(t, dir)
	checked := 0
	for i := range 5 {
		var received, first int64
		for _, c := range rows.cases {
			if c.Unit == unitName(i) && c.Received <= end {
				received++
				if first == 0 || c.Received < first {
					first = c.Received
				}
			}
		}
		series := `casework_cases_received_total{unit="` + unitName(i) + `",supervision="inactive"}`
		seen := (first + quarter - 1) / quarter * quarter // the instant that sees the unit first
		if first <= begin {
			continue // there from the first instant on, so nothing increases
		}
		least := prom.query(t, "max(min_over_time("+series+"[1d]))", seen)
		if v, there := least["{}"]; !there || v != 0 {
			t.Errorf("%s shows %v at %s, want a 0 when its first case was received, %s", unitName(i), least, r3339(seen), r3339(first))
		}
		var all int64
		for _, v := range prom.query(t, "sum(max_over_time("+strings.Replace(series, `,supervision="inactive"`, "", 1)+"[50d]) - min_over_time("+
			strings.Replace(series, `,supervision="inactive"`, "", 1)+"[50d]))", end) {
			all = int64(v)
		}
		if all != received {
			t.Errorf("%s: cases received increase by %d, want all %d, the first too", unitName(i), all, received)
		}
		checked++
	}
	if checked < 3 {
		t.Errorf("only %d units were looked at", checked)
	}
}
