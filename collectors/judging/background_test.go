package judging

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/change"
	"casework/collectors/ledger"
)

const day = 86400

// end is when the ledgers of these tests were read last.
var end = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC).Unix()

// ledgerOf has some units of two years.
func ledgerOf(t *testing.T, units int) *ledger.Ledger {
	t.Helper()
	l := ledger.New(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}}, 1, end)
	var cases []ledger.Case
	for u := range units {
		rng := rand.New(rand.NewPCG(9, uint64(u)))
		for at := end - 730*day; at < end; at += rng.Int64N(day) {
			c := ledger.Case{ID: ledger.ID(uint64(len(cases)+1) << 40), Unit: fmt.Sprint("unit ", u), Received: at, Reopened: -1, Started: at + rng.Int64N(20*day)}
			if c.Closed = c.Started + 1; c.Started > end {
				c.Started, c.Closed = 0, 0
			}
			cases = append(cases, c)
		}
	}
	l.Apply(ledger.Cases, &ledger.Page{Cases: cases, Next: 1}, end)
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	return l
}

// TestPartsAreTheWhole: whatever the number of parts, nothing is published before the last, and it is the same then; and
// one part is taken at a Look.
func TestPartsAreTheWhole(t *testing.T) {
	l := ledgerOf(t, 6)
	at := func(rows int) (made *change.Changes, looks int) {
		published := 0
		b := NewBackground(Options{}, func(_ context.Context, c *change.Changes, _ time.Duration) { made, published = c, published+1 })
		b.rows = rows
		for ; published == 0 && looks < 50; looks++ {
			b.Look(t.Context(), l, end)
			b.Wait()
		}
		b.Look(t.Context(), l, end+600) // of the same day
		b.Wait()
		if published != 1 {
			t.Errorf("published %d times", published)
		}
		return made, looks
	}
	whole, once := at(1e9)
	parts, looks := at(500)
	if once != 1 || looks < 3 || looks > mostParts {
		t.Errorf("published after %d and %d looks", once, looks)
	}
	if diff := cmp.Diff(whole, parts, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("(-at once +in parts):\n%s", diff)
	}
	if len(whole.Units) != 6 || whole.At != dayOf(end, time.UTC) {
		t.Errorf("%d units are judged as of %v", len(whole.Units), whole.At.Date())
	}
}

// TestALookWaitsForNothing: while a part is judged, a Look takes no other and returns.
func TestALookWaitsForNothing(t *testing.T) {
	l, hold, published := ledgerOf(t, 2), make(chan struct{}), 0
	b := NewBackground(Options{Has: func(unit string) bool { return unit == "unit 1" }}, func(_ context.Context, c *change.Changes, _ time.Duration) {
		<-hold
		if published++; len(c.Units) != 1 {
			t.Errorf("%d units are judged", len(c.Units))
		}
	})
	for range 3 {
		b.Look(t.Context(), l, end)
	}
	b.Look(t.Context(), l, end+day)
	close(hold)
	b.Finish(t.Context(), l)
	if published != 1 {
		t.Errorf("published %d times", published)
	}
	var none *Background
	none.Look(t.Context(), l, end)
	none.Finish(t.Context(), l)
}
