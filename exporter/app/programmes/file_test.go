package programmes

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"

	"github.com/google/go-cmp/cmp"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, rfc3339 string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

func TestParseProgrammes(t *testing.T) {
	oslo := zone(t, "Europe/Oslo")
	bydel := []ledger.Programme{{
		Unit: "Bydel Øst", Name: "veiledning",
		From: instant(t, "2026-03-29T00:00:00+01:00"), Until: instant(t, "2026-10-26T00:00:00+01:00"),
	}}
	const header = "unit,programme,starts_on,ends_on\n"
	tests := []struct {
		name, content string
		want          []ledger.Programme
		err           string
	}{
		{"ISO dates, last day included", header + "Bydel Øst,veiledning,2026-03-29,2026-10-25\n", bydel, ""},
		{"byte order mark, semicolons, Norwegian dates, CRLF", "\ufeffunit;programme;starts_on;ends_on\r\nBydel Øst;veiledning;29.3.2026;25.10.2026\r\n", bydel, ""},
		{"columns in another order and in capitals", "Ends_On, Starts_On ,PROGRAMME,UNIT\n2026-10-25,2026-03-29,veiledning, Bydel Øst \n", bydel, ""},
		{"quotes, empty lines and lines of separators", header + "\n,,,\n\"Bydel Øst\",\"veiledning\",2026-03-29,\"2026-10-25\"\n , ,,\n", bydel, ""},
		{
			"no end", "unit,programme,starts_on\n\"A, \"\"b\"\"\",p,2026-01-01\n",
			[]ledger.Programme{{Unit: `A, "b"`, Name: "p", From: instant(t, "2026-01-01T00:00:00+01:00")}},
			"",
		},
		{
			"periods that overlap, one day long", header + "A,p,2026-01-01,\nA,p,2026-01-02,2026-01-02\n",
			[]ledger.Programme{
				{Unit: "A", Name: "p", From: instant(t, "2026-01-01T00:00:00+01:00")},
				{Unit: "A", Name: "p", From: instant(t, "2026-01-02T00:00:00+01:00"), Until: instant(t, "2026-01-03T00:00:00+01:00")},
			},
			"",
		},
		{
			"a list of units to fill in", "\ufeffunit;programme;starts_on;ends_on\nA;;;\nB;p;2026-01-01;\n C ;;;\n",
			[]ledger.Programme{{Unit: "B", Name: "p", From: instant(t, "2026-01-01T00:00:00+01:00")}},
			"",
		},
		{"header alone", header, []ledger.Programme{}, ""},
		{"nothing", "", nil, "p.csv:1:1: the file is empty; the first line must be unit,programme,starts_on,ends_on"},
		{
			"unknown, double and missing columns", "unit,unit,start_on\n", nil,
			"p.csv:1:6: column unit is there twice\n" +
				"p.csv:1:11: unknown column \"start_on\"; columns are unit, programme, starts_on, ends_on\n" +
				"p.csv:1:1: column programme is missing; the first line must be unit,programme,starts_on,ends_on\n" +
				"p.csv:1:1: column starts_on is missing; the first line must be unit,programme,starts_on,ends_on",
		},
		{
			"every wrong field is named", header + "A,p,2026-02-30,\nA,p,2026-01-02,2026-01-01\n,p,,x\nA,\"q\nr\",1969-12-31,\nA,p\n", nil,
			"p.csv:2:5: starts_on \"2026-02-30\" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
				"p.csv:3:16: ends_on 2026-01-01 is before starts_on 2026-01-02\n" +
				"p.csv:4:1: unit is empty\n" +
				"p.csv:4:4: starts_on is empty\n" +
				"p.csv:4:5: ends_on \"x\" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
				"p.csv:5:3: programme \"q\\nr\" has a character that does not print\n" +
				"p.csv:6:4: starts_on \"1969-12-31\" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105\n" +
				"p.csv:7:1: 2 fields where the first line has 4",
		},
		{"quote left open", header + "A,\"p,2026-01-01,\n", nil, `p.csv:2:18: a quotation mark is not closed, or one within the value is not doubled ("")`},
		{"quote inside a field", header + "A,p\"q,2026-01-01,\n", nil, `p.csv:2:4: a quotation mark within a value: put the value in quotation marks, and double this one ("")`},
		{"Latin-1", header + "A,p,2026-01-01,\n\xd8st,p,2026-01-01,\n", nil, `p.csv:3:1: not UTF-8: save the file as "CSV UTF-8"`},
		{"UTF-16", "\xff\xfeu\x00", nil, `p.csv: the file is UTF-16: save the file as "CSV UTF-8"`},
		{
			"too many faults to list", header + strings.Repeat("A,p,x,\n", 22), nil,
			strings.Join(manyFaults(20), "\n") + "\np.csv: and 2 more faults",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse("p.csv", []byte(tt.content), oslo)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("programmes (-want +got):\n%s", diff)
			}
			message := ""
			if err != nil {
				message = err.Error()
			}
			if diff := cmp.Diff(tt.err, message); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDatesThatAreNone: an end in a far future is none, and so is a date that
// the site writes where there is none. A start must be a date.
func TestDatesThatAreNone(t *testing.T) {
	const header = "unit,programme,starts_on,ends_on\n"
	from := instant(t, "2026-01-01T00:00:00Z")
	never := civil.DayOf(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, end := range []string{"9999-12-31", "31.12.9999", "2106-01-01", "2001-01-01", "1.1.2001", ""} {
		got, err := parse("p.csv", []byte(header+"A,p,2026-01-01,"+end+"\n"), time.UTC, never)
		if diff := cmp.Diff([]ledger.Programme{{Unit: "A", Name: "p", From: from}}, got); diff != "" || err != nil {
			t.Errorf("ends_on %q: %v (-want +got):\n%s", end, err, diff)
		}
	}
	for start, want := range map[string]string{
		"2001-01-01": "p.csv:2:5: starts_on is empty",
		"9999-12-31": `p.csv:2:5: starts_on "9999-12-31" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105`,
		"2026-00-00": `p.csv:2:5: starts_on "2026-00-00" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105`,
	} {
		if _, err := parse("p.csv", []byte(header+"A,p,"+start+",\n"), time.UTC, never); err == nil || err.Error() != want {
			t.Errorf("starts_on %q: error %v, want %s", start, err, want)
		}
	}
	if _, err := parse("p.csv", []byte(header+"A,p,2026-01-01,1969-12-31\n"), time.UTC); err == nil {
		t.Error("an end before 1970 is no end, though nobody says that such a date stands for none")
	}
}

func manyFaults(n int) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = "p.csv:" + strconv.Itoa(i+2) + `:5: starts_on "x" is no date such as 2026-08-31 or 31.08.2026, from 1970 to 2105`
	}
	return lines
}

func TestFile(t *testing.T) {
	const header = "unit,programme,starts_on,ends_on\n"
	path := filepath.Join(t.TempDir(), "programmes.csv")
	var log strings.Builder
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	f := New(path, slog.New(slog.NewTextHandler(&log, nil)))
	f.now = func() time.Time { return now }
	modified := now.Add(-time.Hour)
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, modified, modified); err != nil {
			t.Fatal(err)
		}
	}
	load := func(step string, wantUnits string, wantChanged bool, wantErr string, wantLines int) {
		t.Helper()
		programmes, changed, err := f.Load(time.UTC)
		var units []string
		for _, p := range programmes {
			units = append(units, p.Unit)
		}
		got := strings.Join(units, " ")
		if got != wantUnits || changed != wantChanged {
			t.Errorf("%s: units %q, changed %v; want %q, %v", step, got, changed, wantUnits, wantChanged)
		}
		if (err == nil) != (wantErr == "") || err != nil && !strings.Contains(err.Error(), wantErr) {
			t.Errorf("%s: error %v, want %q", step, err, wantErr)
		}
		if n := strings.Count(log.String(), "\n"); n != wantLines {
			t.Errorf("%s: %d lines in the log, want %d:\n%s", step, n, wantLines, log.String())
		}
		log.Reset()
	}
	load("no file yet", "", false, "no such file", 1)
	load("still no file: not logged again", "", false, "no such file", 0)
	write(header + "A,p,x,\n")
	load("wrong from the start", "", false, "programmes.csv:2:5", 1)
	write(header + "A,p,2026-01-01,\n")
	load("good", "A", true, "", 1)
	load("unchanged", "A", false, "", 0)
	write(header + "B,p,2026-01-01,\n")
	load("same size and time, other content", "B", true, "", 0)
	modified = now.Add(-time.Second)
	write(header + "C,p,2026-01-01,\n")
	load("perhaps being written", "B", false, "", 0)
	now = now.Add(time.Minute)
	load("settled", "C", true, "", 0)
	write(header + "C,p,2026-01-01,\nD,p,2026,\n")
	load("one line wrong: refused whole", "C", false, "programmes.csv:3:5", 1)
	load("the error stays but is not logged again", "C", false, "programmes.csv:3:5", 0)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	load("gone", "C", false, "no such file", 1)
	write(header + "C,p,2026-01-01,\n")
	load("back", "C", true, "", 1)
	write(header)
	load("emptied on purpose", "", true, "", 0)
	write(header + strings.Repeat("A,p,2026-01-01,\n", maxSize/16))
	load("too large", "", false, "larger than 16 MiB", 1)
}

func FuzzProgrammes(f *testing.F) {
	for _, seed := range []string{
		"unit,programme,starts_on,ends_on\nA,p,2026-01-01,2026-01-02\n",
		"\ufeffunit;programme;starts_on;ends_on\r\n\"A\";\"p\";1.1.2026;\r\n",
		"unit,programme,starts_on\n,,\nA,p\n", "\"", "\xff\xfe", "unit,unit", "unit,programme,starts_on\nA,p,1970-01-01\n",
	} {
		f.Add([]byte(seed))
	}
	zones := []*time.Location{time.UTC, zone(f, "Pacific/Kiritimati"), zone(f, "America/Sao_Paulo")}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, loc := range zones {
			programmes, err := parse("p.csv", content, loc)
			if err != nil {
				if programmes != nil {
					t.Errorf("programmes and an error: %v", err)
				}
				continue
			}
			for _, p := range programmes {
				if p.Unit == "" || p.Name == "" || p.Until < 0 || p.Until != 0 && p.Until <= p.From {
					t.Errorf("in %v: %+v", loc, p)
				}
			}
		}
	})
}
