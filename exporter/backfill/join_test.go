package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/exporter/app"
	"casework/exporter/config"
)

// TestHistoryAfterTheExporter: an exporter has counted for months before a
// Prometheus scrapes it, and the history is written after. increase() over the
// seam, and over the instant at which the history takes the exporter's start for a
// reset, is what it is of an exporter that was there all along: whether the output
// holds the exporter's samples, or only its state file is known.
func TestHistoryAfterTheExporter(t *testing.T) {
	t.Parallel()
	const started, seam, end = int64(60) * day, int64(townDays)*day + 5000, int64(townDays+2) * day // after begin
	always := openPrometheus(t, t.TempDir())
	lopts, _ := townOptions()
	ran := ledger.New(lopts, 2, begin)
	newTown(begin, townDays+20).scrapeAll(t, always, ran, nil, begin, begin+seam, quarter)
	newTown(begin, townDays+20).scrapeAll(t, always, ran, nil, begin+seam+60, begin+end, 1200)

	source := &config.SourceConfig{Name: "town", Location: time.UTC}
	for name, tt := range map[string]struct {
		scraped bool // before the history is written
		joined  bool
	}{
		"samples": {scraped: true, joined: true},
		"state":   {joined: true},
		"apart":   {scraped: true},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := &config.Config{StateDir: t.TempDir(), Sources: []config.SourceConfig{*source}}
			state, l, _, err := statefile.Open(app.StatePath(cfg, source), lopts, time.Unix(begin+started, 0))
			if err != nil || l != nil {
				t.Fatal(l, err)
			}
			l = ledger.New(lopts, 3, begin+started)
			newTown(begin, townDays+20).scrapeAll(t, openPrometheus(t, t.TempDir()), l, state, begin+started, begin+seam, quarter)
			// The state is of the last poll; the town's clock is not the computer's.
			polled := time.Unix(begin+seam-(seam-started)%quarter, 0)
			if err := os.Chtimes(app.StatePath(cfg, source), polled, polled); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			scrape := func() {
				prom := openPrometheus(t, dir)
				newTown(begin, townDays+20).scrapeAll(t, prom, l, state, begin+seam+60, begin+end, 1200)
				if err := prom.db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			until := begin + seam
			if tt.scraped {
				scrape()
				until = begin + end
			}
			p, err := newTown(begin, townDays+20).past(until)
			if err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			o := &options{
				output: dir, format: blocks, histograms: "classic", step: 6 * time.Hour,
				target: labelFlag{"job": "casework", "instance": "i"},
			}
			r := newReporter(&said)
			to, live, err := o.limit(t.Context(), cfg, "none", begin, until, r)
			if err != nil || tt.scraped && to != begin+seam+59 {
				t.Fatalf("the history ends at %s: %v", r3339(to), err)
			}
			joins, err := o.joins(t.Context(), cfg, []*past{p}, begin, live, r)
			if err != nil || len(joins) < 100 || !p.ran || !strings.Contains(said.String(), "are joined") {
				t.Fatalf("%d joins: %v; said %s", len(joins), err, &said)
			}
			out, err := o.sink("none")
			if err != nil {
				t.Fatal(err)
			}
			w := &writer{table: newTable(o.labels(), o.histograms), sink: out, report: r.span}
			if tt.joined {
				w.table.joins = joins
			}
			if err := replay(t.Context(), []*past{p}, begin, to, quarter, w, r, tt.scraped); err != nil {
				t.Fatal(err)
			}
			if !tt.scraped {
				scrape()
			}
			if err := state.Close(); err != nil {
				t.Fatal(err)
			}
			checkIncreases(t, always, openPrometheus(t, dir), tt.joined, begin+started-3*day, begin+end)
		})
	}
}

// checkIncreases compares what increase() says of the days from one instant to
// another; where they are not joined, it must say more.
func checkIncreases(t *testing.T, always, filled *prometheus, joined bool, from, to int64) {
	t.Helper()
	checked, more := 0, 0
	for _, name := range counters() {
		whole := !strings.HasSuffix(name, "_bucket") && !strings.HasSuffix(name, "_sum") && !strings.HasSuffix(name, "_seconds_count")
		for at := from; at <= to; at += day/2 + 3600 {
			expr := "increase(" + name + "[3d])"
			got := filled.query(t, expr, at)
			// At the reset there are samples between those of an exporter always
			// there, so that what is before them may be in sight.
			most := always.query(t, "increase("+name+"[3d6h])", at)
			// Of a series that appears, Prometheus does not see the first increase
			// unless it was shown as 0, as the history does.
			before := always.query(t, "abs(last_over_time("+name+"[6h] offset 3d6h))", at)
			for series, want := range always.query(t, expr, at) {
				if _, ok := before[series]; !ok {
					continue
				}
				v, ok := got[series]
				if !ok {
					t.Fatalf("%s of %s at %s is nothing, want %v", expr, series, r3339(at), want)
				}
				checked++
				// Between samples, Prometheus extrapolates; in buckets, one step at the reset may be lost.
				near := 0.1*want + 0.5
				if v > 1.1*max(want, most[series])+0.5 {
					more++
					if joined {
						t.Errorf("%s of %s at %s is %v, of an exporter always there %v", expr, series, r3339(at), v, want)
					}
				}
				if joined && whole && v < want-near {
					t.Errorf("%s of %s at %s is %v, want %v", expr, series, r3339(at), v, want)
				}
			}
			if t.Failed() {
				return
			}
		}
	}
	if checked < 5_000 || !joined && more < 100 {
		t.Errorf("%d increases were compared, of which %d are too large", checked, more)
	}
}

// TestJoin shows what a join makes of a counter.
func TestJoin(t *testing.T) {
	for _, tt := range []struct {
		name      string
		live, end float64
		history   []float64
		want      []float64 // the last of them meets live
	}{
		{"as many", 5, 5, []float64{0, 2, 5}, []float64{0, 2, 5}},
		{"the exporter has just begun", 0, 5, []float64{0, 2, 5}, []float64{0, 2, 5}},
		{"the exporter began between", 3, 5, []float64{0, 2, 3, 5}, []float64{0, 2, 1, 3}},
		{"the exporter knows more", 7, 5, []float64{0, 2, 5}, []float64{2, 4, 7}},
	} {
		j := &join{live: value{count: tt.live}, end: value{count: tt.end}}
		for i, v := range tt.history {
			got := v
			if !j.stands(v) {
				j.reset = true
				got = j.joined(j.end.count, j.live.count, v)
			}
			if got != tt.want[i] {
				t.Errorf("%s: %v becomes %v, want %v", tt.name, v, got, tt.want[i])
			}
		}
	}
}
