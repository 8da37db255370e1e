package setup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHeadingsOfOtherFiles: headings of the files beside the cases are asked for as those of cases
// are, and a file of headings stays as it was where they do not read.
func TestHeadingsOfOtherFiles(t *testing.T) {
	data := t.TempDir()
	path := filepath.Join(data, "columns.csv")
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Etat;Mottatt;Avsluttet\n1;Nord;02.11.2026 10:00;\n")
	writeOld(t, filepath.Join(data, "errors.csv"), "Avviksnr;Enhet;Kom inn;Kategori\n1;Nord;05.11.2026;klage\n")
	writeOld(t, filepath.Join(data, "pauses.csv"), "Pause-id;Saksnr;Fra;Til\n1;1;03.11.2026 10:00;04.11.2026 10:00\n")
	writeOld(t, filepath.Join(data, "programmes.csv"), "Enhet;Tiltak;Oppstart\nNord;Mentor;2026-10-01\n")
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nLISTEN=127.0.0.1:0\nCOLUMN_UNIT=Etat\n"
	for more, want := range map[string]string{
		"":                                    "COLUMN_ERRORS_REPORTED_AT is not there; allowed: kom inn, kategori",
		"COLUMN_ERRORS_REPORTED_AT=Kom inn\n": "COLUMN_PROGRAMMES_STARTS_ON is not there; allowed: oppstart",
		"COLUMN_ERRORS_REPORTED_AT=Kategori\nCOLUMN_ERRORS_KIND=Kom inn\nCOLUMN_PROGRAMMES_STARTS_ON=Oppstart\n": `"Kategori" (reported_at) is no time such as`,
	} {
		if shown, err := answered(t, filepath.Join(t.TempDir(), "new"), answers+more); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s\n%s", more, err, want, shown)
		}
		if _, err := os.Stat(path); err == nil {
			t.Fatalf("%q: columns.csv stays, and does not read", more)
		}
	}
	shown, err := answered(t, filepath.Join(t.TempDir(), "new"), answers+"COLUMN_ERRORS_REPORTED_AT=Kom inn\nCOLUMN_PROGRAMMES_STARTS_ON=Oppstart\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	// A heading of cases alone takes none from other tables: Enhet is their unit.
	want := "unit,\"Etat\"\nerrors.unit,\"enhet\"\nerrors.reported_at,\"Kom inn\"\nerrors.kind,\"kategori\"\n" +
		"pauses.paused_at,\"fra\"\npauses.resumed_at,\"til\"\nprogrammes.unit,\"enhet\"\nprogrammes.starts_on,\"Oppstart\"\n"
	if got := readFile(t, path); got != want {
		t.Errorf("columns.csv is\n%s, want\n%s", got, want)
	}
	if strings.Contains(shown, "columns that are not read") {
		t.Errorf("something is not read:\n%s", shown)
	}
	// Faults of one file hide none of another.
	writeOld(t, filepath.Join(data, "cases-2.csv"), "Saksnr;Etat;Mottatt;Avsluttet\n2;Nord;x;\n")
	writeOld(t, filepath.Join(data, "cases-3.csv"), "Saksnr;Etat;Mottatt;Avsluttet\n3;Nord;y;\n")
	_, err = answered(t, filepath.Join(t.TempDir(), "new"), answers)
	if err == nil || !strings.Contains(err.Error(), "cases-2.csv:2:8: ") || !strings.Contains(err.Error(), "\ncases-3.csv:2:8: ") {
		t.Errorf("two files have a fault, and the error is %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(data, "cases-2.csv")), os.Remove(filepath.Join(data, "cases-3.csv"))); err != nil {
		t.Fatal(err)
	}
	// Asked again, there is nothing left to ask.
	if shown, err = answered(t, filepath.Join(t.TempDir(), "new"), strings.ReplaceAll(answers, "COLUMN_UNIT=Etat\n", "")); err != nil || readFile(t, path) != want {
		t.Errorf("%v\n%s", err, shown)
	}
}

// TestMissingHeadingsOfAllFiles: one run tells what is missing in every file, and an answer for the cases
// counts for the others.
func TestMissingHeadingsOfAllFiles(t *testing.T) {
	data := t.TempDir()
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Etat;Inn;Avsluttet\n1;Nord;02.11.2026 10:00;\n")
	writeOld(t, filepath.Join(data, "errors.csv"), "Avviksnr;Etat;Kom inn\n1;Nord;05.11.2026\n")
	writeOld(t, filepath.Join(data, "pauses.csv"), "Pause-id;Saksnr\n1;1\n")
	writeOld(t, filepath.Join(data, "programmes.csv"), "Etat;Tiltak;Oppstart\nNord;Mentor;2026-10-01\n")
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nCOLUMN_UNIT=Etat\n"
	see := func(what, answers string, want []string, not string) {
		t.Helper()
		_, err := answered(t, filepath.Join(t.TempDir(), "new"), answers)
		if err == nil {
			t.Fatalf("%s: no error", what)
		}
		for _, want := range want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", what, err, want)
			}
		}
		if strings.Contains(err.Error(), not) {
			t.Errorf("%s: %v, where %s is answered", what, err, not)
		}
		if _, err := os.Stat(filepath.Join(data, "columns.csv")); err == nil {
			t.Errorf("%s: columns.csv stays", what)
		}
	}
	others := []string{"COLUMN_ERRORS_REPORTED_AT is not there", "pauses.csv has no heading that is known for paused_at, resumed_at", "COLUMN_PROGRAMMES_STARTS_ON is not there"}
	see("all", answers, append(others, "COLUMN_RECEIVED_AT is not there"), "_UNIT")
	see("but for the cases", answers+"COLUMN_RECEIVED_AT=Inn\n", others, "COLUMN_RECEIVED_AT")
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Etat;Avsluttet\n1;Nord;\n")
	see("too few of the cases", answers, []string{"cases.csv has no heading that is known for unit, received_at", "\npauses.csv has no heading that is known for paused_at"}, "COLUMN_RECEIVED_AT")
}

// TestHeadingsOfOptionalColumns: of columns that a file need not have, odd headings are asked for too, and what
// stands for none of them is listed, those that are there twice included, and long ones cut.
func TestHeadingsOfOptionalColumns(t *testing.T) {
	data, long := t.TempDir(), strings.Repeat("langt ", 180)
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Enhet;Mottatt;Avsluttet;Sort;Rest;rest;"+long+"\n1;Nord;02.11.2026 10:00;;bygg;a;b;c\n")
	writeOld(t, filepath.Join(data, "sessions.csv"), "Økt-id;Enhet;Planlagt;Tid;Antall;Slag\n1;Nord;03.11.2026;45;3;group\n")
	writeOld(t, filepath.Join(data, "units.csv"), "Enhet;Tittel;Hører til\nNord;x;Sør\n")
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nLISTEN=127.0.0.1:0\nCOLUMN_CASE_TYPE=Sort\nCOLUMN_SESSIONS_MINUTES=Tid\nCOLUMN_SESSIONS_PARTICIPANTS=Antall\n" +
		"COLUMN_SESSIONS_KIND=Slag\nCOLUMN_UNITS_PARENT=Hører til\n"
	shown, err := answered(t, filepath.Join(t.TempDir(), "new"), answers)
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	want := "case_type,\"Sort\"\nsessions.minutes,\"Tid\"\nsessions.participants,\"Antall\"\nsessions.kind,\"Slag\"\nunits.parent,\"Hører til\"\n"
	if got := readFile(t, filepath.Join(data, "columns.csv")); got != want {
		t.Errorf("columns.csv is\n%s, want\n%s", got, want)
	}
	if flat := strings.Join(strings.Fields(shown), " "); !strings.Contains(flat, "Columns that are not read: "+strings.TrimSpace(long[:80])+"…, and twice, so that it cannot be told which is meant, rest.") {
		t.Errorf("it does not list what is left:\n%s", shown)
	}
	if strings.Contains(strings.ReplaceAll(shown, "\n", " "), long[:90]) {
		t.Errorf("it shows a long heading whole:\n%s", shown)
	}
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Enhet;Inn;inn\n1;Nord;02.11.2026 10:00;02.11.2026\n")
	const few = "cases.csv has no heading that is known for received_at, closed_at. Its others are too few: twice, so that it cannot be told which is meant, inn. Have such columns"
	if _, err := answered(t, filepath.Join(t.TempDir(), "new"), answers); err == nil || !strings.Contains(err.Error(), few) {
		t.Errorf("error %v, want %s", err, few)
	}
}

// TestHeadingsThatStandForNone: a heading that is there twice is not offered, and not taken.
func TestHeadingsThatStandForNone(t *testing.T) {
	data := t.TempDir()
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Enhet;Mottatt;Avsluttet\n1;Nord;02.11.2026 10:00;\n")
	writeOld(t, filepath.Join(data, "errors.csv"), "Nr;Enhet;Dato;dato;Registrert\n1;Nord;05.11.2026;05.11.2026;06.11.2026\n")
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nLISTEN=127.0.0.1:0\n"
	for more, want := range map[string]string{
		"":                                 "",
		"COLUMN_ERRORS_REPORTED_AT=Dato\n": `COLUMN_ERRORS_REPORTED_AT="Dato": the file has it twice; allowed: registrert`,
	} {
		shown, err := answered(t, filepath.Join(t.TempDir(), "new"), answers+more)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: error %v, want %q\n%s", more, err, want, shown)
		}
		if err := os.RemoveAll(filepath.Join(data, "columns.csv")); err != nil {
			t.Fatal(err)
		}
	}
	// A fault says its file once, and nothing behind it.
	writeOld(t, filepath.Join(data, "errors.csv"), "error_id;unit;reported_at;Meldt dato\n")
	want := `errors.csv:1:27: column reported_at is there twice: as "reported_at" and as "Meldt dato"`
	if _, err := answered(t, filepath.Join(t.TempDir(), "new"), answers); err == nil || err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
}
