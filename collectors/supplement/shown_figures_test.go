package supplement

import (
	"errors"
	"strings"
	"testing"

	"casework/collectors/disclosure"
	"casework/collectors/metric"
)

// TestDamagedShownFigures: what cannot be trusted is refused,
// that of other data passed over.
func TestDamagedShownFigures(t *testing.T) {
	o := newOnlooker(t, 5)
	first := o.see(Surveys, answers("a", date("2026-09-30"), mixed...), &metric.SurveyMean)
	if !o.store.Releases().Unsaved() {
		t.Error("nothing is to be saved")
	}
	o.store.Releases().Saved()
	if o.store.Releases().Unsaved() {
		t.Error("what is saved is to be saved")
	}
	content, err := o.store.Releases().Encode(disclosure.Owner{DataSet: "town"})
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
		r := disclosure.NewReleases()
		if err := r.Decode([]byte(damaged), disclosure.Owner{DataSet: "town"}); !errors.Is(err, disclosure.ErrShown) || r.Len() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := disclosure.NewReleases()
	if err := other.Decode(content, disclosure.Owner{DataSet: "village"}); err != nil || other.Len() > 0 {
		t.Errorf("of another data set: %v, %d releases", err, other.Len())
	}
	o.restart()
	o.stands("answers after a restart", first, Surveys, answers("a", date("2026-09-30"), append(mixed, 0, 0, 0, 0, 0, 0)...), &metric.SurveyMean)
}

// FuzzDecodeShown: whatever is kept, it is refused or works.
func FuzzDecodeShown(f *testing.F) {
	b, today := NewStore(Options{}), date("2026-11-01")
	fill(b, Surveys, today, anyUnit, answers("a", date("2026-09-30"), mixed...)...)
	b.Figures(unsupervised(today, "a"))
	content, err := b.Releases().Encode(disclosure.Owner{DataSet: "town"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add([]byte(`{"version":1,"identity":"town","checksum":223132457,"releases":[]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		b := NewStore(Options{})
		if b.Releases().Decode(content, disclosure.Owner{DataSet: "town"}) != nil {
			return
		}
		fill(b, Surveys, today, anyUnit, answers("b", date("2026-09-30"), mixed...)...)
		b.Figures(unsupervised(today, "a", "b"))
		if _, err := b.Releases().Encode(disclosure.Owner{DataSet: "town"}); err != nil {
			t.Error(err)
		}
	})
}
