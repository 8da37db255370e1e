package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/statefile"
	"casework/exporter/config/configtest"
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
	if err := db.Exec("INSERT INTO casework_external (unit, measure, as_of, value, answers) VALUES ('unit 0', 'trivsel', ?, 4, 40)", begin.AddDate(0, 0, 10)); err != nil {
		t.Fatal(err)
	}
	states, dir := t.TempDir(), t.TempDir()
	configtest.SetEnv(t, map[string]string{
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
	exporter, _, _, err := statefile.Open(filepath.Join(states, "kommune.state"), ledger.Options{}, now)
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
	// What is there is left alone, and joined.
	state, err := os.ReadFile(filepath.Join(states, "kommune.state"))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if code := run(t.Context(), append(slices.Clip(args), "--output", t.TempDir()), &again, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	for _, want := range []string{
		filepath.Join(states, "kommune.state") + " is there, and is left as it is", "counters and histograms are joined", "figures about people are left out",
	} {
		if !strings.Contains(again.String(), want) {
			t.Errorf("a run once an exporter has run does not say %q:\n%s", want, &again)
		}
	}
	if said, _, _ := strings.Cut(again.String(), "Replaying"); !strings.Contains(said, "joined") {
		t.Error("what is joined is said once something is written")
	}
	if now, err := os.ReadFile(filepath.Join(states, "kommune.state")); err != nil || !bytes.Equal(state, now) {
		t.Errorf("the state file was changed: %v", err)
	}
	prom := openPrometheus(t, dir)
	at := now.Add(-30 * 24 * time.Hour).Truncate(6 * time.Hour)
	if len(prom.query(t, metric.ExternalResult.Name, at.Unix())) == 0 {
		t.Error("no history of figures about people")
	}
	// An exporter that is not handed what was shown shows it again, and one that
	// ran already has shown it.
	lived := t.TempDir()
	scraped := openPrometheus(t, lived)
	scraped.store(t, []byte("casework_open_cases{source=\"kommune\"} 1\n"), "text/plain", now.UnixMilli(),
		labels.Label{Name: "job", Value: "j"}, labels.Label{Name: "instance", Value: "i"})
	if err := scraped.db.Close(); err != nil {
		t.Fatal(err)
	}
	for more, elsewhere := range map[string]string{"--state=false": t.TempDir(), "--allow-overlap": t.TempDir(), "--state": lived} {
		t.Setenv("CASEWORK_STATE_DIR", t.TempDir())
		var said bytes.Buffer
		if code := run(t.Context(), append(slices.Clip(args), more, "--output", elsewhere), &said, &stderr); code != 0 {
			t.Fatalf("exit %d: %s", code, &stderr)
		}
		shown := openPrometheus(t, elsewhere)
		if n := len(shown.query(t, metric.ExternalResult.Name, at.Unix())); n > 0 || len(shown.query(t, metric.OpenCases.Name, at.Unix())) == 0 {
			t.Errorf("%s: %d figures about people, or none of cases", more, n)
		}
		if !strings.Contains(said.String(), "figures about people are left out") {
			t.Errorf("%s: said %s", more, &said)
		}
	}

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
		{"--format", "openmetrics", "--output", "d"},
		{"--output", "d", "--label", "a-b=c"},
		{"--format", "openmetrics", "--histograms", "none", "--output", "d", "--rules", "r"},
	} {
		if _, err := parse(args, time.Unix(1e9, 0), t.Output()); err == nil {
			t.Errorf("%v is allowed", args)
		}
	}
}
