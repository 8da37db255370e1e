package collectors

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/change"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// changedAt is when the source of these tests is looked at.
var changedAt = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// changedSource has a unit whose waits became twice as long 70 days ago, one whose error reports have gone silent for
// 50 days, one that rose a year ago, one without change, and one that is small, of three years.
func changedSource() *fake {
	f := &fake{columns: ledger.Columns{Started: true, Deadline: true}}
	at := changedAt.Unix()
	for number, u := range []struct {
		name          string
		perDay        float64
		risen, silent int64 // days ago
	}{{"calm", 2, 0, 0}, {"long ago", 2, 400, 0}, {"rising", 2, 70, 0}, {"silent", 2, 0, 50}, {"small", 0.1, 70, 0}} {
		rng := rand.New(rand.NewPCG(7, uint64(number)))
		for ago := int64(3 * 365); ago > 0; ago-- {
			for range int(u.perDay + rng.Float64()) {
				wait := 10 * math.Exp(0.5*rng.NormFloat64())
				if ago < u.risen {
					wait *= 2
				}
				n := uint64(len(f.cases) + 1)
				c := ledger.Case{ID: ledger.ID(n << 40), Unit: u.name, Reopened: -1, Received: at - ago*testDay + rng.Int64N(testDay/2)}
				c.Deadline = c.Received + 21*testDay
				c.Started = c.Received + int64(wait*testDay)
				c.Closed = c.Started + rng.Int64N(3*testDay)
				if rng.IntN(2) == 0 && c.Closed < at-u.silent*testDay {
					f.errors = append(f.errors, ledger.Error{ID: c.ID, Unit: u.name, Kind: "error", Reported: c.Closed})
				}
				f.cases = append(f.cases, c)
			}
		}
	}
	return f
}

// come brings the rows of a source to what they were at an instant.
func come(f *fake, at int64) *fake {
	until := func(t int64) int64 {
		if t > at {
			return 0
		}
		return t
	}
	now := &fake{columns: f.columns}
	for _, c := range f.cases {
		if c.Received <= at {
			c.Started, c.Closed = until(c.Started), until(c.Closed)
			c.Changed = max(c.Changed, max(c.Received, c.Started, c.Closed)*1e6)
			now.cases = append(now.cases, c)
		}
	}
	for _, e := range f.errors {
		if e.Reported <= at {
			e.Changed = e.Reported * 1e6
			now.errors = append(now.errors, e)
		}
	}
	return now
}

func newChangedBench(t *testing.T, source *fake, at time.Time, o Options) *bench {
	t.Helper()
	o.ZeroHold, o.Changes = -1, &change.Options{}
	return newBench(t, source, "", at, o)
}

// changes are the series shown of changes.
func (b *bench) changes() map[string]map[string]float64 {
	shown := map[string]map[string]float64{}
	for _, d := range metric.All() {
		if d.Section == metric.Changes && len(b.shown[d.Name]) > 0 {
			shown[d.Name] = b.shown[d.Name]
		}
	}
	return shown
}

// TestChangesExposition compares all series of changes with a file that is meant to be read, and lints them.
func TestChangesExposition(t *testing.T) {
	b := newChangedBench(t, come(changedSource(), changedAt.Unix()), changedAt, Options{})
	b.poll(t, 0)
	var kept []string
	for line := range strings.Lines(scrape(t, prometheus.NewRegistry(), b.last)) {
		if strings.Contains(line, "casework_change_") {
			kept = append(kept, rounded(line))
		}
	}
	compareExposition(t, "testdata/changes.prom", strings.Join(kept, ""))
	for _, d := range metric.All() {
		if d.Section == metric.Changes && b.shown[d.Name] == nil {
			t.Errorf("%s is in the catalogue but not exposed", d.Name)
		}
	}
	of := func(unit, measure string) string {
		return `{source="test",unit="` + unit + `",measure="` + measure + `"}`
	}
	state := b.shown[metric.ChangeState.Name]
	if state[of("rising", "wait")] != 2 || state[of("silent", "errors_silent")] != 2 || state[of("calm", "wait")] != 0 {
		t.Errorf("states are %v", state)
	}
}

// TestChangesAreTheSameAfterARestart: what is shown on a day does not depend on when the process began.
func TestChangesAreTheSameAfterARestart(t *testing.T) {
	all := changedSource()
	begin := changedAt.AddDate(0, 0, -40)
	running := newChangedBench(t, come(all, begin.Unix()), begin, Options{})
	running.poll(t, 0)
	for at := begin; at.Before(changedAt); {
		at = at.Add(9 * time.Hour)
		now := come(all, at.Unix())
		running.source.cases, running.source.errors = now.cases, now.errors
		if at.YearDay()%13 == 0 && at.Hour() < 9 { // a case that nobody knew of, of last autumn
			late := all.cases[100]
			late.ID, late.Received, late.Started = ledger.ID(uint64(at.Unix())<<20), changedAt.AddDate(0, -6, 0).Unix(), begin.Unix()
			late.Closed, late.Changed = late.Started+1, at.Unix()*1e6
			all.cases = append(all.cases, late)
		}
		running.poll(t, 9*time.Hour)
	}
	fresh := newChangedBench(t, come(all, running.now.Unix()), running.now, Options{})
	fresh.poll(t, 0)
	if diff := cmp.Diff(fresh.changes(), running.changes()); diff != "" || len(fresh.changes()) == 0 {
		t.Errorf("(-started now +running):\n%s", diff)
	}
}

// TestNothingIsShownOfChangesInHiddenUnits: of a unit that is too small nothing is judged.
func TestNothingIsShownOfChangesInHiddenUnits(t *testing.T) {
	source := come(changedSource(), changedAt.Unix())
	small, err := statefile.OpenSmallUnits("", hideSmall())
	if err != nil {
		t.Fatal(err)
	}
	b := newChangedBench(t, source, changedAt, Options{SmallUnits: small})
	b.poll(t, 0)
	for name, series := range b.changes() {
		for labels := range series {
			if strings.Contains(labels, `"small"`) {
				t.Errorf("%s%s is shown", name, labels)
			}
		}
	}
	if b.input.Changes.Units["small"] != nil || len(b.input.Changes.Units) != 4 {
		t.Errorf("%d units are judged", len(b.input.Changes.Units))
	}
	if n := len(b.shown[metric.ChangeState.Name]); n < 20 {
		t.Errorf("%d states are shown", n)
	}
}

// TestUnitsAreJudgedOnceADay: when a case has come.
func TestUnitsAreJudgedOnceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(changedAt))
		b := newChangedBench(t, come(changedSource(), changedAt.Unix()), changedAt, Options{Now: time.Now})
		states := func() int {
			b.mu.Lock()
			defer b.mu.Unlock()
			return len(b.shown[metric.ChangeState.Name])
		}
		stop := run(t, b)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := states(); n < 25 {
			t.Errorf("%d states are shown", n)
		}
		judged := func() time.Time { return b.public.Load().input.Changes.At.Start(time.UTC) }
		newest := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) // the day of the newest case
		if got := judged(); !got.Equal(newest) {
			t.Errorf("judged as of %v", got)
		}
		time.Sleep(20 * time.Hour)
		synctest.Wait()
		if got := judged(); !got.Equal(newest) {
			t.Errorf("before a case has come, judged as of %v", got)
		}
		b.source.receive("calm")
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if got := judged(); !got.Equal(newest.AddDate(0, 0, 2)) {
			t.Errorf("once a case has come, judged as of %v", got)
		}
		stop()
	})
}

// TestChangesOff: where units are not to be judged, none is.
func TestChangesOff(t *testing.T) {
	b := newBench(t, come(changedSource(), changedAt.Unix()), "", changedAt, Options{})
	b.poll(t, 0)
	if len(b.changes()) != 0 || b.input.Changes != nil {
		t.Error("units are judged")
	}
}
