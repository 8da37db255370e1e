package families

import (
	"casework/collectors/duration"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// durations collects the histograms of waits and turnarounds.
func (b *Builder) durations() {
	for u := range b.shown {
		b.unit(durationsOfUnit, u, func() {
			created := max(u.Created, b.in.View.Created)
			made := b.series.unit(u.Unit.Unit).histograms.of(u.Counters, b.bounds, b.fresh(b.slot(u, ledger.Inactive, 0)), b.in.showPauses())
			for state := range u.Counters.Flows {
				for slot := range u.Counters.Flows[state] {
					s := b.slot(u, state, slot)
					if b.in.Columns.Started {
						b.histogram(&metric.Wait, s, made[state][slot][0], created)
					}
					if !b.in.Columns.Unclosed {
						b.histogram(&metric.Turnaround, s, made[state][slot][1], created)
						if h := made[state][slot][2]; h != nil {
							b.histogram(&metric.NetTurnaround, s, h, created)
						}
					}
				}
			}
		})
	}
}

func (b *Builder) histogram(def *metric.Def, s timeseries.Series, h *timeseries.Histogram, created int64) {
	b.add(def, timeseries.Sample{Series: s, Histogram: h, Created: float64(created)})
}

// A histogramCache keeps a unit's histograms in the form of the exposition
// until its counters change.
type histogramCache struct {
	counters *ledger.Counters
	fresh    bool
	net      bool                          // whether there are pauses
	made     [2][][3]*timeseries.Histogram // by state, slot: wait, turnaround, that without pauses
}

// of returns the histograms of counters; empty ones while they are fresh.
func (c *histogramCache) of(counters *ledger.Counters, bounds [2][]float64, fresh, net bool) *[2][][3]*timeseries.Histogram {
	if c.counters == counters && c.fresh == fresh && c.net == net {
		return &c.made
	}
	before, last := c.counters, c.made // of the last time, where they may be shown again
	if fresh || c.fresh {
		before = nil
	}
	c.counters, c.fresh, c.net = counters, fresh, net
	for state := range c.made {
		c.made[state] = make([][3]*timeseries.Histogram, len(counters.Flows[state]))
		for slot := range c.made[state] {
			f := &counters.Flows[state][slot]
			var was [3]*duration.Histogram
			if before != nil && slot < len(last[state]) {
				was = histogramsOf(&before.Flows[state][slot])
			}
			for i, h := range histogramsOf(f) {
				if i == 2 && !net {
					continue
				}
				if was[i] != nil && last[state][slot][i] != nil && h.Same(was[i]) {
					c.made[state][slot][i] = last[state][slot][i]
					continue
				}
				if fresh {
					h = &duration.Histogram{}
				}
				c.made[state][slot][i] = expose(h, bounds[min(i, 1)])
			}
		}
	}
	return &c.made
}

func histogramsOf(f *ledger.Flow) [3]*duration.Histogram {
	return [...]*duration.Histogram{&f.Wait, &f.Turnaround, &f.Net}
}

// expose converts a histogram to the form that package exposition renders.
func expose(h *duration.Histogram, bounds []float64) *timeseries.Histogram {
	out := &timeseries.Histogram{
		Bounds: bounds, Counts: h.Buckets, Sum: float64(h.Sum),
		Schema: duration.NativeSchema, ZeroCount: h.Zero, Native: h.Native,
	}
	if out.Counts == nil {
		out.Counts = make([]uint64, len(bounds)+1)
	}
	return out
}
