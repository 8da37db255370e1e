package collectors

import (
	"errors"
	"fmt"
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

// smallTown has a large unit, three small ones that can be shown together, and
// one under supervision that cannot.
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
	add("several", 6)
	f.errors = []ledger.Error{
		{ID: 1 << 40, Unit: "few", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
		{ID: 2 << 40, Unit: "large", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
		{ID: 3 << 40, Unit: "alone", Kind: "error", Reported: at - testDay, Changed: at * 1e6},
	}
	return f
}

func newSmallBench(t *testing.T, source *fake, path string, at time.Time) *bench {
	t.Helper()
	small, err := statefile.OpenSmallUnits(path, hideSmall())
	if err != nil {
		t.Fatal(err)
	}
	return newBench(t, source, "", at, Options{SmallUnits: small})
}

// hideSmall hides small units of the test's source.
func hideSmall() statefile.SmallUnitsConfig {
	return statefile.SmallUnitsConfig{
		MinCell: 5, Windows: ledgerOptions.Windows, Followed: ledgerOptions.Followed(), Zone: time.UTC, Source: "test", Log: slog.New(slog.DiscardHandler),
	}
}

// caseStatistics are the metrics that say something of the cases or errors of
// a unit.
func caseStatistics() map[string]bool {
	names := map[string]bool{}
	for _, def := range metric.All() {
		switch def.Section {
		case metric.Queue, metric.Flow, metric.Time, metric.Faults, metric.Windows, metric.Intakes, metric.Changes:
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
			for _, unit := range []string{"alone", "few", "some", "several"} {
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
		{metric.WindowTurnaroundMedian.Name, window(families.MergedUnit, "inactive")},
		{metric.WindowDeadlineCases.Name, window(families.MergedUnit, "inactive")},
		{metric.WindowDeadlineMetRatio.Name, window(families.MergedUnit, "inactive")}, // all of them: what was late is of nobody
		{metric.QueueCases.Name, w + `unit="` + families.MergedUnit + `",supervision="inactive"}`},
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
		metric.WindowReceived.Name + tail(window(families.MergedUnit, "inactive")):           15,
		metric.WindowClosed.Name + tail(window(families.MergedUnit, "inactive")):             7,
		metric.WindowTurnaroundMedian.Name + tail(window(families.MergedUnit, "inactive")):   15*testDay - 3*3600,
		metric.WindowDeadlineCases.Name + tail(window(families.MergedUnit, "inactive")):      7,
		metric.WindowWaitMean.Name + tail(window(families.MergedUnit, "inactive")):           b.shown[metric.WindowWaitMean.Name][window(families.MergedUnit, "inactive")],
		metric.GroupReceived.Name + tail(group("inactive")):                                  70,
		metric.GroupReceived.Name + tail(group("active")):                                    70,
		metric.GroupErrors.Name + tail(group("active")):                                      0,
		metric.SmallUnits.Name + `shown="merged"}`:                                           4,
		metric.SmallUnits.Name + `shown="nowhere"}`:                                          0,
		metric.OpenCases.Name + `unit="` + families.MergedUnit + `",supervision="inactive"}`: 10, // 8, rounded
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

// TestSmallUnitComesIntoSight: a unit that has grown is shown when nothing was shown of it
// for as long as the longest window, but for what is said of the cases that it received,
// which comes when they are followed for no longer; and what was counted in hiding is
// neither an increase nor a count.
func TestSmallUnitComesIntoSight(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	source := smallTown(at.Unix())
	b := newSmallBench(t, source, "", at)
	b.poll(t, 0)
	add := func(unit string, n int) {
		now := b.now.Unix() + 60
		for range n {
			source.cases = append(source.cases, ledger.Case{
				ID: ledger.ID(uint64(1000+len(source.cases)) << 40), Unit: unit, Reopened: -1, Received: now, Changed: now * 1e6,
			})
		}
	}
	shown := func() (got []string) {
		for labels, n := range b.shown[metric.CasesReceived.Name] {
			for _, unit := range []string{"few", "alone"} {
				if strings.Contains(labels, `unit="`+unit+`"`) && strings.Contains(labels, `"inactive"`) {
					got = append(got, fmt.Sprint(unit, " ", n))
				}
			}
		}
		return got
	}
	add("few", 120)
	b.poll(t, time.Hour)
	b.poll(t, 30*24*time.Hour) // into the next month, when it begins to wait
	add("few", 7)
	b.poll(t, time.Hour)
	if got := shown(); len(got) != 0 {
		t.Errorf("shown while it waits: %v", got)
	}
	b.poll(t, 31*24*time.Hour)
	if diff := cmp.Diff([]string{"few 0"}, shown()); diff != "" {
		t.Errorf("comes into sight (-want +got):\n%s", diff)
	}
	followed := func() bool {
		for labels := range b.shown[metric.IntakeCases.Name] {
			if strings.Contains(labels, `unit="few"`) {
				return true
			}
		}
		return false
	}
	for range 2 { // the cases received are followed for longer than the window is
		if followed() {
			t.Error("what is said of the cases received is shown while those of its hidden time are followed")
		}
		b.poll(t, 31*24*time.Hour)
	}
	b.poll(t, 31*24*time.Hour)
	if !followed() {
		t.Error("what is said of the cases received does not come into sight")
	}
	add("few", 3)
	b.poll(t, time.Hour)
	b.poll(t, time.Hour)
	if diff := cmp.Diff([]string{"few 3"}, shown()); diff != "" {
		t.Errorf("counts on (-want +got):\n%s", diff)
	}
}

func TestSmallUnitsAreRemembered(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "small")
	b := newSmallBench(t, smallTown(at.Unix()), path, at)
	b.poll(t, 0)
	rest := func(b *bench) map[string]float64 {
		all := map[string]float64{}
		for name, series := range b.shown {
			for labels, v := range series {
				if strings.Contains(labels, `unit="`+families.MergedUnit+`"`) {
					all[name+labels] = v
				}
			}
		}
		return all
	}
	first := rest(b)
	source := smallTown(at.Unix())
	for i := range source.cases { // all move to one unit: placed again, it would be shown
		source.cases[i].Unit = "few"
	}
	b = newSmallBench(t, source, path, at)
	b.poll(t, time.Hour)
	for _, u := range b.input.View.Units {
		if u.Treatment == ledger.Shown && u.Unit.Unit != "large" { // which has an error still
			t.Errorf("%s is shown, which was small", u.Unit.Unit)
		}
	}
	if diff := cmp.Diff(first, rest(b)); diff != "" || len(first) < 5 {
		t.Errorf("what is shown of small units together, before and after a restart:\n%s", diff)
	}

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"damaged": `{"month":"2026-03"}`, "edited": strings.Replace(string(content), `"hidden"`, `"shown"`, 1),
		"of another source": string(content),
	} {
		if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		config := hideSmall()
		if name == "of another source" {
			config.Source = "another"
		}
		if _, err := statefile.OpenSmallUnits(path, config); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("a file that is %s: %v", name, err)
		}
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
