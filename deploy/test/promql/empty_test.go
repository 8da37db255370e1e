package promql

import (
	"maps"
	"testing"

	"casework/dashboards/query"
)

// TestTablesSayWhyTheyAreEmpty: a table has the row that says so where it has no other, and nowhere else.
func TestTablesSayWhyTheyAreEmpty(t *testing.T) {
	h := lived(t)
	elsewhere := maps.Clone(choices()[0])
	elsewhere["source"] = "nowhere"
	empty, filled := 0, 0
	for key, b := range boards(t, "nb") {
		for _, c := range append(choices(), elsewhere) {
			for _, p := range b.Panels {
				if p.Type != "table" {
					continue
				}
				rows, said := 0, 0
				for _, q := range p.Targets {
					if n := len(run(t, h, b, p, q, c)); q.RefID == query.EmptyRef {
						said += n
					} else {
						rows += n
					}
				}
				switch {
				case rows == 0:
					empty++
				case rows > 0:
					filled++
				}
				if (rows == 0) != (said == 1) || said > 1 {
					t.Errorf("%s, %q, source %s, type %s: %d cells of figures, and %d rows that say there are none", key, p.Title, c["source"], c["case_type"], rows, said)
				}
			}
		}
	}
	if empty < 10 || filled < 50 {
		t.Errorf("only %d tables are empty, and %d are not", empty, filled)
	}
}
