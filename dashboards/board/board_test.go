package board

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/dashboards/panel"
)

func TestBoardsAreTheSameEachTime(t *testing.T) {
	first, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := Files()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("boards differ from one time to the next:\n%s", diff)
		}
	}
}

// TestLanguagesShowTheSame compares boards of both languages but for their
// words.
func TestLanguagesShowTheSame(t *testing.T) {
	files, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	shape := func(code, key string) []string {
		var b struct {
			Panels []struct {
				Type    string
				Targets []struct{ RefID, Expr string }
			}
		}
		if err := json.Unmarshal(files["grafana/dashboards/"+code+"/"+key+".json"], &b); err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, p := range b.Panels {
			found = append(found, p.Type)
			for _, target := range p.Targets {
				// Figures that a query writes have the language's decimal sign.
				found = append(found, target.RefID+": "+strings.ReplaceAll(target.Expr, "$1,$2", "$1.$2"))
			}
		}
		return found
	}
	for _, b := range All() {
		if diff := cmp.Diff(shape("nb", b.Key), shape("en", b.Key)); diff != "" {
			t.Errorf("board %s (-nb +en):\n%s", b.Key, diff)
		}
	}
}

// TestBoardsLinkToBoards checks that every link to a board finds one.
func TestBoardsLinkToBoards(t *testing.T) {
	files, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for name, content := range files {
		for _, m := range regexp.MustCompile(`"url": "/d/casework-([a-z-]+)-(nb|en)\?`).FindAllSubmatch(content, -1) {
			links++
			target := "grafana/dashboards/" + string(m[2]) + "/" + string(m[1]) + ".json"
			if files[target] == nil || !strings.HasPrefix(target, strings.TrimSuffix(name, name[strings.LastIndex(name, "/"):])) {
				t.Errorf("%s links to %s", name, target)
			}
		}
	}
	if links == 0 {
		t.Error("no board links to another")
	}
}

// TestDifferencesAreNotPerCent: the comparison of errors and deadlines is a
// difference, so no column that shows it may say per cent, and each row must
// name what its figures are in.
func TestDifferencesAreNotPerCent(t *testing.T) {
	ratio := regexp.MustCompile(`casework_effect_\w*ratio`)
	shown := 0
	for _, s := range effectBoard().sections {
		for _, l := range s.lines {
			for _, p := range l.panels {
				for _, q := range p.Queries {
					if !ratio.MatchString(q.Expr) || q.Legend == "column.certain" || q.Legend == "column.own.expected" /* a level, not a change */ {
						continue
					}
					shown++
					if q.Unit != panel.UnitCount || p.Unit != panel.UnitCount || !strings.HasPrefix(q.Expr, "100 * ") {
						t.Errorf("%s, %s: unit %q of %q", p.Key, q.Legend, q.Unit, q.Expr)
					}
				}
			}
		}
	}
	if shown < 10 {
		t.Errorf("%d columns show a change, want 5 of outcomes, 4 of checks and 3 of months", shown)
	}
	for _, m := range outcomeColumn.Mapping {
		if !strings.HasPrefix(m.Key, "change.") {
			t.Errorf("the row %q does not name the unit of a change", m.Value)
		}
	}
}

// TestTablesShowAllRows: a table of known rows, such as all outcomes, is as high as they need, with a heading on two lines. A reader
// does not see that there are more below.
func TestTablesShowAllRows(t *testing.T) {
	const grid, gap, above, row = 38, 8, 98, 36 // pixels of Grafana's pages
	seen := 0
	for _, b := range All() {
		for _, s := range b.sections {
			for _, l := range s.lines {
				for _, p := range l.panels {
					if p.Kind != panel.Table || len(p.Labels) != 1 || len(p.Labels[0].Mapping) == 0 {
						continue
					}
					seen++
					if rows, room := len(p.Labels[0].Mapping), (int(l.height)*grid-gap-above)/row; rows > room {
						t.Errorf("panel %s of board %s has %d rows and room for %d", p.Key, b.Key, rows, room)
					}
				}
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d such tables", seen)
	}
}
