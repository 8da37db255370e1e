// Package query writes the PromQL that boards show: series of one source, window
// and type of case, when they are looked at, and how many cases must stand behind
// a figure.
package query

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/metric"
)

// What queries of boards agree on.
const (
	// MinCases is how many cases a median, percentile or share must rest on
	// to be shown.
	MinCases = 5

	// Coarse is the sparsest history that trends and comparisons with the
	// previous period still find.
	Coarse = "6h"

	// DefaultWindow is the default of CASEWORK_WINDOWS.
	DefaultWindow = "28d"

	// DefaultIntake is the default of CASEWORK_INTAKE.
	DefaultIntake = "91d"

	// AllTypes is the value of the variable case_type for all types. It is
	// a pattern that matches the empty label only: windows have a series of
	// all types, without the label.
	AllTypes = "()"

	// EmptyRef names the query of the row that a table has where it has no
	// other, and which says why.
	EmptyRef = "Z"
)

// Series selects a metric's series of the board's source, window and type
// of case, and of what further matchers say. Only windows, and what is said of the
// cases received, have a series of all types; see SumCases for the others.
func Series(d metric.Def, matchers ...string) string {
	switch {
	case !slices.Contains(d.Labels, metric.Window) && !slices.Contains(d.Labels, metric.Intake):
		return d.Name + Matchers(d, "", matchers)
	case ofErrors(d):
		return d.Name + Matchers(d, AnyType, matchers)
	}
	return d.Name + Matchers(d, `case_type=~"$case_type"`, matchers)
}

// AnyType selects a window's series of all types.
const AnyType = `case_type=""`

// ofErrors reports whether a window counts error reports. Those name no
// type of case, so they are always shown for all types.
func ofErrors(d metric.Def) bool {
	return slices.ContainsFunc([]metric.Def{
		metric.WindowErrors, metric.WindowErrorsPerClosed, metric.GroupErrors, metric.GroupErrorsPerClosed,
	}, func(e metric.Def) bool { return e.Name == d.Name })
}

// Matchers are the label matchers of a metric's series of the board's source and
// window, in braces: typed is one of the type of case, "" for none, where the
// metric has the label; matchers are further ones.
func Matchers(d metric.Def, typed string, matchers []string) string {
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

// OfExporter selects a metric's series on the operations board.
func OfExporter(name string, matchers ...string) string {
	return name + "{" + strings.Join(append([]string{`job=~"$job"`, `instance=~"$instance"`}, matchers...), ",") + "}"
}

// OfSource is self for metrics of sources.
func OfSource(d metric.Def, matchers ...string) string {
	return OfExporter(d.Name, append([]string{`source=~"$source"`}, matchers...)...)
}

// SumCases adds up the cases of a metric whose series are one a type of case
// only: all of them if the variable says all types, else those of the type.
// wrap, if any, holds the selector, as %s.
func SumCases(d metric.Def, by, wrap string, matchers ...string) string {
	if wrap == "" {
		wrap = "%s"
	}
	one := fmt.Sprintf(wrap, d.Name+Matchers(d, "", append([]string{`case_type=~"$case_type"`, `case_type!=""`}, matchers...)))
	all := fmt.Sprintf(wrap, d.Name+Matchers(d, "", matchers))
	return fmt.Sprintf("sum%s (%s or %s and on () %s)", by, one, all, IfAllTypes)
}

// IfAllTypes has a value if the variable case_type says all types.
const IfAllTypes = `(label_replace(vector(1), "all", "$case_type", "", "")` +
	` and on (all) label_replace(vector(1), "all", "` + AllTypes + `", "", ""))`

// Now, Before, During and Daily say when a window is looked at: at the end of the
// board's time range, one window earlier, at every step of it, or at steps of a day
// and more, without reading all that lies between them.
const (
	Now    = "%s"
	Before = "last_over_time(%s[" + Coarse + "] offset $window)"
	During = "last_over_time(%s[$__interval])"
	Daily  = "last_over_time(%s[" + Coarse + "])"

	// Day is the least time between points of what is looked at Daily.
	Day = "1d"
)

// Weeks is how long the window is, in weeks. Prometheus before 3.0 takes no
// duration for a number, so the time of a window ago is asked for: to the hour, on
// both sides, as a subquery is evaluated at each of its steps over all of a chart.
const Weeks = "(scalar(last_over_time(vector(time())[1h:1h]) - last_over_time(vector(time())[1h:1h] offset $window)) / 604800)"

// One brings the series of a selector to one for each value of the labels
// of by, or to one, should two exporters expose the same source.
func One(when, by, selector string) string {
	return "max" + by + " (" + fmt.Sprintf(when, selector) + ")"
}

// Measure is a window's statistic where enough cases stand behind it.
func Measure(when, by string, of, n metric.Def, matchers ...string) string {
	cases := Series(n, matchers...)
	if ofErrors(of) {
		cases = n.Name + Matchers(n, AnyType, matchers)
	}
	return fmt.Sprintf("%s and %s >= %d", One(when, by, Series(of, matchers...)), One(when, by, cases), MinCases)
}

// Groups of units as matchers, a format of days, and what series are brought to
// one by.
const (
	Active   = `supervision="` + metric.Active + `"`
	Inactive = `supervision="` + metric.Inactive + `"`
	InDays   = "(%s) / 86400"
	ByUnit   = " by (unit)"
	ByState  = " by (supervision)"
	ByBoth   = " by (unit, supervision)"
	ByPart   = " by (unit, programme)"
)

// Headline is a column of the two groups: rows 1 and 2 are units with and
// without supervision, 3 their difference, 4 and 5 the previous period.
// value gives a group's expression.
func Headline(value func(when, group string) string, difference bool) string {
	row := func(n, expr string) string {
		return fmt.Sprintf(`label_replace(%s, "row", "%s", "", "")`, expr, n)
	}
	rows := []string{row("1", value(Now, Active)), row("2", value(Now, Inactive))}
	if difference {
		rows = append(rows, row("3", "("+value(Now, Active)+") - ("+value(Now, Inactive)+")"))
	}
	rows = append(rows, row("4", value(Before, Active)), row("5", value(Before, Inactive)))
	return strings.Join(rows, "\nor ")
}

// Grouped is a group's statistic, through a format such as InDays.
func Grouped(format string, of, n metric.Def) func(when, group string) string {
	return func(when, group string) string {
		return fmt.Sprintf(format, Measure(when, "", of, n, group))
	}
}

// FullWindow shows a group's statistic only where the group was there as long ago as
// the statistic looks back: the first days of a group are of few cases, begun by chance.
func FullWindow(of metric.Def, value func(when, group string) string) func(when, group string) string {
	return func(when, group string) string {
		return "(" + value(when, group) + ") and on () (" + One(BeforeOf(of), "", Series(metric.GroupUnits, group)) + " > 0)"
	}
}

// BeforeOf looks at a window as long ago as a statistic looks back: one window, and for
// what becomes of the cases received as long as those are looked at, whatever the window.
func BeforeOf(of metric.Def) string {
	if of.Section == metric.Intakes {
		return "last_over_time(%s[" + Coarse + "] offset $intake)"
	}
	return Before
}

// Change is how much a unit's statistic changed from the previous period to
// this, in the same state of supervision.
func Change(format string, of, n metric.Def) string {
	return fmt.Sprintf(format, "("+Measure(Now, ByBoth, of, n)+") - ("+Measure(Before, ByBoth, of, n)+")")
}
