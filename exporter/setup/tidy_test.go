package setup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTidiedAnswers: names that people use for drivers and sources are understood.
func TestTidiedAnswers(t *testing.T) {
	for _, test := range [][3]string{
		{keyDriver, "MariaDB", "mysql"},
		{keyDriver, "MySQL", "mysql"},
		{keyDriver, "postgresql", "postgres"},
		{keyDriver, "CSV", "files"},
		{keyDriver, "Oracle", "oracle"},
		{keySource, "Saker", "saker"},
		{keyDatabase, "Saker", "Saker"},
	} {
		q := questionOf(test[0])
		if got := q.tidied(test[1]); got != test[2] {
			t.Errorf("%s=%s: %s, want %s", test[0], test[1], got, test[2])
		}
	}
	_, err := answered(t, filepath.Join(t.TempDir(), "new"), "HOST=127.0.0.1:1\nDATABASE=x\nUSER=y\n")
	if err == nil || !strings.Contains(err.Error(), "no database server answers at 127.0.0.1:1 (") {
		t.Errorf("a server with its port: %v", err)
	}
}

// TestAnswersThatOthersMayRead: a password there is warned of.
func TestAnswersThatOthersMayRead(t *testing.T) {
	for _, test := range []struct {
		mode   os.FileMode
		line   string
		warned bool
	}{{0o644, "PASSWORD=x\n", true}, {0o640, "PASSWORD=x\n", true}, {0o600, "PASSWORD=x\n", false}, {0o644, "PASSWORD_FILE=/dev/null\n", false}} {
		path := filepath.Join(t.TempDir(), "answers")
		if err := os.WriteFile(path, []byte(test.line), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, test.mode); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := newConsole(Options{Answers: path}, nil, &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "PASSWORD_FILE"); got != test.warned {
			t.Errorf("%04o, %s: %q", test.mode, test.line, out.String())
		}
	}
}

// TestOldCasesAreNamed: who reads an old export learns why figures are 0.
func TestOldCasesAreNamed(t *testing.T) {
	for days, want := range map[int]bool{10: false, 100: true} {
		data, received := t.TempDir(), time.Now().AddDate(0, 0, -days).Format(time.DateOnly)
		writeOld(t, filepath.Join(data, "cases.csv"), "case_id,unit,received_at,started_at\n1,Nord,"+received+",\n")
		shown, err := answered(t, filepath.Join(t.TempDir(), "new"), "DRIVER=files\nFOLDER="+data+"\nSOURCE=sak\nLISTEN=127.0.0.1:0\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(shown, "The newest case is of "+received+": figures of the last weeks will be 0."); got != want {
			t.Errorf("%d days:\n%s", days, shown)
		}
		if !strings.Contains(shown, "how long people wait (started_at is there but empty") {
			t.Errorf("an empty column is not named:\n%s", shown)
		}
	}
}
