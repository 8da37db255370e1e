package files

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestFaultsNameHeadings: what is wrong with a file is said by the headings of whoever keeps it,
// with the column's name behind each.
func TestFaultsNameHeadings(t *testing.T) {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ name, columns, cases, want string }{
		{"as the site writes it", "received_at,Inn til oss\n", "case_id,unit,INN til Oss,closed_at\n1,Nord,soon,\n", `cases.csv:2:8: "INN til Oss" (received_at) is no time such as`},
		{"a heading that is known", "", "Saksnummer,Enhet,Mottatt dato,Avsluttet\n1,Nord,soon,\n", `cases.csv:2:8: "Mottatt dato" (received_at) is no time such as`},
		{"the column's name", "", "case_id,unit,Received_At,closed_at\n1,Nord,soon,\n", "cases.csv:2:8: received_at is no time such as"},
		{
			"a heading that the file lacks", "cases.received_at,Inn til oss\nunit,Kontor\n", "case_id,Kontor,closed_at\n1,Nord,\n",
			`cases.csv:1:1: column "Inn til oss" (received_at) is missing; the first line must have case_id, Kontor, Inn til oss`,
		},
		{"two headings of a column", "", "case_id,unit,received_at,Mottatt dato,closed_at\n", `cases.csv:1:26: column received_at is there twice: as "received_at" and as "Mottatt dato"`},
		{"a heading of two lines", "received_at,Mottatt av oss\n", "case_id,unit,\"Mottatt\nav  oss\",closed_at\n1,Nord,soon,\n", `cases.csv:3:8: "Mottatt av oss" (received_at) is no time`},
		{"points and colons", "received_at,Inn:\n", "Saksnr.,Enhet:,INN.,closed_at\n1,Nord,soon,\n", `cases.csv:2:8: "INN." (received_at) is no time`},
		{"a heading twice", "", "case_id,unit,Mottatt dato,closed_at,mottatt dato\n", `column "Mottatt dato" (received_at) is there twice`},
		{
			"neither start nor closing", "closed_at,Ferdig\n", "case_id,unit,received_at\n1,Nord,2026-11-20 08:00\n",
			`cases.csv: neither started_at nor "Ferdig" (closed_at) is there: one of them is needed`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFolder(t, Options{})
			f.now = at
			if tt.columns != "" {
				f.put("columns.csv", tt.columns, time.Hour)
			}
			f.put("cases.csv", tt.cases, time.Hour)
			f.refuse("a file", tt.want, "")
		})
	}
	t.Run("a column that was there", func(t *testing.T) {
		f := newFolder(t, Options{})
		f.put("columns.csv", "cases.started_at,Tatt fatt\n", 2*time.Hour)
		f.put("cases.csv", "case_id,unit,received_at,Tatt fatt,closed_at\n1,Nord,2026-11-20 08:00,,\n", time.Hour)
		const first = "Nord: 1 open, 0 received, 0 started, 0 closed, 0 reopened"
		f.see("a first file", first)
		f.put("cases.csv", "case_id,unit,received_at,closed_at\n1,Nord,2026-11-20 08:00,\n", time.Minute)
		f.refuse("without it", `"Tatt fatt" (started_at) is gone: it was there before; if it was taken away on purpose, name cases.started_at in <SOURCE>_WITHOUT`, first)
	})
	t.Run("another table", func(t *testing.T) {
		f := newFolder(t, Options{})
		f.put("columns.csv", "programmes.ends_on,Til og med\nstarts_on,Fra\n", time.Hour)
		f.put("programmes.csv", "unit,programme,fra,til og med\nNord,Mentor,2026-09-01,2026-08-31\n", time.Hour)
		const want = `programmes.csv:2:24: "til og med" (ends_on) is before "fra" (starts_on)`
		if _, err := f.Programmes(t.Context()); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	})
}

// TestFaultsOfColumnsFile: what is wrong with columns.csv is said with its line, and what is allowed.
func TestFaultsOfColumnsFile(t *testing.T) {
	for _, tt := range []struct{ name, columns, want string }{
		{"the wrong way round", "Enhet,unit\n", "columns.csv:1:1: Enhet is no column; allowed are those of deploy/FILES.md, such as received_at"},
		{"a column of another table", "unit,Etat\nerrors.deadline_at,x\n", "columns.csv:2:1: errors.deadline_at is no column"},
		{"a long one", strings.Repeat("x", 1100) + ",Enhet\n", "columns.csv:1:1: " + strings.Repeat("x", 80) + "… is no column"},
		{"no heading", "unit\n", "columns.csv:1:1: allowed is a column and its heading"},
		{"a quote that does not end", "unit,\"Etat\n\nreceived_at,\"Inn\"\n", `columns.csv:3:13: a quotation mark is not closed, or one within the value is not doubled (""), in the row that begins in line 1`},
		{"one heading for two columns", "unit,Etat\nreceived_at,etat\n", "columns.csv:2:1: the heading etat stands for unit in cases already; allowed is one column"},
		{"likewise in one table", "reported_at,Dato\nerrors.kind,Dato\n", "columns.csv:2:1: the heading Dato stands for reported_at in errors already"},
		{"one heading in two tables", "received_at,Dato\nreported_at,Dato\ncases.unit,Etat\nerrors.kind,Etat\n", ""},
		{"a line twice", "unit,Etat\nunit,Etat\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFolder(t, Options{})
			f.put("columns.csv", tt.columns, time.Hour)
			f.put("cases.csv", "case_id,Etat,Dato,closed_at\n1,Nord,2026-11-20 08:00,\n", time.Hour)
			if tt.want != "" {
				f.refuse("a file", tt.want, "")
			} else if _, err := f.readHeadings(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNoValueIsTakenForHeading: where a file has no headings, its first row is shown to nobody.
func TestNoValueIsTakenForHeading(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("cases.csv", cases(1, 2), time.Hour)
	f.put("errors.csv", "77;Nord;02.11.2026;Ola Nordmann\n78;Nord;03.11.2026;\n", time.Hour)
	const want = "errors.csv: the first line holds numbers or dates where it must name the columns"
	if all, err := f.ReadOtherHeadings(t.Context()); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Ola") {
		t.Errorf("%v, error %v, want %q", all, err, want)
	}
}

// TestFaultOfColumnsFileIsOne: what is wrong with columns.csv is one finding, about that file, however many tables it keeps
// from being read; and a file that is named for no table is told which there are.
func TestFaultOfColumnsFileIsOne(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("columns.csv", "received,Mottatt\n", time.Hour)
	f.put("cases.csv", cases(1, 2), time.Hour)
	f.put("errors.csv", "error_id,unit,reported_at\n", time.Hour)
	f.put("sessions.csv", "session_id,unit,planned_at\n", time.Hour)
	f.put("saker.csv", "x\n", time.Hour)
	var problems []string
	for _, one := range f.problems(t) {
		problems = append(problems, one.Subject+" "+one.Detail)
	}
	want := []string{
		"columns.csv columns.csv:1:1: received is no column",
		"saker.csv saker.csv: it is named for no table; tables are cases, errors, pauses, programmes, units, complaints, ",
	}
	if !slices.EqualFunc(problems, want, strings.HasPrefix) {
		t.Errorf("problems are %q, want %q", problems, want)
	}
}
