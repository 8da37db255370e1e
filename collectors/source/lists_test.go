package source_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
)

func TestProgrammesAndUnits(t *testing.T) { each(t, testProgrammesAndUnits) }

func testProgrammesAndUnits(t *testing.T, d *database) {
	s := d.views(func(o *source.Options) { o.Location = location(t, "Europe/Oslo") })
	d.exec(`INSERT INTO casework_programmes VALUES
		('Nord', 'veiledning', '2024-03-31', '2024-10-27'), ('Sør', 'veiledning', '2024-01-01', NULL)`)
	d.exec(`INSERT INTO casework_units VALUES ('Nord', 'Avdeling nord', 'barnevern', NULL), ('Sør', 'Avdeling sør', '', 'Nord')`)
	gotP, err := s.Programmes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantP := []ledger.Programme{
		{Unit: "Nord", Name: "veiledning", From: unix(t, "2024-03-30 23:00:00"), Until: unix(t, "2024-10-27 23:00:00")},
		{Unit: "Sør", Name: "veiledning", From: unix(t, "2023-12-31 23:00:00")},
	}
	if diff := cmp.Diff(wantP, gotP); diff != "" {
		t.Errorf("programmes (-want +got):\n%s", diff)
	}
	gotU, err := s.Units(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wantU := []ledger.Unit{
		{Unit: "Nord", Name: "Avdeling nord", Service: "barnevern"},
		{Unit: "Sør", Name: "Avdeling sør", Parent: "Nord"},
	}
	if diff := cmp.Diff(wantU, gotU); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}

	only := d.files(map[string]string{"cases.sql": "SELECT 1"})
	if p, err := only.Programmes(t.Context()); p != nil || err != nil {
		t.Errorf("without the query: %v, %v", p, err)
	}
	for query, want := range map[source.Query]bool{source.Cases: true, source.Units: false} {
		if has, err := only.Has(t.Context(), query); has != want || err != nil {
			t.Errorf("has %s: %v, %v", query, has, err)
		}
	}
}

// TestCaseTypesAreRead whether series distinguish them or not, unless the source is
// to do without.
func TestCaseTypesAreRead(t *testing.T) { each(t, testCaseTypesAreRead) }

func testCaseTypesAreRead(t *testing.T, d *database) {
	without := func(names ...string) func(*source.Options) {
		return func(o *source.Options) { o.CaseTypes, o.Without = false, names }
	}
	s := d.views(without())
	d.exec("INSERT INTO casework_cases (unit, case_type, received_at) VALUES ('Nord', 'byggesak', '2024-01-10 14:00:00')")
	for want, s := range map[string]*source.Source{"byggesak": s, "": d.source(viewsAdapter(t), without("cases.case_type"))} {
		got := changes(t, s, ledger.Cases, 0).Cases
		if len(got) != 1 || got[0].Type != want || got[0].Unit != "Nord" || got[0].Received == 0 {
			t.Errorf("read %+v, want a case of Nord of type %q", got, want)
		}
	}
}

// TestProgrammesWithoutEnd: a programme that ends in a far future, at infinity, or
// on a date that stands for none is there until further notice; one that began so
// is left out.
func TestProgrammesWithoutEnd(t *testing.T) { each(t, testProgrammesWithoutEnd) }

func testProgrammesWithoutEnd(t *testing.T, d *database) {
	never, _ := civil.ParseDay("2001-01-01")
	ends := map[string]bool{"9999-12-31": false, "2001-01-01": false, "1900-01-01": false, "2105-12-31": true, "2026-12-31": true}
	starts := []string{"1900-01-01", "2001-01-01"}
	kinds := []string{"DATE", "{wall}"}
	if !d.isMariaDB() {
		ends["infinity"], ends["-infinity"], ends["5874897-12-31"], ends["0044-03-15 BC"] = false, false, false, false
		starts = append(starts, "infinity", "-infinity", "0044-03-15 BC")
		kinds = append(kinds, "TIMESTAMPTZ")
	}
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			d := newDatabase(t, d.dialect)
			s := d.views(func(o *source.Options) { o.NoDates = []civil.Day{never} })
			switch { // a key takes no NULL
			case !d.isMariaDB():
				d.exec("ALTER TABLE casework_programmes DROP CONSTRAINT casework_programmes_pkey")
			case mariadbtest.MySQL() != "":
				d.exec("ALTER TABLE casework_programmes DROP PRIMARY KEY")
			}
			d.exec(d.retimed("casework_programmes", "starts_on", kind), d.retimed("casework_programmes", "ends_on", kind))
			want := map[string]bool{}
			for end, is := range ends {
				if kind != "DATE" && end == "5874897-12-31" {
					continue
				}
				d.exec(fmt.Sprintf("INSERT INTO casework_programmes (unit, programme, starts_on, ends_on) VALUES ('%s', 'p', '2026-01-01', '%[1]s')", end))
				want[end] = is
			}
			for _, start := range starts {
				d.exec(fmt.Sprintf("INSERT INTO casework_programmes (unit, programme, starts_on) VALUES ('from %s', 'p', '%[1]s')", start))
			}
			programmes, err := s.Programmes(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, p := range programmes {
				got[p.Unit] = p.Until != 0
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("programmes, and whether they end (-want +got):\n%s", diff)
			}
		})
	}
}
