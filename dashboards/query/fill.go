package query

import (
	"fmt"
	"regexp"
	"time"
)

// A Choice is what a reader of a board chose: the value of each variable of the
// board, by the variable's name without its dollar sign.
type Choice map[string]string

// Any is the value of a variable that matches any exporter, for "all".
const Any = ".+"

// Chosen is the choice of a source and a unit, and else what a board is shown
// with first: all types of case, windows of 28 days, cases received in 91, every exporter.
func Chosen(source, unit string) Choice {
	return Choice{
		"source": source, "unit": unit, "case_type": AllTypes, "window": DefaultWindow, "intake": DefaultIntake,
		"job": Any, "instance": Any, "outcome": "wait", "charted": unit, "target": "80",
	}
}

var variable = regexp.MustCompile(`\$([a-z_]+)`)

// Fill is a query with values in the place of its variables, as Grafana sends it
// for points that are step apart. Those of Grafana itself come before those of
// the choice. A variable without a value stays, so that Prometheus refuses the
// query. The form ${name}, which no query of a board has, stays too.
func (c Choice) Fill(expr string, step time.Duration) string {
	builtin := Builtin(step)
	return variable.ReplaceAllStringFunc(expr, func(found string) string {
		for _, values := range []map[string]string{builtin, c} {
			if value, ok := values[found[1:]]; ok {
				return value
			}
		}
		return found
	})
}

// Builtin are the variables that Grafana itself sets, by name, for a query whose
// points are step apart. The interval of a rate is what Grafana makes it where
// Prometheus scrapes every minute: room for four scrapes, and for one more than
// the step. The board's time range begins at the epoch.
func Builtin(step time.Duration) map[string]string {
	seconds := func(d time.Duration) string { return fmt.Sprintf("%ds", int(d.Seconds())) }
	return map[string]string{
		"__interval":      seconds(step),
		"__interval_ms":   fmt.Sprint(step.Milliseconds()),
		"__rate_interval": seconds(max(step+time.Minute, 4*time.Minute)),
		"__from":          "0",
	}
}
