package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"casework/collectors/supplement"
	"casework/dashboards/board"
	"casework/dashboards/query"
)

// TestCoverageIsTrue holds the table of coverage in deploy/SUPPLEMENTARY.md to
// the boards: each line names a metric of the catalogue that the board shows in
// both languages, and every supplementary table has a line.
func TestCoverageIsTrue(t *testing.T) {
	content, err := os.ReadFile("../deploy/SUPPLEMENTARY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(content), "<!-- coverage:begin -->")
	section, _, ok := strings.Cut(after, "<!-- coverage:end -->")
	if !ok {
		t.Fatal("deploy/SUPPLEMENTARY.md has no table of coverage")
	}
	files, err := board.Files()
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, line := range strings.Split(strings.TrimSpace(section), "\n")[2:] {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 4 {
			t.Fatalf("%q has %d cells", line, len(cells))
		}
		table, name, key := strings.Trim(cells[1], " `"), strings.Trim(cells[2], " `"), strings.TrimSpace(cells[3])
		tables = append(tables, table)
		if _, ok := query.Catalogued(name); !ok {
			t.Errorf("%s is not in the catalogue", name)
		}
		for _, code := range []string{"nb", "en"} {
			board, ok := files["grafana/dashboards/"+code+"/"+key+".json"]
			if !ok || !strings.Contains(string(board), name+"{") {
				t.Errorf("the board %s in %s shows no %s", key, code, name)
			}
		}
	}
	for _, table := range supplement.Tables() {
		if !slices.Contains(tables, table.File()) {
			t.Errorf("the table %s has no line", table.File())
		}
	}
}
