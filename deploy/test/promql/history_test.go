package promql

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/model/textparse"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/tsdb"

	"casework/collectors"
	"casework/collectors/change"
	"casework/collectors/deadline"
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/statefile"
)

// end is when the boards are looked at: a Thursday afternoon.
var end = time.Date(2026, 3, 5, 14, 0, 0, 0, time.UTC)

// A history is a Prometheus that has scraped an exporter for more than a
// year, every minute of the last hours.
type history struct {
	db     *tsdb.DB
	engine *promql.Engine
	rules  []rulefmt.Rule
}

// typed is the source that tells types of case apart; plain does not.
const (
	plain = "barnevern"
	typed = "byggesak"
)

var caseTypes = []string{"ett-trinn", "ramme"}

// scratch holds the storage of the living history.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "promql"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		panic(err)
	}
	os.Exit(code)
}

var living = sync.OnceValues(func() (*history, error) {
	h, err := newHistory(filepath.Join(scratch, "data"))
	if err != nil {
		return nil, err
	}
	return h, h.live()
})

func newHistory(dir string) (*history, error) {
	opts := tsdb.DefaultOptions()
	opts.RetentionDuration = 0
	db, err := tsdb.Open(dir, slog.New(slog.DiscardHandler), nil, opts, nil)
	if err != nil {
		return nil, err
	}
	db.DisableCompactions()
	h := &history{db: db, engine: promql.NewEngine(promql.EngineOpts{
		MaxSamples: 50_000_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute,
		EnableAtModifier: true, EnableNegativeOffset: true,
		NoStepSubqueryIntervalFn: func(int64) int64 { return time.Minute.Milliseconds() },
	})}
	rules := filepath.Join("..", "..", "prometheus", "casework-boards.yml")
	groups, errs := rulefmt.ParseFile(rules, false, model.UTF8Validation,
		parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	for _, g := range groups.Groups {
		h.rules = append(h.rules, g.Rules...)
	}
	return h, nil
}

// intakes are the settings CASEWORK_INTAKE of the sources.
var intakes = map[string]ledger.Window{plain: {Name: "91d", Seconds: 91 * day}, typed: {Name: "35d", Seconds: 35 * day}}

// live lets two sources live, polls them, and scrapes what is exposed.
func (h *history) live() error {
	var (
		ctx      = context.Background()
		now      = end.Add(-430 * 24 * time.Hour)
		log      = slog.New(slog.DiscardHandler)
		polling  = collectors.NewPollMetrics()
		registry = prometheus.NewRegistry()
		towns    []*town
		pollers  []*collectors.Poller
	)
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: metric.BuildInfo.Name, ConstLabels: prometheus.Labels{"version": "1.0.0", "revision": "abc", "goversion": "go"},
	})
	build.Set(1)
	registry.MustRegister(polling, build)
	exposed := exposition.New(registry, log, exposition.Options{})
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{plain, typed}, Publish: exposed.Publish})
	if err != nil {
		return err
	}
	for i, name := range []string{plain, typed} {
		due, err := deadline.New([]deadline.Rule{{CaseType: deadline.AnyType, Length: 15, Unit: deadline.Workdays, Pausable: true, Until: deadline.Forever}}, time.UTC)
		if err != nil {
			return err
		}
		opts := ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}, AgeBounds: []int64{7 * day, 28 * day}, Intake: intakes[name], StartedWithin: []int64{7 * day}}
		if name == typed {
			opts.CaseTypes = caseTypes
		}
		kept, led, damage, err := statefile.Open(filepath.Join(scratch, name), opts, now)
		if err := errors.Join(err, damage); err != nil {
			return err
		}
		defer kept.Close()
		if led == nil {
			led = ledger.New(opts, 1, now.Unix())
		}
		t := newTown(uint64(i), now.Unix(), end.Unix(), caseTypes)
		towns = append(towns, t)
		p, err := collectors.NewPoller(collectors.PollerConfig{
			Name: name, Source: t, Ledger: led, Store: kept, Publisher: pub, Metrics: polling, Log: log,
			Options: collectors.Options{
				Now: func() time.Time { return now }, ReconcileAt: 3 * time.Hour,
				Programmes: func() ([]ledger.Programme, error) { return t.programmes, nil },
				Study:      &collectors.StudyOptions{}, Changes: &change.Options{}, Deadlines: due,
				Tables: []collectors.TableReader{t}, Supplement: supplementOptions,
			},
		})
		if err != nil {
			return err
		}
		pollers = append(pollers, p)
	}
	for !now.After(end) {
		for i, p := range pollers {
			towns[i].now = now.Unix()
			if err := p.Poll(ctx); err != nil {
				return err
			}
		}
		if err := h.scrape(exposed, now); err != nil {
			return err
		}
		now = now.Add(pause(end.Sub(now)))
	}
	return nil
}

// pause is the time between two scrapes, that long before the end: history
// is the coarser the older it is.
func pause(left time.Duration) time.Duration {
	switch {
	case left > 35*24*time.Hour:
		return 24 * time.Hour
	case left > 6*time.Hour:
		return 6 * time.Hour
	}
	return time.Minute
}

// scrape fetches the exposition and stores it as Prometheus would, then
// records the rules of the boards.
func (h *history) scrape(exposed *exposition.Exposition, at time.Time) error {
	answer := httptest.NewRecorder()
	exposed.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	symbols := labels.NewSymbolTable()
	p, err := textparse.New(answer.Body.Bytes(), answer.Header().Get("Content-Type"), symbols, textparse.ParserOptions{
		FallbackContentType: "text/plain",
	})
	if err != nil {
		return err
	}
	app := h.db.Appender(context.Background())
	ms := at.UnixMilli()
	add := func(l labels.Labels, v float64) error {
		_, err := app.Append(0, l, ms, v)
		return err
	}
	n := 0
	for {
		entry, err := p.Next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if entry != textparse.EntrySeries {
			continue
		}
		_, _, v := p.Series()
		var l labels.Labels
		p.Labels(&l)
		if err := add(target(l), v); err != nil {
			return err
		}
		n++
	}
	for name, v := range map[string]float64{"scrape_duration_seconds": 0.01, "scrape_samples_scraped": float64(n)} {
		if err := add(target(labels.FromStrings("__name__", name)), v); err != nil {
			return err
		}
	}
	if err := app.Commit(); err != nil {
		return err
	}
	if at.Minute() != 0 {
		return nil
	}
	return h.record(at)
}

// target adds the labels of the scraped target.
func target(l labels.Labels) labels.Labels {
	b := labels.NewBuilder(l)
	b.Set("job", "casework").Set("instance", "localhost:19780")
	return b.Labels()
}

// record evaluates the recording rules.
func (h *history) record(at time.Time) error {
	app := h.db.Appender(context.Background())
	for _, rule := range h.rules {
		result, err := h.instant(rule.Expr, at)
		if err != nil {
			return err
		}
		for _, s := range result {
			b := labels.NewBuilder(s.Metric)
			b.Set("__name__", rule.Record)
			if _, err := app.Append(0, b.Labels(), at.UnixMilli(), s.F); err != nil {
				return err
			}
		}
	}
	return app.Commit()
}

// instant evaluates an expression at one time. A warning is an error: it
// says that the query does not mean what it seems to.
func (h *history) instant(expr string, at time.Time) (promql.Vector, error) {
	q, err := h.engine.NewInstantQuery(context.Background(), h.db, nil, expr, at)
	if err != nil {
		return nil, err
	}
	defer q.Close()
	result := q.Exec(context.Background())
	if err := errors.Join(result.Err, errors.Join(result.Warnings.AsErrors()...)); err != nil {
		return nil, err
	}
	vector, err := result.Vector()
	return append(promql.Vector(nil), vector...), err
}

// over evaluates an expression at every step of a time range.
func (h *history) over(expr string, from, until time.Time, step time.Duration) (promql.Matrix, error) {
	q, err := h.engine.NewRangeQuery(context.Background(), h.db, nil, expr, from, until, step)
	if err != nil {
		return nil, err
	}
	result := q.Exec(context.Background()) // not closed: that would recycle the points
	if err := errors.Join(result.Err, errors.Join(result.Warnings.AsErrors()...)); err != nil {
		return nil, err
	}
	return result.Matrix()
}

func lived(t *testing.T) *history {
	t.Helper()
	h, err := living()
	if err != nil {
		t.Fatal(err)
	}
	return h
}
