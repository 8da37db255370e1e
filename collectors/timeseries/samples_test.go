package timeseries

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"casework/collectors/metric"
)

// TestSamplesAreARow: whatever is done to Samples, they are what a row of them is.
func TestSamplesAreARow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]float64{0, 1, math.Copysign(0, -1), math.Inf(1), 1.5})
		last := Series(0)
		draw := func() Sample {
			last++
			s := Sample{Series: last, Value: number.Draw(t, "value"), Created: max(0, number.Draw(t, "created"))}
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

// TestMakerMakesSeries: series made by Makers side by side are those made one by one, and
// stay so.
func TestMakerMakesSeries(t *testing.T) {
	labels := []metric.Label{metric.Source, metric.Unit}
	values := func(i int) []string {
		return []string{fmt.Sprint("source ", i%2), strings.Repeat("enhet \"å\"\n", i*i%97)}
	}
	var all [4][]Series
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			var m Maker
			for n := range 2 * blockSeries {
				s, err := m.Make(labels, values(n))
				if err != nil {
					t.Error(err)
				}
				all[i] = append(all[i], s)
			}
		})
	}
	wg.Wait()
	met := map[Series]bool{0: true}
	for n := range 2 * blockSeries {
		want, err := NewSeries(labels, values(n))
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range all {
			if s := made[n]; s.Text() != want.Text() || s.labelSet().absent != want.labelSet().absent || met[s] {
				t.Fatalf("series %d is %s, number %d, want %s and a number of its own", n, s, s, want)
			}
			met[made[n]] = true
		}
	}
	if _, err := new(Maker).Make(labels, []string{"one"}); err == nil {
		t.Error("one value for two labels is no fault")
	}
	if none := Series(0); none.Text() != "" || none.String() != "{}" {
		t.Errorf("no series is %s", none)
	}
}
