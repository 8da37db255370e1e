package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/exporter/config/configtest"
)

// TestBacktestOfAFolder judges the past of a folder of CSV files, from which small units are withheld.
func TestBacktestOfAFolder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	rows := "case_id,unit,received_at,started_at,closed_at\n"
	for day := range 700 {
		for i, unit := range []string{"large", "large", "large", "tiny"} {
			if unit == "tiny" && day%60 != 0 {
				continue
			}
			wait := 10 * math.Exp(0.5*rng.NormFloat64())
			if day >= 450 {
				wait *= 2
			}
			at := time.Date(2022, 1, 3, 9, i, 0, 0, time.UTC).AddDate(0, 0, day)
			started := at.Add(time.Duration(wait * 24 * float64(time.Hour)))
			rows += fmt.Sprintf("%d-%d,%s,%s,%s,%s\n", day, i, unit, at.Format(time.DateTime), started.Format(time.DateTime), started.AddDate(0, 0, 1).Format(time.DateTime))
		}
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "cases.csv")
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	ago := time.Now().Add(-time.Hour) // else it may not be complete
	if err := os.Chtimes(file, ago, ago); err != nil {
		t.Fatal(err)
	}
	configtest.SetEnv(t, map[string]string{
		"CASEWORK_STATE_DIR": t.TempDir(), "CASEWORK_MIN_CELL": "5",
		"KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_HOST": "", "KOMMUNE_USER": "", "KOMMUNE_PASSWORD": "", "KOMMUNE_DATABASE": "",
	})
	run := func(args ...string) (status int, said, complaint string) {
		p, stdout, stderr := testProgram(nil)
		return p.run(t.Context(), args), stdout.String(), stderr.String()
	}
	status, said, complaint := run("backtest", "--lang=en", "--until=2023-11-30")
	if status != exitOK || complaint != "" {
		t.Fatalf("status %d, %s", status, complaint)
	}
	for _, want := range []string{"2022-01-03 to 2023-11-30, in 1 units", "Waiting rose by 30 % or more for at least eight weeks 1 times", "large   Waiting time"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in\n%s", want, said)
		}
	}
	if strings.Contains(said, "tiny") {
		t.Errorf("a small unit is shown:\n%s", said)
	}
	if status, _, complaint := run("backtest", "--until=2022-03-01"); status != exitFailure || !strings.Contains(complaint, "half a year of history") {
		t.Errorf("of two months: status %d, %s", status, complaint)
	}
	if status, _, complaint := run("backtest", "--source=other"); status != exitUsage || !strings.Contains(complaint, "allowed: kommune") {
		t.Errorf("of another source: status %d, %s", status, complaint)
	}
}
