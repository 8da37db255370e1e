package e2e

import (
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
)

// TestFirstBoard does what the README says comes first, in an empty folder on a
// terminal: from the command to a board with one's own cases, then Ctrl-C, and
// on by the command that was named.
func TestFirstBoard(t *testing.T) {
	cases, address := writeCases(t), testutil.FreeAddress(t)
	f := newFollower(t)
	c := f.command(pages.Script(t, "../..", "README.md", "casework-exporter init"))
	terminal, err := pty.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	var shown testutil.Buffer
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(&shown, terminal) // ends when the program has
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		<-copied
		_ = terminal.Close()
	})
	expect := func(text string) {
		t.Helper()
		if !testutil.Eventually(func() bool { return strings.Contains(shown.String(), text) }) {
			t.Fatalf("it does not say %q:\n%s", text, shown.String())
		}
	}
	for _, a := range [][2]string{
		{"What is to be read", "files"},
		{"Time zone", "Europe/Oslo"},
		{"Folder with cases.csv", cases},
		{"Name of the source", "kommune"},
		{"Language of the board", ""},
		{"Address to serve on", address},
		{"Start the exporter now", ""},
	} {
		expect(a[0])
		if _, err := io.WriteString(terminal, a[1]+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	expect("http://" + address + "/board")
	board(t, address)
	if _, err := io.WriteString(terminal, "\x03"); err != nil { // Ctrl-C
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v\n%s", err, shown.String())
	}
	<-copied
	again := regexp.MustCompile(`\(set -a; [^\r\n]*\)`).FindString(shown.String())
	if again == "" {
		t.Fatalf("it does not say how to go on:\n%s", shown.String())
	}
	second := f.command(again)
	second.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(-second.Process.Pid, syscall.SIGKILL); _ = second.Wait() }()
	board(t, address)
	for _, name := range []string{"casework-exporter.env", "programmes.csv", "next-steps.md", "prometheus/casework-alerts.yml"} {
		says(t, readText(t, filepath.Join(f.dir, "casework", name)), "")
	}
}

// board waits for the board, with the units of writeCases on it.
func board(t *testing.T, address string) {
	t.Helper()
	var page []byte
	if !testutil.Eventually(func() bool {
		r, err := http.Get("http://" + address + "/board")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		page, err = io.ReadAll(r.Body)
		return err == nil && r.StatusCode == http.StatusOK && strings.Contains(string(page), "Enhet 23")
	}) {
		t.Fatalf("no board at %s:\n%s", address, tail(page, 2000))
	}
	http.DefaultClient.CloseIdleConnections()
}
