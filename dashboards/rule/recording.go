package rule

import (
	"fmt"
	"strings"

	"casework/collectors/metric"
)

// Names of the recorded series. All but stretch have the labels source and
// unit: cases are pooled over the states of supervision, so that a unit keeps
// its history when a programme begins.
const (
	unitReceived = "casework:unit_received_cases:window"
	unitClosed   = "casework:unit_closed_cases:window"
	unitOpen     = "casework:unit_open_cases"
	unitPaused   = "casework:unit_paused_growth_cases:window"
	unitErrors   = "casework:unit_errors:window"
	unitStarted  = "casework:unit_started_cases:window"
	unitWait     = "casework:unit_wait_median_seconds:window"
	unitMean     = "casework:unit_wait_mean_seconds:window"
	unitSpread   = "casework:unit_wait_spread:window"
	unitLimit    = "casework:unit_wait_mean_seconds:limit"
	unitJudged   = "casework:unit_deadline_cases:window"
	unitMet      = "casework:unit_deadline_met_ratio:window"
	unitFaults   = "casework:unit_errors_per_closed_ratio:window"
	stretch      = "casework:calendar_stretch_ratio"
	daily        = ":daily"
	usual        = ":usual"
)

// history are the series that are kept once a day, and whose usual level is
// the median of those days. Days in unitWait are in ordinary weeks' time.
func history() []recording {
	allowed := fmt.Sprintf(" / on () group_left () %s ^ %v", stretch, stretchHistory)
	return []recording{
		{"casework:unit_wait_mean_seconds", unitMean + allowed, "Mean wait, holidays allowed for."},
		{"casework:unit_wait_median_seconds", unitWait + allowed, "Median wait, holidays allowed for."},
		{"casework:unit_wait_spread", unitSpread, "Spread of the waits around it."},
		{"casework:unit_deadline_met_ratio", unitMet, "Share within the deadline."},
		{"casework:unit_errors_per_closed_ratio", unitFaults, "Error reports for each case closed."},
	}
}

// recordingGroups are all recording rules.
func (t *Thresholds) recordingGroups() []ruleGroup {
	groups := []ruleGroup{
		{
			Name: "casework_calendar", Interval: "1m",
			Why:     "Waits are calendar time, and offices close. What that alone does to them is no alarm.",
			Records: []recording{{stretch, stretchExpr(), "How much longer than usual weekdays last because some were public holidays."}},
		},
		{
			Name: "casework_unit", Interval: "1m",
			Why:     "Each unit's window, pooled over the states of supervision and of all case types.",
			Records: t.unitRecords(),
		},
	}
	days := ruleGroup{
		Name: "casework_history", Interval: "1d",
		Why: "History: one sample a day, so that half a year is 182 of them. The usual level is as of one window ago.",
	}
	for _, h := range history() {
		days.Records = append(days.Records, recording{h.Record + daily, latest(h.Expr), h.Why})
	}
	for _, h := range history() {
		days.Records = append(days.Records, recording{
			h.Record + usual,
			fmt.Sprintf("quantile_over_time(0.5, %[1]s%[2]s[26w] offset %[3]s)\nand\ncount_over_time(%[1]s%[2]s[26w] offset %[3]s) >= %[4]d",
				h.Record, daily, t.Window, t.BaselineDays),
			"Usual: the median over 26 weeks that ended one window ago.",
		})
	}
	limit := ruleGroup{
		Name: "casework_limit", Interval: "1m", Why: "What boards draw and alerts compare with.",
		Records: []recording{{unitLimit, t.waitLimit(), "Above this, a mean wait is more than chance, holidays and a margin explain."}},
	}
	return append(groups, days, limit)
}

// latest reads a series of the group casework_unit over a gap of some hours,
// so that a restart at the wrong moment does not cost a day of history.
func latest(expr string) string {
	name, rest, _ := strings.Cut(expr, " ")
	return strings.TrimSpace("last_over_time(" + name + "[6h]) " + rest)
}

// recent reads a series of the group casework_history, which is written once
// a day; two days bridge one that was missed.
func recent(name string) string { return "last_over_time(" + name + "[2d])" }

func (t *Thresholds) unitRecords() []recording {
	sum := func(record string, def *metric.Def, why string) recording {
		return recording{record, "sum by (source, unit) (" + t.series(def) + ")", why}
	}
	weighed := func(record string, def, weight *metric.Def, why string) recording {
		return recording{record, fmt.Sprintf(
			"sum by (source, unit) (%[1]s * %[2]s)\n/\nsum by (source, unit) (%[2]s)",
			t.series(def), t.series(weight)), why}
	}
	return []recording{
		sum(unitReceived, &metric.WindowReceived, "Received in the window."),
		sum(unitClosed, &metric.WindowClosed, "Closed in the window."),
		{unitOpen, "sum by (source, unit) (" + metric.OpenCases.Name + ")", "Open now."},
		{unitPaused, t.pausedGrowth(), "By how many more cases are paused than one window earlier; 0 if none are."},
		sum(unitErrors, &metric.WindowErrors, "Error reports in the window."),
		sum(unitStarted, &metric.WindowStarted, "Cases behind the wait."),
		weighed(unitWait, &metric.WindowWaitMedian, &metric.WindowStarted,
			"Median wait. Exact, but in the window in which supervision begins or ends: there the weighed mean of two medians."),
		weighed(unitMean, &metric.WindowWaitMean, &metric.WindowStarted, "Mean wait, exact."),
		{
			unitSpread, fmt.Sprintf(
				"ln(\n  sum by (source, unit) (%[1]s * %[3]s)\n  /\n  sum by (source, unit) (%[2]s * %[3]s > 0)\n) / 1.2816",
				t.series(&metric.WindowWaitP90), t.series(&metric.WindowWaitMedian), t.series(&metric.WindowStarted)),
			"Standard deviation of the logarithm of waits, from the 90th percentile: ln(p90/median) is 1.2816 of them if waits are log-normal.",
		},
		sum(unitJudged, &metric.WindowDeadlineCases, "Cases behind the deadline share."),
		weighed(unitMet, &metric.WindowDeadlineMetRatio, &metric.WindowDeadlineCases, "Share within the deadline."),
		{unitFaults, unitErrors + "\n/\n(" + unitClosed + " > 0)", "Error reports for each case closed."},
	}
}

// pausedGrowth counts all that are paused where nothing is known of one window earlier.
func (t *Thresholds) pausedGrowth() string {
	paused := "sum by (source, unit) (" + metric.PausedCases.Name + ")"
	return fmt.Sprintf("clamp_min(%[1]s - (sum by (source, unit) (%[2]s) or 0 * %[1]s), 0)\nor\n0 * %[3]s",
		paused, bridged(metric.PausedCases.Name, t.Window), unitReceived)
}

// Series selects a metric of the rules' window, over all case types.
func (t *Thresholds) series(def *metric.Def) string {
	return fmt.Sprintf(`%s{window=%q,case_type=""}`, def.Name, t.Window)
}

// unsure is how many cases fewer a window is taken to have, because a small
// unit's usual wait and spread are uncertain as well.
const unsure = 8

// waitLimit is the usual mean times what chance, holidays and the margin
// allow. The standard error of the mean of n log-normal waits of spread s is
// sqrt(exp(s²)-1) over the root of n, as a share of it.
func (t *Thresholds) waitLimit() string {
	return fmt.Sprintf(`%s
* clamp_min(exp(%v * sqrt((exp(%s ^ 2) - 1) / (%s - %d))), %v)
* on () group_left () %s ^ %v`,
		recent("casework:unit_wait_mean_seconds"+usual), t.WaitErrors,
		recent("casework:unit_wait_spread"+usual), unitStarted, unsure, t.WaitMargin, stretch, t.WaitHolidays)
}

// bridged reads a series over a gap of up to an hour, for alerts that must
// hold for days: each restart of the exporter would begin those days again.
// offset is empty, or how long ago.
func bridged(name, offset string) string {
	if offset != "" {
		offset = " offset " + offset
	}
	return "last_over_time(" + name + "[1h]" + offset + ")"
}
