package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
)

// TestMain makes the test binary the program, if asked to.
func TestMain(m *testing.M) {
	if os.Getenv("BACKFILL_ITSELF") != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestCommandsOfPages runs what pages say to run, on a MariaDB with cases of some
// weeks, in a folder that has what the sources have.
func TestCommandsOfPages(t *testing.T) {
	testutil.NeedProgram(t, "bash", "bash")
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.CreateUser("exporter", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(`INSERT INTO casework_cases (unit, received_at, started_at, closed_at)
		SELECT CONCAT('unit ', seq % 3), at, at + INTERVAL 1 DAY, at + INTERVAL 2 DAY FROM (SELECT seq, UTC_TIMESTAMP() - INTERVAL 90 - seq HOUR AS at FROM seq_1_to_80) AS t`); err != nil {
		t.Fatal(err)
	}
	dir, data, state := t.TempDir(), t.TempDir(), t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		os.Mkdir(filepath.Join(dir, "bin"), 0o700), os.Symlink(self, filepath.Join(dir, "bin", "casework-backfill")),
		os.Symlink(filepath.Join(root, "deploy"), filepath.Join(dir, "deploy")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	run := func(script string) string {
		t.Helper()
		c := exec.Command("bash", "-euo", "pipefail", "-c", script)
		c.Dir = dir
		c.Env = []string{
			"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"), "BACKFILL_ITSELF=1", "CASEWORK_SOURCES=kommune", "CASEWORK_STATE_DIR=" + state,
			"KOMMUNE_HOST=" + db.Host, "KOMMUNE_PORT=" + strconv.Itoa(db.Port), "KOMMUNE_USER=exporter", "KOMMUNE_PASSWORD=secret", "KOMMUNE_DATABASE=" + db.Database,
		}
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		return string(out)
	}
	const place = "/var/lib/prometheus/data"
	said := run(pages.Replace(t, pages.Script(t, "../..", "exporter/backfill/README.md", "bin/casework-backfill --dry-run"), place, data))
	if written, err := os.ReadDir(data); err != nil || len(written) > 0 || !strings.Contains(said, " series, ") {
		t.Errorf("a dry run wrote %v, %v, and said\n%s", written, err, said)
	}
	for what, script := range map[string]string{
		"remote write": pages.Replace(t, pages.Script(t, "../..", "deploy/SCALING.md", "casework-backfill --format=remote-write"), "\n", " --remote-write-url http://127.0.0.1:9/ --dry-run"),
		"Thanos":       pages.Replace(t, pages.Script(t, "../..", "deploy/SCALING.md", "casework-backfill --external-label"), "…\n", "site=nord --dry-run --output "+data),
		"steps":        pages.Replace(t, pages.Script(t, "../..", "deploy/SCALING.md", "casework-backfill --step 5m"), "\n", " --dry-run --output "+data),
	} {
		if said := run(script); !strings.Contains(said, " series, ") {
			t.Errorf("%s: it said\n%s", what, said)
		}
	}
	said = run(pages.Replace(t, pages.Script(t, "../..", "exporter/backfill/README.md", "bin/casework-backfill --output"), place, data))
	blocks, err := filepath.Glob(filepath.Join(data, "*", "meta.json"))
	if err != nil || len(blocks) == 0 {
		t.Errorf("%d blocks: %v\n%s", len(blocks), err, said)
	}
	if _, err := os.Stat(filepath.Join(state, "kommune.state")); err != nil {
		t.Errorf("the exporter is left no state: %v", err)
	}
}
