package supplement

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/metric"
)

// TestFiguresAreKept: figures that nothing has changed are those of the last time, and
// are derived anew after each thing that they rest on.
func TestFiguresAreKept(t *testing.T) {
	b, today := NewStore(Options{Windows: []Window{{"28d", 28}}}), date("2026-11-01")
	now := unsupervised(today, "a", "b")
	read := func(ids ...string) {
		var rows []Row
		for _, id := range ids {
			rows = append(rows, Row{txt(id), txt("a"), on(today - 9), {}})
		}
		fill(b, Projects, today, anyUnit, rows...)
	}
	read("1", "2")
	of := func(all [][]Figure) []Figure {
		for _, figures := range all {
			if len(figures) > 0 && shown([][]Figure{figures}, &metric.ProjectsOpen) != "" {
				return figures
			}
		}
		t.Fatal("no figures of projects")
		return nil
	}
	last := of(b.Figures(now))
	for _, tt := range []struct {
		name   string
		change func()
		same   bool
	}{
		{"nothing", func() {}, true},
		{"the same rows", func() { read("1", "2") }, true},
		{"a row more", func() { read("1", "2", "3") }, false},
		{"a unit more", func() { now.Units = []string{"a", "b", "c"} }, false},
		{"programmes", func() { now.Active, now.Programmes = func(string, civil.Day) bool { return true }, 1 }, false},
		{"a later day, with others in the window", func() { now.Today += 60 }, false},
	} {
		tt.change()
		fresh := *b
		fresh.made = made{tables: map[*Table]*madeFigures{}, readings: map[*Table]uint64{}}
		got, want := b.Figures(now), fresh.Figures(now)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-derived anew +kept):\n%s", tt.name, diff)
		}
		if same := &of(got)[0] == &last[0]; same != tt.same {
			t.Errorf("%s: the same slice %t, want %t", tt.name, same, tt.same)
		}
		last = of(got)
	}
}
