package adapters_test

import (
	"os"
	"strings"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
)

// TestShapes: the tables that these tests make of a product are as the
// product's own schema makes them, as far as the adapter rests on them, have no
// index that the product lacks, and the adapter reads no column of which its
// product's schema does not tell. The README names that schema.
func TestShapes(t *testing.T) {
	shapes := mariadbtest.ReadShapes(t, "testdata/shapes.txt")
	each(t, func(t *testing.T, p *product) {
		shape, ok := shapes[p.adapter]
		if own := p.schema != "" || p.path != ""; own == ok { // a schema of this project's
			t.Fatalf("a shape of it: %v", ok)
		} else if own {
			return
		}
		store, _ := p.store(t, "_shape")
		for _, difference := range shape.Differs(t, shared.Server(t).DB(), store.name, true) {
			t.Error(difference)
		}
		p.granted(t, store)
		for view, columns := range readable(t, p.connect(t)) {
			_, table, _ := strings.Cut(strings.ReplaceAll(view, "`", ""), ".")
			for _, column := range columns {
				if !shape.Has(table, column) {
					t.Errorf("the adapter reads %s.%s, which testdata/shapes.txt does not have", table, column)
				}
			}
		}
		readme, err := os.ReadFile(p.adapter + "/README.md")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(string(readme), "`", ""), "\n", " "), "Checked against "+shape.Source) {
			t.Errorf("README.md does not say: Checked against %s", shape.Source)
		}
	})
}
