package families

import (
	"fmt"
	"math"

	"casework/collectors/detect"
	"casework/collectors/ledger"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// A seriesCache keeps the label sets of a source's series, so that a publish
// makes only those that are new.
type seriesCache struct {
	source string
	units  map[string]*unitSeries
	order  []*unitSeries  // by index in a View
	last   *unitSeries    // that was asked for: one unit is, many times in a row
	kinds  map[string]int // see kindNumber
	values []string       // memory of labelled
	maker  timeseries.Maker

	// since is when each series appeared that the first publish did not have,
	// Unix seconds, for as long as it shows 0. It is empty if new series do not show 0 first.
	since     map[timeseries.Series]int64
	recent    timeseries.Series // no key of since is lower: lower series need not be looked up
	oldest    int64             // no value of since is lower
	published bool
}

// unitSeries are the label sets of one unit's series.
type unitSeries struct {
	name       string
	made       [numUnitSections]madeBefore
	info       timeseries.Series
	infoOf     ledger.Unit // what info says
	intakes    seriesList  // by slot, time within which cases started, and supervision state; −1 is all slots, and no time
	slots      seriesList  // by slot and supervision state
	ages       seriesList  // by slot, band of age and supervision state
	kinds      seriesList  // by number of the kind's name, and supervision state
	windows    seriesList  // by slot, window and state; −1 is all slots
	programmes map[string]timeseries.Series
	supervised map[string]timeseries.Series       // those of counters, by programme
	sessions   map[numberedName]timeseries.Series // of programmes, by window
	changes    seriesList                         // by measure
	histograms histogramCache
}

// A numberedName is a name and a number beside it. Programmes have numbers of their own,
// but those change when a ledger forgets names.
type numberedName struct {
	number int
	name   string
}

// A seriesList is series by a number, which is computed from several indexes. The index
// that may grow later counts for most, so that the numbers of earlier series stay.
type seriesList []timeseries.Series

// indexed returns the series with a number, made once by create; 0 if create fails.
func indexed(b *Builder, list *seriesList, n int, create func() timeseries.Series) timeseries.Series {
	if n < len(*list) {
		if s := (*list)[n]; s != 0 {
			return s
		}
	} else {
		*list = append(*list, make(seriesList, n+1-len(*list))...)
	}
	s := create()
	if (*list)[n] = s; s != 0 {
		b.noteNew(s)
	}
	return s
}

// noteNew notes when a series appeared.
func (b *Builder) noteNew(s timeseries.Series) {
	if c := b.series; c.published && b.zeroHold > 0 {
		c.since[s] = b.in.Now
		c.recent, c.oldest = min(c.recent, s), min(c.oldest, b.in.Now)
	}
}

func newSeriesCache(source string) *seriesCache {
	return &seriesCache{
		source: source, units: map[string]*unitSeries{}, kinds: map[string]int{},
		since: map[timeseries.Series]int64{}, recent: math.MaxUint32, oldest: math.MaxInt64,
	}
}

// begin begins a Build: series that appeared before an instant are not new any more. A
// study brings tens of thousands at once, so they are gone through only when one of them
// is due.
func (c *seriesCache) begin(newSince int64) {
	if c.oldest > newSince {
		return
	}
	c.recent, c.oldest = math.MaxUint32, math.MaxInt64
	for s, since := range c.since {
		if since <= newSince {
			delete(c.since, s)
			continue
		}
		c.recent, c.oldest = min(c.recent, s), min(c.oldest, since)
	}
}

// at tells unit which unit stands at an index of a View. It is mostly the one that stood
// there in the View before.
func (c *seriesCache) at(index int, name string) {
	if index >= len(c.order) {
		c.order = append(c.order, make([]*unitSeries, index+1-len(c.order))...)
	}
	if u := c.order[index]; u != nil && u.name == name {
		c.last = u
		return
	}
	c.order[index] = c.unit(name)
}

func (c *seriesCache) unit(name string) *unitSeries {
	if c.last != nil && c.last.name == name {
		return c.last
	}
	u := c.units[name]
	if u == nil {
		u = &unitSeries{
			name: name, programmes: map[string]timeseries.Series{}, supervised: map[string]timeseries.Series{},
			sessions: map[numberedName]timeseries.Series{},
		}
		c.units[name] = u
	}
	c.last = u
	return u
}

// cached returns the series of a key, made once by create; 0 if create fails.
func cached[K comparable](b *Builder, m map[K]timeseries.Series, k K, create func() timeseries.Series) timeseries.Series {
	s := m[k]
	if s == 0 {
		if s = create(); s == 0 {
			return 0
		}
		m[k] = s
		b.noteNew(s)
	}
	return s
}

// fresh reports whether a series is so new that it shows 0. A counter that
// appears with a value hides its first increase from Prometheus, which must
// see the 0 before it. What the first publish shows is not new: it either
// begins at 0, or goes on from before a restart.
func (b *Builder) fresh(s timeseries.Series) bool {
	if s < b.series.recent {
		return false
	}
	_, appeared := b.series.since[s]
	b.again.fresh = b.again.fresh || appeared
	return appeared
}

// newSeries makes a series with the labels of a metric, and their values after
// the source. If the metric has more labels or fewer, it notes the fault, and
// returns 0: see add.
func (b *Builder) newSeries(def *metric.Def, values ...string) timeseries.Series {
	s, err := b.series.maker.Make(def.Labels, append([]string{b.source}, values...))
	if err != nil {
		b.faults[def] = fmt.Errorf("metric %s: %w", def.Name, err)
	}
	return s
}

// slot is the series of a unit, supervision state and case type slot.
func (b *Builder) slot(u *ledger.UnitView, state, slot int) timeseries.Series {
	return indexed(b, &b.series.unit(u.Unit.Unit).slots, slot*len(states)+state, func() timeseries.Series {
		return b.newSeries(&metric.QueueCases, u.Unit.Unit, states[state], b.in.View.Slots[slot])
	})
}

// age is the series of a unit as it stands, case type slot and band of age.
func (b *Builder) age(u *ledger.UnitView, slot, band int) timeseries.Series {
	return indexed(b, &b.series.unit(u.Unit.Unit).ages, (slot*len(b.in.View.AgeBands)+band)*len(states)+u.State, func() timeseries.Series {
		return b.newSeries(&metric.OpenAgeCases, u.Unit.Unit, states[u.State], b.in.View.Slots[slot], b.in.View.AgeBands[band])
	})
}

// kind is the series of a unit, supervision state and kind of error.
func (b *Builder) kind(u *ledger.UnitView, state int, kind *numberedName) timeseries.Series {
	return indexed(b, &b.series.unit(u.Unit.Unit).kinds, kind.number*len(states)+state, func() timeseries.Series {
		return b.newSeries(&metric.ErrorsReported, u.Unit.Unit, states[state], kind.name)
	})
}

// kindNumber is the number of a kind's name, which stays when a ledger gives it another.
func (c *seriesCache) kindNumber(name string) int {
	number, ok := c.kinds[name]
	if !ok {
		number = len(c.kinds)
		c.kinds[name] = number
	}
	return number
}

// window is the series of a unit's window; slot −1 is all case types.
func (b *Builder) window(u *ledger.UnitView, window, state, slot int) timeseries.Series {
	return indexed(b, &b.series.unit(u.Unit.Unit).windows, ((slot+1)*len(b.in.View.Windows)+window)*len(states)+state, func() timeseries.Series {
		return b.newSeries(&metric.WindowClosed, u.Unit.Unit, states[state], b.slotName(slot), b.in.View.Windows[window].Name)
	})
}

// unitInfo is the series of what is known of a unit.
func (b *Builder) unitInfo(u *ledger.UnitView) timeseries.Series {
	own := b.series.unit(u.Unit.Unit)
	if own.info == 0 || own.infoOf != u.Unit {
		own.info, own.infoOf = b.labelled(&metric.UnitInfo, u.Unit.Unit, u.Name, u.Service, u.Parent, u.Service), u.Unit
	}
	return own.info
}

// intaken is the series of what became of the cases that a unit received; slot −1
// is all case types, and within −1 no time within which they were started.
func (b *Builder) intaken(u *ledger.UnitView, state, slot, within int) timeseries.Series {
	return indexed(b, &b.series.unit(u.Unit.Unit).intakes, ((slot+1)*(len(b.in.View.Within)+1)+within+1)*len(states)+state, func() timeseries.Series {
		if within < 0 {
			return b.newSeries(&metric.IntakeCases, u.Unit.Unit, states[state], b.slotName(slot), b.in.View.Intake.Name)
		}
		return b.newSeries(&metric.IntakeFollowed, u.Unit.Unit, states[state], b.slotName(slot), b.in.View.Intake.Name, b.in.View.Within[within])
	})
}

// programme is the series of a unit and programme.
func (b *Builder) programme(u *ledger.UnitView, name string) timeseries.Series {
	return cached(b, b.series.unit(u.Unit.Unit).programmes, name, func() timeseries.Series {
		return b.newSeries(&metric.SupervisionActive, u.Unit.Unit, name)
	})
}

// supervised is the series of a unit and programme, for counters: a unit can
// take part in a programme long before its first session.
func (b *Builder) supervised(u *ledger.UnitView, name string) timeseries.Series {
	return cached(b, b.series.unit(u.Unit.Unit).supervised, name, func() timeseries.Series {
		return b.newSeries(&metric.SessionsHeld, u.Unit.Unit, name)
	})
}

// session is the series of a unit, programme and window.
func (b *Builder) session(u *ledger.UnitView, window, programme int) timeseries.Series {
	name := b.in.View.Programmes[programme].Name
	return cached(b, b.series.unit(u.Unit.Unit).sessions, numberedName{window, name}, func() timeseries.Series {
		return b.newSeries(&metric.WindowSessionsHeld, u.Unit.Unit, name, b.in.View.Windows[window].Name)
	})
}

// change is the series of a unit and measure that is judged.
func (b *Builder) change(unit string, measure detect.Measure) timeseries.Series {
	return indexed(b, &b.series.unit(unit).changes, int(measure), func() timeseries.Series {
		return b.newSeries(&metric.ChangeState, unit, measure.String())
	})
}

// labelled is the series of any other metric, with the values of its labels
// after the source. Metrics with the same labels share it.
func (b *Builder) labelled(def *metric.Def, values ...string) timeseries.Series {
	c := b.series
	c.values = append(append(c.values[:0], b.source), values...)
	s, isNew, err := c.maker.Find(def.Labels, c.values)
	if err != nil {
		b.faults[def] = fmt.Errorf("metric %s: %w", def.Name, err)
	}
	if isNew {
		b.noteNew(s)
	}
	return s
}

func (b *Builder) slotName(slot int) string {
	if slot < 0 {
		return ""
	}
	return b.in.View.Slots[slot]
}
