package mysql

import (
	"testing"

	"casework/collectors/ledger"
)

// namesUTF8 is the statement that sets a session's character set.
const namesUTF8 = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"

// TestServerOverrulesTheCharacterSet: names are whole although the server has
// sessions begin in another character set than the driver asks for.
func TestServerOverrulesTheCharacterSet(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Økonomi og næring', NOW())")
	d.root("SET GLOBAL init_connect = 'SET NAMES latin1'")
	t.Cleanup(func() { d.root("SET GLOBAL init_connect = ''") })
	units := map[string]bool{} // rows may be read twice
	err := s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
		for _, c := range p.Cases {
			units[c.Unit] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(units) != 1 || !units["Økonomi og næring"] {
		t.Errorf("the units are %v", units)
	}
}
