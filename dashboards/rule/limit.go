package rule

import (
	"fmt"

	"casework/collectors/metric"
)

// limitAlerts are the alerts about a stated limit.
func (t *Thresholds) limitAlerts() []alert {
	return []alert{{
		Name: "CaseworkOldestCaseBeyondLimit", Severity: warning, Audience: leaders, For: t.OldestFor, Keep: "1d",
		Expr:    fmt.Sprintf("(time() - min by (source, unit) (%s)) / 86400 > %d", metric.QueueOldestNet.Name, t.OldestDays),
		Summary: ofUnit + "a case has waited too long",
		Text:    fmt.Sprintf(`The oldest case in the queue has waited {{$value | printf "%%.0f"}} days, pauses not counted. The limit is %d.`, t.OldestDays),
		page: page{
			Norwegian: "Eldste sak i køen har ventet lenger enn grensen.",
			Meaning:   fmt.Sprintf("Somebody has waited more than %d days for the unit to begin, the time not counted in which the case was paused. One case is enough: this is not a statistic.", t.OldestDays),
			Quiet:     "Units without a queue. Cases that are paused now, as they wait for somebody else, such as the applicant; the queues board shows how long they have been. All units of a source while its pauses cannot be read.",
			Confirm:   []string{"Ask the case-management system for the unit's oldest case that is not started, and not paused. The exporter does not show which it is.", "Is it a case that somebody forgot to close or to register as started?"},
			Do:        []string{"Start it, or tell those who wait when it will be.", "Correct what was registered wrongly. The alert ends with the next poll.", "If it is many cases, treat it as a growing backlog."},
		},
	}}
}
