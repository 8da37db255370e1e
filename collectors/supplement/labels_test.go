package supplement

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// TestTextsAreLimited: of each column whose texts become labels, so many are
// distinguished, the same ones as long as they are there. Once they are gone,
// their places are free.
func TestTextsAreLimited(t *testing.T) {
	columns := 0
	for _, table := range Tables() {
		for i, c := range table.Columns {
			if !c.Label {
				continue
			}
			columns++
			t.Run(table.Name+"."+c.Name, func(t *testing.T) {
				s := NewStore(Options{})
				read := func(texts []string) (counted []string) {
					r := s.Begin(table, 200, func(string) bool { return true })
					for n, text := range texts {
						row := right(table)
						for k, c := range table.Columns {
							if c.Kind == Key {
								row[k] = txt(fmt.Sprint(n))
							}
						}
						row[i] = txt(text)
						r.Add(row)
					}
					s.Commit(r)
					if got, want := s.Rejected(table)[TooManyNames], len(texts)-len(r.labels[i].met); got != want {
						t.Errorf("%d rows are rejected, want %d", got, want)
					}
					return slices.Sorted(maps.Keys(r.labels[i].met))
				}
				var all []string
				for n := range 3 * MaxTexts {
					all = append(all, fmt.Sprintf("%04d", n))
				}
				first, last := slices.Clone(all[:MaxTexts]), slices.Clone(all[2*MaxTexts:])
				if got := read(all); !slices.Equal(got, first) {
					t.Fatalf("%d texts are distinguished, want the first %d", len(got), MaxTexts)
				}
				slices.Reverse(all)
				if got := read(all); !slices.Equal(got, first) {
					t.Error("others are distinguished when rows come in another order")
				}
				if got := read(last); len(got) != 0 {
					t.Errorf("%d are distinguished although the places are those of others", len(got))
				}
				if got := read(last); !slices.Equal(got, last) {
					t.Errorf("%d are distinguished once the others are gone, want %d", len(got), MaxTexts)
				}
			})
		}
	}
	if columns < 5 {
		t.Errorf("%d columns have labels of any text, want 5 at least", columns)
	}
}

// TestEveryFreeTextIsLimited: a text that may be any is the unit's, which the
// source must know, or is limited, or is shown nowhere.
func TestEveryFreeTextIsLimited(t *testing.T) {
	nowhere := []string{"dose.programme"}
	for _, table := range Tables() {
		for _, c := range table.Columns {
			free := c.Kind == Text && c.OneOf == nil && c.Name != "unit" && !slices.Contains(nowhere, table.Name+"."+c.Name)
			if free != c.Label {
				t.Errorf("%s.%s may be any text: %v; is limited: %v", table.Name, c.Name, free, c.Label)
			}
		}
	}
}
