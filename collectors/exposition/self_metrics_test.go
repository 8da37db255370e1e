package exposition

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
)

// TestSelfMetricsAreGatheredOnceASecond: many scrapes at a time ask once, and
// the next second asks again.
func TestSelfMetricsAreGatheredOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gathered := 0
		e := New(prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) {
			gathered++
			return nil, nil
		}), discardLog(), Options{})
		for i, step := range []struct {
			pass time.Duration
			want int
		}{{0, 1}, {0, 1}, {time.Second - 1, 1}, {1, 2}, {0, 2}} {
			time.Sleep(step.pass)
			scrape(e, http.MethodGet, nil)
			if gathered != step.want {
				t.Errorf("scrape %d: gathered %d times, want %d", i, gathered, step.want)
			}
		}
	})
}

// A brokenCollector collects one good metric and one that fails.
type brokenCollector struct{ err error }

func (brokenCollector) Describe(chan<- *prometheus.Desc) {}

func (c brokenCollector) Collect(ch chan<- prometheus.Metric) {
	good := prometheus.NewDesc("self_good", "Good.", nil, nil)
	ch <- prometheus.MustNewConstMetric(good, prometheus.GaugeValue, 1)
	ch <- prometheus.NewInvalidMetric(prometheus.NewDesc("self_bad", "Bad.", nil, nil), c.err)
}

func TestFailingSelfMetricCostsOnlyItself(t *testing.T) {
	registry := prometheus.NewRegistry()
	broken := &brokenCollector{err: errors.New("no such sensor")}
	registry.MustRegister(broken)
	failures := prometheus.NewCounter(prometheus.CounterOpts{Name: "failures_total", Help: "Failures."})
	var log bytes.Buffer
	e := New(registry, slog.New(slog.NewTextHandler(&log, nil)), Options{SelfAge: -1, Failures: failures})
	s := municipality(1)
	e.Publish(s)

	want := string(renderAll(s, formatText)) + "# HELP self_good Good.\n# TYPE self_good gauge\nself_good 1\n"
	for range 3 {
		response := scrape(e, http.MethodGet, nil)
		if response.StatusCode != http.StatusOK {
			t.Errorf("status %d", response.StatusCode)
		}
		if diff := cmp.Diff(want, string(readAll(t, response.Body, nil))); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
	}
	broken.err = errors.New("another fault")
	scrape(e, http.MethodGet, nil)

	if got := testutil.ToFloat64(failures); got != 4 {
		t.Errorf("%v failures counted of 4", got)
	}
	if n := strings.Count(log.String(), "\n"); n != 2 ||
		!strings.Contains(log.String(), "no such sensor") || !strings.Contains(log.String(), "another fault") {
		t.Errorf("log has not one line for each fault:\n%s", &log)
	}
}

// A family that cannot be written, here for want of a value, leaves no part of
// itself behind.
func TestUnwritableSelfMetricCostsOnlyItself(t *testing.T) {
	gatherer := prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) {
		good, err := oneMetric().Gather()
		if err != nil {
			return nil, err
		}
		bad, err := oneMetric().Gather()
		bad[0].Metric[0].Counter = nil
		return append(bad, good...), err
	})
	e := New(gatherer, discardLog(), Options{})
	got := string(readAll(t, scrape(e, http.MethodGet, nil).Body, nil))
	if diff := cmp.Diff(selfText, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}
