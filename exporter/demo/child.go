package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// source is the exporter's name of the municipality.
const source = "kommune"

// An exporter is the exporter, or another server, running as a child process.
type exporter struct {
	name   string // of the program
	listen string
	done   chan struct{} // closed when it has ended
	err    error         // how it ended; to be read once done is closed
}

// isSetting reports whether a variable, NAME=value, is one of the exporter's.
func isSetting(variable string) bool {
	return strings.HasPrefix(variable, "CASEWORK_") || strings.HasPrefix(variable, "KOMMUNE_")
}

// childEnv is the exporter's environment: its settings, and what else there
// is that is none of its own.
func childEnv(s *Server, o settings, listen, dir, passwordFile string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !isSetting(v) {
			env = append(env, v)
		}
	}
	level := "warn"
	if o.verbose {
		level = "info"
	}
	if file := deadlinesFile(filepath.Dir(dir)); isFile(file) { // of the simulation
		env = append(env, "KOMMUNE_DEADLINES_FILE="+file)
	}
	return append(env,
		"CASEWORK_SOURCES="+source,
		"CASEWORK_LISTEN_ADDRESS="+listen,
		"CASEWORK_STATE_DIR="+dir,
		"CASEWORK_LOG_LEVEL="+level,
		"KOMMUNE_HOST="+s.Addr.IP.String(),
		fmt.Sprintf("KOMMUNE_PORT=%d", s.Addr.Port),
		"KOMMUNE_USER="+dbUser,
		"KOMMUNE_PASSWORD_FILE="+passwordFile,
		"KOMMUNE_DATABASE="+database,
		"KOMMUNE_ADAPTER=views",
		"KOMMUNE_TIMEZONE="+zoneName,
		"KOMMUNE_INTERVAL="+o.interval.String(),
		"KOMMUNE_SWEEP=off", // the server does not say how it reads a table, of which the exporter would warn
		"KOMMUNE_DROP_FOLDER="+dropFolder(filepath.Dir(dir)),
		"CASEWORK_HOURLY_COST=600",
	)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// envFile is a file of the exporter's settings in the demo's directory.
func envFile(dir string) string { return filepath.Join(dir, "exporter.env") }

// writeEnv writes the settings among an environment for a shell to read.
func writeEnv(path string, env []string) error {
	var b strings.Builder
	for _, v := range env {
		if name, value, _ := strings.Cut(v, "="); isSetting(v) {
			fmt.Fprintf(&b, "%s=%s\n", name, shellWord(value))
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return fmt.Errorf("write the exporter's settings: %w", err)
	}
	return nil
}

// shellWord quotes a word for a shell.
func shellWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// dropFolder is the drop folder in the demo's directory.
func dropFolder(dir string) string { return filepath.Join(dir, "drop") }

// startExporter starts the exporter on the database s. It ends when ctx does.
func startExporter(ctx context.Context, o settings, s *Server, dir string, log io.Writer) (*exporter, error) {
	listen, err := freeAddress("exporter", o.listen, "DEMO_LISTEN")
	if err != nil {
		return nil, err
	}
	passwordFile := filepath.Join(dir, "password")
	if err := os.WriteFile(passwordFile, []byte(s.Password), 0o600); err != nil {
		return nil, fmt.Errorf("write the database's password: %w", err)
	}
	state := filepath.Join(dir, "state")
	if err := os.Mkdir(state, 0o700); err != nil {
		return nil, fmt.Errorf("make the state directory: %w", err)
	}
	env := childEnv(s, o, listen, state, passwordFile)
	if o.prometheus != "" {
		if err := backfill(ctx, o, env, dir, listen, log); err != nil {
			return nil, err
		}
	}
	cmd := exec.CommandContext(ctx, o.exporter)
	cmd.Env = env
	if err := writeEnv(envFile(dir), env); err != nil {
		return nil, err
	}
	x, err := launch(ctx, cmd, "exporter", log)
	if err != nil {
		return nil, fmt.Errorf("start the exporter (-exporter): %w", err)
	}
	x.listen = listen
	return x, nil
}

// launch starts a program that is to run until ctx ends, and passes on what
// it says, each line behind its name.
func launch(ctx context.Context, cmd *exec.Cmd, name string, log io.Writer) (*exporter, error) {
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	lines := &lineWriter{to: log, prefix: name + " | "}
	cmd.Stdout, cmd.Stderr = lines, lines
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	x := &exporter{name: name, done: make(chan struct{})}
	go func() {
		defer close(x.done)
		err := cmd.Wait()
		lines.flush()
		switch {
		case ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled) || terminated(err)):
		case err == nil:
			x.err = fmt.Errorf("the %s ended by itself", name)
		default:
			x.err = fmt.Errorf("the %s ended: %w; its last words: %s", name, err, lines.tail())
		}
	}()
	return x, nil
}

// terminated reports whether a process was ended by the signal we sent it.
func terminated(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGTERM
}

// freeAddress returns an address that a program can listen on: the one asked
// for by a variable, with a port of its own if that was 0.
func freeAddress(name, listen, variable string) (string, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", fmt.Errorf("the %s cannot listen on %s: %w; choose another address with %s, such as %[4]s=127.0.0.1:0 for any free port",
			name, listen, err, variable)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// ready waits until the exporter has read the database for the first time, or
// another server has begun to answer.
func (x *exporter) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		body, err := x.get(ctx, "/-/ready")
		if err == nil {
			return nil
		}
		select {
		case <-x.done:
			return x.err
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return fmt.Errorf("the %s is not ready after a minute: %w %.200s", x.name, err, body)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// get fetches a page of the exporter; any status but 200 is an error.
func (x *exporter) get(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+x.listen+path, nil)
	if err != nil {
		return "", fmt.Errorf("make a request: %w", err)
	}
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("get %s: %w", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return string(body), fmt.Errorf("get %s: %s", path, response.Status)
	}
	return string(body), nil
}
