// Package subject has what tests of the deploy bundle share: the exporter
// itself, which judges the settings that the bundle gives it.
package subject

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Root is the folder of the sources as tests of this module see it, whose
// packages are one folder below the module's.
const Root = "../../.."

// Build builds the exporter, static as it is released, and returns its path.
func Build(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "casework-exporter")
	build := exec.Command("go", "build", "-trimpath", "-o", path, "./exporter")
	build.Dir = Root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// Folders are the files that a deployment mounts: folder, file name, content.
type Folders map[string]map[string]string

// CheckConfig asks the exporter at path whether it accepts an environment in
// which folders are mounted. It returns what the exporter complains of, or "".
func CheckConfig(t testing.TB, path string, env map[string]string, folders Folders) string {
	t.Helper()
	root := t.TempDir()
	for folder, files := range folders {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range files {
			if err := os.WriteFile(filepath.Join(root, folder, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := exec.Command(path, "--config.check")
	check.Env = []string{}
	for name, value := range env {
		if strings.HasPrefix(value, "/") && name != "CASEWORK_ROUTE_PREFIX" { // which is no path of files
			value = filepath.Join(root, value) // as if root were the container's
		}
		check.Env = append(check.Env, name+"="+value)
	}
	out, err := check.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &exit):
		return strings.ReplaceAll(string(out), root, "")
	}
	t.Fatal(err)
	return ""
}

// ReadEnvFile reads a file of NAME=value lines as systemd and Compose do,
// as far as ours go: no quotes, no continued lines.
func ReadEnvFile(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || strings.ContainsAny(line, "\"'\\$") {
			return nil, fmt.Errorf("%s:%d: %q: want NAME=value without quotes", path, number, line)
		}
		env[name] = value
	}
	return env, nil
}
