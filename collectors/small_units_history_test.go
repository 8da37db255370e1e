package collectors

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/change"
	"casework/collectors/families"
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
// shown, groups are the units that are shown, and what is shown of the others
// together stands for a month.
func TestHistoryHidesSmallUnits(t *testing.T) {
	begin := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := begin + 730*testDay
	statistics := caseStatistics()
	treated, tables := map[ledger.Treatment]int{}, 0
	for seed := range uint64(12) {
		source, l := pastOfSmallUnits(seed, begin, end)
		small := statefile.NewSmallUnits(hideSmall())
		h := mustHistory(t, HistoryConfig{
			Name: "test", Source: source, Ledger: l, Read: end, From: begin, Log: slog.New(slog.DiscardHandler),
			Options: Options{WaitBounds: testBounds, TurnaroundBounds: testBounds, SmallUnits: small, Changes: &change.Options{}},
		})
		var month string
		var rest map[string]float64
		for at := begin; at <= end; at += 3 * testDay {
			shown := series(h.At(at))
			treatment, now := map[string]ledger.Treatment{}, map[string]float64{}
			for _, u := range h.input.View.Units {
				treatment[u.Unit.Unit] = u.Treatment
				treated[u.Treatment]++
			}
			for name, v := range shown {
				if strings.Contains(name, `unit="`+families.MergedUnit+`"`) {
					now[name] = v
					tables++
				}
			}
			if is := time.Unix(at, 0).UTC().Format("2006-01"); is != month {
				month, rest = is, now
			} else if diff := cmp.Diff(rest, now); diff != "" {
				t.Fatalf("seed %d, %s: what is shown of small units together changes within a month:\n%s", seed, time.Unix(at, 0).UTC(), diff)
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
					if !strings.Contains(labels, `unit="`+families.MergedUnit+`"`) {
						sum += v
					}
				case metric.GroupReceived.Name:
					group += v
				}
			}
			if sum != group {
				t.Fatalf("seed %d, %s: groups received %v cases, the units shown %v", seed, time.Unix(at, 0).UTC(), group, sum)
			}
		}
	}
	if tables < 200 {
		t.Errorf("only %d figures of small units together: the test would prove nothing", tables)
	}
	for _, how := range []ledger.Treatment{ledger.Shown, ledger.Merged, ledger.LeftOut} {
		if treated[how] < 200 {
			t.Errorf("only %d units were treated as %d: the test would prove nothing", treated[how], how)
		}
	}
}
