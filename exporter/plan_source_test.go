package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/exporter/config/configtest"
)

// TestPlanOfASource draws a starting order of a real database's units, and has
// the report compare them by it.
func TestPlanOfASource(t *testing.T) {
	db := mariadbtest.Start(t)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, started_at, closed_at, changed_at)
		SELECT seq, CONCAT('unit ', seq % 10), '', at, at + INTERVAL 5 DAY, at + INTERVAL 9 DAY, UTC_TIMESTAMP()
		FROM (SELECT seq, UTC_TIMESTAMP() - INTERVAL 30 + seq DIV 10 DAY AS at FROM seq_1_to_9000) AS days`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "draw.csv")
	public := ""
	run := func(lottery string, args ...string) (status int, said, complaint string) {
		vars := map[string]string{
			"CASEWORK_STATE_DIR": t.TempDir(),
			"KOMMUNE_HOST":       db.Host, "KOMMUNE_PORT": strconv.Itoa(db.Port), "KOMMUNE_USER": "root", "KOMMUNE_DATABASE": db.Database,
		}
		if lottery != "" {
			vars["KOMMUNE_LOTTERY_FILE"] = lottery
			if public != "" {
				vars["KOMMUNE_LOTTERY_KEY"] = public
			}
		}
		configtest.SetEnv(t, vars)
		p, stdout, stderr := testProgram(nil)
		return p.run(t.Context(), args), stdout.String(), stderr.String()
	}
	from := time.Now().AddDate(0, 2, 0).Format("2006-01")
	status, said, complaint := run("", "plan", "--units=all", "--per-month=2", "--starts=5", "--seed=4 8 15", "--from="+from, "--output="+file)
	if status != exitOK || said != "" || complaint != "" {
		t.Fatalf("draw: status %d, %s%s", status, said, complaint)
	}
	content, err := os.ReadFile(file)
	if err != nil || bytes.Count(content, []byte("\n"+from)) != 2 || !bytes.Contains(content, []byte("# source: kommune\n")) {
		t.Fatalf("the file is\n%s, %v", content, err)
	}
	if status, _, complaint := run("", "plan", "--units=all", "--per-month=2", "--seed=5", "--output="+file); status != exitFailure || !strings.Contains(complaint, "drawn once") {
		t.Errorf("a second draw: status %d, %s", status, complaint)
	}
	if status, said, complaint := run(file, "report", "--lang=en"); status != exitOK || !strings.Contains(said, "0 of 10 units were drawn to start by the last month") {
		t.Errorf("report: status %d, %s", status, complaint)
	}
	if status, said, complaint := run(file, "plan", "--lang=en"); status != exitOK || !strings.Contains(said, "How small a change of waiting time") {
		t.Errorf("table: status %d, %s", status, complaint)
	}
	if status, said, _ := run(file, "check"); !regexp.MustCompile(`OK +starting order: drawn by lot on \d{4}-\d\d-\d\d, unsigned, SHA-256 `).MatchString(said) {
		t.Errorf("check of an unsigned file: status %d, %s", status, said)
	}
	t.Run("nothing to plan with", func(t *testing.T) {
		if err := db.Exec(`CREATE DATABASE old`); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(`CREATE TABLE old.casework_cases AS SELECT case_id, unit, received_at - INTERVAL 40 YEAR AS received_at, closed_at - INTERVAL 40 YEAR AS closed_at,
			started_at - INTERVAL 40 YEAR AS started_at FROM casework_cases`); err != nil {
			t.Fatal(err)
		}
		was := db.Database
		db.Database = "old"
		defer func() { db.Database = was }()
		const want = "plan for source \"kommune\": the source records nothing of wait in the months that are compared\n"
		if status, _, complaint := run("", "plan"); status != exitFailure || !strings.HasSuffix(complaint, want) {
			t.Errorf("status %d, %s", status, complaint)
		}
	})
	t.Run("signed", func(t *testing.T) {
		private := signingKeys(t)
		signed := filepath.Join(t.TempDir(), "signed.csv")
		draw := []string{"plan", "--units=all", "--per-month=2", "--seed=4 8 15", "--from=" + from, "--output=" + signed, "--sign-key=" + private[0]}
		if status, said, complaint := run("", draw...); status != exitOK || said != "" || complaint != "" {
			t.Fatalf("draw: status %d, %s%s", status, said, complaint)
		}
		if status, said, _ := run(signed, "check"); !strings.Contains(said, ", unsigned, ") || !strings.Contains(said, "no key to verify it") {
			t.Errorf("check without a key: status %d, %s", status, said)
		}
		public = private[1]
		defer func() { public = "" }()
		if status, said, complaint := run(signed, "check"); !regexp.MustCompile(`drawn by lot on \S+, signed, key fingerprint [0-9a-f]{64}, SHA-256 `).MatchString(said) {
			t.Errorf("check: status %d, %s%s", status, said, complaint)
		}
		if status, said, complaint := run(signed, "report", "--lang=en"); status != exitOK || !regexp.MustCompile(`yes, on [^<;]*, signed, key fingerprint [0-9a-f]{4} [^<;]*: 0 of 10 units`).MatchString(said) {
			t.Errorf("report: status %d, %s", status, complaint)
		}
		for what, lottery := range map[string]string{"it is not signed: there is no " + file + ".sig": file} {
			for _, args := range [][]string{{"report"}, {"--config.check"}, {"check"}} {
				if status, said, complaint := run(lottery, args...); status == exitOK || !strings.Contains(said+complaint, what) {
					t.Errorf("%s: status %d, %s%s", args, status, said, complaint)
				}
			}
		}
		public = private[2]
		if status, _, complaint := run(signed, "report"); status == exitOK || !strings.Contains(complaint, "the file was changed after it was signed, or another key signed it") {
			t.Errorf("by another key: status %d, %s", status, complaint)
		}
		public = private[0]
		if status, _, complaint := run(signed, "report"); status == exitOK || !strings.Contains(complaint, `its PEM block is "PRIVATE KEY"; "PUBLIC KEY" is allowed`) {
			t.Errorf("by the private key: status %d, %s", status, complaint)
		}
	})
	edited := bytes.Replace(content, []byte(from), []byte("2031-01"), 1)
	if err := os.WriteFile(file, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"report"}, {"--config.check"}, {"check"}} {
		if status, said, complaint := run(file, args...); status == exitOK || !strings.Contains(said+complaint, "the file was edited after the draw") {
			t.Errorf("%s with an edited file: status %d, %s%s", args, status, said, complaint)
		}
	}
}

// signingKeys writes a private key, its public key and another one, and returns
// their paths.
func signingKeys(t *testing.T) [3]string {
	t.Helper()
	one, another := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed(append(make([]byte, 31), 1))
	private, err := x509.MarshalPKCS8PrivateKey(one)
	if err != nil {
		t.Fatal(err)
	}
	blocks := []*pem.Block{{Type: "PRIVATE KEY", Bytes: private}}
	for _, key := range []ed25519.PrivateKey{one, another} {
		der, err := x509.MarshalPKIXPublicKey(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, &pem.Block{Type: "PUBLIC KEY", Bytes: der})
	}
	dir := t.TempDir()
	var paths [3]string
	for i, block := range blocks {
		paths[i] = filepath.Join(dir, strconv.Itoa(i)+".pem")
		if err := os.WriteFile(paths[i], pem.EncodeToMemory(block), 0o400); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}
