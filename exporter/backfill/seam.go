package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"casework/collectors/metric"
	"casework/collectors/statefile"
	"casework/collectors/timeseries"
	"casework/exporter/app"
	"casework/exporter/config"
)

// A living is what is known of live exporters: the first samples of their series
// in the output.
type living struct {
	first  int64              // of all, milliseconds; math.MaxInt64 without one
	begins map[string]int64   // by source
	values map[string]firstly // of counters and histograms, by labels
}

func newLiving() *living {
	return &living{first: math.MaxInt64, begins: map[string]int64{}, values: map[string]firstly{}}
}

// A firstly is the first sample of a series.
type firstly struct {
	at     int64
	value  float64
	native *histogram.Histogram // nil for a float
}

// counting are the metrics that only grow, by the names of their series.
func counting() map[string]bool {
	names := map[string]bool{}
	for _, def := range metric.All() {
		switch def.Type {
		case metric.Counter:
			names[def.Name] = true
		case metric.Histogram:
			for _, suffix := range []string{"", "_bucket", "_sum", "_count"} {
				names[def.Name+suffix] = true
			}
		}
	}
	return names
}

// note takes the first sample of a series, at which an iterator stands.
func (l *living) note(source string, of labels.Labels, kind chunkenc.ValueType, it chunkenc.Iterator, counting map[string]bool) {
	at := it.AtT()
	l.first = min(l.first, at)
	if begins, ok := l.begins[source]; !ok || at < begins {
		l.begins[source] = at
	}
	if !counting[of.Get(model.MetricNameLabel)] {
		return
	}
	name := of.String()
	if before, ok := l.values[name]; ok && before.at <= at {
		return
	}
	f := firstly{at: at}
	switch kind {
	case chunkenc.ValFloat:
		_, f.value = it.At()
	case chunkenc.ValHistogram:
		_, f.native = it.AtHistogram(nil)
	default:
		return
	}
	l.values[name] = f
}

// value is what a place's series show in a live exporter; false unless all of them
// are there.
func (l *living) value(p *place) (value, bool) {
	v := value{}
	for _, s := range p.values {
		f, ok := l.values[s.labels.String()]
		if !ok || f.native != nil {
			return v, false
		}
		v.series = append(v.series, f.value)
		v.count = f.value // of a histogram, the count is the last
	}
	if p.native != nil {
		f, ok := l.values[p.native.labels.String()]
		if !ok || f.native == nil {
			return v, false
		}
		v.count, v.zero, v.sum = float64(f.native.Count), float64(f.native.ZeroCount), f.native.Sum
		v.native = buckets(f.native)
	}
	return v, true
}

// buckets are the native buckets of a histogram by index.
func buckets(h *histogram.Histogram) map[int32]float64 {
	out := map[int32]float64{}
	for it := h.PositiveBucketIterator(); it.Next(); {
		b := it.At()
		out[b.Index] = float64(b.Count)
	}
	return out
}

// joins are where counters of the history meet those of live exporters, by the
// labels of their places. What can and what cannot be joined is said.
func (o *options) joins(ctx context.Context, cfg *config.Config, pasts []*past, from int64, l *living, r *reporter) (map[string]*join, error) {
	if o.overlap {
		return nil, nil
	}
	joins := map[string]*join{}
	for i, p := range pasts {
		shown, end, err := o.goesOn(ctx, cfg, &cfg.Sources[i], p, from, l, r)
		if err != nil {
			return nil, err
		}
		if shown == nil {
			continue
		}
		joined, apart := meet(o, joins, shown, end)
		r.say("Source %s: %d counters and histograms are joined to those of the exporter", p.name, joined)
		if apart > 0 {
			r.say("Source %s: %d cannot be joined, as the exporter's have other labels, or other --histograms; "+
				"increase() over the seam counts what the exporter had counted before", p.name, apart)
		}
	}
	return joins, nil
}

// A show says what a live exporter shows of a place; false if it does not.
type show func(*place) (value, bool)

// goesOn is what a live exporter of a source shows, and what the history shows at
// the same instant; nil if there is none.
func (o *options) goesOn(
	ctx context.Context, cfg *config.Config, s *config.SourceConfig, p *past, from int64, l *living, r *reporter,
) (show, *timeseries.Snapshot, error) {
	if begins, ok := l.begins[p.name]; ok {
		p.ran = true
		end, err := p.at(ctx, from, begins/1000)
		return l.value, end, err
	}
	saved, at, err := counted(cfg, s, p)
	if err != nil || saved == nil {
		return nil, nil, err
	}
	p.ran = true
	r.say("Source %s: the state file %s is there, and is left as it is: an exporter goes on from what it holds", p.name, app.StatePath(cfg, s))
	if o.format != blocks {
		r.say("Source %s: if the receiver holds samples of that exporter, give --to before the first of them; "+
			"increase() over that instant then counts what the exporter had counted before", p.name)
	}
	t := newTable(o.labels(), o.histograms)
	live := map[string]value{}
	forCounters(t, saved, func(place *place, sample *timeseries.Sample) {
		live[t.labels(place.key, "").String()] = place.valueOf(sample)
	})
	shown := func(place *place) (value, bool) {
		v, ok := live[t.labels(place.key, "").String()]
		return v, ok
	}
	end, err := p.at(ctx, from, at.Unix())
	return shown, end, err
}

// counted is what the state file of a source makes an exporter go on from, and
// when it was saved; nil if there is none.
func counted(cfg *config.Config, s *config.SourceConfig, p *past) (*timeseries.Snapshot, time.Time, error) {
	if cfg.StateDir == "" {
		return nil, time.Time{}, nil
	}
	path := app.StatePath(cfg, s)
	info, err := os.Stat(path)
	if err != nil {
		if os.IsNotExist(err) {
			err = nil
		}
		return nil, time.Time{}, err
	}
	l, err := statefile.ReadLedger(path, p.kept, p.read)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("source %q: what the exporter goes on from is not known: %w", s.Name, err)
	}
	if err := p.begin(context.Background(), p.read.Unix()); err != nil {
		return nil, time.Time{}, err
	}
	return p.history.Counted(l, p.read.Unix()), info.ModTime(), nil
}

// at is what the history shows at an instant, in Unix seconds.
func (p *past) at(ctx context.Context, from, at int64) (*timeseries.Snapshot, error) {
	if err := p.begin(ctx, from); err != nil {
		return nil, err
	}
	return p.history.At(max(at, from)), nil
}

// forCounters goes through the counters and histograms of a snapshot.
func forCounters(t *table, shown *timeseries.Snapshot, do func(*place, *timeseries.Sample)) {
	for i := range shown.Families {
		f := &shown.Families[i]
		if f.Def.Type != metric.Counter && f.Def.Type != metric.Histogram {
			continue
		}
		for s := range f.Samples.All() {
			do(t.place(f.Def, &s), &s)
		}
	}
}

// meet joins the counters of a history, as they end, to those of a live exporter. It
// tells how many it joined, and how many the exporter shows otherwise or not at all
// although they have counted something.
func meet(o *options, joins map[string]*join, shows show, end *timeseries.Snapshot) (joined, apart int) {
	t := newTable(o.labels(), o.histograms)
	forCounters(t, end, func(p *place, s *timeseries.Sample) {
		ends := p.valueOf(s)
		live, ok := shows(p)
		if !ok {
			if ends.count > 0 {
				apart++
			}
			return
		}
		joined++
		joins[t.labels(p.key, "").String()] = &join{live: live, end: ends}
	})
	return joined, apart
}
