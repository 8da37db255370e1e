package main

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/metric"
)

// What queries of boards agree on.
const (
	// minCases is how many cases a median, percentile or share must rest on
	// to be shown.
	minCases = 5

	// coarse is the sparsest history that trends and comparisons with the
	// previous period still find.
	coarse = "6h"

	// allTypes is the value of the variable case_type for all types. It is
	// a pattern that matches the empty label only: windows have a series of
	// all types, without the label.
	allTypes = "()"
)

// series selects a metric's series of the board's source, window and type
// of case, and of what further matchers say. Only windows have a series of
// all types; see counted for the others.
func series(d metric.Def, matchers ...string) string {
	switch {
	case !slices.Contains(d.Labels, metric.Window):
		return d.Name + braces(d, "", matchers)
	case ofErrors(d):
		return d.Name + braces(d, anyType, matchers)
	}
	return d.Name + braces(d, `case_type=~"$case_type"`, matchers)
}

// anyType selects a window's series of all types.
const anyType = `case_type=""`

// ofErrors reports whether a window counts error reports. Those name no
// type of case, so they are always shown for all types.
func ofErrors(d metric.Def) bool {
	return slices.ContainsFunc([]metric.Def{
		metric.WindowErrors, metric.WindowErrorsPerClosed, metric.GroupErrors, metric.GroupErrorsPerClosed,
	}, func(e metric.Def) bool { return e.Name == d.Name })
}

func braces(d metric.Def, typed string, matchers []string) string {
	var all []string
	for _, l := range d.Labels {
		switch {
		case l == metric.Source:
			all = append(all, `source="$source"`)
		case l == metric.Window:
			all = append(all, `window="$window"`)
		case l == metric.CaseType && typed != "":
			all = append(all, typed)
		}
	}
	return "{" + strings.Join(append(all, matchers...), ",") + "}"
}

// self selects a metric's series on the operations board.
func self(name string, matchers ...string) string {
	return name + "{" + strings.Join(append([]string{`job=~"$job"`, `instance=~"$instance"`}, matchers...), ",") + "}"
}

// selfOf is self for metrics of sources.
func selfOf(d metric.Def, matchers ...string) string {
	return self(d.Name, append([]string{`source=~"$source"`}, matchers...)...)
}

// counted adds up the cases of a metric whose series are one a type of case
// only: all of them if the variable says all types, else those of the type.
// wrap, if any, holds the selector, as %s.
func counted(d metric.Def, by, wrap string, matchers ...string) string {
	if wrap == "" {
		wrap = "%s"
	}
	one := fmt.Sprintf(wrap, d.Name+braces(d, "", append([]string{`case_type=~"$case_type"`, `case_type!=""`}, matchers...)))
	all := fmt.Sprintf(wrap, d.Name+braces(d, "", matchers))
	return fmt.Sprintf("sum%s (%s or %s and on () %s)", by, one, all, ifAllTypes)
}

// ifAllTypes has a value if the variable case_type says all types.
const ifAllTypes = `(label_replace(vector(1), "all", "$case_type", "", "")` +
	` and on (all) label_replace(vector(1), "all", "` + allTypes + `", "", ""))`

// now, before and during say when a window is looked at: at the end of the
// board's time range, one window earlier, or at every step of it.
const (
	now    = "%s"
	before = "last_over_time(%s[" + coarse + "] offset $window)"
	during = "last_over_time(%s[$__interval])"
)

// one brings the series of a selector to one for each value of the labels
// of by, or to one, should two exporters expose the same source.
func one(when, by, selector string) string {
	return "max" + by + " (" + fmt.Sprintf(when, selector) + ")"
}

// measure is a window's statistic where enough cases stand behind it.
func measure(when, by string, of, n metric.Def, matchers ...string) string {
	cases := series(n, matchers...)
	if ofErrors(of) {
		cases = n.Name + braces(n, anyType, matchers)
	}
	return fmt.Sprintf("%s and %s >= %d", one(when, by, series(of, matchers...)), one(when, by, cases), minCases)
}

const (
	active   = `supervision="` + metric.Active + `"`
	inactive = `supervision="` + metric.Inactive + `"`
	inDays   = "(%s) / 86400"
	byUnit   = " by (unit)"
	byState  = " by (supervision)"
	byBoth   = " by (unit, supervision)"
	byPart   = " by (unit, programme)"
)

// headline is a column of the two groups: rows 1 and 2 are units with and
// without supervision, 3 their difference, 4 and 5 the previous period.
// value gives a group's expression.
func headline(value func(when, group string) string, difference bool) string {
	row := func(n, expr string) string {
		return fmt.Sprintf(`label_replace(%s, "row", "%s", "", "")`, expr, n)
	}
	rows := []string{row("1", value(now, active)), row("2", value(now, inactive))}
	if difference {
		rows = append(rows, row("3", "("+value(now, active)+") - ("+value(now, inactive)+")"))
	}
	rows = append(rows, row("4", value(before, active)), row("5", value(before, inactive)))
	return strings.Join(rows, "\nor ")
}

// grouped is a group's statistic, through a format such as inDays.
func grouped(format string, of, n metric.Def) func(when, group string) string {
	return func(when, group string) string {
		return fmt.Sprintf(format, measure(when, "", of, n, group))
	}
}

// change is how much a unit's statistic changed from the previous period to
// this, in the same state of supervision.
func change(format string, of, n metric.Def) string {
	return fmt.Sprintf(format, "("+measure(now, byBoth, of, n)+") - ("+measure(before, byBoth, of, n)+")")
}
