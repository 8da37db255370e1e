package collectors

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/families"
	"casework/collectors/ledger"
)

// TestShardsAreTheWhole: after cases were received, changed, closed and moved
// between units of different shards, the series of all shards together are
// those of one exporter for all, each once.
func TestShardsAreTheWhole(t *testing.T) {
	const of = 3
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	sources := make([]*fake, of+1)
	benches := make([]*bench, of+1) // the first for all
	projects := "project_id,unit,started_on\n"
	for i := range 11 {
		projects += fmt.Sprintf("%d,unit %d,2026-02-10\n", i, i)
	}
	folder := folderOf(t, map[string]string{"projects": projects, "costs": "month,kind,amount\n2025-10,training,45000\n"},
		func() time.Time { return at })
	for i := range benches {
		sources[i] = goldenSource(at.Unix())
		sources[i].units = nil
		for j := range sources[i].cases {
			sources[i].cases[j].Unit = fmt.Sprintf("unit %d", j%11)
		}
		shard := families.Shard{}
		if i > 0 {
			shard = families.Shard{Index: i, Of: of}
		}
		benches[i] = newBench(t, sources[i], "", at, Options{
			Shard: shard, ZeroHold: -1, Tables: []TableReader{folder}, Supplement: goldenSupplement,
		})
		benches[i].poll(t, 0)
		for j := range sources[i].cases {
			c := &sources[i].cases[j]
			c.Changed++
			switch j % 4 {
			case 0:
				c.Unit = fmt.Sprintf("unit %d", (j+5)%11)
			case 1:
				c.Closed = at.Unix()
			case 2:
				c.Unit, c.Started = fmt.Sprintf("unit %d", (j+1)%11), at.Unix()
			}
		}
		sources[i].errors = append(sources[i].errors, ledger.Error{
			ID: 99 << 40, Unit: "unit 7", Kind: "error", Reported: at.Unix(), Changed: at.Unix()*1e6 + 1,
		})
		benches[i].poll(t, time.Hour)
	}
	union := map[string]map[string]float64{}
	for i, b := range benches[1:] {
		if len(b.input.View.Units) == 0 || len(b.input.View.Units) == 11 {
			t.Errorf("shard %d has %d of 11 units", i+1, len(b.input.View.Units))
		}
		for name, series := range b.shown {
			if union[name] == nil {
				union[name] = map[string]float64{}
			}
			for labels, v := range series {
				if _, twice := union[name][labels]; twice {
					t.Errorf("%s%s is shown by two shards", name, labels)
				}
				union[name][labels] = v
			}
		}
	}
	if diff := cmp.Diff(benches[0].shown, union); diff != "" {
		t.Errorf("shards together (-one for all +shards):\n%s", diff)
	}
}

// TestUnitsKeepTheirShard: what decides on a unit's shard may never change, or
// its counters would begin again elsewhere.
func TestUnitsKeepTheirShard(t *testing.T) {
	got := map[string]int{}
	for _, unit := range []string{"Barnevern", "Byggesak", "NAV", "Øvrige", ""} {
		for i := 1; i <= 5; i++ {
			if (families.Shard{Index: i, Of: 5}).Has(unit) {
				got[unit] += i
			}
		}
	}
	want := map[string]int{"": 1, "Barnevern": 2, "Byggesak": 5, "NAV": 4, "Øvrige": 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
