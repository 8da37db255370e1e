package collectors

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// TestStoredPanelIsStudiedAgain shows that a study in the middle of a month has the case types
// that only the panel's file still has, and that they are taken from the rows if that is not
// the file that was kept.
func TestStoredPanelIsStudiedAgain(t *testing.T) {
	typed := func() *fake {
		source := studiedSource()
		for i := range source.cases { // of the slow type there are fewer in supervised units
			c := &source.cases[i]
			c.Type = []string{"quick", "slow"}[i%5/3]
			if wait := c.Started - c.Received; c.Started != 0 && c.Type == "slow" && c.Started+wait < c.Closed {
				c.Started += wait
			}
		}
		return source
	}
	whole := newStudiedBench(t, typed(), "") // remembers all of its panel
	whole.poll(t, 0)
	if !hasTypes(whole.study.panel) {
		t.Fatal("a panel without a file lost its case types")
	}
	for name, spoil := range map[string]func(path string) error{
		"kept":    func(string) error { return nil },
		"damaged": func(path string) error { return os.WriteFile(path, []byte("no panel"), 0o600) },
		"gone":    os.Remove,
		"foreign": func(path string) error { // as two exporters with one state directory write
			kept, err := loadPanel(path)
			kept.Source = "other"
			kept.Panel.Units = kept.Panel.Units[:1]
			return errors.Join(err, savePanel(path, kept))
		},
	} {
		source, path := typed(), t.TempDir()+"/test.panel"
		programmes := source.programmes
		source.programmes = programmes[:4]
		b := newStudiedBench(t, source, path)
		b.opts.Study.Source = "mine"
		b.poll(t, 0)
		if hasTypes(b.study.panel) || hasTypes(b.Study().Panel) {
			t.Errorf("%s: case types stay in memory", name)
		}
		found := func() map[string]map[string]float64 {
			found := b.compared()
			delete(found, metric.EffectPrimarySince.Name) // only a file tells
			return found
		}
		if cmp.Equal(whole.compared(), found()) {
			t.Fatalf("%s: one programme more changes nothing: nothing is tried", name)
		}
		if err := spoil(path); err != nil {
			t.Fatal(err)
		}
		source.programmes = programmes
		b.poll(t, time.Hour)
		if unread := bytes.Contains(b.log.Bytes(), []byte("kept panel cannot be used")); unread != (name != "kept") {
			t.Errorf("%s: it is logged that the file cannot be used: %v", name, unread)
		}
		b.poll(t, time.Minute)
		if diff := cmp.Diff(whole.compared(), found()); diff != "" {
			t.Errorf("%s: the comparison differs from one of a panel in memory:\n%s", name, diff)
		}
		kept, err := loadPanel(path)
		if err != nil || !hasTypes(kept.Panel) {
			t.Errorf("%s: the file has no case types: %v", name, err)
		}
		if foreign := kept.Source == "other"; foreign != (name == "foreign") {
			t.Errorf("%s: the file is of %s", name, kept.Source)
		}
	}
}

func hasTypes(p *ledger.Panel) bool {
	for _, u := range p.Units {
		for _, m := range u.Months {
			if len(m.Types) > 0 || len(m.TypesPaused) > 0 {
				return true
			}
		}
	}
	return false
}
