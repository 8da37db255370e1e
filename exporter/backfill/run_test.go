package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/collectors/mysql/mariadbtest"
	"casework/exporter/settings/settingstest"
)

// TestRun runs the program on a MariaDB: a dry run writes nothing and says
// what the run then writes, the figures are those of SQL, and the state file
// lets the exporter go on.
func TestRun(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("exporter", "secret"); err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	begin := now.Add(-70 * 24 * time.Hour)
	for i := range 300 {
		at := begin.Add(time.Duration(i) * 5 * time.Hour)
		err := db.Exec("INSERT INTO casework_cases (unit, received_at, started_at, closed_at) VALUES (?, ?, IF(? > 0, ?, NULL), IF(? > 0, ?, NULL))",
			fmt.Sprint("unit ", i%3), at, i%7, at.Add(30*time.Hour), i%5, at.Add(90*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
	}
	states, dir := t.TempDir(), t.TempDir()
	settingstest.SetEnv(t, map[string]string{
		"KOMMUNE_HOST": db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "exporter",
		"KOMMUNE_PASSWORD": "secret", "KOMMUNE_DATABASE": db.Database, "CASEWORK_STATE_DIR": states,
	})
	args := []string{"--output", dir, "--job", "j", "--instance", "i", "--state", "--to", now.Add(-time.Hour).Format(time.RFC3339)}
	var dry, wet, stderr bytes.Buffer
	if code := run(t.Context(), append(args, "--dry-run"), &dry, &stderr); code != 0 {
		t.Fatalf("dry run: exit %d: %s", code, &stderr)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Fatalf("a dry run wrote %v", files)
	}
	// refused runs with --state, which must fail before anything is written.
	refused := func(why string) {
		t.Helper()
		stderr.Reset()
		var said bytes.Buffer
		elsewhere := t.TempDir()
		if code := run(t.Context(), append(args, "--output", elsewhere), &said, &stderr); code != 1 || !strings.Contains(stderr.String(), why) {
			t.Errorf("exit %d: %s; want %q", code, &stderr, why)
		}
		if files, _ := os.ReadDir(elsewhere); len(files) > 0 || said.Len() > 0 {
			t.Errorf("wrote %v before it was refused, and said %s", files, &said)
		}
	}
	exporter, _, _, err := collectors.OpenState(filepath.Join(states, "kommune.state"), ledger.Options{}, now)
	if err != nil {
		t.Fatal(err)
	}
	refused("another exporter uses this state")
	if err := exporter.Close(); err != nil {
		t.Fatal(err)
	}
	stderr.Reset()
	if code := run(t.Context(), args, &wet, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	figures := regexp.MustCompile(`[0-9]+ series, [0-9]+ samples, [0-9.]+ KiB|time=[0-9]+d`)
	if want, got := figures.FindAllString(dry.String(), -1), figures.FindAllString(wet.String(), -1); len(want) < 5 || strings.Join(want, ",") != strings.Join(got, ",") {
		t.Errorf("the dry run said %v, the run %v", want, got)
	}
	if _, err := os.Stat(filepath.Join(states, "kommune.state")); err != nil {
		t.Error(err)
	}
	refused("is there already")

	t.Setenv("CASEWORK_MIN_CELL", "5")
	hidden := filepath.Join(dir, "hidden")
	if code := run(t.Context(), []string{"--output", hidden}, &wet, &stderr); code != 2 || !strings.Contains(stderr.String(), "CASEWORK_MIN_CELL") {
		t.Errorf("a history that would show hidden units: exit %d: %s", code, &stderr)
	}
	hiding := t.TempDir()
	t.Setenv("CASEWORK_STATE_DIR", hiding)
	stderr.Reset()
	if code := run(t.Context(), []string{"--output", hidden, "--state"}, &wet, &stderr); code != 0 {
		t.Errorf("a history that hides small units: exit %d: %s", code, &stderr)
	}
	if _, err := os.Stat(filepath.Join(hiding, "kommune.small")); err != nil {
		t.Errorf("the exporter would hide other units: %v", err)
	}
	if err := os.Remove(filepath.Join(hiding, "kommune.state")); err != nil {
		t.Error(err)
	}
	if code := run(t.Context(), []string{"--output", t.TempDir(), "--state"}, &wet, &stderr); code != 1 || !strings.Contains(stderr.String(), "kommune.small") {
		t.Errorf("a second history, that would hide other units: exit %d: %s", code, &stderr)
	}

	prom := openPrometheus(t, dir)
	at := now.Add(-30 * 24 * time.Hour).Truncate(6 * time.Hour)
	for expr, condition := range map[string]string{
		"sum(casework_open_cases)":           "received_at <= ? AND (closed_at IS NULL OR closed_at > ?)",
		"sum(casework_queue_cases)":          "received_at <= ? AND LEAST(COALESCE(started_at, '9999-01-01'), COALESCE(closed_at, '9999-01-01')) > ?",
		"sum(casework_cases_received_total)": "received_at <= ? AND received_at <= ?",
		"sum(casework_cases_closed_total)":   "closed_at <= ? AND closed_at <= ?",
		"sum(casework_window_closed_cases)":  "closed_at <= ? AND closed_at > DATE_SUB(?, INTERVAL 28 DAY)",
		`sum(casework_wait_seconds_count) or 1 * sum(histogram_count(casework_wait_seconds))`: "started_at <= ? AND started_at <= ?",
	} {
		var want float64
		if err := db.DB().QueryRow("SELECT COUNT(*) FROM casework_cases WHERE "+condition, at, at).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if got := prom.query(t, expr, at.Unix()); got["{}"] != want || want == 0 {
			t.Errorf("%s is %v, SQL says %v", expr, got, want)
		}
	}
}

// TestWrongArguments: all that is wrong is said at once.
func TestWrongArguments(t *testing.T) {
	t.Parallel()
	_, err := parse([]string{"--step", "7h", "--from", "yesterday", "--histograms", "some", "--remote-write-protocol", "3", "--format", "csv", "x"},
		time.Unix(1e9, 0), t.Output())
	for _, name := range []string{"--step=", "--from=", "--histograms=", "--remote-write-protocol=", "--format=", `"x"`} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
	for _, args := range [][]string{
		{},
		{"--output", "d", "--to", "2100-01-01"},
		{"--output", "d", "--from", "2001-02-01", "--to", "2001-01-01"},
		{"--format", "remote-write", "--remote-write-url", "receiver:80"},
		{"--format", "remote-write", "--remote-write-url", "http://user:pass@receiver/"},
		{"--format", "remote-write", "--remote-write-url-file", "no such file"},
		{"--format", "openmetrics", "--output", "d"},
		{"--output", "d", "--label", "a-b=c"},
		{"--format", "openmetrics", "--histograms", "none", "--output", "d", "--rules", "r"},
	} {
		if _, err := parse(args, time.Unix(1e9, 0), t.Output()); err == nil {
			t.Errorf("%v is allowed", args)
		}
	}
}

// TestReceiverPasswords: a password of the receiver comes from a file, is
// given to the receiver, and shows in no error.
func TestReceiverPasswords(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "url")
	for _, address := range []string{"ftp://user:hush@receiver/", "user:hush@receiver", "http://user:hush@rece iver/", "http://user:hush@[receiver/"} {
		if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"--remote-write-url", address}, {"--remote-write-url-file", file}} {
			_, err := parse(append(args, "--format", "remote-write"), time.Unix(1e9, 0), t.Output())
			if err == nil || strings.Contains(err.Error(), "hush") {
				t.Errorf("with %s: %v", args[0], err)
			}
		}
	}
	var given, password string
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { given, password, _ = r.BasicAuth() }))
	address := strings.Replace(receiver.URL, "http://", "http://user:hush@", 1) + "/write"
	if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{"--format", "remote-write", "--remote-write-url-file", file}, time.Unix(1e9, 0), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	sink, err := newRemoteSink(o.url, o.protocol)
	if err != nil {
		t.Fatal(err)
	}
	batch := []*series{{labels: labels.FromStrings("a", "b")}}
	if err := sink.send(t.Context(), batch); err != nil || given != "user" || password != "hush" {
		t.Errorf("sent as %q with %q: %v", given, password, err)
	}
	receiver.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := sink.send(ctx, batch); err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("without receiver: %v", err)
	}
}
