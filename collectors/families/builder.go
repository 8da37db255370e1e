package collectors

import (
	"context"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/source"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// A build turns one View into metric families.
type build struct {
	source                   string
	view                     *ledger.View
	now                      int64          // of the publish, Unix seconds; later than the view's while polls fail
	columns                  ledger.Columns // that the source has and fills
	hasErrors, hasSessions   bool           // whether the source has these queries
	showErrors, showSessions bool           // and they were read lately
	zeroHold                 int64          // seconds for which a new series shows 0
	minCell                  int            // cases below which nothing is said of them but their number; 0 for none
	shard                    Shard
	series                   *seriesCache
	bounds                   [2][]float64 // of the wait and turnaround histograms
	study                    *studySeries // nil before the first
	studyNext                int64        // when the next study comes, Unix seconds
	hourlyCost               float64      // in currency; 0 is unknown
	currency                 string

	figures  [][]supplement.Figure // of the tables beside the cases, in parts
	figured  []figured             // by part, as of the last time
	rejected []rejection           // of their rows

	families map[*metric.Def][]timeseries.Sample
}

func newBuild(name string, opts Options) build {
	b := build{
		source: name, series: newSeriesCache(name),
		shard: opts.Shard, hourlyCost: opts.Aggregate.HourlyCost, currency: opts.Aggregate.Currency,
		zeroHold: int64(max(opts.ZeroHold, 0) / time.Second),
		bounds:   [2][]float64{opts.WaitBounds, opts.TurnaroundBounds},
	}
	if opts.SmallUnits != nil {
		b.minCell = opts.SmallUnits.MinCell()
	}
	return b
}

// ask learns which queries a source has: files of sessions come and go.
func (b *build) ask(ctx context.Context, s Source) error {
	hasErrors, err := s.Has(ctx, source.Errors)
	if err != nil {
		return err
	}
	hasSessions, err := s.Has(ctx, source.Sessions)
	if err != nil {
		return err
	}
	b.hasErrors, b.hasSessions = hasErrors, hasSessions
	return nil
}

// collect fills a build. With withheld, gauges of the source's state are
// left out: they would be out of date. Counters stay.
func (b *build) collect(withheld bool) map[*metric.Def][]timeseries.Sample {
	sizes := b.families // nearly those of the last time
	b.families = make(map[*metric.Def][]timeseries.Sample, len(sizes))
	for def, samples := range sizes {
		b.families[def] = make([]timeseries.Sample, 0, len(samples))
	}
	b.flow()
	b.durations()
	b.reports()
	b.sessions()
	b.charts()
	if b.shard.whole() {
		b.compared()
		b.own()
		b.small()
	}
	if !withheld {
		b.queue()
		b.windows()
		if b.shard.whole() {
			b.groups()
			b.rest()
			b.gains()
		}
		b.supervision()
		b.tabled()
	}
	b.series.published = true
	return b.families
}

// shown yields the units that are large enough to be shown by themselves.
func (b *build) shown(yield func(*ledger.UnitView) bool) {
	for i := range b.view.Units {
		if u := &b.view.Units[i]; u.Treatment == ledger.Shown && !yield(u) {
			return
		}
	}
}

// gauge adds a sample of a gauge.
func (b *build) gauge(def *metric.Def, s *timeseries.Series, v float64) {
	b.families[def] = append(b.families[def], timeseries.Sample{Series: s, Value: v})
}

// put adds a gauge with the values of its labels after the source.
func (b *build) put(def *metric.Def, v float64, labels ...string) {
	b.gauge(def, b.labelled(def, labels...), v)
}

// counter adds a sample of a counter that began at 0 at created.
func (b *build) counter(def *metric.Def, s *timeseries.Series, n uint64, created int64) {
	if b.fresh(s) {
		n = 0
	}
	b.families[def] = append(b.families[def],
		timeseries.Sample{Series: s, Value: float64(n), Created: float64(created)})
}

// indicator is the value of a gauge that says whether something is so.
func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// slotted yields the sum over all case types, and with types told apart each
// of them: windows overlap in nothing, but quantiles cannot be added up.
func slotted(m *ledger.Measures, yield func(slot int, m *ledger.Measures)) {
	yield(-1, m)
	for i := range m.Slots {
		yield(i, &m.Slots[i])
	}
}

var states = [...]string{ledger.Inactive: metric.Inactive, ledger.Active: metric.Active}
