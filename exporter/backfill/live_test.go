package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// begin is when the town of the tests begins to live.
var begin = time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC).Unix()

const (
	townDays = 130
	quarter  = 6 * 3600
)

// TestBackfillIsLive: through Prometheus' engine, blocks written from the
// rows as they stand in the end show at every instant what a Prometheus has
// that scraped an exporter all along, of every metric that tells of a source.
func TestBackfillIsLive(t *testing.T) {
	t.Parallel()
	for name, hide := range map[string]func() *collectors.SmallUnits{"all": nil, "small units hidden": hidden} {
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
			if series < 300 {
				t.Fatalf("only %d series were compared", series)
			}
			for _, def := range metric.All() {
				if def.Section != metric.Self && def.Section != metric.Comparison && !names[def.Name] && !names[def.Name+"_count"] {
					t.Errorf("%s was not compared", def.Name) // comparisons need years: see collectors
				}
			}
		})
	}
}

// TestSeam: where history meets the live exporter, no counter jumps: with a
// state file, increase() is what it is of an exporter that ran all along;
// without, counters are reset, which adds nothing.
func TestSeam(t *testing.T) {
	t.Parallel()
	const seam, end = int64(townDays)*day + 5000, int64(townDays+2) * day // after begin
	always := openPrometheus(t, t.TempDir())
	lopts, _ := townOptions()
	ran := ledger.New(lopts, 2, begin)
	scrapeAll(t, always, ran, nil, begin, begin+seam, quarter)
	scrapeAll(t, always, ran, nil, begin+seam+60, begin+end, 1200)
	p, err := newTown(begin, townDays+20).past(begin + seam)
	if err != nil {
		t.Fatal(err)
	}
	histories := map[bool]*prometheus{}
	for _, kept := range []bool{true, false} {
		dir, states := t.TempDir(), t.TempDir()
		write(t, p, begin, begin+seam, dir, "classic", blocks)
		histories[kept] = openPrometheus(t, dir)
		if !kept {
			scrapeAll(t, histories[kept], ledger.New(lopts, 3, begin+seam), nil, begin+seam+60, begin+end, 1200)
			continue
		}
		held, err := holdState(states, "town", lopts)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(p.keep(held), held.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := holdState(states, "town", lopts); err == nil {
			t.Error("a state file may be replaced")
		}
		state, l, damage, err := collectors.OpenState(filepath.Join(states, "town.state"), lopts, time.Unix(begin+seam, 0))
		if err != nil || damage != nil || l == nil {
			t.Fatal(err, damage, l)
		}
		scrapeAll(t, histories[kept], l, state, begin+seam+60, begin+end, 1200)
		if err := state.Close(); err != nil {
			t.Fatal(err)
		}
	}
	checked, reset := 0, 0
	for _, name := range counters() {
		for at := begin + seam + 60; at <= begin+end; at += 3 * 3600 {
			expr := "increase(" + name + "[1d])"
			want, joined, anew := always.query(t, expr, at), histories[true].query(t, expr, at), histories[false].query(t, expr, at)
			if diff := cmp.Diff(want, joined); diff != "" {
				t.Fatalf("%s at %s (-always there +joined):\n%s", expr, r3339(at), diff)
			}
			for series, most := range want {
				checked++
				// What happened between history and exporter is lost, and where
				// there was less to go by, more is extrapolated.
				if got := anew[series]; got > most*4/3+1e-9 {
					t.Errorf("%s of %s at %s is %v, of an exporter always there %v", expr, series, r3339(at), got, most)
				}
			}
		}
		for _, n := range histories[false].query(t, "resets("+name+"[3d])", begin+end) {
			reset += int(n)
		}
	}
	if checked < 5_000 || reset < 100 {
		t.Errorf("only %d increases and %d resets were seen", checked, reset)
	}
}

// scrapeAll lets an exporter with a ledger poll the town's life, and a
// Prometheus scrape it. The first instant after history is the exporter's
// first poll; a ledger may go on.
func scrapeAll(t *testing.T, prom *prometheus, l *ledger.Ledger, state *collectors.State, from, to, step int64) {
	t.Helper()
	newTown(begin, townDays+20).scrapeAll(t, prom, l, state, from, to, step)
}

// scrapeAll lets an exporter poll the town.
func (living *town) scrapeAll(t *testing.T, prom *prometheus, l *ledger.Ledger, state *collectors.State, from, to, step int64) {
	t.Helper()
	exporter := living.live(l, state)
	for living.now = from; living.now <= to; living.now += step {
		if err := exporter.poller.Poll(t.Context()); err != nil {
			t.Fatal(err)
		}
		prom.scrape(t, exporter.shown, living.now)
	}
}
