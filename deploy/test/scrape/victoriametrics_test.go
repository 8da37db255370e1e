// Package scrape has readers of scrapes, other than Prometheus, read what an
// exposition serves.
package scrape

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	vm "github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus/stream"
	"github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/protoparserutil"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/exposition"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// TestVictoriaMetricsReads: the reader of VictoriaMetrics and vmagent gets, of what
// is put together of pieces that were kept from snapshot to snapshot, each value.
func TestVictoriaMetricsReads(t *testing.T) {
	protoparserutil.StartUnmarshalWorkers()
	defer protoparserutil.StopUnmarshalWorkers()
	e := exposition.New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), exposition.Options{})
	server := httptest.NewServer(e)
	defer server.Close()
	town := newTown(t, 400)
	for round := range 5 {
		e.Publish(town.next())
		got := read(t, server.URL)
		if diff := cmp.Diff(town.lines(), got); diff != "" {
			t.Fatalf("round %d (-shown +read):\n%s", round, diff)
		}
	}
}

// read scrapes with gzip, as vmagent asks for it, and returns the lines read, sorted.
func read(t *testing.T, url string) []string {
	t.Helper()
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if coding := answer.Header.Get("Content-Encoding"); coding != "gzip" {
		t.Fatalf("content coding %q, want gzip", coding)
	}
	var mu sync.Mutex
	var lines []string
	note := func(rows []vm.Row, _ []vm.Metadata) error {
		mu.Lock()
		defer mu.Unlock()
		for _, r := range rows {
			var labels []string
			for _, tag := range r.Tags {
				labels = append(labels, fmt.Sprintf("%s=%q", tag.Key, tag.Value))
			}
			lines = append(lines, fmt.Sprintf("%s{%s} %v", r.Metric, strings.Join(labels, ","), r.Value))
		}
		return nil
	}
	refused := func(line string) { t.Errorf("refused: %s", line) }
	if err := stream.Parse(bytes.NewReader(body), 1, "gzip", false, false, note, refused); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// A town has two metrics of many units, of which some change from snapshot to
// snapshot.
type town struct {
	rng      *rand.Rand
	families []timeseries.Family
}

func newTown(t *testing.T, units int) *town {
	t.Helper()
	w := &town{rng: rand.New(rand.NewPCG(1, 1)), families: []timeseries.Family{{Def: &metric.QueueCases}, {Def: &metric.CasesReceived}}}
	labels := []metric.Label{metric.Source, metric.Unit, metric.Supervision}
	for u := range units {
		series, err := timeseries.NewSeries(labels, []string{"byggesak", fmt.Sprintf("Bydel «%d», øst", u), metric.Inactive})
		if err != nil {
			t.Fatal(err)
		}
		for i := range w.families {
			w.families[i].Samples.Append(timeseries.Sample{Series: series, Value: float64(w.rng.IntN(1000))})
		}
	}
	return w
}

// next is a snapshot in which one unit in eight has other values than before.
func (w *town) next() *timeseries.Snapshot {
	for i := range w.families {
		f := &w.families[i]
		f.Samples = timeseries.Join([]timeseries.Samples{f.Samples})
		for j := range f.Samples.Values {
			if w.rng.IntN(8) == 0 {
				f.Samples.Values[j] += float64(w.rng.IntN(100))
			}
		}
	}
	return &timeseries.Snapshot{Families: slices.Clone(w.families)}
}

// lines are what the last snapshot says, sorted.
func (w *town) lines() []string {
	var lines []string
	for i := range w.families {
		for s := range w.families[i].Samples.All() {
			lines = append(lines, fmt.Sprintf("%s%s %v", w.families[i].Def.Name, s.Series, s.Value))
		}
	}
	slices.Sort(lines)
	return lines
}
