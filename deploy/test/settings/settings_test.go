// Package settings holds the examples of settings that operators copy to the
// settings that the exporter knows.
package settings

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"casework/deploy/test/subject"
)

// hardlyEver are settings that no example needs to show: "help" explains them
// to anyone who looks for more. A new setting is either shown or named here.
var hardlyEver = []string{
	"CASEWORK_LISTEN_ADDRESS", "CASEWORK_LOG_LEVEL",
	"CASEWORK_SYSTEMD_SOCKET", // of systemd alone
	"CASEWORK_WAIT_BUCKETS", "CASEWORK_TURNAROUND_BUCKETS", "CASEWORK_AGE_BOUNDS", "CASEWORK_INTAKE", "CASEWORK_STARTED_WITHIN",
	"CASEWORK_EFFECT_LAG", "CASEWORK_EFFECT_BASE_MONTHS", "CASEWORK_EFFECT_MONTHS",
	"CASEWORK_CHART_MONTHS", "CASEWORK_CHART_TREND", "CASEWORK_CHART_SHIFT",
	"CASEWORK_CHANGE_FALSE_ALARMS", "CASEWORK_CHANGE_USUAL",
	// What is shown at all is what nearly everybody wants to see.
	"CASEWORK_COLLECTOR_QUEUE", "CASEWORK_COLLECTOR_AGES", "CASEWORK_COLLECTOR_FLOW", "CASEWORK_COLLECTOR_HISTOGRAMS",
	"CASEWORK_COLLECTOR_ERRORS", "CASEWORK_COLLECTOR_WINDOWS", "CASEWORK_COLLECTOR_GROUPS", "CASEWORK_COLLECTOR_INTAKE", "CASEWORK_COLLECTOR_CHANGES", "CASEWORK_COLLECTOR_SUPERVISION",
	"CASEWORK_COLLECTOR_SUPPLEMENTARY", "CASEWORK_COLLECTOR_EFFECT", "CASEWORK_COLLECTOR_CHARTS",
	"CASEWORK_SHARD", // several exporters, each with another file
	"<SOURCE>_SOCKET", "<SOURCE>_PASSWORD", "<SOURCE>_TLS_CERT", "<SOURCE>_TLS_KEY",
	"<SOURCE>_OVERLAP", "<SOURCE>_TIMEOUT", "<SOURCE>_PAGE_SIZE", "<SOURCE>_RESCAN",
	"<SOURCE>_FOLDER", "<SOURCE>_UNLISTED", "<SOURCE>_GONE_LIMIT", // in place of a database, which the examples have
	"<SOURCE>_LOTTERY_FILE", "<SOURCE>_LOTTERY_KEY", // only what the command plan wrote is taken
}

var documented = regexp.MustCompile(`(?m)^  (CASEWORK_[A-Z_]+|<SOURCE>_[A-Z_]+) +[a-z]`)

// known are the names of all settings, by the exporter's own account.
func known(t *testing.T, exporter string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, found := range documented.FindAllStringSubmatch(subject.Run(t, exec.Command(exporter, "help")), -1) {
		all[found[1]] = true
	}
	if len(all) < 40 {
		t.Fatalf("help lists %d settings: is this how it writes them?", len(all))
	}
	return all
}

// TestExamplesShowEverySetting: an example shows every setting but those that
// hardly anybody needs, and none that is not there.
func TestExamplesShowEverySetting(t *testing.T) {
	all := known(t, subject.Build(t))
	for _, name := range hardlyEver {
		if !all[name] {
			t.Errorf("there is no setting %s to leave out", name)
		}
	}
	variable := regexp.MustCompile(`(?m)^#?([A-Z_]+)=`)
	for path, example := range map[string]struct {
		source    string
		elsewhere []string // what the deployment itself sets
	}{
		"deploy/systemd/casework-exporter.env": {"BYGGESAK", []string{"CASEWORK_STATE_DIR"}},
		"deploy/compose/exporter.env":          {"KOMMUNE", nil},
	} {
		shown := map[string]bool{}
		for _, found := range variable.FindAllStringSubmatch(subject.Read(t, path), -1) {
			name := strings.Replace(found[1], example.source+"_", "<SOURCE>_", 1)
			if !all[name] {
				t.Errorf("%s shows %s, which is no setting", path, found[1])
			}
			shown[name] = true
		}
		for name := range all {
			if !shown[name] && !slices.Contains(hardlyEver, name) && !slices.Contains(example.elsewhere, name) {
				t.Errorf("%s does not show %s", path, name)
			}
		}
	}
	values := subject.Read(t, "deploy/helm/casework-exporter/values.yaml")
	for name := range all {
		short := strings.TrimPrefix(strings.TrimPrefix(name, "CASEWORK_"), "<SOURCE>_")
		if !slices.Contains(hardlyEver, name) && !regexp.MustCompile(`\b`+short+`\b`).MatchString(values) {
			t.Errorf("values.yaml does not name %s", short)
		}
	}
}

// TestExamplesAreAccepted: the exporter takes the examples with every line
// that is commented out, when the files that these name are there.
func TestExamplesAreAccepted(t *testing.T) {
	exporter := subject.Build(t)
	certificate, _ := subject.Certificate(t)
	for _, path := range []string{"deploy/systemd/casework-exporter.env", "deploy/compose/exporter.env"} {
		whole := regexp.MustCompile(`(?m)^#([A-Z_]+=)`).ReplaceAllString(subject.Read(t, path), "$1")
		file := filepath.Join(t.TempDir(), "env")
		if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		env, err := subject.ReadEnvFile(file)
		if err != nil {
			t.Fatal(err)
		}
		env["CASEWORK_STATE_DIR"] = "/var/lib/casework-exporter"
		folders := subject.Folders{"/var/lib/casework-exporter": nil}
		for _, name := range slices.Sorted(maps.Keys(env)) {
			folder, file := filepath.Split(env[name])
			folder = filepath.Clean(folder)
			if folders[folder] == nil && strings.HasPrefix(env[name], "/") {
				folders[folder] = map[string]string{}
			}
			switch {
			case strings.HasSuffix(name, "_PASSWORD_FILE"):
				folders[folder][file] = "secret"
			case strings.HasSuffix(name, "_TLS_CA"):
				folders[folder][file] = certificate
			case strings.HasSuffix(name, "_PROGRAMMES_FILE"):
				folders[folder][file] = "unit,programme,starts_on,ends_on\n"
			case strings.HasSuffix(name, "_DEADLINES_FILE") && folder != ".":
				folders[folder][file] = "case_type,length,unit\npermit,12,weeks\n"
			case strings.HasSuffix(name, "_WEB_CONFIG_FILE"):
				folders[folder][file] = "http_server_config: {http2: true}\n"
			case strings.HasSuffix(name, "_DROP_FOLDER"):
				if folders[env[name]] == nil {
					folders[env[name]] = map[string]string{}
				}
			}
		}
		if complaint := subject.CheckConfig(t, exporter, env, folders); complaint != "" {
			t.Errorf("%s, whole:\n%s", path, complaint)
		}
	}
}
