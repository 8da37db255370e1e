package collectors

import (
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// TestFewPausesAreNotTold: an observer takes the mean without pauses from the gross one,
// times the cases behind both: that is for how long all of them were paused. With
// CASEWORK_MIN_CELL it is of that many cases at least; without, the pause of one is told.
func TestFewPausesAreNotTold(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for paused := range 8 {
		source := &fake{columns: ledger.Columns{Started: true, Deadline: true}}
		var all float64
		for i := range 400 {
			c := ledger.Case{ID: ledger.ID(uint64(i+1) << 40), Unit: "A", Received: at.Unix() - int64(20+i%300)*testDay, Reopened: -1, Changed: at.UnixMicro()}
			if i >= 20 { // a unit that is not small
				source.cases = append(source.cases, c)
				continue
			}
			c.Received = at.Unix() - int64(15+i)*testDay
			c.Started, c.Closed = c.Received+9*testDay, c.Received+10*testDay
			source.cases = append(source.cases, c)
			if i < paused {
				length := int64(i+1) * 3600
				source.pauses = append(source.pauses, ledger.Pause{
					ID: ledger.ID(uint64(i+1) << 40), Case: c.ID, Paused: c.Received + testDay, Resumed: c.Received + testDay + length, Changed: at.UnixMicro(),
				})
				all += float64(length)
			}
		}
		source.pauses = append(source.pauses, ledger.Pause{ // of one that is open
			ID: ledger.ID(1 << 50), Case: source.cases[30].ID, Paused: source.cases[30].Received, Changed: at.UnixMicro(),
		})
		for _, hides := range []bool{true, false} {
			opts := Options{ZeroHold: -1, Deadlines: inWorkdays(t, 5)}
			if hides {
				opts.SmallUnits = statefile.NewSmallUnits(statefile.SmallUnitsConfig{MinCell: 5, Windows: ledgerOptions.Windows, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
			}
			b := newBench(t, source, "", at, opts)
			b.poll(t, 0)
			told := func(def metric.Def) (float64, bool) {
				v, err := strconv.ParseFloat(b.value(def.Name, "unit=A", "supervision=inactive", "window=28d"), 64)
				return v, err == nil
			}
			group := func(def metric.Def) bool {
				return b.value(def.Name, "supervision=inactive", "window=28d") != "absent"
			}
			want := !hides || paused == 0 || paused >= 5
			for _, of := range []struct{ gross, net, n, grouped metric.Def }{
				{metric.WindowTurnaroundMean, metric.WindowNetTurnaroundMean, metric.WindowClosed, metric.GroupNetTurnaroundMean},
				{metric.WindowWaitMean, metric.WindowNetWaitMean, metric.WindowStarted, metric.GroupNetWaitMean},
			} {
				what := fmt.Sprintf("%d paused, hides %v, %s", paused, hides, of.net.Name)
				gross, _ := told(of.gross)
				n, _ := told(of.n)
				net, shown := told(of.net)
				if shown != want || group(of.grouped) != want {
					t.Errorf("%s: shown %v, of the group %v, want %v", what, shown, group(of.grouped), want)
				}
				if shown && math.Abs(n*(gross-net)-all) > 1 {
					t.Errorf("%s: the observer computes pauses of %v s, and they are %v: the test would prove nothing", what, n*(gross-net), all)
				}
			}
			if _, shown := told(metric.WindowWorkdaysMean); shown != want {
				t.Errorf("%d paused, hides %v: working days are shown: %v, want %v", paused, hides, shown, want)
			}
		}
	}
}
