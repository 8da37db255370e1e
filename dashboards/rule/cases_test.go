package rule

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a test of an alert shows, as the names of tests in deploy/prometheus/tests
// say it: "CaseworkA, CaseworkB: fires, noise; CaseworkC: restart".
const (
	casesFires   = "fires"
	casesNoise   = "noise"
	casesMissing = "missing data"
	casesRestart = "restart"
)

func caseKinds() []string { return []string{casesFires, casesNoise, casesMissing, casesRestart} }

var (
	casesTest = regexp.MustCompile(`(?m)^  - name: '?([^'\n]+)'?$`)
	// casesFiring is a case with an alert whose text is compared.
	casesFiring = regexp.MustCompile(
		`alertname: (\w+)\n +exp_alerts:\n +- exp_labels: .*\n +exp_annotations:\n +summary: .*\n +description: .*\n`)
	// casesOver looks at all that fired in a test, of every alert or of those
	// that are named.
	casesOver = regexp.MustCompile(`count_over_time\(ALERTS\{(?:alertname(=~?|!=)"([^"]+)",)?alertstate="firing"\}\[`)
)

// caseGaps lists which alerts lack which kind of case in files of promtool. A
// name alone is no case: firing needs an alert with its text, the others a
// look at all that fired during the test.
func caseGaps(alerts, files []string) []string {
	has := map[string]bool{}
	for _, file := range files {
		at := casesTest.FindAllStringSubmatchIndex(file, -1)
		for i, m := range at {
			end := len(file)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			noteCases(has, file[m[2]:m[3]], file[m[1]:end])
		}
	}
	var gaps []string
	for _, a := range alerts {
		for _, kind := range caseKinds() {
			if !has[a+": "+kind] {
				gaps = append(gaps, fmt.Sprintf("%s has no case %q", a, kind))
			}
		}
	}
	return gaps
}

func noteCases(has map[string]bool, name, body string) {
	var firing []string
	for _, m := range casesFiring.FindAllStringSubmatch(body, -1) {
		firing = append(firing, m[1])
	}
	looked := func(alert string) bool {
		return slices.ContainsFunc(casesOver.FindAllStringSubmatch(body, -1), func(m []string) bool {
			switch m[1] {
			case "=":
				return m[2] == alert
			case "!=":
				return m[2] != alert
			case "=~":
				return regexp.MustCompile("^(?:" + m[2] + ")$").MatchString(alert)
			}
			return true
		})
	}
	for part := range strings.SplitSeq(name, ";") {
		names, kinds, _ := strings.Cut(part, ":")
		for alert := range strings.SplitSeq(names, ",") {
			alert = strings.TrimSpace(alert)
			for _, kind := range caseKinds() {
				shown := looked(alert)
				if kind == casesFires {
					shown = slices.Contains(firing, alert)
				}
				if shown && strings.Contains(kinds, kind) {
					has[alert+": "+kind] = true
				}
			}
		}
	}
}

// TestEveryAlertHasItsCases holds deploy/prometheus/tests to all alerts.
func TestEveryAlertHasItsCases(t *testing.T) {
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	var alerts, files []string
	for _, a := range th.alerts() {
		alerts = append(alerts, a.Name)
	}
	paths, err := filepath.Glob("../../deploy/prometheus/tests/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(text))
	}
	for _, gap := range caseGaps(alerts, files) {
		t.Errorf("deploy/prometheus/tests: %s", gap)
	}
}

func TestCaseGapsAreFound(t *testing.T) {
	const firing = `
    alert_rule_test:
      - eval_time: 2h
        alertname: CaseworkA
        exp_alerts:
          - exp_labels: {source: a}
            exp_annotations:
              summary: A
              description: A of a
`
	file := func(name, body string) string { return "tests:\n  - name: '" + name + "'\n" + body }
	over := func(of string) string {
		return "\n      - expr: 'count(count_over_time(ALERTS{" + of + "alertstate=\"firing\"}[1d]))'\n"
	}
	missing := func(kinds ...string) []string {
		var gaps []string
		for _, k := range kinds {
			gaps = append(gaps, fmt.Sprintf("CaseworkA has no case %q", k))
		}
		return gaps
	}
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"all":              {file("CaseworkA: fires, noise, missing data, restart", firing+over("")), nil},
		"only named":       {file("CaseworkA: fires, noise, missing data, restart", ""), missing(caseKinds()...)},
		"no restart":       {file("CaseworkA: fires, noise; CaseworkA: missing data", firing+over(`alertname="CaseworkA",`)), missing(casesRestart)},
		"another is meant": {file("CaseworkB: restart; CaseworkA: fires, noise, missing data", firing+over(`alertname=~"CaseworkA|CaseworkB",`)), missing(casesRestart)},
		"another is seen":  {file("CaseworkA: fires, noise, missing data, restart", firing+over(`alertname="CaseworkAB",`)), missing(casesNoise, casesMissing, casesRestart)},
		"no text": {
			file("CaseworkA: fires, noise, missing data, restart", strings.ReplaceAll(firing, "description", "x")+over("")),
			missing(casesFires),
		},
	} {
		if diff := cmp.Diff(c.want, caseGaps([]string{"CaseworkA"}, []string{c.file})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
