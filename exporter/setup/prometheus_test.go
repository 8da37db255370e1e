package setup

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v2"

	"casework/deploy"
)

// TestPrometheusConfig: what is written reads as YAML, scrapes the exporter, and
// has all files of rules that come with it, in the order of its own example.
func TestPrometheusConfig(t *testing.T) {
	type config struct {
		RuleFiles     []string `yaml:"rule_files"`
		ScrapeConfigs []struct {
			JobName       string                       `yaml:"job_name"`
			StaticConfigs []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	var got, example config
	if err := yaml.Unmarshal([]byte(prometheusConfig("h:1")), &got); err != nil {
		t.Fatal(err)
	}
	content, err := deploy.Files.ReadFile("prometheus/prometheus.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(content, &example); err != nil {
		t.Fatal(err)
	}
	if len(example.RuleFiles) != 2 || !slices.Equal(got.RuleFiles, example.RuleFiles) {
		t.Errorf("rules %v, the example has %v", got.RuleFiles, example.RuleFiles)
	}
	if len(got.ScrapeConfigs) != 1 || got.ScrapeConfigs[0].JobName != "casework" || got.ScrapeConfigs[0].StaticConfigs[0].Targets[0] != "h:1" {
		t.Errorf("scraped: %+v", got.ScrapeConfigs)
	}
	for _, name := range got.RuleFiles {
		if content, err := deploy.Files.ReadFile("prometheus/" + name); err != nil || !strings.Contains(string(content), "groups:") {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(stepsText, name) {
			t.Errorf("what comes next does not name %s", name)
		}
	}
}
