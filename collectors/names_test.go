package collectors

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestWrongColumnOfUnits: a query that gives a title for a unit makes no more
// units than are distinguished, and the log says so once. When it is right
// again, all cases count in their units, without a night or a new state, whether
// the rows say that they changed or not.
func TestWrongColumnOfUnits(t *testing.T) {
	for _, said := range []bool{true, false} {
		t.Run(fmt.Sprintf("changed_at moves: %v", said), func(t *testing.T) {
			inBubble(t, Options{ZeroHold: -1, ReconcileAt: 3 * time.Hour}, func(t *testing.T, b *bench) {
				n := 2 * ledger.MaxUnits
				b.source.units = nil
				b.source.cases = nil
				for i := range n {
					b.source.cases = append(b.source.cases, ledger.Case{
						ID: ledger.ID(i+1) << 40, Unit: fmt.Sprintf("title %d", i), Received: time.Now().Unix(), Reopened: -1, Changed: time.Now().UnixMicro(),
					})
				}
				b.poll(t, 0)
				b.poll(t, time.Minute)
				if got := len(b.shown[openCases]); got != ledger.MaxUnits {
					t.Errorf("%d series of open cases, want %d", got, ledger.MaxUnits)
				}
				if got := strings.Count(b.log.String(), "more names than are distinguished"); got != 1 {
					t.Errorf("the log says %d times that there are too many units, want once", got)
				}
				for i := range b.source.cases {
					b.source.cases[i].Unit = []string{"Nord", "Sør"}[i%2]
					if said {
						b.source.cases[i].Changed = time.Now().UnixMicro()
					}
				}
				pass := time.Hour
				if !said {
					pass = 24 * time.Hour
				}
				b.poll(t, pass)
				for _, unit := range []string{"Nord", "Sør"} {
					if got, want := b.unit(openCases, unit), fmt.Sprint(n/2); got != want {
						t.Errorf("%s open cases of %s, want %s", got, unit, want)
					}
				}
				for series := range b.shown[openCases] {
					if strings.Contains(series, "title") {
						t.Fatalf("%s is shown still", series)
					}
				}
			})
		})
	}
}
