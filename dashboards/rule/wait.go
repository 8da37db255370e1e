package rule

import "fmt"

var perUnitLabels = []string{"source", "unit"}

// waitAlerts are the alerts about waiting.
func (t *Thresholds) waitAlerts() []alert {
	return []alert{{
		Name: "CaseworkWaitRising", Severity: warning, Audience: leaders, For: t.WaitFor, Keep: t.WaitKeep,
		Expr: fmt.Sprintf(`%[1]s
and (%[2]s > %[3]s)
and (%[1]s > %[4]v * %[5]s * on () group_left () %[6]s)
and (%[7]s >= %[8]d)
and (
  %[2]s > %[9]v * %[2]s offset %[10]s
  or
  %[2]s offset %[10]s > %[3]s offset %[10]s
)
unless (%[2]s <= %[11]v * last_over_time(%[2]s[1d] offset 52w))`,
			unitWait, unitMean, unitLimit, t.WaitMedian, recent("casework:unit_wait_median_seconds"+usual), stretch,
			unitStarted, t.WaitCases, t.WaitTrend, t.Window, t.WaitSeasonal),
		Summary: "Waiting time is rising in {{ $labels.unit }} ({{ $labels.source }})",
		Text: "Half of those whose case {{ $labels.unit }} ({{ $labels.source }}) started in the last " + t.Window +
			" waited more than %v.",
		Format: "humanizeDuration",
		Compare: []sentence{
			{
				" Usual, holidays allowed for, is %v.", "humanizeDuration",
				"last_over_time(casework:unit_wait_median_seconds" + usual + "{%s}[2d])", perUnitLabels,
			},
			{" The mean is %v,", "humanizeDuration", unitMean + "{%s}", perUnitLabels},
			{" its limit %v.", "humanizeDuration", unitLimit + "{%s}", perUnitLabels},
			{" One window earlier it was %v.", "humanizeDuration", unitWait + "{%s} offset " + t.Window, perUnitLabels},
			{" It is over %v cases.", "humanize", unitStarted + "{%s}", perUnitLabels},
		},
		page: page{
			Norwegian: "Ventetiden i enheten har økt mer enn tilfeldigheter, helligdager og årstid forklarer.",
			Meaning: fmt.Sprintf("Level: the mean wait of the cases started in the last %s is above the unit's limit, which is its usual mean "+
				"(median of the daily windows of 26 weeks that ended one window ago) times the larger of %v and what chance explains, "+
				"`exp(%v × √((exp(spread²) − 1) / (n − 8)))`, times what public holidays explain; and the median is at least %v times its usual, "+
				"so that it is not a few old cases. Trend: the mean is also at least %v times that of one window "+
				"earlier, or was above the limit then already. Season: it is above %v times that of the same time last year, where that is known. "+
				"At least %d cases were started. The limit is recorded as `%s`. The figure in the alert is the median.",
				t.Window, t.WaitMargin, t.WaitErrors, t.WaitMedian, t.WaitTrend, t.WaitSeasonal, t.WaitCases, unitLimit),
			Quiet: "Units with fewer cases or less history; rises that come back each year; rises that began more than half a year ago, " +
				"which have become usual; sources that record no start, which have no wait. While the source is withheld nothing is judged; " +
				"" +
				"an alert that fires goes on for " + t.WaitKeep + ", so that a gap is not taken for recovery.",
			Confirm: []string{
				"Open the unit's board: is the median up over several weeks, and the 90th percentile with it?",
				"Look at n. Few cases, or old ones cleared in one go, raise the median of those *started*: then the queue falls at the same time, and the oldest case gets younger. That is good news.",
				"Has the mix of case types changed? Then compare type by type.",
				"Is it every unit of the source? Then look for a common cause: a system, a rule, a form.",
				backtest,
			},
			Do: []string{
				"Find out whether more comes in or less gets done (`CaseworkBacklogGrowing`).",
				"Ask the unit what has changed: absence, vacancies, new tasks. People know before figures do.",
				"Look at the oldest cases first. Do not take new cases first to make the median look better.",
			},
			Extra: simulated,
		},
	}}
}
