package judging

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/change"
	"casework/collectors/ledger"
)

// viewOf has some units, all of which are shown.
func viewOf(units int) *ledger.View {
	v := &ledger.View{}
	for u := range units {
		v.Units = append(v.Units, &ledger.UnitView{Unit: ledger.Unit{Unit: fmt.Sprint("unit ", u)}})
	}
	return v
}

// TestAReplaySaysWhatABackgroundSays: at each hour, days without a case among them, and over a new year; of one unit that
// is shown later too.
func TestAReplaySaysWhatABackgroundSays(t *testing.T) {
	const units, days = 3, 90
	l, view := ledgerOf(t, units), viewOf(units)
	from := end - days*day
	shown := from - 300*day
	o := Options{Since: func(unit string) int64 {
		if unit == "unit 2" {
			return shown
		}
		return 0
	}}
	replay := NewReplay(o, l)
	var live *change.Changes
	background := NewBackground(o, func(_ context.Context, c *change.Changes, _ time.Duration) { live = c })
	zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	judged := map[int]bool{}
	for at := from; at < end+10*day; at += 5 * hour {
		background.Look(t.Context(), l, at)
		background.Finish(t.Context(), l)
		if at > from+40*day {
			shown = from - 200*day // it was hidden again, and shown since another instant
		}
		got := replay.At(view, at)
		if at > from+40*day && at < from+42*day {
			continue // until the next day is judged, what is shown is of the one before
		}
		if diff := cmp.Diff(live, got, zones); diff != "" {
			t.Fatalf("%v (-background +replay):\n%s", time.Unix(at, 0).UTC(), diff)
		}
		judged[int(got.At)] = true
	}
	if len(judged) < days {
		t.Errorf("%d days were judged", len(judged))
	}
}
