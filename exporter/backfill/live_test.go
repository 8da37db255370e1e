package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors"
	"casework/collectors/disclosure"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/supplement"
	"casework/exporter/app"
	"casework/exporter/config"
)

// begin is when the town of the tests begins to live.
var begin = time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC).Unix()

const (
	townDays = 130
	quarter  = 6 * 3600
)

// ofCases are the sections of metrics that are made of cases.
var ofCases = []metric.Section{metric.Queue, metric.Flow, metric.Time, metric.Faults, metric.Windows, metric.Groups}

// TestBackfillIsLive: through Prometheus' engine, blocks written from the
// rows as they stand in the end show at every instant what a Prometheus has
// that scraped an exporter all along, of every metric that is about a source.
func TestBackfillIsLive(t *testing.T) {
	t.Parallel()
	for name, hide := range map[string]func() *statefile.SmallUnits{"all": nil, "small units hidden": hidden} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			end := begin + townDays*day
			scraped := openPrometheus(t, t.TempDir())
			lopts, _ := townOptions()
			living := newTown(begin, townDays+20)
			if hide != nil {
				living.small = hide()
			}
			living.scrapeAll(t, scraped, ledger.New(lopts, 2, begin), nil, begin, end, quarter)

			p, err := newTown(begin, townDays+20).past(end)
			if err != nil {
				t.Fatal(err)
			}
			p.hide = hide
			dir := t.TempDir()
			write(t, p, begin, end, dir, "classic", blocks)
			filled := openPrometheus(t, dir)
			series, names := 0, map[string]bool{}
			for at := begin; at <= end; at += 9 * quarter { // every time of the day
				want, got := scraped.query(t, ofOthers(), at), filled.query(t, ofOthers(), at)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%s (-scraped +backfilled):\n%s", r3339(at), diff)
				}
				series = len(got)
				for one := range got {
					_, name, _ := strings.Cut(one, `__name__="`)
					name, _, _ = strings.Cut(name, `"`)
					names[name] = true
				}
			}
			if series < 200 { // hidden units come into sight once a time of cases received is past
				t.Fatalf("only %d series were compared", series)
			}
			for _, def := range metric.All() {
				if hide != nil && !slices.Contains(ofCases, def.Section) {
					continue // units come into sight too late for closed periods, which the other town compares
				}
				if def.Section != metric.Self && def.Section != metric.Changes && def.Section != metric.Comparison && def != &metric.ChartMonthDirection && !names[def.Name] && !names[def.Name+"_count"] {
					t.Errorf("%s was not compared", def.Name) // comparisons, changes and signals need years: see collectors, and TestBackfilledChangesAreLive
				}
			}
		})
	}
}

// TestSeam: where history meets the live exporter, no counter jumps: with a
// state file, increase() is what it is of an exporter that ran all along;
// without, counters are reset, which adds nothing. So it is wherever sessions
// are.
func TestSeam(t *testing.T) {
	t.Parallel()
	for name, inFiles := range map[string]bool{"sessions in the database": false, "sessions in a file": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testSeam(t, func() *town {
				town := newTown(begin, townDays+20)
				if inFiles {
					town.drops = t.TempDir()
				}
				return town
			})
		})
	}
}

func testSeam(t *testing.T, newTown func() *town) {
	const seam, end = int64(townDays)*day + 5000, int64(townDays+2) * day // after begin
	always := openPrometheus(t, t.TempDir())
	lopts, _ := townOptions()
	ran := ledger.New(lopts, 2, begin)
	newTown().scrapeAll(t, always, ran, nil, begin, begin+seam, quarter)
	newTown().scrapeAll(t, always, ran, nil, begin+seam+60, begin+end, 1200)
	rows := newTown()
	rows.now = begin + seam
	rows.drop(t)
	p, err := rows.past(begin + seam)
	if err != nil {
		t.Fatal(err)
	}
	histories := map[bool]*prometheus{}
	for _, kept := range []bool{true, false} {
		dir := t.TempDir()
		write(t, p, begin, begin+seam, dir, "classic", blocks)
		histories[kept] = openPrometheus(t, dir)
		if !kept {
			newTown().scrapeAll(t, histories[kept], ledger.New(lopts, 3, begin+seam), nil, begin+seam+60, begin+end, 1200)
			continue
		}
		cfg := handOver(t, p)
		path := app.StatePath(cfg, &config.SourceConfig{Name: "town"})
		if _, err := holdState(path, lopts); err == nil {
			t.Error("a state file may be replaced")
		}
		state, l, damage, err := statefile.Open(path, lopts, time.Unix(begin+seam, 0))
		if err != nil || damage != nil || l == nil {
			t.Fatal(err, damage, l)
		}
		newTown().scrapeAll(t, histories[kept], l, state, begin+seam+60, begin+end, 1200)
		if err := state.Close(); err != nil {
			t.Fatal(err)
		}
	}
	checked, reset, names := 0, 0, map[string]bool{}
	for _, name := range counters() {
		for at := begin + seam + 60; at <= begin+end; at += 3 * 3600 {
			expr := "increase(" + name + "[1d])"
			want, joined, again := always.query(t, expr, at), histories[true].query(t, expr, at), histories[false].query(t, expr, at)
			if diff := cmp.Diff(want, joined); diff != "" {
				t.Fatalf("%s at %s (-always there +joined):\n%s", expr, r3339(at), diff)
			}
			for series, most := range want {
				checked++
				names[name] = true
				// What happened between history and exporter is lost, and where
				// there was less to go by, more is extrapolated.
				if got := again[series]; got > most*4/3+1e-9 {
					t.Errorf("%s of %s at %s is %v, of an exporter always there %v", expr, series, r3339(at), got, most)
				}
			}
		}
		for _, n := range histories[false].query(t, "resets("+name+"[3d])", begin+end) {
			reset += int(n)
		}
	}
	if checked < 5_000 || reset < 100 || !names[metric.SessionsPlanned.Name] || !names[metric.SessionsHeld.Name] {
		t.Errorf("only %d increases and %d resets were seen, of %v", checked, reset, names)
	}
	for _, s := range rows.sessions {
		if s.Planned > begin+seam-day {
			continue
		}
		due := (s.Planned + quarter - 1) / quarter * quarter // the instant that sees it
		if rows.drops != "" {
			due = s.Planned - s.Planned%day
		}
		planned := `sum(` + metric.SessionsPlanned.Name + `{unit="` + s.Unit + `"})`
		before, then := histories[true].query(t, planned+" or vector(0)", due-quarter), histories[true].query(t, planned, due)
		if then["{}"] != before["{}"]+1 {
			t.Errorf("%s at %s, when one is planned: %v, before %v", planned, r3339(due), then, before)
		}
	}
}

// handOver writes what an exporter goes on from, and returns the settings that
// say where.
func handOver(t *testing.T, p *past) *config.Config {
	t.Helper()
	lopts, _ := townOptions()
	cfg := &config.Config{StateDir: t.TempDir()}
	source := &config.SourceConfig{Name: "town", Location: time.UTC}
	held, err := holdState(app.StatePath(cfg, source), lopts)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.keep(cfg, source, held), held.Close()); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// scrapeAll lets an exporter with a ledger poll the town's life, and a
// Prometheus scrape it. The first instant after history is the exporter's
// first poll; a ledger may go on.
func (living *town) scrapeAll(t *testing.T, prom *prometheus, l *ledger.Ledger, state collectors.Store, from, to, step int64) {
	t.Helper()
	exporter, err := living.live(l, state)
	if err != nil {
		t.Fatal(err)
	}
	for living.now = from; living.now <= to; living.now += step {
		living.drop(t)
		if err := exporter.poller.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		prom.scrape(t, exporter.shown, living.now)
	}
}

// TestPeopleAreHandedOver: an exporter that goes on from a history knows which
// figures about people it showed last, so that what its rows say since cannot
// tell, by the difference, of single people.
func TestPeopleAreHandedOver(t *testing.T) {
	t.Parallel()
	const seam = int64(townDays) * day
	p, err := newTown(begin, townDays+20).past(begin + seam)
	if err != nil {
		t.Fatal(err)
	}
	surveyed := func() (series int) {
		w, _ := write(t, p, begin, begin+seam, t.TempDir(), "native", blocks)
		for _, s := range w.table.all {
			if strings.Contains(s.def.Name, "_survey_") {
				series++
			}
		}
		return series
	}
	if surveyed() == 0 {
		t.Fatal("no history of surveys")
	}
	cfg, source := handOver(t, p), &config.SourceConfig{Name: "town"}
	content, err := os.ReadFile(app.PeoplePath(cfg, source))
	if err != nil || !strings.Contains(string(content), `"shown": true`) {
		t.Fatalf("figures that were shown: %s, %v", content, err)
	}
	lopts, opts := townOptions()
	if err := supplement.NewStore(opts.Supplement).Releases().Decode(content, disclosure.Owner{DataSet: lopts.Identity}); err != nil {
		t.Error(err)
	}
	if p.ran, err = hasRun(cfg, source); err != nil || !p.ran {
		t.Errorf("another history may show other figures: %v, %v", p.ran, err)
	}
	silence([]*past{p}, newReporter(io.Discard), false)
	if n := surveyed(); n > 0 {
		t.Errorf("%d series of surveys in a history that hands nothing over", n)
	}
}

// TestCorrectionsChangeNothing: answers and absence that are corrected after the
// history change nothing of the period that it showed last, in an exporter
// that goes on from it; and it is the file that does it.
func TestCorrectionsChangeNothing(t *testing.T) {
	t.Parallel()
	const seam = int64(townDays) * day
	p, err := newTown(begin, townDays+20).past(begin + seam)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, p, begin, begin+seam, dir, "native", blocks)
	const expr = `{__name__=~"casework_(group_)?period_(survey|absence)_.+"}`
	want := openPrometheus(t, dir).query(t, expr, begin+seam)
	if len(want) < 20 {
		t.Fatalf("only %d figures about people: %v", len(want), want)
	}
	cfg, source := handOver(t, p), &config.SourceConfig{Name: "town"}
	// shows is what an exporter shows an hour later, of rows that were corrected.
	shows := func(path string) map[string]float64 {
		shown, err := statefile.OpenShownFigures(path, app.Owner(cfg, source))
		if err != nil {
			t.Fatal(err)
		}
		living := newTown(begin, townDays+20)
		living.shown = shown
		living.recount()
		lopts, _ := townOptions()
		prom, at := openPrometheus(t, t.TempDir()), begin+seam+3600
		living.scrapeAll(t, prom, ledger.New(lopts, 2, begin), nil, at, at, 1)
		return prom.query(t, expr, at)
	}
	if diff := cmp.Diff(want, shows(app.PeoplePath(cfg, source))); diff != "" {
		t.Errorf("what was corrected shows (-history +exporter):\n%s", diff)
	}
	if cmp.Equal(want, shows(filepath.Join(t.TempDir(), "town.people"))) {
		t.Error("what was corrected shows nowhere, even without the file: the test would prove nothing")
	}
}
