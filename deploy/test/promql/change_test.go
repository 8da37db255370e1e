package promql

import (
	"testing"
	"time"
)

// TestLevelsThatAreBack: a new level that is as usual again is likely back, once all that it is of comes after the change. Of
// silent error reports more are better.
func TestLevelsThatAreBack(t *testing.T) {
	const week = 7 * 24 * time.Hour
	var all []moment
	add := func(measure, unit string, state, level, usual float64, since time.Duration) {
		of := func(metric string) []string {
			return []string{"casework_change_" + metric, "unit", "u", "measure", measure}
		}
		all = append(all, moment{0, state, of("state")}, moment{0, level, of("level_" + unit)}, moment{0, usual, of("usual_" + unit)})
		if state > 0 {
			all = append(all, moment{0, float64(end.Add(-since).Unix()), of("since_timestamp_seconds")})
		}
	}
	add("wait", "seconds", 2, 9, 10, 5*week)
	add("oldest", "seconds", 2, 9, 10, 3*week) // three weeks of it were before the change
	add("backlog", "cases", 2, 11, 10, 5*week)
	add("deadline_share", "ratio", 0, .1, .2, 0)
	add("errors_rising", "ratio", 1, .1, .2, 9*week)
	add("errors_silent", "ratio", 2, .2, .1, 9*week)
	h := told(t, all)
	for board, want := range map[string]map[string]float64{
		"queues": {"wait": 1.5, "oldest": 2, "backlog": 2, "errors_rising": 1, "errors_silent": 1.5},
	} {
		got := column(t, h, board, 50, 0, "measure")
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", board, got, want)
		}
		for measure, state := range want {
			if got[measure] != state {
				t.Errorf("%s: %s is %v, want %v", board, measure, got[measure], state)
			}
		}
	}
}
