package e2e

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A vital is something of a running exporter that must not grow.
type vital struct {
	name   string
	grows  float64 // by how much its median may be larger in the last third than in the second
	perRow float64 // and how much more for each row that was written since: the ledger keeps them
	read   func(*ground, page) float64
}

var vitals = []vital{
	{"goroutines", 3, 0, func(_ *ground, p page) float64 { return p["go_goroutines"] }},
	{"open files", 5, 0, func(_ *ground, p page) float64 { return p["process_open_fds"] }},
	{"resident memory, MiB", 12, 100.0 / (1 << 20), func(_ *ground, p page) float64 { return p["process_resident_memory_bytes"] / (1 << 20) }},
	{"connections to the database", 0, 0, func(g *ground, _ page) float64 {
		n, err := g.db.sessions("exporter")
		if err != nil {
			g.Fatal(err)
		}
		return float64(n)
	}},
}

// TestSoak polls, writes and scrapes for as long as SOAK says, and compares
// what the exporter uses in the last third of the time with the second.
func TestSoak(t *testing.T) {
	text := os.Getenv("SOAK")
	if text == "" {
		t.Skip("make soak runs it for half an hour")
	}
	length, err := time.ParseDuration(text)
	if err != nil || length < 30*time.Second {
		t.Fatalf("SOAK=%q; allowed: a duration of 30s and more", text)
	}
	g := newGround(t, newMariaDB)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 { // scrapers besides the one that looks
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(100 * time.Millisecond):
				}
				if r := g.x.get("/metrics"); r != nil {
					_, _ = io.Copy(io.Discard, r.Body)
					_ = r.Body.Close()
				}
			}
		})
	}
	var thirds [3][][]float64 // by vital
	var rows [3]int           // written by the end of each
	for i := range thirds {
		thirds[i] = make([][]float64, len(vitals))
		g.work(func() {
			for end := time.Now().Add(length / 3); time.Now().Before(end); time.Sleep(250 * time.Millisecond) {
				p := g.scrapeAll()
				if p == nil {
					t.Fatal("the exporter does not answer")
				}
				for v := range vitals {
					thirds[i][v] = append(thirds[i][v], vitals[v].read(g, p))
				}
			}
		})
		rows[i] = sum(g.w.expected())
	}
	close(stop)
	wg.Wait()
	g.agree()
	for v, vital := range vitals {
		before, after := median(thirds[1][v]), median(thirds[2][v])
		t.Logf("%s: median %.1f in the second third, %.1f in the last; at most %.1f", vital.name, before, after, slices.Max(thirds[2][v]))
		if after > before+vital.grows+vital.perRow*float64(rows[2]-rows[0])/2 {
			t.Errorf("%s grew from %.1f to %.1f", vital.name, before, after)
		}
		if after == 0 {
			t.Errorf("%s: 0, so nothing was measured", vital.name)
		}
	}
	t.Logf("%v: %d transitions, %d scrapes beside those of three others", length, sum(g.w.expected()), g.seen.scrapes)
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// scrapeAll is scrape with the series that have no labels.
func (g *ground) scrapeAll() page {
	p := g.scrape()
	if p == nil {
		return nil
	}
	var name string
	var v float64
	for line := range strings.Lines(string(g.x.fetch("/metrics", "text/plain", "identity"))) {
		if n, _ := fmt.Sscanf(line, "%s %g", &name, &v); n == 2 {
			p[name] = v
		}
	}
	return p
}
