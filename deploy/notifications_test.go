package deploy

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"go.yaml.in/yaml/v3"
)

// A policy is a notification policy of Grafana. Its policies inherit what they do not say.
type policy struct {
	Receiver string
	Matchers [][]string `yaml:"object_matchers"`
	GroupBy  []string   `yaml:"group_by"`
	Repeat   string     `yaml:"repeat_interval"`
	Routes   []policy
}

// matches reports whether alerts with the labels are the policy's.
func (p policy) matches(labels map[string]string) bool {
	return !slices.ContainsFunc(p.Matchers, func(m []string) bool {
		if m[1] == "=" {
			return labels[m[0]] != m[2]
		}
		return m[1] != "=~" || !regexp.MustCompile("^(?:"+m[2]+")$").MatchString(labels[m[0]])
	})
}

// of is the policy for alerts with the labels: of the first below it that matches, or itself.
func (p policy) of(labels map[string]string) policy {
	for _, r := range p.Routes {
		if !r.matches(labels) {
			continue
		}
		if r.Receiver == "" {
			r.Receiver = p.Receiver
		}
		if r.GroupBy == nil {
			r.GroupBy = p.GroupBy
		}
		if r.Repeat == "" {
			r.Repeat = p.Repeat
		}
		return r.of(labels)
	}
	return p
}

// notifications is the example of who is told what.
type notifications struct {
	ContactPoints []struct {
		Name      string
		Receivers []struct{ Settings map[string]string }
	} `yaml:"contactPoints"`
	Templates []struct{ Template string }
	Policies  []policy
}

// ruleFolder is a group of rules for Grafana, in a folder.
type ruleFolder struct {
	Folder string
	Rules  []struct {
		Title       string
		Labels      map[string]string
		Annotations map[string]string
	}
}

func readNotifications(t *testing.T) (said notifications, rules struct{ Groups []ruleFolder }) {
	t.Helper()
	for path, into := range map[string]any{"grafana/notifications/casework.yml": &said, "grafana/alerting/casework.yml": &rules} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(content, into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	if len(said.Policies) != 1 || len(rules.Groups) != 2 {
		t.Fatalf("%d trees of policies and %d groups of rules, want 1 and 2", len(said.Policies), len(rules.Groups))
	}
	return said, rules
}

// TestGrafanaNotifications: who is told of each rule, how its alerts are gathered, and how often they are told again.
func TestGrafanaNotifications(t *testing.T) {
	said, rules := readNotifications(t)
	tree := said.Policies[0]
	if got := tree.of(map[string]string{"alertname": "DiskFull", "grafana_folder": "Machines"}); got.Receiver != tree.Receiver {
		t.Errorf("alerts of other folders go to %q", got.Receiver)
	}
	var contacts []string
	for _, c := range said.ContactPoints {
		contacts = append(contacts, c.Name)
	}
	if !slices.Contains(contacts, tree.Receiver) {
		t.Errorf("alerts of other folders go to %q, which not every Grafana has, and which is not one of %q", tree.Receiver, contacts)
	}
	for _, group := range rules.Groups {
		for _, r := range group.Rules {
			labels := map[string]string{"alertname": r.Title, "grafana_folder": group.Folder}
			maps.Copy(labels, r.Labels)
			got := tree.of(labels)
			by, again := "source", "2d"
			switch {
			case r.Labels["audience"] == "leaders":
				by, again = "source unit", "4w"
			case r.Labels["severity"] == "critical":
				again = "12h"
			}
			if want := "casework-" + r.Labels["audience"]; got.Receiver != want || !slices.Contains(contacts, want) {
				t.Errorf("%s goes to %q of %q, not to %q", r.Title, got.Receiver, contacts, want)
			}
			if strings.Join(got.GroupBy, " ") != by || got.Repeat != again {
				t.Errorf("%s is gathered by %q and told again after %q", r.Title, got.GroupBy, got.Repeat)
			}
			labels["alertname"], labels["rulename"] = "DatasourceError", r.Title
			if got := tree.of(labels); got.Receiver != "casework-operations" || len(got.GroupBy) != 1 || got.GroupBy[0] != "alertname" {
				t.Errorf("that %s cannot be evaluated is told to %q, gathered by %q", r.Title, got.Receiver, got.GroupBy)
			}
		}
	}
}

// TestEndsAreTold: neither example is silent at certain hours. Alertmanager, in Grafana as well, drops what ends in such hours, and tells of it never.
func TestEndsAreTold(t *testing.T) {
	for _, path := range []string{"alertmanager/alertmanager.yml", "grafana/notifications/casework.yml"} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`(?m)^ *-? *(mute|active)_time_intervals:.*`).FindAll(content, -1); len(found) > 0 {
			t.Errorf("%s is silent at certain hours: %q", path, found)
		}
	}
}

type shownAlerts []shownAlert

type shownAlert struct {
	Status              string
	Labels, Annotations map[string]string
}

func (all shownAlerts) Firing() shownAlerts {
	return slices.DeleteFunc(slices.Clone(all), func(a shownAlert) bool { return a.Status != "firing" })
}

// TestGrafanaSays: what a message says, filled in as Grafana does it.
func TestGrafanaSays(t *testing.T) {
	said, _ := readNotifications(t)
	known := template.Must(template.New("").Parse(said.Templates[0].Template))
	waits := shownAlert{
		Status: "firing", Labels: map[string]string{"alertname": "CaseworkWaitRising"},
		Annotations: map[string]string{"summary": "Byggesak (kommune): people wait longer", "description": "Median wait in days: 12.5.", "dashboard_url": "http://board", "runbook_url": "http://runbook"},
	}
	over, failed := waits, shownAlert{
		Status: "firing", Labels: map[string]string{"alertname": "DatasourceError", "rulename": "CaseworkWaitRising"},
		Annotations: map[string]string{"summary": "[no value] ([no value]): people wait longer", "Error": "connection refused"},
	}
	over.Status = "resolved"
	other := failed
	other.Labels = map[string]string{"alertname": "DatasourceError", "rulename": "CaseworkBacklogGrowing"}
	for _, c := range []struct {
		status           string
		alerts           shownAlerts
		subject, message string
	}{
		{
			"firing",
			shownAlerts{waits},
			"Byggesak (kommune): people wait longer",
			"\nByggesak (kommune): people wait longer\nMedian wait in days: 12.5.\nhttp://board\nhttp://runbook\n",
		},
		{
			"firing",
			shownAlerts{over, waits},
			"Byggesak (kommune): people wait longer (1 of 2)",
			"\nOver: Byggesak (kommune): people wait longer\nMedian wait in days: 12.5.\nhttp://board\nhttp://runbook\n" +
				"\nByggesak (kommune): people wait longer\nMedian wait in days: 12.5.\nhttp://board\nhttp://runbook\n",
		},
		{
			"resolved",
			shownAlerts{over},
			"Over: Byggesak (kommune): people wait longer",
			"\nOver: Byggesak (kommune): people wait longer\nMedian wait in days: 12.5.\nhttp://board\nhttp://runbook\n",
		},
		{
			"firing",
			shownAlerts{failed},
			"Grafana cannot evaluate CaseworkWaitRising",
			"\nGrafana cannot evaluate CaseworkWaitRising\nconnection refused\n",
		},
		{
			"firing",
			shownAlerts{failed, other},
			"Grafana cannot evaluate CaseworkWaitRising (1 of 2)",
			"\nGrafana cannot evaluate CaseworkWaitRising\nGrafana cannot evaluate CaseworkBacklogGrowing\nconnection refused\n",
		},
	} {
		for _, point := range said.ContactPoints {
			settings := point.Receivers[0].Settings
			for setting, want := range map[string]string{"subject": c.subject, "message": c.message} {
				var b strings.Builder
				if err := template.Must(template.Must(known.Clone()).New("setting").Parse(settings[setting])).Execute(&b, map[string]any{"Status": c.status, "Alerts": c.alerts}); err != nil {
					t.Fatal(err)
				}
				if b.String() != want {
					t.Errorf("%s says of %d alerts as %s %q, want %q", point.Name, len(c.alerts), setting, b.String(), want)
				}
			}
		}
	}
}
