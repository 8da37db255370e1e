package collectors

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/metric"
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

// TestProgrammesOfOtherUnitsAreNotShown: a unit shows the programmes that it had
// sessions of, and no 0 for those of others: there may be many.
func TestProgrammesOfOtherUnitsAreNotShown(t *testing.T) {
	inBubble(t, Options{ZeroHold: -1}, func(t *testing.T, b *bench) {
		held := func(id int, unit, programme string) {
			now := time.Now().Unix()
			b.source.sessions = append(b.source.sessions, ledger.Session{
				ID: ledger.ID(id) << 40, Unit: unit, Programme: programme, Planned: now, Held: now, Minutes: 60, Changed: now * 1e6,
			})
		}
		b.source.sessions = nil
		held(1, "A", "first of A")
		held(2, "B", "first of B")
		b.poll(t, 0) // the baseline
		held(3, "A", "later of A")
		held(4, "B", "later of B")
		b.poll(t, time.Minute)
		for _, def := range []*metric.Def{
			&metric.SessionsPlanned, &metric.SessionsHeld, &metric.SupervisionSeconds,
			&metric.WindowSessionsPlanned, &metric.WindowSessionsHeld, &metric.WindowSupervision,
		} {
			own := 0
			for series := range b.shown[def.Name] {
				unit, programme := strings.Contains(series, `unit="A"`), strings.Contains(series, "of A")
				if unit != programme {
					t.Errorf("%s%s is shown, of another unit's programme", def.Name, series)
				}
				own++
			}
			if own == 0 {
				t.Errorf("%s is not shown", def.Name)
			}
		}
	})
}
