package e2e

import (
	"fmt"
	"strings"
	"time"

	"casework/collectors/civil"
)

// noDates are the days that a set writes where a case was not closed.
var noDates = map[string][]civil.Day{"city_complaints": {civil.DayOf(time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC))}}

// countedViews makes views of the tables as deploy/COUNTING.md says that rows are
// counted: without those that cannot be, and with times that may be of different
// clocks put in order.
func (r *replay) countedViews(noDates []civil.Day) {
	r.t.Helper()
	closed := "closed_at"
	for _, day := range noDates {
		closed = fmt.Sprintf("IF(DATE(closed_at) = '%s', NULL, %s)", time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly), closed)
	}
	const tolerated = "received_at - INTERVAL 300 SECOND"
	r.exec(`CREATE VIEW dated_cases AS SELECT case_id, unit, case_type, received_at, started_at, ` + closed + ` AS closed_at, deadline_at, reopened_count
		FROM casework_cases`)
	r.exec(`CREATE VIEW counted_cases AS SELECT case_id, unit, case_type, received_at, GREATEST(started_at, received_at) AS started_at,
			GREATEST(closed_at, received_at) AS closed_at, deadline_at, reopened_count,
			started_at IS NULL OR started_at >= ` + tolerated + ` AS wait_known
		FROM dated_cases WHERE unit <> '' AND (closed_at IS NULL OR closed_at >= ` + tolerated + `)`)
	r.exec(`CREATE VIEW counted_errors AS SELECT * FROM casework_errors WHERE unit <> '' AND unit IN (SELECT unit FROM casework_units)`)
}

// compareRejected holds the rows that are not counted, or not wholly, against SQL,
// and says what differs from the rows as they are.
func (r *replay) compareRejected() {
	r.t.Helper()
	const tolerated = "received_at - INTERVAL 300 SECOND"
	want := func(table, reason, query string) {
		n := r.number(query)
		r.want("source_rows_rejected", fmt.Sprintf(`query=%q,reason=%q`, table, reason), n)
		if n > 0 {
			r.t.Logf("%v %s are counted otherwise than they stand there: %s", n, table, reason)
		}
	}
	want("cases", "no_unit", `SELECT COUNT(*) FROM dated_cases WHERE unit = ''`)
	want("cases", "closed_before_received", `SELECT COUNT(*) FROM dated_cases WHERE unit <> '' AND closed_at < `+tolerated)
	want("cases", "started_before_received", `SELECT COUNT(*) FROM counted_cases WHERE NOT wait_known`)
	want("errors", "no_unit", `SELECT COUNT(*) FROM casework_errors WHERE unit = ''`)
	want("errors", "unknown_unit", `SELECT COUNT(*) FROM casework_errors WHERE unit <> '' AND unit NOT IN (SELECT unit FROM casework_units)`)
	if n := r.number(`SELECT COUNT(*) FROM casework_cases c JOIN dated_cases d USING (case_id) WHERE c.closed_at IS NOT NULL AND d.closed_at IS NULL`); n > 0 {
		r.t.Logf("%v cases are closed on a day that stands for none: they are open", n)
	}
	for key, v := range r.shown {
		if strings.HasPrefix(key, "casework_source_rows_rejected{") && v != 0 && !r.looked[key] {
			r.t.Errorf("%s = %v; no rule of COUNTING.md asks for it", key, v)
		}
	}
	for what, is := range map[string]string{
		"received": "COUNT(*)", "started": "COUNT(started_at)", "closed": "COUNT(closed_at)", "open": "SUM(closed_at IS NULL)",
	} {
		stand, counted := r.number(`SELECT COALESCE(`+is+`, 0) FROM casework_cases`), r.number(`SELECT COALESCE(`+is+`, 0) FROM counted_cases`)
		if stand != counted {
			r.t.Logf("%s: %v stand there, %v count", what, stand, counted)
		}
	}
}
