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
			for _, r := range []io.Reader{strings.NewReader(tt.text), &packed} {
				got, err := readCases("cases.csv", r)
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
	times := "2006-01-02 15:04:05 in UTC, or 2006-01-02T15:04:05+01:00 (RFC 3339), after 1970 and before 2201; or empty"
	for _, tt := range []struct{ name, text, want string }{
		{"empty file", "", "cases.csv: is empty; needed: a header row with the columns case_id, unit, received_at"},
		{"missing columns", "case_id,name\n", "cases.csv line 1: no column unit, received_at; needed: case_id, unit, received_at; " +
			"optional: case_type, started_at, closed_at, deadline_at, reopened_count (separated by commas)"},
		{"a column twice", "case_id,unit,unit,received_at\n", "cases.csv line 1: column unit is there twice; allowed: once"},
		{"bad time", header + "1,a,b,2018-03-01 12:00:00,,,,\n2,a,b,Kari Nordmann,,,,\n", "cases.csv line 3, column received_at: is not a time; allowed: " + times},
		{"impossible date", header + "1,a,b,2018-02-30 12:00:00,,,,\n", "cases.csv line 2, column received_at: is not a time; allowed: " + times},
		{"two faults in a row", header + "1,,b,Kari,,,,\n", "cases.csv line 2, column unit: is empty; allowed: 1 to 255 characters\n" +
			"cases.csv line 2, column received_at: is not a time; allowed: " + times},
		{"no identifier", header + ",a,b,,,,,\n", "cases.csv line 2, column case_id: is empty; allowed: 1 to 255 characters"},
		{"a case twice", header + "1,a,b,,,,,\n\n1,a,b,,,,,\n", "cases.csv line 4, column case_id: was there before; allowed: each case once"},
		{"bad count", header + "1,a,b,,,,,-1\n", "cases.csv line 2, column reopened_count: is not a count; allowed: a whole number from 0; or empty"},
		{"not UTF-8", header + "1,B\xe6rum,b,,,,,\n", "cases.csv line 2, column unit: is not UTF-8; allowed: text in UTF-8"},
		{"too long", header + "1," + strings.Repeat("å", 256) + ",b,,,,,\n", "cases.csv line 2, column unit: is too long; allowed: at most 255 characters"},
		{"too few fields", header + "1,Kari\n", "cases.csv line 2: wrong number of fields"},
		{"open quote", header + "1,\"Kari\n", `cases.csv line 2: extraneous or missing " in quoted-field`},
		{"broken gzip", "\x1f\x8bKari", "cases.csv: read gzip: unexpected EOF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readCases("cases.csv", strings.NewReader(tt.text))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
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
		cases, err1 := readCases("f.csv", bytes.NewReader(text))
		_, err2 := readErrors("f.csv", bytes.NewReader(text))
		_, err3 := readProgrammes("f.csv", bytes.NewReader(text))
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
