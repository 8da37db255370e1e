package rule

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestGrafanaKeepsWhatIsMissing: an alert whose series is missing lasts in Grafana for as long as in
// Prometheus, whether other series of its rule are there or none is.
func TestGrafanaKeepsWhatIsMissing(t *testing.T) {
	th, err := thresholds()
	if err != nil {
		t.Fatal(err)
	}
	alerts := th.alerts()
	keep := map[string]string{}
	for _, a := range alerts {
		keep[a.Name] = a.Keep
	}
	var file struct {
		Groups []struct {
			Interval string
			Rules    []struct {
				Title         string
				KeepFiringFor string `yaml:"keepFiringFor"`
				Missing       int    `yaml:"missing_series_evals_to_resolve"`
			}
		}
	}
	if err := yaml.Unmarshal(grafanaRules(alerts), &file); err != nil {
		t.Fatal(err)
	}
	seen, kept := 0, 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			seen++
			want := secondsOf(keep[r.Title])
			if want > 0 {
				kept++
			}
			if all, one := secondsOf(r.KeepFiringFor), r.Missing*secondsOf(g.Interval); all != want || one != want {
				t.Errorf("%s goes on for %d s where nothing is there, and for %d s where others are; in Prometheus for %d s", r.Title, all, one, want)
			}
		}
	}
	if seen != len(alerts) || kept < 5 {
		t.Errorf("%d rules of %d, and %d that are kept", seen, len(alerts), kept)
	}
}
