package compose

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"casework/collectors/testutil"
	"casework/deploy/test/subject"
)

// patience is how long anything may take before a test gives up.
const patience = 4 * time.Minute

// A host runs services of a project as processes of this machine, in place of
// Docker: with the commands, the environment, the files and the health checks
// of the file, in which addresses and paths alone are others.
type host struct {
	project  *types.Project
	volumes  string            // folder of what Docker keeps in volumes
	programs map[string]string // path in an image → on this machine
	names    map[string]string // address in the stack → on this machine
	logs     map[string]*subject.Log
}

// local is a word of a command or of an environment, as it must be here.
func (h *host) local(s *types.ServiceConfig, word string) string {
	for _, name := range slices.Sorted(maps.Keys(h.names)) {
		word = strings.ReplaceAll(word, name, h.names[name])
	}
	before, path := "", word
	if head, tail, ok := strings.Cut(word, "=/"); ok {
		before, path = head+"=", "/"+tail
	}
	for at, here := range h.mounts(s) {
		if path == at || strings.HasPrefix(path, at+"/") {
			return before + here + strings.TrimPrefix(path, at)
		}
	}
	return word
}

// mounts are the paths that a service has, and where they are here.
func (h *host) mounts(s *types.ServiceConfig) map[string]string {
	at := maps.Clone(h.programs)
	for _, v := range s.Volumes {
		at[v.Target] = v.Source
		if v.Type == types.VolumeTypeVolume {
			at[v.Target] = filepath.Join(h.volumes, v.Source)
		}
	}
	for _, secret := range s.Secrets {
		at["/run/secrets/"+secret.Source] = h.project.Secrets[secret.Source].File
	}
	return at
}

// command is a program with the environment that a service has, and nothing
// of this machine's but where to keep what is temporary.
func (h *host) command(t *testing.T, s *types.ServiceConfig, words []string, env ...string) *exec.Cmd {
	t.Helper()
	here := make([]string, len(words))
	for i, word := range words {
		here[i] = h.local(s, word)
	}
	cmd := exec.Command(here[0], here[1:]...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"TMPDIR=" + t.TempDir()}, env...)
	for name, value := range s.Environment {
		cmd.Env = append(cmd.Env, name+"="+h.local(s, *value))
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// start runs a service until t ends. words are what its image puts before its
// command; more is what takes the place of its ports.
func (h *host) start(t *testing.T, s *types.ServiceConfig, words, more []string, env ...string) {
	t.Helper()
	log := &subject.Log{}
	h.logs[s.Name] = log
	cmd := h.command(t, s, slices.Concat(words, s.Entrypoint, s.Command, more), env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", s.Name, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				t.Errorf("%s: %v", s.Name, err)
			}
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			t.Errorf("%s does not end", s.Name)
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", s.Name, log.String())
		}
	})
}

var complaint = regexp.MustCompile(`(?im)^.*\blevel=(warn|error).*$`)

// checkLogs: no service complains of anything.
func (h *host) checkLogs(t *testing.T) {
	for name, log := range h.logs {
		for _, line := range complaint.FindAllString(log.String(), -1) {
			t.Errorf("%s: %s", name, line)
		}
		if !strings.Contains(log.String(), "level=") {
			t.Errorf("%s says nothing, or not in the form that is searched:\n%s", name, log.String())
		}
	}
}

// healthy waits until the service's own health check is content.
func (h *host) healthy(t *testing.T, s *types.ServiceConfig, env ...string) {
	t.Helper()
	if s.HealthCheck == nil || len(s.HealthCheck.Test) < 2 || s.HealthCheck.Test[0] != "CMD" {
		t.Fatalf("%s has the health check %v, not one that can be run here", s.Name, s.HealthCheck)
	}
	wait(t, s.Name+" is healthy", func() error { return h.command(t, s, s.HealthCheck.Test[1:], env...).Run() })
}

// wait waits until try succeeds.
func wait(t *testing.T, what string, try func() error) {
	t.Helper()
	var err error
	if !testutil.Within(patience, func() bool { err = try(); return err == nil }) {
		t.Fatalf("after %v it is not so that %s: %v", patience, what, err)
	}
}

// program is the path of a program that the stack needs. Lacking it is a fault:
// these tests run only where all are asked for.
func program(t *testing.T, path, from string) string {
	t.Helper()
	found, err := exec.LookPath(path)
	if err != nil {
		t.Fatalf("%v: %s", err, from)
	}
	if found, err = filepath.Abs(found); err != nil {
		t.Fatal(err)
	}
	return found
}

// buildBackfill builds casework-backfill and returns its path.
func buildBackfill(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "casework-backfill")
	build := exec.Command("go", "build", "-trimpath", "-tags", "remove_all_sd", "-o", path, ".")
	build.Dir = filepath.Join(subject.Root, "exporter/backfill")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	subject.Run(t, build)
	return path
}
