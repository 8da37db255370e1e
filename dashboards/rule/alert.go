package rule

import (
	"fmt"
	"strings"
)

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
	Expr     string
	For      string
	Keep     string // keep_firing_for: bridges gaps in the data, so that absence is not taken for recovery
	Summary  string // may use {{ $labels.… }}
	Text     string // begins the description; %v is the figure
	Format   string // template function that formats the figure
	Compare  []sentence
	page     page

	runbookURL string
}

// A sentence is one comparison of a description, from a query. It is left out
// while the query has no answer.
type sentence struct {
	Text   string // %v is the figure
	Format string
	Expr   string // of one series; %s is a selector of the alert's labels
	Labels []string
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

// description is the alert's description as a template of Prometheus: the
// unit, the figure, what it is compared with and since when.
func (a *alert) description() string {
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(a.Text, "%v", "{{ $value | "+a.Format+" }}"))
	for _, f := range a.Compare {
		b.WriteString(f.template())
	}
	since := sentence{
		Text: " Since %v.", Format: "humanizeTimestamp",
		Expr:   fmt.Sprintf("min(last_over_time(ALERTS_FOR_STATE{alertname=%q%%s}[1h]))", a.Name),
		Labels: a.labels(),
	}
	b.WriteString(since.template())
	return b.String()
}

// Labels are the labels that tell the alert's instances apart.
func (a *alert) labels() []string {
	var labels []string
	for _, l := range []string{"source", "unit", "programme", "query"} {
		if strings.Contains(a.Summary+a.Text, "$labels."+l+" ") {
			labels = append(labels, l)
		}
	}
	return labels
}

func (f *sentence) template() string {
	var selector, values strings.Builder
	for i, l := range f.Labels {
		if i > 0 || strings.Contains(f.Expr, `"%s`) {
			selector.WriteString(",")
		}
		selector.WriteString(l + "=%q")
		values.WriteString(" $labels." + l)
	}
	query := "`" + strings.ReplaceAll(f.Expr, "%s", selector.String()) + "`"
	if n := strings.Count(f.Expr, "%s"); n > 0 && len(f.Labels) > 0 {
		query = "printf " + query + strings.Repeat(values.String(), n)
	}
	return "{{ with " + query + " | query }}" +
		strings.ReplaceAll(f.Text, "%v", "{{ . | first | value | "+f.Format+" }}") + "{{ end }}"
}

// alerts are all alerts, with the addresses of their runbooks.
func (t *Thresholds) alerts() []alert {
	var all []alert
	for _, part := range [][]alert{t.waitAlerts(), t.flowAlerts(), t.reportAlerts(), t.programmeAlerts(), t.sourceAlerts(), t.ledgerAlerts()} {
		all = append(all, part...)
	}
	for i := range all {
		all[i].runbookURL = strings.TrimSuffix(t.RunbookURL, "/") + "/" + all[i].Name + ".md"
	}
	return all
}

// alertGroups are the alerts by who can act on them.
func (t *Thresholds) alertGroups(alerts []alert) []ruleGroup {
	groups := []ruleGroup{
		{Name: "casework_service", Interval: "5m", Why: "For leaders: people wait longer, or something is not done."},
		{Name: "casework_exporter", Interval: "1m", Why: "For operations: figures are missing, old or in doubt."},
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
