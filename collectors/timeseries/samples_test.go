package timeseries

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/metric"
)

// TestSamplesAreARow: whatever is done to Samples, they are what a row of them is.
func TestSamplesAreARow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]float64{0, 1, math.Copysign(0, -1), math.Inf(1), 1.5})
		draw := func() Sample {
			s := Sample{Series: &Series{}, Value: number.Draw(t, "value"), Created: max(0, number.Draw(t, "created"))}
			if rapid.Bool().Draw(t, "histogram") {
				s.Histogram = &Histogram{}
			}
			return s
		}
		var got Samples
		var want []Sample
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			switch n := len(want); {
			case n == 0 || rapid.Bool().Draw(t, "append"):
				s := draw()
				got.Append(s)
				want = append(want, s)
			default:
				i, s := rapid.IntRange(0, n-1).Draw(t, "index"), draw()
				s.Series = want[i].Series
				alike := want[i].Histogram == s.Histogram && want[i].Created == s.Created && math.Float64bits(want[i].Value) == math.Float64bits(s.Value)
				if got.Alike(i, s) != alike {
					t.Fatalf("%v and %v are alike: %v", want[i], s, !alike)
				}
				got.Set(i, s)
				want[i] = s
			}
		}
		from := rapid.IntRange(0, len(want)).Draw(t, "from")
		part, copied := got.Slice(from, len(want)), Join([]Samples{got})
		joined := Join([]Samples{part, {}, got})
		for what, row := range map[string]struct {
			is   *Samples
			want []Sample
		}{
			"all": {&got, want}, "a part": {&part, want[from:]}, "a copy": {&copied, want},
			"a part and all": {&joined, slices.Concat(want[from:], want)},
		} {
			if !slices.Equal(slices.Collect(row.is.All()), row.want) || row.is.Len() != len(row.want) {
				t.Fatalf("%s: %v, want %v", what, row.is, row.want)
			}
		}
		if again := got; !again.Same(&got) || len(want) > 0 && (copied.Same(&got) || copied.SameSeries(&got)) {
			t.Fatal("a copy is not of the same memory, and what is of it is")
		}
	})
}

// TestMakerMakesSeries: series made in blocks are those made one by one, and stay so.
func TestMakerMakesSeries(t *testing.T) {
	labels := []metric.Label{metric.Source, metric.Unit}
	var m Maker
	var made, want []*Series
	for i := range 3 * blockSeries {
		values := []string{fmt.Sprint("source ", i%2), strings.Repeat("enhet \"å\"\n", i*i%2000)}
		s, err := m.Make(labels, values)
		if err != nil {
			t.Fatal(err)
		}
		one, err := NewSeries(labels, values)
		if err != nil {
			t.Fatal(err)
		}
		made, want = append(made, s), append(want, one)
	}
	for i, s := range made {
		if s.Text() != want[i].Text() || s.absent != want[i].absent {
			t.Fatalf("series %d is %s, want %s", i, s, want[i])
		}
	}
	if _, err := m.Make(labels, []string{"one"}); err == nil {
		t.Error("one value for two labels is no fault")
	}
}
