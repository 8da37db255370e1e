package setup

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
	"casework/exporter/config/configtest"
)

// answered runs the command with a file of answers.
func answered(t *testing.T, folder, answers string) (shown string, err error) {
	t.Helper()
	configtest.SetEnv(t, map[string]string{"CASEWORK_EFFECT": "nonsense"}) // which does not matter to it
	file := filepath.Join(t.TempDir(), "answers")
	if err := os.WriteFile(file, []byte(answers), 0o600); err != nil {
		t.Fatal(err)
	}
	var out testutil.Buffer
	cfg, err := Run(t.Context(), Options{Folder: folder, Answers: file}, nil, &out)
	if cfg != nil {
		t.Error("it would serve, unasked")
	}
	return strings.ReplaceAll(out.String(), folder, "DIR"), err
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestAnswersThatAreWrong: the error names the line, the key, the value and what
// is allowed, and nothing is written.
func TestAnswersThatAreWrong(t *testing.T) {
	for answers, want := range map[string]string{
		"DRIVR=mysql\n":                                `answers:1: unknown key "DRIVR", did you mean DRIVER?; allowed are DRIVER, HOST, `,
		"# a comment\n\nDRIVER=oracle\n":               `answers:3: DRIVER="oracle": none of these; allowed: mysql (for MariaDB too), postgres, or files`,
		"DRIVER=mysql\nDRIVER=files\n":                 "answers:2: DRIVER is there twice",
		"secret words\n":                               "answers:1: allowed is KEY=value",
		"DRIVER=mysql\n":                               "DATABASE is not there; allowed: the name of the product's database",
		"TIMEZONE=Europe/Olso\n":                       `answers:1: TIMEZONE="Europe/Olso": unknown zone; allowed: an IANA time zone such as Europe/Oslo`,
		"PORT=99999\nDATABASE=x\n":                     `answers:1: PORT="99999": no port; allowed: 1 to 65535`,
		"DRIVER=files\nFOLDER=/no/such/folder\n":       `FOLDER="/no/such/folder": no such file or directory; allowed: with files alone: a folder that can be read`,
		"DATABASE=x'y\nUSER=z\n":                       `DATABASE="x'y": not of this form`,
		"HOST=127.0.0.1\nPORT=1\nDATABASE=x\nUSER=y\n": "no database server answers at 127.0.0.1:1 (connection refused).\nSee whether it runs",
	} {
		folder := filepath.Join(t.TempDir(), "new")
		_, err := answered(t, folder, answers)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret words") {
			t.Errorf("%q: %v, want %s", answers, err, want)
		}
		if _, err := os.Stat(folder); err == nil {
			t.Errorf("%q: something was written", answers)
		}
	}
	if _, err := Run(t.Context(), Options{Folder: t.TempDir()}, nil, &testutil.Buffer{}); err == nil || !strings.Contains(err.Error(), "--answers=FILE") {
		t.Errorf("without a terminal: %v", err)
	}
}

// TestMissingAnswersAreListed: one run tells all answers that are missing, of a database and of headings.
func TestMissingAnswersAreListed(t *testing.T) {
	data := t.TempDir()
	writeOld(t, filepath.Join(data, "cases.csv"), "Nr.;Hvem;Inn;Ut\n1;Nord;02.11.2026 10:00;\n")
	for answers, want := range map[string][]string{
		"DRIVER=postgres\n": {"DATABASE", "USER"},
		"DRIVER=files\nSOURCE=sak\nCOLUMN_CASE_ID=nr.\nFOLDER=" + data + "\n": {"COLUMN_UNIT", "COLUMN_RECEIVED_AT", "COLUMN_CLOSED_AT"},
	} {
		_, err := answered(t, filepath.Join(t.TempDir(), "new"), answers)
		if err == nil {
			t.Fatalf("%q: nothing is missing", answers)
		}
		var missing []string
		for line := range strings.Lines(err.Error()) {
			if key, _, is := strings.Cut(line, " is not there"); is {
				missing = append(missing, key[strings.LastIndex(key, " ")+1:])
			}
		}
		if !slices.Equal(missing, want) {
			t.Errorf("%q: %v, want %v missing", answers, err, want)
		}
	}
}

// TestParseArgs holds the errors of arguments.
func TestParseArgs(t *testing.T) {
	if o, err := ParseArgs(nil); err != nil || o.Folder != "casework" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, args := range [][]string{{"--fodler=x"}, {"now"}, {"--folder="}} {
		if _, err := ParseArgs(args); err == nil || !strings.Contains(err.Error(), "folder") {
			t.Errorf("%q: %v", args, err)
		}
	}
	usage := Usage()
	for _, q := range questions() {
		if !strings.Contains(usage, "  "+q.key+" ") {
			t.Errorf("the usage lacks %s", q.key)
		}
	}
}

// TestAnswersOfAReader: an account that can only read is kept as it is, and the
// settings that are written are those that an exporter takes. Of tables of the
// contract, grants name those that are there.
func TestAnswersOfAReader(t *testing.T) {
	db := mariadbtest.Start(t)
	for _, statement := range []string{
		"CREATE TABLE casework_cases (case_id INT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)",
		"INSERT INTO casework_cases VALUES (1, 'Nord; \"vest\"', UTC_TIMESTAMP(), NULL)",
		"CREATE TABLE casework_programmes (unit VARCHAR(50), programme VARCHAR(50), starts_on DATE, ends_on DATE)",
		"CREATE DATABASE other", "CREATE TABLE other.t (id INT)",
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.CreateUser("reader", " pass = 'word' "); err != nil {
		t.Fatal(err)
	}
	answers := "HOST=127.0.0.1\nPORT=" + strconv.Itoa(db.Port) + "\nDATABASE=" + db.Database + "\nUSER=reader\nPASSWORD= pass = 'word' \nLISTEN=127.0.0.1:0\nTIMEZONE=Europe/Oslo\n"
	folder := filepath.Join(t.TempDir(), "a folder")
	shown, err := answered(t, folder, answers)
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	testutil.Golden(t, "testdata/reader.txt", neutral(shown, db))
	testutil.Golden(t, "testdata/reader.env", neutral(strings.ReplaceAll(readFile(t, filepath.Join(folder, "casework-exporter.env")), folder, "DIR"), db))
	if got := readFile(t, filepath.Join(folder, "secrets", "kommune")); got != " pass = 'word' \n" {
		t.Errorf("the password file holds %q", got)
	}
	if _, err := os.Stat(filepath.Join(folder, "programmes.csv")); err == nil {
		t.Error("there is a programmes file beside the table of programmes")
	}
	if err := db.Exec("GRANT SELECT ON other.* TO reader@'%'"); err != nil {
		t.Fatal(err)
	}
	shown, err = answered(t, filepath.Join(t.TempDir(), "too much"), answers)
	if err != nil || !strings.Contains(shown, "The account reader may do more than the exporter should") {
		t.Fatalf("%v\n%s", err, shown)
	}
	// It may not see which accounts there are.
	if words := strings.Join(strings.Fields(shown), " "); strings.Contains(words, "not there yet") || !strings.Contains(words, "as casework_reader is there already from an earlier run: the file says what to do") {
		t.Errorf("an account that cannot be seen:\n%s", shown)
	}
}

// neutral takes out what differs from run to run.
func neutral(text string, db *mariadbtest.Server) string {
	text = strings.NewReplacer(strconv.Itoa(db.Port), "PORT", os.Args[0], "casework-exporter").Replace(text)
	text = regexp.MustCompile(`MariaDB [0-9.]+[0-9]`).ReplaceAllString(text, "SERVER")
	return regexp.MustCompile(`\d{4}-\d\d-\d\d`).ReplaceAllString(text, "DATE")
}

// TestAnswersOfFiles: figures of an export that is some days old are shown, and
// headings may be answered.
func TestAnswersOfFiles(t *testing.T) {
	data, folder := t.TempDir(), filepath.Join(t.TempDir(), "new")
	path := filepath.Join(data, "cases.csv")
	if err := os.WriteFile(path, []byte("Saksnummer,Etat,Inn,Avsluttet\n1,Nord,2026-10-01,\n2,Nord,2026-10-02,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-5*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	answers := "DRIVER=files\nFOLDER=" + data + "\nSOURCE=sak\nLISTEN=127.0.0.1:0\nCOLUMN_RECEIVED_AT=Inn\n"
	if _, err := answered(t, folder, answers); err == nil || !strings.Contains(err.Error(), "COLUMN_UNIT is not there; allowed: etat, inn") {
		t.Errorf("without an answer: %v", err)
	}
	wrong := "DRIVER=files\nFOLDER=" + data + "\nCOLUMN_RECEIVED_AT=Etat\nCOLUMN_UNIT=Inn\n"
	if _, err := answered(t, folder, wrong); err == nil {
		t.Error("a unit is taken for a time")
	}
	if _, err := answered(t, folder, strings.ReplaceAll(wrong, "=Etat", "=Inn")); err == nil || !strings.Contains(err.Error(), "it stands for unit already") {
		t.Errorf("one heading for two columns: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, "columns.csv")); err == nil {
		t.Error("columns.csv was written by headings that do not read")
	}
	shown, err := answered(t, folder, answers+"COLUMN_UNIT=Etat\nLANGUAGE=EN\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	if got := readFile(t, filepath.Join(data, "columns.csv")); got != "unit,\"Etat\"\nreceived_at,\"Inn\"\n" {
		t.Errorf("columns.csv is %q", got)
	}
	if got := readFile(t, filepath.Join(folder, "casework-exporter.env")); !strings.Contains(got, "SAK_STALE_AFTER=30d\n") || strings.Contains(got, "the password") {
		t.Errorf("the settings:\n%s", got)
	}
	if got := readFile(t, filepath.Join(folder, "casework-exporter.env")); !strings.Contains(got, "CASEWORK_LANGUAGE=en\n") {
		t.Errorf("the language is not in the settings:\n%s", got)
	}
	if got := readFile(t, filepath.Join(folder, "next-steps.md")); !strings.Contains(got, "deploy/grafana/dashboards/en.") {
		t.Errorf("the boards are in another language:\n%s", got)
	}
	for _, want := range []string{"The file is 5 days old.", "0 problems", "2 cases of 1 unit", "(in bokmål: /board?lang=nb)"} {
		if !strings.Contains(shown, want) {
			t.Errorf("it does not say %q:\n%s", want, shown)
		}
	}
}

// TestHeadingsAreProposed: headings that often stand for a column are taken where
// nothing else is answered, beside known ones they stay others, and what looks
// personal is not offered.
func TestHeadingsAreProposed(t *testing.T) {
	for _, test := range []struct{ first, answers, want string }{
		{"Saksnr;Avdeling;Type;Opprettet;Påbegynt;Ferdig;Søker navn", "", "received_at,\"opprettet\"\nclosed_at,\"ferdig\"\ncase_type,\"type\"\n"},
		{"Saksnr;Avdeling;Type;Created;Påbegynt;Completed;Client", "COLUMN_CLOSED_AT=none\n", "received_at,\"created\"\ncase_type,\"type\"\n"},
		{"Saksnr;Avdeling;Sakstype;Mottatt;Påbegynt;Fullført;Opprettet", "", "closed_at,\"fullført\"\n"},
		{"Saksnr;Avdeling;Sakstype;Mottatt;Påbegynt;Avsluttet;Søker navn", "", ""},
	} {
		data := t.TempDir()
		row := "1;Nord;type a;02.11.2026 10:00;03.11.2026 10:00;04.11.2026 10:00;02.11.2026 10:00\n"
		writeOld(t, filepath.Join(data, "cases.csv"), test.first+"\n"+row)
		shown, err := answered(t, filepath.Join(t.TempDir(), "new"), "DRIVER=files\nFOLDER="+data+"\nSOURCE=sak\nLISTEN=127.0.0.1:0\n"+test.answers)
		if err != nil {
			t.Fatalf("%s: %v\n%s", test.first, err, shown)
		}
		got, _ := os.ReadFile(filepath.Join(data, "columns.csv")) // none is wanted too
		if string(got) != test.want {
			t.Errorf("%s: columns.csv is %q, want %q", test.first, got, test.want)
		}
	}
	data := t.TempDir()
	writeOld(t, filepath.Join(data, "cases.csv"), "Saksnr;Søker navn;Område;Mottatt;Avsluttet\n")
	for answer, want := range map[string]string{"": "allowed: område", "COLUMN_UNIT=Søker navn\n": "it looks personal, and is not read"} {
		if _, err := answered(t, filepath.Join(t.TempDir(), "new"), "DRIVER=files\nFOLDER="+data+"\n"+answer); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

// writeOld writes a file that nobody may be writing any more.
func writeOld(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}
