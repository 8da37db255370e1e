package ledger

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAgeBandsBeginAtTheirBounds: a case is in the next band from the second on
// in which it is as old as the bound, and in no other.
func TestAgeBandsBeginAtTheirBounds(t *testing.T) {
	l := withBaseline(Options{AgeBounds: []int64{day, 7 * day}})
	l.SetUnits([]Unit{{Unit: "north"}}, epoch)
	for i, age := range []int64{-60, 0, day - 1, day, 7*day - 1, 7 * day, 400 * day} {
		c := Case{ID: ID(i+1) << 40, Unit: "north", Received: epoch - age, Changed: epoch * 1e6}
		if i%2 == 1 {
			c.Started = c.Received
		}
		learn(l, epoch, c)
	}
	v := view(l, epoch)
	if diff := cmp.Diff([]string{"0-1d", "1-7d", "7d+"}, v.AgeBands); diff != "" {
		t.Errorf("bands (-want +got):\n%s", diff)
	}
	q := v.Units[0].Queue[0]
	if want := (Ages{3, 2, 2}); q.OpenAges != want {
		t.Errorf("open cases by age %v, want %v", q.OpenAges, want)
	}
	if want := (Ages{2, 1, 1}); q.WaitingAges != want {
		t.Errorf("waiting cases by age %v, want %v", q.WaitingAges, want)
	}
}

func TestAgeBandsAreNamed(t *testing.T) {
	const hour = 3600
	for _, tt := range []struct {
		bounds []int64
		want   []string
	}{
		{nil, nil},
		{[]int64{7 * day}, []string{"0-7d", "7d+"}},
		{[]int64{7 * day, 28 * day, 365 * day}, []string{"0-7d", "7-28d", "28-365d", "365d+"}},
		{[]int64{12 * hour, 2 * day}, []string{"0-12h", "12-48h", "48h+"}},
	} {
		if diff := cmp.Diff(tt.want, ageBands(tt.bounds)); diff != "" {
			t.Errorf("bounds %v (-want +got):\n%s", tt.bounds, diff)
		}
	}
}

// oracleAge names the unit and the band of age of a case: the last whose lower
// bound it has reached.
func oracleAge(c Case, bounds []int64, now int64) string {
	band := "youngest"
	for _, b := range bounds {
		if c.Received+b <= now {
			band = fmt.Sprint("from ", b)
		}
	}
	return c.Unit + "|" + band
}
