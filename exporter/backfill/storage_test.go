package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/tsdb"

	"casework/collectors/exposition"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// A prometheus is its storage and its engine.
type prometheus struct {
	db     *tsdb.DB
	engine *promql.Engine
}

const window = 10 * 365 * day * 1000

func openPrometheus(t *testing.T, dir string) *prometheus {
	t.Helper()
	opts := tsdb.DefaultOptions()
	opts.RetentionDuration, opts.OutOfOrderTimeWindow = 0, window
	opts.BlockReloadInterval = time.Second
	db, err := tsdb.Open(dir, quiet(), nil, opts, nil)
	if err != nil {
		t.Fatal(err)
	}
	db.DisableCompactions()
	t.Cleanup(func() { _ = db.Close() }) // closed already where it matters
	return &prometheus{db: db, engine: promql.NewEngine(promql.EngineOpts{
		MaxSamples: 50_000_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute,
		EnableAtModifier: true, EnableNegativeOffset: true, // as Prometheus has them
	})}
}

// scrape stores what an exporter shows.
func (p *prometheus) scrape(t *testing.T, shown *timeseries.Snapshot, at int64) {
	t.Helper()
	var text bytes.Buffer
	if err := exposition.WriteText(&text, shown); err != nil {
		t.Fatal(err)
	}
	p.store(t, text.Bytes(), "text/plain", at*1000, labels.Label{Name: "job", Value: "casework"}, labels.Label{Name: "instance", Value: "i"})
}

// store stores an exposition; what tells no time is of the instant ms.
func (p *prometheus) store(t *testing.T, text []byte, form string, ms int64, target ...labels.Label) {
	t.Helper()
	in, err := textparse.New(text, form, labels.NewSymbolTable(), textparse.ParserOptions{})
	if err != nil {
		t.Fatal(err)
	}
	app := p.db.Appender(context.Background())
	for {
		entry, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if entry != textparse.EntrySeries {
			continue
		}
		_, at, v := in.Series()
		if at == nil {
			at = &ms
		}
		var l labels.Labels
		in.Labels(&l)
		b := labels.NewBuilder(l)
		for _, l := range target {
			b.Set(l.Name, l.Value)
		}
		if _, err := app.Append(0, b.Labels(), *at, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
}

// query evaluates an expression at an instant, in Unix seconds.
func (p *prometheus) query(t *testing.T, expr string, at int64) map[string]float64 {
	t.Helper()
	q, err := p.engine.NewInstantQuery(t.Context(), p.db, nil, expr, time.Unix(at, 0))
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	result := q.Exec(t.Context())
	if result.Err != nil {
		t.Fatal(result.Err)
	}
	vector, err := result.Vector()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, s := range vector {
		out[s.Metric.String()] = s.F
	}
	return out
}

// ofOthers matches the metrics that are not about the exporter itself.
func ofOthers() string {
	var own []string
	for _, def := range metric.All() {
		if def.Section == metric.Self {
			own = append(own, def.Name)
		}
	}
	return `{__name__=~"casework_.+",__name__!~"` + strings.Join(own, "|") + `"}`
}

// counters are the selectors of all counters and of the histograms' counts.
func counters() []string {
	var all []string
	for _, def := range metric.All() {
		switch {
		case def.Section == metric.Self:
		case def.Type == metric.Counter:
			all = append(all, def.Name)
		case def.Type == metric.Histogram:
			all = append(all, def.Name+"_count", def.Name+"_sum", def.Name+"_bucket")
		}
	}
	return all
}
