package collectors

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/change"
	"casework/collectors/dropfolder"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
)

// The ways in which a rule is switched off.
type (
	// Everything is shown, in groups too.
	showAll struct{ ledger.Screen }
	// Nothing that happens in a unit counts as hidden while it happens.
	countAll struct{ ledger.Screen }
	// What is said of the cases received is shown as soon as the unit is.
	followAll struct{ ledger.Screen }
)

func (showAll) Shows(string) bool { return true }

func (s showAll) Place(at int64, units []ledger.UnitSize, lookback ledger.Lookback) []ledger.Treatment {
	return make([]ledger.Treatment, len(s.Screen.Place(at, units, lookback)))
}

func (countAll) Shows(string) bool { return true }

func (followAll) ShowsIntake(string, int64) bool { return true }

// watch returns what an observer keeps of a world: every series of every
// scrape, but those of the hidden units together, and of rows that are rejected.
func (w *world) watch(t *testing.T, oldFile, restart bool, weaken func(*bench)) map[string]float64 {
	t.Helper()
	dir, drops := t.TempDir(), t.TempDir()
	small, state := filepath.Join(dir, "small"), filepath.Join(dir, "state")
	if oldFile {
		var shown []string
		for i := range 9 {
			shown = append(shown, fmt.Sprintf(`"s%d":true`, i))
		}
		content := `{"month":"2025-05","shown":{` + strings.Join(shown, ",") +
			`},"blocks":[{"state":0,"units":["h1","h2","h3"]}],"waiting":{"h0":0,"g":0}}`
		if err := os.WriteFile(small, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source := &fake{columns: ledger.Columns{Started: true, Deadline: true}}
	kept, now := map[string]float64{}, time.Unix(worldSeen, 0)
	start := func() *bench {
		opened, err := statefile.OpenSmallUnits(small, hideSmall())
		if err != nil {
			t.Fatal(err)
		}
		b := newBench(t, source, state, now, Options{
			ZeroHold: -1, SmallUnits: opened, Study: &StudyOptions{Path: filepath.Join(dir, "panel"), Identity: "test", FollowUp: 20 * 24 * time.Hour},
			Changes:    &change.Options{},
			Tables:     []TableReader{dropfolder.New(drops, dropfolder.Options{Now: func() time.Time { return now }})},
			Supplement: supplement.Options{Windows: []supplement.Window{{Name: "28d", Days: 28}}},
			StaleAfter: 1000 * time.Hour,
		})
		if weaken != nil {
			weaken(b)
		}
		return b
	}
	b := start()
	for at := worldSeen; at <= worldEnds; at += 3 * testDay {
		if at > worldSeen {
			for day := at - 3*testDay; day < at; day += testDay {
				w.reorganise(day + testDay)
			}
		}
		now = time.Unix(at, 0)
		w.at(source, at)
		dropTables(t, drops, w.tables(now), now)
		if restart && at > worldSeen+100*testDay {
			restart = false
			if err := b.state.Close(); err != nil {
				t.Fatal(err)
			}
			b = start()
		}
		b.now = now
		b.poll(t, 0)
		for name, all := range b.shown {
			for labels, v := range all {
				if name != metric.SmallUnits.Name && name != metric.RowsRejected.Name && !strings.Contains(labels, `unit="`+families.MergedUnit+`"`) {
					kept[fmt.Sprint(now.UTC().Format("01-02 "), name, labels)] = v
				}
			}
		}
	}
	return kept
}

// differ lists by metric a series in which two observations differ.
func differ(one, two map[string]float64) map[string]string {
	found := map[string]string{}
	note := func(series string, a, b map[string]float64) {
		v, there := b[series]
		if there && v == a[series] {
			return
		}
		name, _, _ := strings.Cut(strings.Fields(series)[1], "{")
		if now := found[name]; now == "" || series < now {
			found[name] = series
		}
	}
	for series := range one {
		note(series, one, two)
	}
	for series := range two {
		note(series, two, one)
	}
	return found
}

// seen is the day on which a series with some words in it was first seen; "" if never.
func seen(kept map[string]float64, words ...string) (first string) {
	for series := range kept {
		day, _, _ := strings.Cut(series, " ")
		if all := !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(series, word) }); all && (first == "" || day < first) {
			first = day
		}
	}
	return first
}

// TestHiddenUnitsAreNoPartOfAnything: two towns that differ in what their
// hidden units have show the same in every scrape, over months, moves between
// units, growth, restarts and the upgrade from an older file. So nothing that an
// observer computes, whatever he knows, is a hidden unit's number.
func TestHiddenUnitsAreNoPartOfAnything(t *testing.T) {
	for name, how := range map[string]struct{ oldFile, restart bool }{
		"all along": {}, "restarted": {restart: true}, "upgraded": {oldFile: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := uint64(len(name))
			one, two := newWorld(seed, false).watch(t, how.oldFile, how.restart, nil), newWorld(seed, true).watch(t, how.oldFile, how.restart, nil)
			if diff := differ(one, two); len(diff) > 0 {
				t.Errorf("hidden units can be seen in %v", diff)
			}
			grown := func(def *metric.Def) string { return seen(one, def.Name+"{", `unit="g"`) }
			if rest, intake := grown(&metric.WindowReceived), grown(&metric.IntakeCases); rest == "" || intake <= rest {
				t.Errorf("the unit that has grown is seen from %q on, and what is said of the cases that it received from %q", rest, intake)
			}
			for _, def := range []*metric.Def{
				&metric.GroupReceived, &metric.GroupIntakeCases, &metric.EffectEstimate, &metric.ChartValue, &metric.ChangeState, &metric.GroupComplaintsUpheldOf, &metric.GroupAuditErrors, &metric.Corrections,
			} {
				some := false
				for series := range one {
					some = some || strings.Contains(series, " "+def.Name+"{")
				}
				if !some {
					t.Errorf("%s is never shown: the test would prove nothing", def.Name)
				}
			}
		})
	}
}

// TestAttacksOnHiddenUnits: each attack succeeds once the rule against it is
// switched off.
func TestAttacksOnHiddenUnits(t *testing.T) {
	for name, attack := range map[string]struct {
		off  func(*bench)
		seen map[string]*metric.Def // what gives hidden units away, by attack
	}{
		"groups are of shown units": {
			func(b *bench) { b.ledger.SetScreen(showAll{b.opts.SmallUnits}) },
			map[string]*metric.Def{
				"group less its units": &metric.GroupReceived, "group's mean": &metric.GroupWaitMean,
				"group's share": &metric.GroupDeadlineMetRatio, "group's errors": &metric.GroupErrors,
			},
		},
		"moves and counts in hiding are of nobody": {
			func(b *bench) { b.ledger.SetScreen(countAll{b.opts.SmallUnits}) },
			map[string]*metric.Def{
				"corrections": &metric.Corrections, "a hidden unit goes into a shown one": &metric.WindowReceived,
				"its closings": &metric.WindowClosed, "counters of a unit that has grown": &metric.CasesReceived,
				"histograms of it": &metric.Wait,
			},
		},
		"cases received in hiding are followed by nobody": {
			func(b *bench) { b.ledger.SetScreen(followAll{b.opts.SmallUnits}) },
			map[string]*metric.Def{
				"cases received": &metric.IntakeCases, "when half are started": &metric.IntakeWait,
				"the group's": &metric.GroupIntakeCases,
			},
		},
		"comparisons and changes are of shown units": {
			func(b *bench) { b.opts.SmallUnits, b.opts.Study.Settings.MinCases = nil, 1 },
			map[string]*metric.Def{
				"cases compared": &metric.EffectCases, "charts of a unit that has grown": &metric.ChartCentre,
				"its changes": &metric.ChangeState,
			},
		},
		"supplementary tables are of shown units": {
			func(b *bench) { b.tables.smallUnits = nil },
			map[string]*metric.Def{"complaints": &metric.GroupComplaints, "audits": &metric.GroupAudited},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diff := differ(newWorld(1, false).watch(t, false, false, attack.off), newWorld(1, true).watch(t, false, false, attack.off))
			for what, def := range attack.seen {
				if diff[def.Name] == "" {
					t.Errorf("%s: %s does not give them away without the rule", what, def.Name)
				}
			}
		})
	}
}

// TestHistoryHasNoPartOfHiddenUnits: nor has what a history shows.
func TestHistoryHasNoPartOfHiddenUnits(t *testing.T) {
	watch := func(second bool) map[string]float64 {
		w, source := newWorld(5, second), &fake{columns: ledger.Columns{Started: true, Deadline: true}}
		w.at(source, worldEnds)
		l := ledger.New(ledgerOptions, 3, worldEnds)
		l.SetProgrammes(w.programmes)
		l.Apply(ledger.Cases, &ledger.Page{Cases: source.cases, Next: 1}, worldEnds)
		l.Apply(ledger.Errors, &ledger.Page{Errors: source.errors, Next: 1}, worldEnds)
		for _, table := range ledger.Tables() {
			l.EndBaseline(table)
		}
		h := mustHistory(t, HistoryConfig{
			Name: "test", Source: source, Ledger: l, Read: worldEnds, From: worldSeen, Log: slog.New(slog.DiscardHandler),
			Options: Options{
				WaitBounds: testBounds, TurnaroundBounds: testBounds, SmallUnits: statefile.NewSmallUnits(hideSmall()),
				Study: &StudyOptions{FollowUp: 20 * 24 * time.Hour}, Changes: &change.Options{},
			},
		})
		kept := map[string]float64{}
		for at := worldSeen; at <= worldEnds; at += 3 * testDay {
			for name, v := range series(h.At(at)) {
				if !strings.HasPrefix(name, metric.SmallUnits.Name) && !strings.Contains(name, `unit="`+families.MergedUnit+`"`) {
					kept[time.Unix(at, 0).UTC().Format("01-02 ")+name] = v
				}
			}
		}
		return kept
	}
	if diff := differ(watch(false), watch(true)); len(diff) > 0 {
		t.Errorf("hidden units can be seen in %v", diff)
	}
}
