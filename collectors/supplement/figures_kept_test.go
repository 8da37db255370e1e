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
		if diff := cmp.Diff(want, got, sameMetric); diff != "" {
			t.Errorf("%s (-derived anew +kept):\n%s", tt.name, diff)
		}
		if same := &of(got)[0] == &last[0]; same != tt.same {
			t.Errorf("%s: the same slice %t, want %t", tt.name, same, tt.same)
		}
		last = of(got)
	}
}

// TestComplaintsFollowCases: complaints per case closed are those of the cases closed at
// each poll; the other figures of complaints are those of the last time.
func TestComplaintsFollowCases(t *testing.T) {
	b, today := NewStore(Options{Windows: []Window{{"28d", 28}}}), date("2026-11-01")
	fill(b, Complaints, today, anyUnit,
		Row{txt("1"), txt("a"), on(today - 3), {}, {}}, Row{txt("2"), txt("a"), on(today - 2), {}, {}}, Row{txt("3"), txt("b"), on(today - 2), {}, {}})
	closed := map[string]int{"a": 4, "b": 10, "": 14}
	now := unsupervised(today, "a", "b")
	now.Closed = func(unit string, state, _ int) int { return closed[unit] * (1 - state) }
	counts := func(all [][]Figure) *Figure {
		for _, figures := range all {
			if len(figures) > 0 && shown([][]Figure{figures}, &metric.WindowComplaints) != "" {
				return &figures[0]
			}
		}
		t.Fatal("no figures of complaints")
		return nil
	}
	first := b.Figures(now)
	for _, tt := range []struct {
		closed int
		want   float64
	}{{4, 0.5}, {4, 0.5}, {8, 0.25}, {0, -1}, {2, 1}} {
		closed["a"] = tt.closed
		got := b.Figures(now)
		if counts(got) != counts(first) {
			t.Errorf("%d closed: counts are derived anew", tt.closed)
		}
		ratio := -1.0
		for _, figures := range got {
			for _, f := range figures {
				if f.Def == &metric.WindowComplaintsPerClosed && f.Labels[0] == "a" {
					ratio = f.Value
				}
			}
		}
		if ratio != tt.want {
			t.Errorf("%d closed: %v complaints a case, want %v", tt.closed, ratio, tt.want)
		}
	}
}

// sameMetric compares metrics, of each of which there is one.
var sameMetric = cmp.Comparer(func(a, b *metric.Def) bool { return a == b })
