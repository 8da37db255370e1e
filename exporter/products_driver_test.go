package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A productDriver is a real product, driven through its own interfaces by a script in
// testdata/products. It takes a command a line and answers a line each:
//
//	at UNIX            the product's clock stands at that second from now on
//	unit NAME [KIND]   a new queue or project; KIND is a lifecycle, where there are such
//	create UNIT [DUE]  a case that a citizen sends in; the answer is its number
//	record UNIT        a case that is entered when it is already closed
//	own N, begin N     a case worker takes a case; gives it the status of work begun
//	comment N, reply N a case worker writes: for colleagues; to the citizen
//	ask N              the citizen writes
//	close N, reject N, reopen N, move N UNIT, merge N INTO, delete N, due N UNIX
//	search UNIT        how many cases are open, and overdue, as the product's own search counts
//	cases              all cases as the product shows them, a line each, and an empty one
type productDriver struct {
	t      *testing.T
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *bytes.Buffer
}

// newProductDriver starts a script, which ends when its input does.
func newProductDriver(t *testing.T, cmd *exec.Cmd) *productDriver {
	t.Helper()
	d := &productDriver{t: t, stderr: &bytes.Buffer{}}
	cmd.Stderr = d.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	d.in, d.out = in, bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, tail(d.stderr.Bytes(), 4000))
		}
	})
	return d
}

// do gives one command and returns the answer.
func (d *productDriver) do(words ...any) string {
	d.t.Helper()
	command := strings.TrimSuffix(fmt.Sprintln(words...), "\n")
	if _, err := fmt.Fprintln(d.in, command); err != nil {
		d.t.Fatalf("%s: %v", command, err)
	}
	return d.line(command)
}

func (d *productDriver) line(command string) string {
	d.t.Helper()
	line, err := d.out.ReadString('\n')
	if err != nil {
		d.t.Fatalf("%s: %v (the product's own words follow when it has ended)", command, err)
	}
	return strings.TrimSuffix(line, "\n")
}

// A productCase is a case as its product shows it. Times are Unix seconds, 0
// for what has not happened.
type productCase struct {
	id                                  int
	unit                                string
	received, started, closed, deadline int64
	closings, reopenings                int
}

func (d *productDriver) cases() map[int]productCase {
	d.t.Helper()
	all := map[int]productCase{}
	for line := d.do("cases"); line != ""; line = d.line("cases") {
		var c productCase
		if n, err := fmt.Sscan(line, &c.id, &c.unit, &c.received, &c.started, &c.closed, &c.deadline, &c.closings, &c.reopenings); err != nil {
			d.t.Fatalf("cases: %q: field %d: %v", line, n+1, err)
		}
		all[c.id] = c
	}
	return all
}

// command is a program of a product, with nothing but the given environment.
func command(t *testing.T, env []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	// Not the test's context, which ends before its cleanup ends a driver.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH") + ":/usr/sbin", "LANG=C.UTF-8"}, env...)
	return cmd
}

// runQuietly runs a program of a product, whose words are shown only if it fails.
func runQuietly(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, tail(out, 4000))
	}
}

// script is the path of a driver's script.
func script(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "products", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// write writes a file of a product's configuration.
func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
