package source_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
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
