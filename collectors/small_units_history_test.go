package collectors

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"casework/collectors/disclosure/disclosuretest"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// pastOfSmallUnits is two years of units of all sizes, some of which grow,
// shrink, or come under supervision.
func pastOfSmallUnits(seed uint64, begin, end int64) (*fake, *ledger.Ledger) {
	rng := rand.New(rand.NewPCG(seed, 5))
	f := &fake{columns: ledger.Columns{Started: true, Deadline: true}}
	for i := range 9 {
		unit := fmt.Sprintf("u%d", i)
		if rng.IntN(3) == 0 {
			f.programmes = append(f.programmes, ledger.Programme{Unit: unit, Name: "veiledning", From: begin + rng.Int64N(end-begin)})
		}
		pause := []int64{1, 3, 8, 40}[rng.IntN(4)]
		for at := begin + rng.Int64N(100*testDay); at < end; at += 1 + rng.Int64N(2*pause*testDay) {
			if rng.IntN(100) == 0 {
				pause = []int64{1, 4, 40}[rng.IntN(3)]
			}
			c := ledger.Case{ID: ledger.ID(uint64(len(f.cases)+1) << 40), Unit: unit, Received: at, Reopened: -1, Deadline: at + 30*testDay}
			if c.Started = at + rng.Int64N(10*testDay); c.Started > end {
				c.Started = 0
			} else if c.Closed = c.Started + rng.Int64N(20*testDay); c.Closed > end {
				c.Closed = 0
			}
			f.cases = append(f.cases, c)
		}
	}
	l := ledger.New(ledgerOptions, 3, end)
	l.SetProgrammes(f.programmes)
	l.Apply(ledger.Cases, &ledger.Page{Cases: f.cases, Next: 1}, end)
	for _, t := range ledger.Tables() {
		l.EndBaseline(t)
	}
	return f, l
}

// TestHistoryHidesSmallUnits: at no instant of a history is a small unit
// shown, and who sees all of the history can compute the cases of none.
func TestHistoryHidesSmallUnits(t *testing.T) {
	begin := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := begin + 730*testDay
	statistics := caseStatistics()
	treated := map[ledger.Treatment]int{}
	for seed := range uint64(12) {
		source, l := pastOfSmallUnits(seed, begin, end)
		small := statefile.NewSmallUnits(5, ledgerOptions.Windows, time.UTC, slog.New(slog.DiscardHandler))
		h := mustHistory(t, HistoryConfig{
			Name: "test", Source: source, Ledger: l, From: begin, Log: slog.New(slog.DiscardHandler),
			Options: Options{WaitBounds: testBounds, TurnaroundBounds: testBounds, SmallUnits: small},
		})
		a := disclosuretest.NewAttacker(28 * testDay)
		for at := begin; at <= end; at += 3 * testDay {
			shown := series(h.At(at))
			treatment, rest := map[string]ledger.Treatment{}, [2][]string{}
			for _, u := range h.input.View.Units {
				treatment[u.Unit.Unit] = u.Treatment
				treated[u.Treatment]++
			}
			a.Observe(at, treatment)
			for _, u := range h.input.View.Units {
				switch u.Treatment {
				case ledger.Shown:
					a.SeeAlone(u.Unit.Unit)
				case ledger.Merged:
					rest[u.State] = append(rest[u.State], u.Unit.Unit)
				case ledger.LeftOut:
				}
			}
			for _, units := range rest {
				a.See(units...)
			}
			if cell, ok := a.Derived(); ok {
				t.Fatalf("seed %d, %s: the cells of %s follow from what was shown", seed, time.Unix(at, 0).UTC(), cell)
			}
			var sum, group float64
			for name, v := range shown {
				metricName, labels, _ := strings.Cut(name, "{")
				for unit, how := range treatment {
					if how != ledger.Shown && statistics[metricName] && strings.Contains(labels, `unit="`+unit+`"`) {
						t.Fatalf("seed %d: %s is shown, of a unit that is hidden", seed, name)
					}
				}
				switch metricName {
				case metric.WindowReceived.Name:
					sum += v
				case metric.GroupReceived.Name:
					group += v
				}
			}
			if sum != group {
				t.Fatalf("seed %d, %s: groups received %v cases, the units shown and the rest %v", seed, time.Unix(at, 0).UTC(), group, sum)
			}
		}
	}
	for _, how := range []ledger.Treatment{ledger.Shown, ledger.Merged, ledger.LeftOut} {
		if treated[how] < 200 {
			t.Errorf("only %d units were treated as %d: the test would prove nothing", treated[how], how)
		}
	}
}
