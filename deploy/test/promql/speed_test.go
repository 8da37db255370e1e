package promql

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"

	"casework/collectors/metric"
	"casework/dashboards/query"
)

// TestBoardsAnswerWithinASecond measures each board on a large site: as
// many units as BOARDS_UNITS says, a scrape a minute, a year of history in
// blocks as Prometheus keeps them, and for control charts as much as they show. Series of single units are stored only
// where boards look: over the year for one, for the others, and for those of single months, around now and
// one window earlier.
func TestBoardsAnswerWithinASecond(t *testing.T) {
	units, err := strconv.Atoi(os.Getenv("BOARDS_UNITS"))
	if err != nil {
		t.Skip("BOARDS_UNITS is not set: how many units to measure boards with, such as 1000")
	}
	h, err := newHistory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	opts := tsdb.DefaultOptions()
	opts.MinBlockDuration = (31 * 24 * time.Hour).Milliseconds()
	opts.MaxBlockDuration = opts.MinBlockDuration
	opts.RetentionDuration = 0
	if h.db, err = tsdb.Open(t.TempDir(), slog.New(slog.DiscardHandler), nil, opts, nil); err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	samples := fillLarge(t, h, units)
	if err := h.db.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d samples, %d blocks", samples, len(h.db.Blocks()))
	c := query.Chosen(plain, largeUnit(0))
	for key, b := range boards(t, "nb") {
		var took []time.Duration
		for range 3 {
			begin := time.Now()
			for _, p := range b.Panels {
				for range p.times() {
					for _, q := range p.Targets {
						asked := time.Now()
						run(t, h, b, p, q, c)
						if took := time.Since(asked); took > slow {
							t.Logf("%s, panel %d, %s: %v", key, p.ID, q.RefID, took.Round(time.Millisecond))
						}
					}
				}
			}
			for _, a := range b.Annotations.List {
				over := span(t, b.Time.From)
				if _, err := h.over(c.Fill(a.Target.Expr, 7*24*time.Hour), end.Add(-over), end, 7*24*time.Hour); err != nil {
					t.Error(err)
				}
			}
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		t.Logf("%-12s %v for all its queries, one after the other", key, took[0].Round(time.Millisecond))
		if took[0] > time.Second { // the fastest of three, as other work on the machine slows the others
			t.Errorf("board %s takes %v", key, took[0])
		}
	}
}

// slow is a query that is named: ten of these are most of a board's second.
const slow = 100 * time.Millisecond

// times is how often a panel is there: once for each unit with a chart, if it
// is one of those.
func (p panel) times() int {
	if p.Repeat != "" {
		return 12
	}
	return 1
}

func largeUnit(i int) string { return fmt.Sprintf("unit %04d", i) }

// A flow of samples is a series and where it is stored.
type samples struct {
	labels labels.Labels
	ref    storage.SeriesRef
	value  float64
	whole  bool // over the whole year
	long   bool // over as many months as charts of months show
}

// fillLarge stores the history of a large site and returns its size.
func fillLarge(t *testing.T, h *history, units int) int {
	t.Helper()
	var all []*samples
	for _, d := range metric.All() {
		if d.Type == metric.Histogram || strings.HasPrefix(d.Name, "casework_build") {
			continue
		}
		for _, series := range largeSeries(*d, units) {
			all = append(all, &samples{
				labels: series, value: largeValue(*d),
				whole: !series.Has("month") && (!series.Has("unit") || series.Get("unit") == largeUnit(0)),
				long:  ofCharts(*d) && (!series.Has("unit") || series.Get("unit") == largeUnit(0)),
			})
		}
	}
	for _, rule := range h.rules {
		all = append(all, &samples{
			labels: labels.FromStrings("__name__", rule.Record, "source", plain, "supervision", "active",
				"window", "28d", "programme", "veiledning"),
			value: 100, whole: true,
		})
	}
	always := slices.DeleteFunc(slices.Clone(all), func(s *samples) bool { return !s.whole })
	charts := slices.DeleteFunc(slices.Clone(all), func(s *samples) bool { return !s.long })
	n, begin, year := 0, end.Add(-1157*24*time.Hour), end.Add(-365*24*time.Hour)
	app := h.db.Appender(context.Background())
	for at := begin; !at.After(end); at = at.Add(time.Minute) {
		now := always
		if at.Before(year) {
			now = charts
		} else if looked(at) {
			now = all
		}
		for _, s := range now {
			var err error
			if s.ref, err = app.Append(s.ref, s.labels, at.UnixMilli(), s.value+float64(at.Minute()%7)); err != nil {
				t.Fatal(err)
			}
		}
		n += len(now)
		if at.Minute() == 0 {
			if err := app.Commit(); err != nil {
				t.Fatal(err)
			}
			app = h.db.Appender(context.Background())
		}
	}
	if err := app.Commit(); err != nil {
		t.Fatal(err)
	}
	return n
}

// ofCharts reports whether charts of months read a metric over time.
func ofCharts(d metric.Def) bool {
	return strings.HasPrefix(d.Name, "casework_control_chart_adjusted_") || d.Name == metric.EffectAsOf.Name || d.Name == metric.SupervisionActive.Name
}

// looked reports whether boards look at all units at that time.
func looked(at time.Time) bool {
	ago := end.Sub(at)
	const window = 28 * 24 * time.Hour
	return ago <= 6*time.Hour || ago >= window && ago <= window+6*time.Hour
}

func largeValue(d metric.Def) float64 {
	switch {
	case strings.HasSuffix(d.Name, "timestamp_seconds"):
		return float64(end.Add(-200 * 24 * time.Hour).Unix())
	case strings.HasSuffix(d.Name, "_ratio"):
		return 0.5
	case strings.HasSuffix(d.Name, "_active"):
		return 1
	}
	return 1000
}

// largeSeries are the series of a metric with that many units, half of them
// under supervision.
func largeSeries(d metric.Def, units int) []labels.Labels {
	b := labels.NewBuilder(labels.FromStrings("__name__", d.Name, "job", "casework", "instance", "localhost:19780"))
	for _, l := range d.Labels {
		switch l {
		case metric.Source:
			b.Set("source", plain)
		case metric.Window:
			b.Set("window", "28d")
		case metric.Programme:
			b.Set("programme", "veiledning")
		case metric.Outcome:
			b.Set("outcome", "wait")
		case metric.Unit, metric.Supervision, metric.CaseType:
		default:
			b.Set(string(l), "x")
		}
	}
	var all []labels.Labels
	state := func(i int) string { return []string{metric.Active, metric.Inactive}[i%2] }
	add := func() {
		if !slices.Contains(d.Labels, metric.Month) {
			all = append(all, b.Labels())
			return
		}
		for i := range 36 { // back from the month that largeValue ends charts with
			month := end.Add(-200*24*time.Hour).AddDate(0, -i, 0)
			all = append(all, b.Set(string(metric.Month), month.Format("2006-01")).Labels())
		}
	}
	switch {
	case slices.Contains(d.Labels, metric.Unit):
		if slices.Contains(d.Labels, metric.Month) {
			units = min(units, 12) // as many as have a chart
		}
		for i := range units {
			b.Set("unit", largeUnit(i))
			if slices.Contains(d.Labels, metric.Supervision) {
				b.Set("supervision", state(i))
			}
			add()
		}
	case slices.Contains(d.Labels, metric.Supervision):
		for i := range 2 {
			b.Set("supervision", state(i))
			add()
		}
	default:
		add()
	}
	return all
}
