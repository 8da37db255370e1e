package setup

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"casework/collectors/testutil"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// A dialogue is a run of the command on a pseudo-terminal, and somebody who
// types.
type dialogue struct {
	*testing.T
	terminal *os.File // the typist's end
	shown    testutil.Buffer
	read     int // of what is shown
	folder   string
	cancel   func() // as Ctrl-C does
	done     chan struct{}
	cfg      *config.Config
	err      error
}

// ended is written behind all that a run said.
const ended = "(the run ended)"

// begin runs the command with a folder to write.
func begin(t *testing.T, folder string) *dialogue {
	t.Helper()
	configtest.SetEnv(t, nil) // restores what the run changes
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	d := &dialogue{T: t, terminal: ours, folder: folder, done: make(chan struct{})}
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		buf := make([]byte, 4096)
		for {
			n, err := ours.Read(buf)
			if n > 0 {
				_, _ = d.shown.Write(buf[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	d.cancel = cancel
	go func() {
		defer close(d.done)
		d.cfg, d.err = Run(ctx, Options{Folder: folder}, theirs, theirs)
		// What it said last is on its way through the terminal still.
		_, _ = theirs.WriteString(ended)
		for !strings.Contains(d.shown.String(), ended) && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-d.done
		_, _ = ours.WriteString("\n") // lets go whoever still waits for a line
		_ = theirs.Close()
		_ = ours.Close()
		<-copied
		if t.Failed() {
			t.Log(d.shown.String())
		}
	})
	return d
}

var blanks = regexp.MustCompile(`\s+`)

// text is all that was shown, whatever the lines.
func (d *dialogue) text() string { return blanks.ReplaceAllString(d.shown.String(), " ") }

// expect waits until a text is shown, behind the one before.
func (d *dialogue) expect(text string) {
	d.Helper()
	if !testutil.Within(testutil.Patience/4, func() bool {
		select {
		case <-d.done:
			if !strings.Contains(d.text()[d.read:], text) {
				d.Fatalf("the run ended before it said %q: %v", text, d.err)
			}
		default:
		}
		return strings.Contains(d.text()[d.read:], text)
	}) {
		d.Fatalf("it does not say %q", text)
	}
	d.read += strings.Index(d.text()[d.read:], text) + len(text)
}

// answer waits for a question and types a line.
func (d *dialogue) answer(question, line string) {
	d.Helper()
	d.expect(question)
	d.expect(": ")
	if question == "Password" && !testutil.Within(testutil.Patience/4, d.hides) {
		d.Fatal("what is typed would be shown")
	}
	if _, err := d.terminal.WriteString(line + "\n"); err != nil {
		d.Fatal(err)
	}
}

// hides reports whether the terminal does not show what is typed.
func (d *dialogue) hides() bool {
	state, err := unix.IoctlGetTermios(int(d.terminal.Fd()), unix.TCGETS)
	if err != nil {
		d.Fatal(err)
	}
	return state.Lflag&unix.ECHO == 0
}

// answers are questions and lines, in turn.
func (d *dialogue) answers(all ...string) {
	d.Helper()
	for i := 0; i < len(all); i += 2 {
		d.answer(all[i], all[i+1])
	}
}

// end waits for the run, which must not fail.
func (d *dialogue) end() *config.Config {
	d.Helper()
	<-d.done
	if d.err != nil {
		d.Fatal(d.err)
	}
	return d.cfg
}

// says fails unless all texts were shown.
func (d *dialogue) says(texts ...string) {
	d.Helper()
	for _, text := range texts {
		if !testutil.Within(testutil.Patience/4, func() bool { return strings.Contains(d.text(), text) }) { // what a run said last may be under way
			d.Errorf("it does not say %q", text)
		}
	}
}

// checkFolder holds the files of a folder, their modes, and that none has a
// secret but those that may.
func checkFolder(t *testing.T, folder string, secret string, modes map[string]fs.FileMode) {
	t.Helper()
	for name, mode := range modes {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %04o, want %04o", name, info.Mode().Perm(), mode)
		}
	}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && secret != "" && strings.Contains(string(content), secret) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var usualModes = map[string]fs.FileMode{
	"casework-exporter.env": 0o600, "programmes.csv": 0o644, "next-steps.md": 0o644, "state": 0o700,
	"prometheus/prometheus.yml":      0o644,
	"prometheus/casework-boards.yml": 0o644, "prometheus/casework-alerts.yml": 0o644,
}

// script runs statements that end with a semicolon at the end of a line.
func script(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for statement := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}
