package setup

import (
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
	// Asked again, there is nothing left to ask.
	if shown, err = answered(t, filepath.Join(t.TempDir(), "new"), strings.ReplaceAll(answers, "COLUMN_UNIT=Etat\n", "")); err != nil || readFile(t, path) != want {
		t.Errorf("%v\n%s", err, shown)
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
