package detect

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestASimulationDoesWhatAChartDoes holds what a calibration draws against a chart that
// is given the same days, bit for bit.
func TestASimulationDoesWhatAChartDoes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for _, m := range Measures() {
		for _, weeks := range []int{26, 261} {
			days := make([]subgroup, 7*weeks)
			for i := range days {
				for range rng.IntN(6) {
					days[i].add(subgroup{1, float32(rng.NormFloat64())})
					if !m.Valued() {
						days[i].x = float32(rng.IntN(2))
					}
				}
			}
			up, _ := m.steps(0.3, 1)
			got := sorted(newSimulation(days, m.block()).excursions(up, rand.New(rand.NewPCG(20, uint64(m)))))
			if want := sorted(charted(days, up, m.block(), rand.New(rand.NewPCG(20, uint64(m))))); !slices.Equal(got, want) {
				t.Errorf("%v of %d weeks: %d excursions from %v, want %d from %v", m, weeks, len(got), got[:3], len(want), want[:3])
			}
		}
	}
}

// charted are the excursions of a chart.
func charted(days []subgroup, up step, block int, rng *rand.Rand) (all []excursion) {
	c := chart{up: up}
	for i := 0; i < len(days); i += 7 {
		var w subgroup
		for _, d := range days[i : i+7] {
			w.add(d)
		}
		c.ref.push(w)
	}
	now, one := int32(0), excursion{}
	for week := 0; week < pathWeeks; week += block {
		at := 7 * rng.IntN(len(days)/7-block+1)
		for _, d := range days[at : at+7*block] {
			now++
			if v := c.add(d); v > 0 {
				if one.high = max(one.high, v); len(c.pending) < patience {
					continue
				}
				c.s, c.since = 0, 0
			}
			c.settle()
			if one.until = now - 1; one.high > 0 {
				all = append(all, one)
			}
			one = excursion{from: now}
		}
	}
	return all
}

// sorted are the highest excursions, without those that are as high as one that is not among them.
func sorted(all []excursion) []excursion {
	slices.SortFunc(all, func(a, b excursion) int {
		return cmp.Or(cmp.Compare(b.high, a.high), cmp.Compare(a.from, b.from))
	})
	all = all[:min(len(all), mostMaxima)]
	least := all[len(all)-1].high
	return slices.DeleteFunc(all, func(e excursion) bool { return e.high == least })
}

// TestAlarmsTogether counts alarms that two charts raise at the same time once, and lets each raise more where they do.
func TestAlarmsTogether(t *testing.T) {
	slow := []excursion{{high: 9, from: 10, until: 50}, {high: 8, from: 100, until: 120}, {high: 7, from: 300, until: 310}}
	fast := []excursion{{high: 9, from: 20, until: 30}, {high: 8, from: 35, until: 40}, {high: 7, from: 121, until: 125}, {high: 6, from: 305, until: 320}}
	if n := apart([numCharts][]excursion{slow, fast}); n != 4 {
		t.Errorf("%d alarms, not 4", n)
	}
	past := kind{measure: DeadlineShare, perWeek: 20}.unit(newWorld(), simDays, rand.New(rand.NewPCG(3, 3))).past
	s := Calibrate(DeadlineShare, past)
	_, shares := s.limits(730)
	if shares[0] <= budget[0]*1.1 || shares[0] > 1 {
		t.Errorf("shares of charts that are mostly high together are %v", shares)
	}
	s.most = 1
	if _, shares = s.limits(730); shares != budget {
		t.Errorf("shares that are added up are %v", shares)
	}
}
