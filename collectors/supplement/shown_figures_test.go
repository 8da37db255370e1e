package supplement

import (
	"errors"
	"os"
	"strings"
	"testing"

	"casework/collectors/metric"
)

// TestDamagedShownFigures: what cannot be trusted is refused,
// that of other data passed over.
func TestDamagedShownFigures(t *testing.T) {
	o := newOnlooker(t, 5)
	first := o.see(Surveys, answers("a", date("2026-09-30"), mixed...), &metric.SurveyMean)
	if !o.store.Unsaved() {
		t.Error("nothing is to be saved")
	}
	o.store.Saved()
	if o.store.Unsaved() {
		t.Error("what is saved is to be saved")
	}
	content, err := o.store.EncodeShown(Owner{DataSet: "town"})
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"cut off":            string(content[:len(content)/2]),
		"empty":              "",
		"another figure":     strings.Replace(string(content), `"n": 7`, `"n": 8`, 1),
		"of a newer version": strings.Replace(string(content), `"version": 2`, `"version": 3`, 1),
		"of no version":      strings.Replace(string(content), `"version": 2,`, ``, 1),
	} {
		b := NewStore(Options{})
		if err := b.DecodeShown([]byte(damaged), Owner{DataSet: "town"}); !errors.Is(err, ErrShown) || len(b.releases) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := NewStore(Options{Least: 5})
	if err := other.DecodeShown(content, Owner{DataSet: "village"}); err != nil || len(other.releases) > 0 {
		t.Errorf("of another data set: %v, %d releases", err, len(other.releases))
	}
	o.restart()
	o.stands("answers after a restart", first, Surveys, answers("a", date("2026-09-30"), append(mixed, 0, 0, 0, 0, 0, 0)...), &metric.SurveyMean)
}

// FuzzDecodeShown: whatever is kept, it is refused or works.
func FuzzDecodeShown(f *testing.F) {
	b, today := NewStore(Options{}), date("2026-11-01")
	fill(b, Surveys, today, anyUnit, answers("a", date("2026-09-30"), mixed...)...)
	b.Figures(unsupervised(today, "a"))
	content, err := b.EncodeShown(Owner{DataSet: "town"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add([]byte(`{"version":1,"identity":"town","checksum":223132457,"releases":[]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		b := NewStore(Options{})
		if b.DecodeShown(content, Owner{DataSet: "town"}) != nil {
			return
		}
		fill(b, Surveys, today, anyUnit, answers("b", date("2026-09-30"), mixed...)...)
		b.Figures(unsupervised(today, "a", "b"))
		if _, err := b.EncodeShown(Owner{DataSet: "town"}); err != nil {
			t.Error(err)
		}
	})
}

// TestShownFiguresOfVersion1: what a file of the version before says still
// stands, whichever source it is of, as it names none.
func TestShownFiguresOfVersion1(t *testing.T) {
	content, err := os.ReadFile("testdata/version1.json")
	if err != nil {
		t.Fatal(err)
	}
	of := Owner{Source: "byggesak", DataSet: "adapter views, database casework"}
	b := NewStore(Options{})
	if err := b.DecodeShown(content, of); err != nil || len(b.releases) != 1 {
		t.Fatalf("%d releases, error %v", len(b.releases), err)
	}
	again, err := b.EncodeShown(of)
	if err != nil {
		t.Fatal(err)
	}
	for name, edited := range map[string]string{
		"the source":   strings.Replace(string(again), `"byggesak"`, `"barnevern"`, 1),
		"the data set": strings.Replace(string(again), "casework", "another", 1),
	} {
		if err := NewStore(Options{}).DecodeShown([]byte(edited), of); !errors.Is(err, ErrShown) {
			t.Errorf("with %s edited: %v", name, err)
		}
	}
}
