package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const header = "case_id,unit,case_type,received_at,started_at,closed_at,outcome,reopened_count\n"

func TestReadCases(t *testing.T) {
	noon := time.Date(2018, 3, 1, 12, 0, 0, 0, time.UTC).Unix()
	row := Case{ID: Key{Str: "7"}, Unit: "Barnevern sør", Type: "a, b", Received: noon, Closed: noon + 60, Reopened: 2}
	for _, tt := range []struct{ name, text string }{
		{"the columns of an export", header + `7,Barnevern sør,"a, b",2018-03-01 12:00:00,,2018-03-01 12:01:00,free text,2` + "\n"},
		{"RFC 3339 and CRLF", strings.ReplaceAll(header+`7,Barnevern sør,"a, b",2018-03-01T13:00:00+01:00,,2018-03-01T12:01:00Z,,2`+"\n", "\n", "\r\n")},
		{"byte order mark, other order, other case, spaces", "\ufeffUNIT, Case_ID ,received_at,closed_at,reopened_count,case_type\n" +
			`Barnevern sør, 7 ,2018-03-01 12:00:00,2018-03-01 12:01:00,2,"a, b"`},
		{"a Norwegian spreadsheet, in Windows-1252", "sep=;\r\ncase_id;unit;case_type;received_at;closed_at;saksbehandler;reopened_count\r\n" +
			"7;Barnevern s\xf8r;a, b;01.03.2018 13:00;1.3.2018 13:01:00;Kari;2\r\n;;;;;;\r\n"},
		{"a Norwegian spreadsheet, with byte order mark", "\ufeffcase_id;unit;case_type;received_at;closed_at;reopened_count\r\n" +
			"7;Barnevern sør;a, b;01.03.2018 13:00;01.03.2018 13:01;2\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var packed bytes.Buffer
			z := gzip.NewWriter(&packed)
			if _, err := io.WriteString(z, tt.text); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			for _, content := range [][]byte{[]byte(tt.text), packed.Bytes()} {
				got, err := readCases("cases.csv", content, oslo(t))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]Case{row}, got); diff != "" {
					t.Errorf("cases (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestFaultsOfCSV gives the whole text of each error: it must name file, line
// and column, and quote nothing of the file.
func TestFaultsOfCSV(t *testing.T) {
	const times = "is no time such as 2026-11-23 10:00:00 (UTC), 2026-11-23T10:00:00+01:00 or 23.11.2026 10:00 (Europe/Oslo), from 1970 to 2105"
	const columns = "the first line must have case_id, unit, received_at"
	for _, tt := range []struct{ name, text, want string }{
		{"empty file", "", "cases.csv:1:1: the file is empty; " + columns},
		{"missing columns", "case_id,name\n", "cases.csv:1:1: column unit is missing; " + columns + "\ncases.csv:1:1: column received_at is missing; " + columns},
		{"a column twice", "case_id,unit,unit,received_at\n", "cases.csv:1:14: column unit is there twice"},
		{"bad time", header + "1,a,b,2018-03-01 12:00:00,,,,\n2,a,b,Kari Nordmann,,,,\n", "cases.csv:3:7: received_at " + times},
		{"impossible date", header + "1,a,b,2018-02-30 12:00:00,,,,\n", "cases.csv:2:7: received_at " + times},
		{"after what the exporter keeps", header + "1,a,b,2106-01-01 12:00:00,,,,\n", "cases.csv:2:7: received_at " + times},
		{"before 1970 in UTC", header + "1,a,b,01.01.1970 00:30,,,,\n", "cases.csv:2:7: received_at " + times},
		{"the last that it keeps, and none", header + "1,a,b,2105-12-31 23:00:00,,,,\n2,a,b,,,,,-1\n", "cases.csv:3:11: reopened_count is below 0"},
		{"two faults, in rows of their own", header + "1,,b,,,,,\n2,a,b,Kari,,,,\n", "cases.csv:2:3: unit is empty\ncases.csv:3:7: received_at " + times},
		{"no identifier", header + ",a,b,,,,,\n", "cases.csv:2:1: case_id is empty"},
		{"a case twice", header + "1,a,b,,,,,\n\n1,a,b,,,,,\n", "cases.csv:4:1: case_id is also in line 2; allowed: once"},
		{"bad count", header + "1,a,b,,,,,x\n", "cases.csv:2:11: reopened_count is no number such as 1250.5 or 1250,5"},
		{"two encodings", header + "1,Bærum,b,,,,,\n1,B\xe6rum,b,,,,,\n", "cases.csv:3:4: neither UTF-8 nor an older encoding, but a mixture: save the file as \"CSV UTF-8\""},
		{"too long", header + "1," + strings.Repeat("å", 256) + ",b,,,,,\n", "cases.csv:2:3: unit is longer than 255 characters"},
		{"too long an identifier", header + strings.Repeat("å", 256) + ",a,b,,,,,\n", "cases.csv:2:1: case_id is longer than 255 characters"},
		{"too few fields", header + "1,Kari\n", "cases.csv:2:1: 2 fields where the first line has 8"},
		{"open quote", header + "1,\"Kari\n", `cases.csv:2:9: a quotation mark is not closed, or one within the value is not doubled ("")`},
		{"broken gzip", "\x1f\x8bKari", "cases.csv: read gzip: it ends too early: it was cut off, or is still being written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readCases("cases.csv", []byte(tt.text), oslo(t))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadProgrammes: what the exporter's setting of that name takes is read
// here too.
func TestReadProgrammes(t *testing.T) {
	want := []Programme{{"Bydel Øst", "veiledning", "2026-03-29", ""}, {"B", "veiledning", "2026-01-01", "2026-06-30"}}
	for name, text := range map[string]string{
		"ISO dates":  "unit,programme,starts_on,ends_on\nBydel Øst,veiledning,2026-03-29,\nB,veiledning,2026-01-01,2026-06-30\n",
		"Windows":    "unit;programme;starts_on;ends_on\r\nBydel \xd8st;veiledning;29.3.2026;\r\nB;veiledning;01.01.2026;30.06.2026\r\n",
		"one twice":  "unit,programme,starts_on,ends_on\nBydel Øst,veiledning,2026-03-29,2026-04-01\nBydel Øst,veiledning,2026-03-29,\nBydel Øst,veiledning,2026-03-29,2026-05-01\nB,veiledning,2026-01-01,2026-05-30\nB,veiledning,2026-01-01,2026-06-30\n",
		"some order": "STARTS_ON, Ends_On,unit,programme\n2026-03-29,,Bydel Øst,veiledning\n2026-01-01 00:00,2026-06-30 00:00,B,veiledning\n",
	} {
		got, err := readProgrammes("p.csv", []byte(text), oslo(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: programmes (-want +got):\n%s", name, diff)
		}
	}
	_, err := readProgrammes("p.csv", []byte("unit,programme,starts_on,ends_on\nA,p,2026-01-02,2026-01-01\n"), oslo(t))
	if err == nil || err.Error() != "p.csv:2:16: ends_on is before starts_on" {
		t.Errorf("ends before it starts: %v", err)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadMovesTimesByWholeWeeks(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	files := Files{
		Now: now, Zone: time.UTC, Shift: true,
		Cases: write(t, "cases.csv", header+
			"1,A,x,2018-03-01 12:00:00,2018-03-02 12:00:00,2018-03-20 12:00:00,,0\n"+
			"2,B,x,2018-03-08 13:00:00,,,,1\n"),
		Errors: write(t, "errors.csv", "error_id,unit,case_id,reported_at,kind\n"+
			"1-a,A,1,2018-03-02 13:00:00,complaint\n2-a,C,,2018-03-30 12:00:00,error\n"),
		Programmes: write(t, "programmes.csv", "unit,programme,starts_on,ends_on\nA,veiledning,2018-03-01,\n"),
	}
	l, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if l.Weeks != 454 || l.Newest != time.Date(2026, 11, 19, 13, 0, 0, 0, time.UTC).Unix() || l.Ahead != 1 {
		t.Errorf("moved by %d weeks to %v, %d ahead", l.Weeks, time.Unix(l.Newest, 0).UTC(), l.Ahead)
	}
	if l.Town.CaseStrings || !l.Town.ErrorStrings {
		t.Errorf("case ids are strings: %v, error ids: %v; want false, true", l.Town.CaseStrings, l.Town.ErrorStrings)
	}
	rows := func() (cases []Case, reports []ErrorReport) {
		for _, c := range l.Town.Cases.View().Between(minTime, maxTime) {
			cases = append(cases, *c)
		}
		for _, r := range l.Town.Errors.View().Between(minTime, maxTime) {
			reports = append(reports, *r)
		}
		return cases, reports
	}
	at := func(day, hour int) int64 { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC).Unix() }
	one := Case{ID: Key{Num: 1}, Unit: "A", Type: "x", Received: at(12, 12), Started: at(13, 12)}
	two := Case{ID: Key{Num: 2}, Unit: "B", Type: "x", Received: at(19, 13), Reopened: 1}
	complaint := ErrorReport{ID: Key{Str: "1-a"}, Unit: "A", Case: Key{Num: 1}, Reported: at(13, 13), Kind: "complaint"}
	cases, reports := rows()
	if diff := cmp.Diff([]Case{one, two}, cases); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ErrorReport{complaint}, reports); diff != "" {
		t.Errorf("error reports (-want +got):\n%s", diff)
	}
	// Three weeks later all has happened.
	if err := l.Step(now.AddDate(0, 0, 21)); err != nil {
		t.Fatal(err)
	}
	one.Closed = at(31, 12)
	cases, reports = rows()
	if diff := cmp.Diff([]Case{two, one}, cases); diff != "" {
		t.Errorf("cases three weeks later (-want +got):\n%s", diff)
	}
	if len(reports) != 2 {
		t.Errorf("%d error reports three weeks later, want 2", len(reports))
	}
	for _, p := range l.Town.Programmes.View().Between(minTime, maxTime) {
		if p.From != "2026-11-12" {
			t.Errorf("the programme starts on %s, want 2026-11-12", p.From)
		}
	}
	if n := l.Town.Units.View().Len(); n != 3 {
		t.Errorf("%d units, want 3", n)
	}
}

func TestLoadKeepsTimes(t *testing.T) {
	l, err := Load(Files{
		Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), Zone: time.UTC,
		Cases: write(t, "cases.csv", header+"a1,A,x,2018-03-01 12:00:00,,,,\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if l.Weeks != 0 || l.Newest != time.Date(2018, 3, 1, 12, 0, 0, 0, time.UTC).Unix() || !l.Town.CaseStrings {
		t.Errorf("weeks %d, newest %d, strings %v", l.Weeks, l.Newest, l.Town.CaseStrings)
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	for name, f := range map[string]Files{
		"no such file": {Cases: "/nowhere/cases.csv"},
		"no cases":     {Cases: write(t, "cases.csv", header)},
		"bad errors":   {Cases: write(t, "cases.csv", header), Errors: write(t, "errors.csv", "x\n")},
	} {
		if _, err := Load(f); err == nil {
			t.Errorf("%s: no error", name)
		} else {
			t.Log(err)
		}
	}
}

// TestRealExports loads the data sets that lie beside the repository, if they
// do.
func TestRealExports(t *testing.T) {
	for _, set := range []string{"boston_311", "travel_claims"} {
		dir := filepath.Join("..", "..", "..", "shared", "data", set)
		if _, err := os.Stat(dir); err != nil {
			t.Skipf("the data sets are not there: %v", err)
		}
		start := time.Now()
		l, err := Load(Files{
			Cases: filepath.Join(dir, "cases.csv.gz"), Errors: filepath.Join(dir, "errors.csv.gz"),
			Now: time.Now(), Zone: oslo(t), Shift: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d cases and %d error reports in %v", set, l.Cases, l.Errors, time.Since(start))
		if age := time.Now().Unix() - l.Newest; age < 0 || age > week {
			t.Errorf("%s: the newest case is %d s old, want less than a week", set, age)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(header + "7,Barnevern sør,\"a, b\",2018-03-01 12:00:00,,2018-03-01T12:01:00Z,x,2\n"))
	f.Add([]byte("error_id,unit,case_id,reported_at,kind\n1,A,,2018-03-01 12:00:00,error\n"))
	f.Add([]byte("unit,programme,starts_on,ends_on\nA,veiledning,2018-03-01,\n"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		cases, err1 := readCases("f.csv", text, time.UTC)
		_, err2 := readErrors("f.csv", text, time.UTC)
		_, err3 := readProgrammes("f.csv", text, time.UTC)
		for _, err := range []error{err1, err2, err3} {
			if err != nil && !strings.HasPrefix(err.Error(), "f.csv") {
				t.Errorf("an error does not name the file: %v", err)
			}
		}
		if err1 != nil {
			return
		}
		town := NewStage(NewTown(WallClock{time.UTC}))
		var keys []*Key
		for i := range cases {
			keys = append(keys, &cases[i].ID)
		}
		numberKeys(keys)
		l := &Loaded{Stage: town}
		if err := l.publish(time.Unix(1<<32, 0), cases, nil, nil); err != nil {
			t.Errorf("publish %d cases: %v", len(cases), err)
		}
		if n := l.Town.Cases.View().Len(); n > len(cases) || l.Ahead == 0 && n != len(cases) {
			t.Errorf("%d of %d cases are shown, %d have something ahead", n, len(cases), l.Ahead)
		}
	})
}
