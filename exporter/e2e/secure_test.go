package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// TestCrashesTellNoSecret: the password is neither in the dump of a crash, nor
// in the log, nor among the arguments that a list of processes shows.
func TestCrashesTellNoSecret(t *testing.T) {
	const password = "sikkert-p4ssord-fra-miljø"
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for name, env := range map[string]string{"from the environment": "TEST_PASSWORD=" + password, "from a file": "TEST_PASSWORD_FILE=" + file} {
		t.Run(name, func(t *testing.T) {
			address := testutil.FreeAddress(t)
			var stderr testutil.Buffer
			cmd := exec.Command(path)
			cmd.Stderr = &stderr
			cmd.Env = []string{
				"CASEWORK_SOURCES=test", "CASEWORK_LISTEN_ADDRESS=" + address, "CASEWORK_LOG_LEVEL=debug", "GOTRACEBACK=system",
				"TEST_HOST=127.0.0.1", "TEST_PORT=1", "TEST_USER=reader", "TEST_DATABASE=casework", "TEST_INTERVAL=1s", env,
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			if !testutil.Within(60*time.Second, func() bool { return strings.Contains(stderr.String(), "poll failed") }) {
				_ = cmd.Process.Kill()
				t.Fatalf("no poll in 60 s:\n%s", stderr.String())
			}
			args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid))
			if err != nil {
				t.Log(err) // not Linux
			}
			if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil { // as a crash, it dumps every goroutine
				t.Fatal(err)
			}
			if err := <-ended; err == nil {
				t.Error("the program ended well")
			}
			dump := stderr.String()
			if !strings.Contains(dump, "goroutine ") || !strings.Contains(dump, "runtime.") {
				t.Errorf("no dump, so searching it proves nothing:\n%s", dump)
			}
			for what, text := range map[string][]byte{"log and dump": []byte(dump), "arguments": args} {
				if bytes.Contains(text, []byte(password)) {
					t.Errorf("the %s show the password:\n%s", what, text)
				}
			}
		})
	}
}
