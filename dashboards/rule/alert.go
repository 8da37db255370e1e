package rule

import "strings"

// Values of the label severity: critical needs somebody now, warning on the
// next working day, info when there is time.
const (
	critical = "critical"
	warning  = "warning"
	info     = "info"
)

// Values of the label audience: who can act.
const (
	leaders    = "leaders"
	operations = "operations"
)

// An alert is one alerting rule and the page that explains it.
type alert struct {
	Name     string
	Severity string
	Audience string
	Expr     string // one line
	For      string
	Keep     string // keep_firing_for: bridges gaps in the data, so that absence is not taken for recovery
	Summary  string // templates of Prometheus that Grafana can fill in too: labels, and {{$value | FUNCTION}}
	Text     string // the description, likewise
	page     page

	runbookURL string
	boardURL   string // "" if the alert is about no unit
}

// A page is what a runbook says beside the alert's own definition.
type page struct {
	Norwegian string // one line in bokmål
	Meaning   string
	Quiet     string // what it deliberately stays quiet about
	Confirm   []string
	Do        []string
	Extra     string // Markdown that ends the page
}

// ofUnit and ofSource begin texts: a phone shows little more than their first words.
const (
	ofUnit   = "{{$labels.unit}} ({{$labels.source}}): "
	ofSource = "{{$labels.source}}: "
)

// bridged reads a series over a gap of up to an hour, for alerts that must
// hold for long: each restart of the exporter would begin that time again.
func bridged(expr string) string { return "last_over_time(" + expr + "[1h])" }

// alerts are all alerts, with the addresses of their runbooks and boards.
func (t *Thresholds) alerts() []alert {
	var all []alert
	for _, part := range [][]alert{changeAlerts(), t.limitAlerts(), t.programmeAlerts(), t.sourceAlerts(), t.ledgerAlerts()} {
		all = append(all, part...)
	}
	for i := range all {
		a := &all[i]
		a.runbookURL = strings.TrimSuffix(t.RunbookURL, "/") + "/" + a.Name + ".md"
		if strings.Contains(a.Summary, "$labels.unit}") {
			a.boardURL = strings.TrimSuffix(t.BoardURL, "/") +
				"/d/casework-unit-en?var-source={{urlquery $labels.source}}&var-unit={{urlquery $labels.unit}}"
		}
	}
	return all
}

// alertGroups are the alerts by who can act on them.
func alertGroups(alerts []alert) []ruleGroup {
	groups := []ruleGroup{
		{Name: "casework_service", Interval: "5m", Why: "For leaders."},
		{Name: "casework_exporter", Interval: "1m", Why: "For operations."},
	}
	for i := range alerts {
		g := 0
		if alerts[i].Audience == operations {
			g = 1
		}
		groups[g].Alerts = append(groups[g].Alerts, alerts[i])
	}
	return groups
}
