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
	shapes := map[kind]map[string]mariadbtest.Shape{
		mariaDB: mariadbtest.ReadShapes(t, "testdata/shapes.txt"), postgreSQL: mariadbtest.ReadShapes(t, "testdata/shapes.postgres.txt"),
	}
	each(t, func(t *testing.T, p *product) {
		shape, ok := shapes[p.on][p.adapter]
		if own := p.schema != "" || p.path != ""; own == ok { // a schema of this project's
			t.Fatalf("a shape of it: %v", ok)
		} else if own {
			return
		}
		store, _ := p.store(t, "_shape")
		var differences []string
		if p.on == postgreSQL {
			differences = shape.DiffersOnPostgres(t, p.connect(t, store, account{"postgres", ""}), "public", true)
		} else {
			differences = shape.Differs(t, shared.Server(t).DB(), store.name, true)
		}
		for _, difference := range differences {
			t.Error(difference)
		}
		p.granted(t, store)
		for view, columns := range readable(t, p.connect(t, store, p.reader())) {
			_, table, _ := strings.Cut(strings.ReplaceAll(view, "`", ""), ".")
			for _, column := range columns {
				if !shape.Has(table, column) {
					t.Errorf("the adapter reads %s.%s, which the shape in testdata does not have", table, column)
				}
			}
		}
		readme, err := os.ReadFile(p.adapter + "/README.md")
		if err != nil {
			t.Fatal(err)
		}
		said := "Checked against " + shape.Source
		if p.on == postgreSQL && p.kinds[0] != postgreSQL {
			said = "on PostgreSQL against " + shape.Source
		}
		if !strings.Contains(strings.ReplaceAll(strings.ReplaceAll(string(readme), "`", ""), "\n", " "), said) {
			t.Errorf("README.md does not say: %s", said)
		}
	})
}
