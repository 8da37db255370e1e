//go:build unix

package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/collectors/testutil"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/config/configtest"
)

// stateFrames is the content of a state file of the settings' only source: a
// checkpoint, and then a frame a save.
func stateFrames(t *testing.T, cfg *config.Config) (checkpoint, journal []byte) {
	t.Helper()
	opts, path := app.LedgerOptions(cfg, &cfg.Sources[0]), filepath.Join(t.TempDir(), "state")
	state, _, _, err := statefile.Open(path, opts, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = state.Close() }()
	l := ledger.New(opts, 7, time.Now().Unix())
	var content [2][]byte
	for i := range content {
		if err := state.Save(l); err != nil {
			t.Fatal(err)
		}
		if content[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return content[0], content[1][len(content[0]):]
}

// TestServesWhileTheStateIsRead: a state that comes slowly, as from a slow disk,
// keeps no page waiting, and a signal is not kept waiting for its end.
func TestServesWhileTheStateIsRead(t *testing.T) {
	states := t.TempDir()
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": "127.0.0.1:0", "CASEWORK_STATE_DIR": states})
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	path := app.StatePath(cfg, &cfg.Sources[0])
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	disk, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = disk.Close() }()
	checkpoint, journal := stateFrames(t, cfg)
	write := func(b []byte) {
		t.Helper()
		if _, err := disk.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	write(checkpoint)

	p, _, stderr := testProgram(nil)
	p.newService = newService
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, nil) }()
	address := waitListening(t, stderr)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for _, tt := range []struct {
		path      string
		status    int
		want, not string
	}{
		{"/-/healthy", http.StatusOK, "healthy", ""},
		{"/-/ready", http.StatusServiceUnavailable, "not ready: reading the state of source kommune", ""},
		{"/metrics", http.StatusOK, "casework_build_info{", `source="`},
		{"/", http.StatusOK, "Its state, which the exporter kept before it started again, is being read.", "under way"},
		{"/board?lang=en", http.StatusOK, "What the exporter kept before it started again is being read.", "has not been read yet"},
	} {
		answer, err := client.Get("http://" + address + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != tt.status || !strings.Contains(string(body), tt.want) ||
			tt.not != "" && strings.Contains(string(body), tt.not) {
			t.Errorf("%s: status %d, %v:\n%s", tt.path, answer.StatusCode, err, body)
		}
	}
	configtest.SetEnv(t, map[string]string{"CASEWORK_LISTEN_ADDRESS": address})
	check, _, complaints := testProgram(nil)
	if got := check.run(t.Context(), []string{"healthcheck"}); got != exitOK {
		t.Errorf("healthcheck: status %d:\n%s", got, complaints)
	}

	cancel()
	if !testutil.Eventually(func() bool { _, err := http.Get("http://" + address + "/-/healthy"); return err != nil }) {
		t.Error("it listens after a signal")
	}
	write(journal) // one frame, and no end
	if got := <-status; got != exitOK || !strings.Contains(stderr.String(), "msg=stopped") {
		t.Errorf("status %d; log:\n%s", got, stderr)
	}
	left, err := os.ReadDir(states)
	if err != nil || len(left) != 2 { // nothing was moved aside or written
		t.Errorf("files after a signal: %v, %v", left, err)
	}
}
