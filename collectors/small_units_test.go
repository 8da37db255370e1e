package collectors

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// smallTown has a large unit, two small ones that can be merged, and one under
// supervision that cannot.
func smallTown(at int64) *fake {
	f := &fake{columns: ledger.Columns{Started: true, Deadline: true}, programmes: []ledger.Programme{
		{Unit: "alone", Name: "veiledning", From: at - 300*testDay},
		{Unit: "supervised", Name: "veiledning", From: at - 300*testDay},
	}}
	id := uint64(1)
	add := func(unit string, n int64) {
		for i := range n {
			f.cases = append(f.cases, ledger.Case{
				ID: ledger.ID(id << 40), Unit: unit, Reopened: -1, Changed: at * 1e6, Received: at - 20*testDay + i*3600,
				Started: at - 10*testDay + i*60, Closed: (at - 5*testDay) * (i % 2), Deadline: at,
			})
			id++
		}
	}
	add("large", 70)
	add("supervised", 70)
	add("alone", 1)
	add("few", 2)
	add("some", 7)
	f.errors = []ledger.Error{
		{ID: 1 << 40, Unit: "few", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
		{ID: 2 << 40, Unit: "large", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
		{ID: 3 << 40, Unit: "alone", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
	}
	return f
}

func newSmallBench(t *testing.T, source *fake, path string, at time.Time) *bench {
	t.Helper()
	small, err := statefile.OpenSmallUnits(path, 5, ledgerOptions.Windows, time.UTC, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return newBench(t, source, "", at, Options{SmallUnits: small})
}

// caseStatistics are the metrics that say something of the cases or errors of
// a unit.
func caseStatistics() map[string]bool {
	names := map[string]bool{}
	for _, def := range metric.All() {
		switch def.Section {
		case metric.Queue, metric.Flow, metric.Time, metric.Faults, metric.Windows:
			names[def.Name] = true
		}
	}
	return names
}

func TestSmallUnitsAreNotShown(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	b := newSmallBench(t, smallTown(at.Unix()), filepath.Join(t.TempDir(), "small"), at)
	b.poll(t, 0)
	statistics := caseStatistics()
	var rest int
	for name, series := range b.shown {
		for labels := range series {
			for _, unit := range []string{"alone", "few", "some"} {
				if strings.Contains(labels, `unit="`+unit+`"`) && statistics[name] {
					t.Errorf("%s%s is shown", name, labels)
				}
			}
			if strings.Contains(labels, `unit="`+families.MergedUnit+`"`) {
				rest++
				if strings.HasSuffix(name, "_total") || strings.HasSuffix(name, "_seconds") && !strings.Contains(name, "window") ||
					name == metric.QueueOldest.Name || strings.Contains(labels, `"active"`) {
					t.Errorf("%s%s is shown of the rest", name, labels)
				}
			}
		}
	}
	if rest == 0 {
		t.Error("nothing is shown of the rest")
	}
	const w = `{source="test",`
	window := func(unit, state string) string {
		return w + `unit="` + unit + `",supervision="` + state + `",window="28d"}`
	}
	group := func(state string) string { return w + `supervision="` + state + `",window="28d"}` }
	got := map[string]float64{}
	for _, s := range [][2]string{
		{metric.WindowReceived.Name, window(families.MergedUnit, "inactive")},
		{metric.WindowClosed.Name, window(families.MergedUnit, "inactive")},
		{metric.WindowErrors.Name, window(families.MergedUnit, "inactive")},
		{metric.WindowTurnaroundMedian.Name, window(families.MergedUnit, "inactive")}, // of 4 closed, too few
		{metric.WindowWaitMean.Name, window(families.MergedUnit, "inactive")},
		{metric.GroupReceived.Name, group("inactive")},
		{metric.GroupReceived.Name, group("active")}, // without the one that is left out
		{metric.GroupErrors.Name, group("active")},
		{metric.SmallUnits.Name, w + `shown="merged"}`},
		{metric.SmallUnits.Name, w + `shown="nowhere"}`},
		{metric.OpenCases.Name, w + `unit="` + families.MergedUnit + `",supervision="inactive"}`},
	} {
		if v, ok := b.shown[s[0]][s[1]]; ok {
			got[s[0]+s[1][len(w):]] = v
		}
	}
	tail := func(s string) string { return s[len(w):] }
	want := map[string]float64{
		metric.WindowReceived.Name + tail(window(families.MergedUnit, "inactive")):           9,
		metric.WindowClosed.Name + tail(window(families.MergedUnit, "inactive")):             4,
		metric.WindowErrors.Name + tail(window(families.MergedUnit, "inactive")):             1,
		metric.WindowWaitMean.Name + tail(window(families.MergedUnit, "inactive")):           b.shown[metric.WindowWaitMean.Name][window(families.MergedUnit, "inactive")],
		metric.GroupReceived.Name + tail(group("inactive")):                                  79,
		metric.GroupReceived.Name + tail(group("active")):                                    70,
		metric.GroupErrors.Name + tail(group("active")):                                      0,
		metric.SmallUnits.Name + `shown="merged"}`:                                           2,
		metric.SmallUnits.Name + `shown="nowhere"}`:                                          1,
		metric.OpenCases.Name + `unit="` + families.MergedUnit + `",supervision="inactive"}`: 5,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(b.shown[metric.LedgerRows.Name]); n != 1 {
		t.Errorf("ledger rows of %d tables are shown, want those of sessions alone", n)
	}
	for name := range b.gather(t) {
		if strings.HasPrefix(name, metric.RowsRead.Name) && !strings.HasSuffix(name, ",sessions") {
			t.Errorf("%s tells how many rows changed", name)
		}
	}
}

// TestSmallUnitComesIntoSight: what was counted in hiding is no increase.
func TestSmallUnitComesIntoSight(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	source := smallTown(at.Unix())
	b := newSmallBench(t, source, "", at)
	b.poll(t, 0)
	for i := range 120 { // received since, by a unit of a block of two, and one left out
		for j, unit := range []string{"few", "some", "alone"} {
			source.cases = append(source.cases, ledger.Case{
				ID: ledger.ID(uint64(1000+i*3+j) << 40), Unit: unit, Reopened: -1,
				Received: at.Unix() + 60, Changed: (at.Unix() + 60) * 1e6,
			})
		}
	}
	b.poll(t, time.Hour)
	b.poll(t, 30*24*time.Hour) // into the next month
	received := b.shown[metric.CasesReceived.Name]
	for _, unit := range []string{"few", "some"} {
		if got := received[`{source="test",unit="`+unit+`",supervision="inactive"}`]; got != 120 {
			t.Errorf("%s comes into sight with %v cases received, want all 120", unit, got)
		}
	}
}

func TestSmallUnitsAreRemembered(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "small")
	b := newSmallBench(t, smallTown(at.Unix()), path, at)
	b.poll(t, 0)
	treated := func(b *bench) map[string]ledger.Treatment {
		all := map[string]ledger.Treatment{}
		for _, u := range b.input.View.Units {
			all[u.Unit.Unit] = u.Treatment
		}
		return all
	}
	first := treated(b)
	source := smallTown(at.Unix())
	for i := range source.cases { // all move to one unit: placed anew, it would be shown
		source.cases[i].Unit = "few"
	}
	b = newSmallBench(t, source, path, at)
	b.poll(t, time.Hour)
	if got := treated(b)["few"]; got == first["few"] || got == ledger.Shown {
		t.Errorf("a block lost its other units, and few is treated as %d; want left out", got)
	}

	if err := os.WriteFile(path, []byte(`{"month":"2026-03"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := statefile.OpenSmallUnits(path, 5, nil, time.UTC, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestSmallUnitsThatCannotBeSaved: nothing is shown that would be forgotten.
func TestSmallUnitsThatCannotBeSaved(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	dir := filepath.Join(t.TempDir(), "gone")
	b := newSmallBench(t, smallTown(at.Unix()), filepath.Join(dir, "small"), at)
	b.poll(t, 0)
	if n := len(b.shown[metric.OpenCases.Name]); n != 0 {
		t.Errorf("open cases of %d units are shown", n)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the directory is there: %v", err)
	}
}
