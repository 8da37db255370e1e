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

// TestEmptyColumnsAreNamed: who exports columns and leaves them empty learns what
// cannot be shown; of one case's value they are columns.
func TestEmptyColumnsAreNamed(t *testing.T) {
	const typeless, never = "case types (case_type is there but empty in every row)", "reopened cases (reopened_count is there but empty or 0 in every row)"
	for _, test := range []struct {
		kind, count     string
		noType, noCount bool
	}{{"", "", true, true}, {"", "0", true, true}, {"permit", "2", false, false}} {
		data := t.TempDir()
		received := time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
		writeOld(t, filepath.Join(data, "cases.csv"), "case_id,unit,case_type,received_at,closed_at,reopened_count\n1,Nord,,"+received+","+received+",\n2,Nord,"+test.kind+","+received+","+received+","+test.count+"\n")
		shown, err := answered(t, filepath.Join(t.TempDir(), "new"), "DRIVER=files\nFOLDER="+data+"\nSOURCE=sak\nLISTEN=127.0.0.1:0\n")
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Join(strings.Fields(shown), " ")
		if strings.Contains(words, typeless) != test.noType || strings.Contains(words, never) != test.noCount {
			t.Errorf("%+v:\n%s", test, shown)
		}
	}
}

// TestHeadingsAreAdded: a columns.csv that is there keeps its lines and gets those
// that are answered; by answers that do not read, it stays as it was.
func TestHeadingsAreAdded(t *testing.T) {
	data := t.TempDir()
	path := filepath.Join(data, "columns.csv")
	const before = "column,heading\nunit,Etat" // without an end of its line
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Etat;Inn;Kategori;Påbegynt\n1;Nord;02.11.2026 10:00;type a;\n")
	writeOld(t, path, before)
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nLISTEN=127.0.0.1:0\n"
	if _, err := answered(t, filepath.Join(t.TempDir(), "new"), answers+"COLUMN_RECEIVED_AT=Kategori\n"); err == nil {
		t.Error("a type is taken for a time")
	}
	if got := readFile(t, path); got != before {
		t.Errorf("after a run that failed, columns.csv is %q", got)
	}
	shown, err := answered(t, filepath.Join(t.TempDir(), "new"), answers+"COLUMN_RECEIVED_AT=Inn\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	if got, want := readFile(t, path), before+"\nreceived_at,\"Inn\"\n"; got != want {
		t.Errorf("columns.csv is %q, want %q", got, want)
	}
	if words := strings.Join(strings.Fields(shown), " "); !strings.Contains(words, "etat unit is the unit") || !strings.Contains(words, "inn received_at says when it was received") || !strings.Contains(words, "Added to: "+path) {
		t.Errorf("it does not say what it added:\n%s", shown)
	}
	// What is left out there is asked only of who can answer.
	if shown, err = answered(t, filepath.Join(t.TempDir(), "new"), answers+"COLUMN_CASE_TYPE=Kategori\n"); err != nil || !strings.HasSuffix(readFile(t, path), "case_type,\"Kategori\"\n") {
		t.Errorf("%v\n%s", err, shown)
	}
}
