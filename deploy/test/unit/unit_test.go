// Package unit tests the systemd unit and the settings that go with it.
package unit

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

const (
	unitPath   = subject.Root + "/deploy/systemd/casework-exporter.service"
	socketPath = subject.Root + "/deploy/systemd/casework-exporter.socket"
	envPath    = subject.Root + "/deploy/systemd/casework-exporter.env"
)

var quoted = regexp.MustCompile(`exposure level of ([0-9.]+)`)

// TestExposure asks systemd how exposed the unit leaves the system, and holds
// it to the figure that the README gives.
func TestExposure(t *testing.T) {
	testutil.NeedProgram(t, "systemd-analyze", "systemd")
	found := quoted.FindStringSubmatch(subject.Read(t, "deploy/README.md"))
	if found == nil {
		t.Fatalf("deploy/README.md quotes no figure: %s", quoted)
	}
	limit, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	if got := exposure(t, unitPath); got > limit {
		t.Errorf("exposure level %v, the README promises %v", got, limit)
	}
	if limit > 1.5 {
		t.Errorf("the README allows %v; the unit can do better than 1.5", limit)
	}
}

var overall = regexp.MustCompile(`Overall exposure level for .*: ([0-9.]+)`)

func exposure(t *testing.T, path string) float64 {
	t.Helper()
	words := strings.Fields(pages.Script(t, subject.Root, "deploy/README.md", "systemd-analyze security"))
	out, err := exec.Command(words[0], append(words[1:], "--offline=true", "--no-pager", path)...).CombinedOutput()
	found := overall.FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("systemd-analyze: %v\n%s", err, out)
	}
	level, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return level
}

// TestVerify: systemd knows every setting of the unit and can find what it
// names, but for the program, which is not installed here.
func TestVerify(t *testing.T) {
	testutil.NeedProgram(t, "systemd-analyze", "systemd")
	out, _ := exec.Command("systemd-analyze", "verify", "--man=no", unitPath, socketPath).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "casework-exporter") && !strings.Contains(line, "/usr/bin/casework-exporter is not executable") {
			t.Error(strings.TrimSpace(line))
		}
	}
}

// settings are the lines of the unit's sections, by name.
func settings(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for line := range strings.Lines(subject.Read(t, "deploy/systemd/casework-exporter.service")) {
		line = strings.TrimSpace(line)
		if name, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			all[name] = append(all[name], value)
		}
	}
	return all
}

// TestUnitAndPackageAgree: the unit names what the package installs.
func TestUnitAndPackageAgree(t *testing.T) {
	unit, pack := settings(t), subject.Read(t, "deploy/package/nfpm.yaml")
	for name, want := range map[string]string{
		"ExecStart":       "/usr/bin/casework-exporter",
		"EnvironmentFile": "/etc/casework-exporter/casework-exporter.env",
		"LoadCredential":  "secret:/etc/casework-exporter/secrets",
	} {
		if !slices.Equal(unit[name], []string{want}) {
			t.Errorf("%s=%q, want %q", name, unit[name], want)
		}
		path := strings.TrimPrefix(want, "secret:")
		if !strings.Contains(pack, "dst: "+path+"\n") {
			t.Errorf("the package has no %s", path)
		}
	}
	for name, want := range map[string]string{"User": "casework-exporter", "StateDirectory": "casework-exporter"} {
		if !slices.Equal(unit[name], []string{want}) {
			t.Errorf("%s=%q, want %q", name, unit[name], want)
		}
	}
	// What the README promises and no exposure level counts.
	for name, want := range map[string]string{
		"LimitCORE": "0", "StateDirectoryMode": "0700", "UMask": "0077", "Restart": "on-failure", "NoExecPaths": "/",
		"InaccessiblePaths": "-/etc/casework-exporter/secrets",
	} {
		if !slices.Equal(unit[name], []string{want}) {
			t.Errorf("%s=%q, want %q", name, unit[name], want)
		}
	}
	if !strings.Contains(subject.Read(t, "deploy/package/preinstall.sh"), "--no-create-home --shell /usr/sbin/nologin") {
		t.Error("the package makes a user who can log in")
	}
}

// TestExporterAcceptsItsSettings gives the exporter the example's settings
// with the files that systemd would make of credentials and StateDirectory=.
func TestExporterAcceptsItsSettings(t *testing.T) {
	env, err := subject.ReadEnvFile(envPath)
	if err != nil {
		t.Fatal(err)
	}
	env["CASEWORK_STATE_DIR"] = "/var/lib/casework-exporter"
	if got := settings(t)["Environment"]; !slices.Equal(got, []string{"CASEWORK_STATE_DIR=%S/casework-exporter"}) {
		t.Errorf("Environment=%q", got)
	}
	credentials := "/run/credentials/" + filepath.Base(unitPath)
	folders := subject.Folders{
		credentials:                  {"secret_byggesak": "secret"},
		"/var/lib/casework-exporter": nil,
	}
	exporter := subject.Build(t)
	if complaint := subject.CheckConfig(t, exporter, env, folders); complaint != "" {
		t.Error(complaint)
	}
	folders[credentials] = nil
	if complaint := subject.CheckConfig(t, exporter, env, folders); !strings.Contains(complaint, "BYGGESAK_PASSWORD_FILE") {
		t.Errorf("a missing password is not noticed: %q", complaint)
	}
}
