package grafana

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A board is what there is to see of a board's file.
type board struct {
	UID    string
	Panels []struct {
		ID          int
		Type        string
		Title       string
		FieldConfig struct{ Defaults struct{ NoValue string } }
	}
}

// emptyInDemo are the panels that may have nothing to show, by board and id.
var emptyInDemo = map[string]map[int]string{
	"operations": {4: "nothing fails", 7: "no row is rejected", 9: "compared once a day", 10: "few rows are corrected"},
	"effect":     {9: "no lots are drawn"},
	"programme":  {15: noGain, 16: noGain, 32: noGain},
}

const noGain = "by the month in which the demo runs, cases closed may not have changed beyond earlier development"

// nothing is what Grafana says of itself in panels without figures.
var nothing = []string{"No data", "Data does not have a time field", "Data is missing", "Cannot visualize data"}

// unfolded ends the key of a board whose rows are open that readers open.
const unfolded = "-open"

// key is which board it is, in whatever language.
func (b board) key() string {
	key := strings.TrimPrefix(b.UID, "casework-")
	return strings.TrimSuffix(key[:len(key)-len("-nb")], unfolded)
}

// faults are what is wrong with a board as it is seen. On a phone readers scroll: elsewhere
// every word and every column must be in view. In years, states of days have no room for
// their names.
func faults(b board, p seenPage, phone, years bool) []string {
	mayBeEmpty := emptyInDemo[b.key()]
	var found []string
	for _, m := range p.messages {
		found = append(found, "the page says: "+m)
	}
	for _, a := range p.Alerts {
		found = append(found, "Grafana says: "+a)
	}
	for _, panel := range b.Panels {
		i := slices.IndexFunc(p.Panels, func(s seenPanel) bool {
			return s.ID == panel.ID || s.ID == 0 && panel.Type == "row" && s.Text == panel.Title
		})
		if i < 0 {
			found = append(found, fmt.Sprintf("panel %d %q is not there", panel.ID, panel.Title))
			continue
		}
		seen := p.Panels[i]
		if seen.Failed {
			found = append(found, fmt.Sprintf("panel %d %q has an error", panel.ID, panel.Title))
		}
		if len(seen.Cut) > 0 && !phone {
			found = append(found, fmt.Sprintf("panel %d %q cuts off %q", panel.ID, panel.Title, seen.Cut))
		}
		if len(seen.States) > 0 && !phone && !years {
			found = append(found, fmt.Sprintf("panel %d %q has no room for %q", panel.ID, panel.Title, seen.States))
		}
		if len(seen.Below) > 0 && !phone && panel.Type == "text" {
			found = append(found, fmt.Sprintf("panel %d %q is too low for %q", panel.ID, panel.Title, seen.Below))
		}
		if len(seen.Faint) > 0 {
			found = append(found, fmt.Sprintf("panel %d %q has too little contrast in %q", panel.ID, panel.Title, seen.Faint))
		}
		if len(seen.Zeros) > 0 {
			found = append(found, fmt.Sprintf("panel %d %q says %q", panel.ID, panel.Title, seen.Zeros))
		}
		if seen.Wide && !phone {
			found = append(found, fmt.Sprintf("panel %d %q scrolls sideways", panel.ID, panel.Title))
		}
		if seen.Bare {
			found = append(found, fmt.Sprintf("panel %d %q has headings alone", panel.ID, panel.Title))
		}
		if mayBeEmpty[panel.ID] != "" || panel.Type == "row" || panel.Type == "text" {
			continue
		}
		for _, said := range append(nothing, panel.FieldConfig.Defaults.NoValue) {
			if said != "" && strings.Contains(seen.Text, said) {
				found = append(found, fmt.Sprintf("panel %d %q has no figures: %s", panel.ID, panel.Title, said))
				break
			}
		}
	}
	return found
}

// TestGrafana opens the boards, and one that is spoilt.
func TestGrafana(t *testing.T) {
	boards := t.TempDir()
	if err := os.CopyFS(boards, os.DirFS(filepath.Join(root, "deploy", "grafana", "dashboards"))); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(boards, "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no boards: %v", err)
	}
	for _, file := range files {
		unfold(t, file)
	}
	if files, err = filepath.Glob(filepath.Join(boards, "*", "*.json")); err != nil {
		t.Fatal(err)
	}
	broken := spoil(t, filepath.Join(boards, "nb"))
	prometheus := startDemo(t)
	t.Run("notifications", func(t *testing.T) { notify(t, prometheus) })
	g := startGrafana(t, "grafana", prometheus, provide(t, boards))
	t.Run("alerts", func(t *testing.T) { judgeAlerts(t, g) })
	waitForMinutes(t, g)
	browser := newBrowser(t)

	see := func(t *testing.T, b board, query string, on screen, picture string) seenPage {
		tb := newTab(t, browser)
		p := tb.open(t, g.url+"/d/"+b.UID+"?orgId=1"+query, len(b.Panels), on)
		tb.shoot(t, filepath.Join(root, "dist", "boards", picture+".png"))
		return p
	}
	narrow, desk, broad, phone := screen{width: 1366}, screen{width: 1600}, screen{width: 1920}, screen{width: 400, phone: true}
	report := newReport(t)
	for _, file := range files {
		b := read(t, file)
		for _, look := range []struct {
			name, query string
			on          screen
		}{
			{"dark", "&theme=dark", desk},
			{"light", "&theme=light", desk},
			{"dark-1366", "&theme=dark", narrow},
			{"light-1366", "&theme=light", narrow},
			{"dark-1920", "&theme=dark", broad},
			{"light-1920", "&theme=light", broad},
			{"years", "&from=now-3y&to=now", desk},
			{"phone", "", phone},
		} {
			key := b.key()
			if key == "operations" && look.name == "years" {
				continue // the exporter has run for minutes
			}
			if strings.Contains(b.UID, unfolded) && look.on.width != narrow.width {
				continue // all else is looked at folded
			}
			query := look.query
			if key == "unit" {
				query += "&var-unit=Byggesak" // one that has had supervision
			}
			t.Run(b.UID+"-"+look.name, func(t *testing.T) {
				p := see(t, b, query, look.on, b.UID+"-"+look.name)
				report.add(b.UID, look.name, p)
				for _, fault := range faults(b, p, look.on.phone, look.name == "years") {
					t.Error(fault)
				}
				marked := []string{"quality", "unit", "follow-up"} // those with figures over time in the demo
				if look.name == "years" && slices.Contains(marked, key) && p.Marks == 0 {
					t.Error("no start of supervision is marked")
				}
			})
		}
	}
	t.Run("empty", func(t *testing.T) { // a source without a case, and so without a window
		paths, err := filepath.Glob(filepath.Join(boards, "en", "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			b := read(t, path)
			if strings.Contains(b.UID, unfolded) {
				continue
			}
			p := see(t, b, "&var-source=nowhere", desk, "empty-"+b.key())
			for _, panel := range b.Panels {
				i := slices.IndexFunc(p.Panels, func(s seenPanel) bool { return s.ID == panel.ID })
				if i < 0 {
					continue
				}
				if p.Panels[i].Failed {
					t.Errorf("%s: panel %d %q has an error", b.key(), panel.ID, panel.Title)
				}
				if said := panel.FieldConfig.Defaults.NoValue; panel.Type == "table" {
					if !strings.Contains(p.Panels[i].Text, said) {
						t.Errorf("%s: panel %d %q does not say %q", b.key(), panel.ID, panel.Title, said)
					} else if slices.Contains(p.Panels[i].Links, said) {
						t.Errorf("%s: panel %d %q makes a link of %q", b.key(), panel.ID, panel.Title, said)
					}
				}
			}
		}
	})
	t.Run("spoilt", func(t *testing.T) {
		b := read(t, broken)
		p := see(t, b, "", desk, "spoilt")
		b.Panels = append(b.Panels, b.Panels[0])
		b.Panels[len(b.Panels)-1].ID = 999
		found := strings.Join(faults(b, p, false, false), "\n")
		for _, want := range []string{
			"the page says", "panel 2 \"Åpne saker\" has an error", "panel 3 \"I kø\" has no figures", "panel 4 \"Over frist", "cuts off", "too low", "headings alone", "(dager)\" says [", "panel 999",
		} {
			if !strings.Contains(found, want) {
				t.Errorf("nothing says %q of the spoilt board:\n%s", want, found)
			}
		}
	})
}
