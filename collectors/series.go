package collectors

import (
	"casework/collectors/exposition"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// A seriesCache keeps the label sets of a source's series, so that a publish
// makes only those that are new.
type seriesCache struct {
	source string
	units  map[string]*unitSeries
	other  map[otherKey]*exposition.Series

	// since is when series appeared that were not there from the first
	// publish on, Unix seconds.
	since     map[*exposition.Series]int64
	published bool
}

// unitSeries are the label sets of one unit's series.
type unitSeries struct {
	slots      map[[2]int]*exposition.Series // by supervision state and slot
	kinds      map[[2]int]*exposition.Series // by supervision state and kind
	windows    map[[3]int]*exposition.Series // by window, state and slot; −1 is all slots
	programmes map[string]*exposition.Series
	supervised map[string]*exposition.Series // those of counters, by programme
	sessions   map[[2]int]*exposition.Series // by window and programme
	histograms histogramCache
}

type otherKey struct {
	def    *metric.Def
	values [4]string
}

func newSeriesCache(source string) *seriesCache {
	return &seriesCache{
		source: source, units: map[string]*unitSeries{}, other: map[otherKey]*exposition.Series{},
		since: map[*exposition.Series]int64{},
	}
}

func (c *seriesCache) unit(name string) *unitSeries {
	u := c.units[name]
	if u == nil {
		u = &unitSeries{
			slots: map[[2]int]*exposition.Series{}, kinds: map[[2]int]*exposition.Series{},
			windows: map[[3]int]*exposition.Series{}, programmes: map[string]*exposition.Series{},
			supervised: map[string]*exposition.Series{}, sessions: map[[2]int]*exposition.Series{},
		}
		c.units[name] = u
	}
	return u
}

// cached returns the series of a key, made once by create.
func cached[K comparable](b *build, m map[K]*exposition.Series, k K, create func() *exposition.Series) *exposition.Series {
	s := m[k]
	if s == nil {
		s = create()
		m[k] = s
		if b.series.published {
			b.series.since[s] = b.now
		}
	}
	return s
}

// fresh reports whether a series is so new that it shows 0. A counter that
// appears with a value hides its first increase from Prometheus, which must
// see the 0 before it. What the first publish shows is not new: it either
// begins at 0, or goes on from before a restart.
func (b *build) fresh(s *exposition.Series) bool {
	since, appeared := b.series.since[s]
	if appeared && b.now >= since+b.zeroHold {
		delete(b.series.since, s)
		return false
	}
	return appeared
}

// slot is the series of a unit, supervision state and case type slot.
func (b *build) slot(u *ledger.UnitView, state, slot int) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).slots, [2]int{state, slot}, func() *exposition.Series {
		return exposition.NewSeries(metric.QueueCases.Labels,
			[]string{b.source, u.Unit.Unit, states[state], b.view.Slots[slot]})
	})
}

// kind is the series of a unit, supervision state and kind of error.
func (b *build) kind(u *ledger.UnitView, state, kind int) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).kinds, [2]int{state, kind}, func() *exposition.Series {
		return exposition.NewSeries(metric.ErrorsReported.Labels,
			[]string{b.source, u.Unit.Unit, states[state], b.view.Kinds[kind].Name})
	})
}

// window is the series of a unit's window; slot −1 is all case types.
func (b *build) window(u *ledger.UnitView, window, state, slot int) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).windows, [3]int{window, state, slot}, func() *exposition.Series {
		return exposition.NewSeries(metric.WindowClosed.Labels,
			[]string{b.source, u.Unit.Unit, states[state], b.slotName(slot), b.view.Windows[window].Name})
	})
}

// programme is the series of a unit and programme.
func (b *build) programme(u *ledger.UnitView, name string) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).programmes, name, func() *exposition.Series {
		return exposition.NewSeries(metric.SupervisionActive.Labels, []string{b.source, u.Unit.Unit, name})
	})
}

// supervised is the series of a unit and programme, for counters: a unit can
// take part in a programme long before its first session.
func (b *build) supervised(u *ledger.UnitView, name string) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).supervised, name, func() *exposition.Series {
		return exposition.NewSeries(metric.SessionsHeld.Labels, []string{b.source, u.Unit.Unit, name})
	})
}

// session is the series of a unit, programme and window.
func (b *build) session(u *ledger.UnitView, window, programme int) *exposition.Series {
	return cached(b, b.series.unit(u.Unit.Unit).sessions, [2]int{window, programme}, func() *exposition.Series {
		return exposition.NewSeries(metric.WindowSessionsHeld.Labels,
			[]string{b.source, u.Unit.Unit, b.view.Programmes[programme].Name, b.view.Windows[window].Name})
	})
}

// labelled is the series of any other metric, with the values of its labels
// after the source, of which there are at most four.
func (b *build) labelled(def *metric.Def, values ...string) *exposition.Series {
	key := otherKey{def: def}
	copy(key.values[:], values)
	return cached(b, b.series.other, key, func() *exposition.Series {
		return exposition.NewSeries(def.Labels, append([]string{b.source}, values...))
	})
}

func (b *build) slotName(slot int) string {
	if slot < 0 {
		return ""
	}
	return b.view.Slots[slot]
}
