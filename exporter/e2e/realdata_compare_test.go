package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// compare holds everything exposed against SQL.
func (r *replay) compare() {
	r.t.Helper()
	now := r.now.Format(time.DateTime)
	r.compareQueues(now)
	r.compareTotals(now)
	for _, days := range replayLengths {
		r.compareWindow(now, days)
	}
	r.nothingElse()
}

// knownOf leaves out the cases whose duration nobody knows.
var knownOf = map[string]string{"wait": " AND wait_known"}

// handledIn leaves out the cases of which nobody knows for how long they were handled.
const handledIn = " AND started_at IS NOT NULL AND wait_known AND closed_at >= started_at"

func unitLabels(unit, state string) string {
	return fmt.Sprintf(`unit=%q,supervision=%q`, unit, state)
}

func (r *replay) compareQueues(now string) {
	hasStart := r.number(`SELECT COUNT(started_at) FROM counted_cases`) > 0
	r.query(2, func(l []string, v []float64) {
		labels := unitLabels(l[0], l[1])
		r.want("open_cases", labels, v[0])
		r.want("queue_cases", labels, v[1])
		r.want("overdue_cases", labels, v[2])
		if v[1] > 0 {
			r.want("queue_oldest_received_timestamp_seconds", labels, v[3])
			r.want("queue_oldest_net_received_timestamp_seconds", labels, v[3]) // there are no pauses
		}
	}, `SELECT u.unit, IF(active(u.unit, ?), 'active', 'inactive'), COUNT(c.case_id), COUNT(IF(c.started_at IS NULL, c.case_id, NULL)),
			COUNT(IF(c.deadline_at < ?, 1, NULL)), MIN(IF(c.started_at IS NULL, TIMESTAMPDIFF(SECOND, '1970-01-01', c.received_at), NULL))
		FROM casework_units u LEFT JOIN counted_cases c ON c.unit = u.unit AND c.closed_at IS NULL GROUP BY u.unit`, now, now)
	if !hasStart {
		for key := range r.shown {
			name, _, _ := strings.Cut(key, "{")
			if strings.Contains(name, "_wait_") || strings.Contains(name, "_started_") {
				r.t.Errorf("%s is exposed, though no case was ever started", key)
			}
		}
	}
}

// compareTotals compares what was counted since the database was empty with
// the rows: all that there is happened since.
func (r *replay) compareTotals(now string) {
	simple := func(metric, column, more string) {
		r.query(2, func(l []string, v []float64) { r.want(metric, unitLabels(l[0], l[1]), v[0]) },
			`SELECT unit, IF(active(unit, `+column+`), 'active', 'inactive') state, COUNT(*) FROM counted_cases
			 WHERE `+column+` IS NOT NULL `+more+` GROUP BY unit, state`)
	}
	simple("cases_received_total", "received_at", "")
	simple("cases_started_total", "started_at", "")
	simple("deadlines_met_total", "closed_at", "AND closed_at <= deadline_at")
	simple("deadlines_missed_total", "closed_at", "AND closed_at > deadline_at")
	for metric, column := range map[string]string{"wait": "started_at", "turnaround": "closed_at"} {
		simple(metric+"_seconds_count", column, knownOf[metric])
		r.query(2, func(l []string, v []float64) { r.want(metric+"_seconds_sum", unitLabels(l[0], l[1]), v[0]) },
			`SELECT unit, IF(active(unit, `+column+`), 'active', 'inactive') state, SUM(TIMESTAMPDIFF(SECOND, received_at, `+column+`))
			 FROM counted_cases WHERE `+column+` IS NOT NULL `+knownOf[metric]+` GROUP BY unit, state`)
	}
	// The contract does not say when earlier closings and reopenings were, so
	// they are compared over both states.
	for metric, expression := range map[string]string{
		"cases_reopened_total": "SUM(COALESCE(reopened_count, 0))",
		"cases_closed_total":   "SUM(COALESCE(reopened_count, 0)) + COUNT(closed_at)",
	} {
		r.query(1, func(l []string, v []float64) {
			var got float64
			for _, state := range stateNames {
				key := "casework_" + metric + `{source="real",` + unitLabels(l[0], state) + "}"
				r.looked[key] = true
				got += r.shown[key]
			}
			if got != v[0] {
				r.t.Errorf("%s: %s of %q = %v; SQL says %v", now, metric, l[0], got, v[0])
			}
		}, `SELECT unit, `+expression+` FROM counted_cases GROUP BY unit`)
	}
	r.query(3, func(l []string, v []float64) {
		r.want("errors_reported_total", unitLabels(l[0], l[1])+fmt.Sprintf(",kind=%q", l[2]), v[0])
	}, `SELECT unit, IF(active(unit, reported_at), 'active', 'inactive') state, kind, COUNT(*) FROM counted_errors GROUP BY unit, state, kind`)
}

// compareWindow compares one window, per unit and pooled.
func (r *replay) compareWindow(now string, days int) {
	in := func(column string) string {
		return fmt.Sprintf("%s > '%s' - INTERVAL %d DAY AND %s <= '%s'", column, now, days, column, now)
	}
	window := fmt.Sprintf(`,window="%dd"`, days)
	for _, by := range []struct{ prefix, column, unit string }{
		{"window_", "unit", "unit"}, {"group_window_", "''", "''"},
	} {
		labels := func(l []string) string {
			if by.unit == "unit" {
				return unitLabels(l[0], l[1]) + window
			}
			return fmt.Sprintf("supervision=%q", l[1]) + window
		}
		count := func(metric, table, column, more string) map[string]float64 {
			counts := map[string]float64{}
			r.query(2, func(l []string, v []float64) {
				counts[labels(l)] = v[0]
				r.want(by.prefix+metric, labels(l), v[0])
			}, `SELECT `+by.column+` AS u, IF(active(unit, `+column+`), 'active', 'inactive') state, COUNT(*)
				FROM `+table+` WHERE `+in(column)+more+` GROUP BY u, state`)
			return counts
		}
		count("received_cases", "counted_cases", "received_at", "")
		count("started_cases", "counted_cases", "started_at", "")
		closed := count("closed_cases", "counted_cases", "closed_at", "")
		faults := count("errors", "counted_errors", "reported_at", "")
		judged := count("deadline_cases", "counted_cases", "closed_at", " AND deadline_at IS NOT NULL")
		for l, n := range closed {
			r.want(by.prefix+"errors_per_closed_ratio", l, faults[l]/n)
		}
		r.query(2, func(l []string, v []float64) {
			r.want(by.prefix+"deadline_met_ratio", labels(l), v[0]/judged[labels(l)])
		}, `SELECT `+by.column+` AS u, IF(active(unit, closed_at), 'active', 'inactive') state, COUNT(IF(closed_at <= deadline_at, 1, NULL))
			FROM counted_cases WHERE `+in("closed_at")+` AND deadline_at IS NOT NULL GROUP BY u, state`)
		count("handled_cases", "counted_cases", "closed_at", handledIn)
		for _, d := range []struct{ metric, from, to, known string }{
			{"wait", "received_at", "started_at", knownOf["wait"]},
			{"turnaround", "received_at", "closed_at", ""},
			{"handling", "started_at", "closed_at", handledIn},
		} {
			r.query(2, func(l []string, v []float64) {
				r.want(by.prefix+d.metric+"_median_seconds", labels(l), v[0])
				r.want(by.prefix+d.metric+"_p90_seconds", labels(l), v[1])
				r.want(by.prefix+d.metric+"_mean_seconds", labels(l), v[2]/v[3])
			}, quantiles(by.column, d.from, d.to, in(d.to)+d.known))
		}
	}
}

// quantiles is a query of median, 90th percentile, sum and number. The
// quantiles are put together from order statistics in exact decimals:
// between the values at ranks ⌊h⌋ and ⌊h⌋+1 for h = (n−1)p, counted from 0.
func quantiles(unit, from, to, where string) string {
	at := func(p string) string {
		return `SUM(CASE WHEN i = FLOOR((n - 1) * ` + p + `) THEN d * (1 - ((n - 1) * ` + p + ` - i))
			WHEN i = FLOOR((n - 1) * ` + p + `) + 1 THEN d * ((n - 1) * ` + p + ` - i + 1) ELSE 0 END)`
	}
	return `SELECT u, state, ` + at("0.5") + `, ` + at("0.9") + `, SUM(d), COUNT(*) FROM (
		SELECT u, state, d, ROW_NUMBER() OVER (PARTITION BY u, state ORDER BY d) - 1 AS i, COUNT(*) OVER (PARTITION BY u, state) AS n
		FROM (SELECT ` + unit + ` AS u, IF(active(unit, ` + to + `), 'active', 'inactive') AS state,
			TIMESTAMPDIFF(SECOND, ` + from + `, ` + to + `) AS d FROM counted_cases WHERE ` + where + `) AS durations) AS ranked
		GROUP BY u, state`
}

// query calls f for every row of numbers that follow two or three labels.
func (r *replay) query(labels int, f func(labels []string, values []float64), query string, args ...any) {
	r.t.Helper()
	rows, err := r.db.QueryContext(context.Background(), query, args...)
	if err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		r.t.Fatal(err)
	}
	texts, numbers := make([]string, labels), make([]sql.NullFloat64, len(columns)-labels)
	var into []any
	for i := range texts {
		into = append(into, &texts[i])
	}
	for i := range numbers {
		into = append(into, &numbers[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			r.t.Fatal(err)
		}
		values := make([]float64, len(numbers))
		for i := range numbers {
			values[i] = numbers[i].Float64
		}
		f(texts, values)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *replay) number(query string) float64 {
	var v float64
	if err := r.db.QueryRow(query).Scan(&v); err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
	return v
}

// nothingElse checks that nothing is exposed that was not compared: the rest
// must be 0 or about the exporter itself.
func (r *replay) nothingElse() {
	compared := 0
	for key, v := range r.shown {
		switch {
		case r.looked[key]:
			compared++
		case strings.HasPrefix(key, "casework_ledger_"), strings.HasPrefix(key, "casework_source_"),
			strings.HasPrefix(key, "casework_supervision_"), strings.HasPrefix(key, "casework_unit_info"),
			strings.HasPrefix(key, "casework_group_units"):
		case v != 0:
			r.t.Errorf("%s: %s = %v; it should not be there, or was not compared", r.now.Format(time.DateTime), key, v)
		}
	}
	if compared < 50 {
		r.t.Errorf("only %d values compared", compared)
	}
	r.t.Logf("%s: %d values are as they should be", r.now.Format(time.DateTime), compared)
}
