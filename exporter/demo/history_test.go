package main

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"casework/collectors/metric"
)

// historyStep is the time between two samples of the history.
const historyStep = 6 * time.Hour

// TestHistoryEndToEnd: of the demo's three years in a real MariaDB, the real
// backfill writes a history from which a real Prometheus answers, at past
// instants, what an exporter showed that was there all along, in every series,
// to the last digit.
func TestHistoryEndToEnd(t *testing.T) {
	if os.Getenv("HISTORY_TESTS") == "" {
		t.Skip("HISTORY_TESTS is not set: make test-history builds a Prometheus and runs this")
	}
	o := settings{
		backfill: program(t, "casework-backfill"), prometheus: program(t, "prometheus"), deploy: "../../deploy",
		promListen: "127.0.0.1:0", interval: time.Minute,
	}
	s := simulate(t, func(o *Options) { o.Now = time.Date(2026, 3, 17, 12, 20, 0, 0, time.UTC) })
	db := newThen(t, s)
	instants := pastInstants(db.first(t), s.Options.Now)
	begin, end := instants[0], instants[len(instants)-1]

	dir := t.TempDir()
	if err := os.Mkdir(dropFolder(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.writeTables(dropFolder(dir)), s.writeDeadlines(dir)); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), o.backfill, "--output", filepath.Join(dir, "prometheus"), "--histograms", "both",
		"--from", begin.Format(time.RFC3339), "--to", end.Format(time.RFC3339), "--step", historyStep.String(), "--instance", "past", "--state")
	command.Env = db.env(t, o, dir, database)
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("backfill: %v\n%s", err, said)
	}
	prom, err := startPrometheus(t.Context(), o, "past", dir, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { <-prom.done })
	if err := prom.ready(t.Context()); err != nil {
		t.Fatal(err)
	}

	doses := map[string]bool{}
	for _, def := range metric.All() {
		doses[def.Name] = def.Section == metric.Dose
	}
	live, seen, compared, without := newLiving(t, o, s, db), map[string]bool{}, 0, 0
	for _, at := range instants {
		want, got := live.at(t, at), prom.at(t, at)
		maps.DeleteFunc(want, func(one string, _ float64) bool { return nameOf(one) == metric.EffectPrimarySince.Name })
		if db.sessionToday(t, at) {
			// History has doses by whole days, as the rows have them.
			for _, values := range []map[string]float64{want, got} {
				maps.DeleteFunc(values, func(one string, _ float64) bool { return doses[nameOf(one)] })
			}
			without++
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
			t.Fatalf("%s (-live +Prometheus):\n%.5000s", at.Format(time.RFC3339), diff)
		}
		for one := range got {
			seen[nameOf(one)] = true
		}
		t.Logf("%s: %d values compared", at.Format(time.RFC3339), len(got))
		compared += len(got)
	}
	t.Logf("%d values compared at %d instants, at %d of them without doses", compared, len(instants), without)
	if without > len(instants)/2 {
		t.Error("doses were seldom compared")
	}
	for _, def := range metric.All() {
		if def.Section != metric.Self && !seen[def.Name] && !slices.Contains(notInHistory, def) {
			t.Errorf("%s was not compared", def.Name)
		}
	}
}

// notInHistory is what the demo's history does not have. Since when a primary outcome is
// chosen is known of running exporters alone; no starting order is drawn; and a dozen units
// are too few to say that their cases closed changed, which TestHistoryIsLive compares.
var notInHistory = []*metric.Def{
	&metric.EffectPrimarySince, &metric.EffectLotteryDrawn, &metric.EffectLotterySeen, &metric.EffectLotteryDeviating,
	&metric.GainWorked, &metric.GainAmount,
}

// nameOf is the name of a metric, of the key of a series.
func nameOf(key string) string {
	name, _, _ := strings.Cut(key, "{")
	return name
}

// program is the path of a program that is built for the test.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: make test-history builds it", err)
	}
	return path
}

// pastInstants are when to look: at a sample before the first case, and twice
// a month, of which once at the sample that first has the month's comparison,
// as an exporter makes it when it is due, and once at another time of the day.
func pastInstants(first, now time.Time) []time.Time {
	all := []time.Time{first.Add(-time.Second).Truncate(historyStep)}
	add := func(at time.Time) {
		if at.After(all[0]) && at.Before(now) {
			all = append(all, at)
		}
	}
	for month := monthOf(first); month.Before(now); month = month.AddDate(0, 1, 0) {
		add(month.AddDate(0, 0, 5))
		add(month.AddDate(0, 0, 16).Add(time.Duration(month.Month()%4) * historyStep))
	}
	return all
}
