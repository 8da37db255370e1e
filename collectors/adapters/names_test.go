package adapters_test

import (
	"testing"
	"time"
)

// stored says how a product that encodes what people type stores names: the
// statement that names the unit of the test, and a case type where the product
// encodes that, and what people see.
var stored = map[string]struct{ unit, kind, wantUnit, wantType string }{
	"glpi": {
		"UPDATE glpi_entities SET completename = 'Kommunen > Helse &#38; omsorg &#60; 18 &#62; R&amp;D &#38;lt;' WHERE id = 1",
		"INSERT INTO glpi_itilcategories (id, completename) VALUES (1, 'S&oslash;knad &lt;ny&gt; &#38; klage')",
		"Kommunen > Helse & omsorg < 18 > R&D &lt;", "S&oslash;knad <ny> & klage",
	},
	"alaveteli": {"UPDATE public_body_translations SET name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", "foi"},
	"civicrm": {
		"UPDATE civicrm_case_type SET title = 'R&D &lt; 18 &gt; 67' WHERE id = 1", "",
		"R&D < 18 > 67", "a",
	},
	// The others store what people type.
	"itop":     {"UPDATE contact SET name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", "UserRequest"},
	"mantisbt": {"UPDATE mantis_project_table SET name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", "General"},
	"osticket": {"UPDATE ost_department SET name = 'A & B' WHERE id = 1", "", "A & B", ""},
	"rt":       {"UPDATE Queues SET Name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", ""},
	"zammad":   {"UPDATE groups SET name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", ""},
	"znuny":    {"UPDATE queue SET name = 'A & B < 18' WHERE id = 1", "", "A & B < 18", "Unclassified"},
}

// TestNamesAsPeopleSeeThem: units and case types have no entities in their
// names, however the product stores them.
func TestNamesAsPeopleSeeThem(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		names, ok := stored[p.adapter]
		if !ok {
			t.Skip("its units are identifiers, or named as the site wishes")
		}
		store, w := p.store(t, "_names")
		w.do(receive, 1, instant(t, scenario[0].at), time.Time{})
		store.exec(names.unit)
		if names.kind != "" {
			store.exec(names.kind)
			store.exec("UPDATE glpi_tickets SET itilcategories_id = 1")
		}
		if c := p.cases(t, store)[1]; c.Unit != names.wantUnit || c.Type != names.wantType {
			t.Errorf("the case has the unit %q and the type %q, want %q and %q", c.Unit, c.Type, names.wantUnit, names.wantType)
		}
	})
}
