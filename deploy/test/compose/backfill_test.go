package compose

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/types"
	"sigs.k8s.io/yaml"

	"casework/deploy/test/subject"
)

// TestBackfillGoesOnInExporter: the history has the labels and histograms that
// Prometheus scrapes and the rules that it evaluates, lies where Prometheus
// reads, and leaves the exporter its state, with rights for all three.
func TestBackfillGoesOnInExporter(t *testing.T) {
	dir := bundle(t)
	project := load(t, dir)
	backfill, exporter, prometheus := project.Services["backfill"], project.Services["exporter"], project.Services["prometheus"]
	job, target, histograms := scraped(t)
	want := []string{
		"/casework-backfill", "--output=/prometheus", "--job=" + job, "--instance=" + target, "--histograms=" + histograms, "--state",
		"--rules=/etc/prometheus/casework-boards.yml",
	}
	if !slices.Equal(backfill.Entrypoint, want) {
		t.Errorf("entry point %q, want %q", backfill.Entrypoint, want)
	}
	subject.CheckBackfillFlags(t, backfill.Entrypoint[1:])
	for _, arg := range backfill.Entrypoint[1:] {
		if _, path, ok := strings.Cut(arg, "=/etc/prometheus/"); ok {
			if _, err := os.Stat(mounted(backfill, "/etc/prometheus") + "/" + path); err != nil {
				t.Errorf("%s: %v", arg, err)
			}
			if !strings.Contains(subject.Read(t, "deploy/prometheus/prometheus.yml"), "- "+path) {
				t.Errorf("Prometheus does not evaluate %s", path)
			}
		}
	}
	if backfill.User != exporter.User || backfill.User != prometheus.User {
		t.Errorf("backfill is %s, who writes for the exporter (%s) and Prometheus (%s)", backfill.User, exporter.User, prometheus.User)
	}
	state := *exporter.Environment["CASEWORK_STATE_DIR"]
	for name, value := range exporter.Environment {
		if got := backfill.Environment[name]; got == nil || *got != *value {
			t.Errorf("backfill has not the exporter's %s", name)
		}
	}
	for path, other := range map[string]types.ServiceConfig{state: exporter, "/prometheus": prometheus} {
		if at := mounted(backfill, path); at == "" || at != mounted(other, path) {
			t.Errorf("backfill has %q at %s, %s has %q", at, path, other.Name, mounted(other, path))
		}
		if !strings.Contains(subject.Read(t, "deploy/container/Dockerfile"), "--from=build-backfill --chown="+backfill.User+" /empty "+path) {
			t.Errorf("a new volume at %s would not be the user's of backfill", path)
		}
	}
}

// mounted is what a service has at a path: a folder of the host, a volume.
func mounted(s types.ServiceConfig, path string) string {
	for _, v := range s.Volumes {
		if v.Target == path {
			return v.Source
		}
	}
	return ""
}

// scraped are the labels that the scrape configuration gives to series, and
// the kind of histograms that it asks for, in backfill's word.
func scraped(t *testing.T) (job, target, histograms string) {
	t.Helper()
	var config struct {
		Scrapes []struct {
			Job    string `json:"job_name"`
			Native bool   `json:"scrape_native_histograms"`
			Static []struct {
				Targets []string `json:"targets"`
			} `json:"static_configs"`
		} `json:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(subject.Read(t, "deploy/prometheus/casework-scrape.yml")), &config); err != nil {
		t.Fatal(err)
	}
	if len(config.Scrapes) != 1 || len(config.Scrapes[0].Static) != 1 || len(config.Scrapes[0].Static[0].Targets) != 1 {
		t.Fatalf("scrape configuration %+v, want one target", config)
	}
	s, histograms := config.Scrapes[0], "classic"
	if s.Native {
		histograms = "native"
	}
	return s.Job, s.Static[0].Targets[0], histograms
}
