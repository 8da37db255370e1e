package detect

import (
	"math"
	"slices"
)

// A State is whether a unit's measure has changed.
type State uint8

// The states.
const (
	Normal State = iota
	Rising       // on its way to a new level, not sure yet
	Risen        // at a new level
)

// Options tune Detectors. Zero fields take the defaults.
type Options struct {
	Between int // expected days between two false alarms of one unit and measure; default two years
	Usual   int // days for which a risen level must last to become the usual one; default 26 weeks
}

// WithDefaults are the Options with what they leave open.
func (o Options) WithDefaults() Options {
	if o.Between == 0 {
		o.Between = 2 * 365
	}
	if o.Usual == 0 {
		o.Usual = 182
	}
	return o
}

// adoptFall is after how many days a level that fell for good has become usual.
const adoptFall = 91

// excess bounds a CUSUM, as a multiple of its limit. Without a bound, a long rise would make
// it so high that it could not show for a long time that the level has come back.
const excess = 1.25

// A Detector judges one unit by one measure, day by day. It may not be used
// concurrently.
type Detector struct {
	measure Measure
	opts    Options
	scale   *Scale // nil while there is too little history
	charts  [numCharts]watch
	shares  [numCharts]float64 // of the false alarms
	day     int32              // the next
	state   State
	began   int32   // day from which the level is another
	told    int32   // day on which it was found Risen
	adopted int32   // day on which a risen level last became the usual one; 0 if none did
	usual   float64 // median of the values of the reference, of measures with values
	recent  []Day   // the last days, oldest first
}

// A watch is one chart of a Detector.
type watch struct {
	chart
	limit     float64
	from, end int32 // the days of the reference
	alarmed   bool
}

// New returns a Detector whose first day is day.
func New(m Measure, day int32, o Options) *Detector {
	return &Detector{measure: m, opts: o.WithDefaults(), day: day}
}

// Calibrate fits the Detector to a past, which must end where it is. The state stays.
func (d *Detector) Calibrate(past *Past) { d.Fit(Calibrate(d.measure, past), past) }

// Fit is Calibrate with a Scale that was calibrated before, by the same measure. It does nothing if s
// is nil.
func (d *Detector) Fit(s *Scale, past *Past) {
	if s == nil {
		return
	}
	first := d.scale == nil
	d.scale = s
	weeks := map[int32]subgroup{}
	var limits [numCharts]float64
	limits, d.shares = s.limits(float64(d.opts.Between))
	for i := range d.charts {
		w := &d.charts[i]
		if first {
			w.from, w.end = past.First, d.day
		}
		limit := limits[i]
		was, by := w.chart, 0.0
		if w.limit > 0 && !math.IsInf(w.limit, 0) && !math.IsInf(limit, 0) {
			by = limit / w.limit
		}
		w.chart = chart{up: s.charts[i].up, down: s.charts[i].down, since: was.since, fallen: was.fallen, s: was.s * by, fall: was.fall * by}
		w.limit = limit
		d.refill(w, past, weeks)
	}
	d.recent = slices.Clone(past.between(d.day-sinceDays, d.day))
	if d.measure.Valued() {
		w := &d.charts[0]
		d.usual, _ = medianOf(past.between(max(w.from, w.end-7*refWeeks), w.end))
	}
}

// Light is a small copy of a Detector, without what Fit takes from a past. After a Fit to a past that ends where the
// Detector stands, it goes on as the Detector itself would; before that, it must not judge a day.
func (d *Detector) Light() *Detector {
	own := *d
	own.recent = nil
	for i := range own.charts {
		c := &own.charts[i].chart
		*c = chart{s: c.s, fall: c.fall, since: c.since, fallen: c.fallen}
	}
	return &own
}

// refill counts anew the days of a chart's reference, and the days that it judges. Of the reference it keeps the newest
// weeks that are enough, as reference.push would. weeks holds weeks that were counted before, by their first day.
func (d *Detector) refill(w *watch, past *Past, weeks map[int32]subgroup) {
	week := func(day int32) subgroup {
		if sum, counted := weeks[day]; counted {
			return sum
		}
		var sum subgroup
		days := past.between(day, min(day+7, d.day))
		for i := range days {
			at := day + int32(i)
			sum.add(d.subgroup(&days[i], past.before(at), at))
		}
		weeks[day] = sum
		return sum
	}
	first, n := w.end, 0.0
	for used := int32(0); used < min((w.end-max(w.from, past.First))/7, refMost) && (used < refWeeks || n < refCases); used++ {
		first -= 7
		n += float64(week(first).n)
	}
	for day := first; day < d.day; day += 7 {
		switch {
		case day < w.end:
			w.ref.push(week(day))
		case day+7 <= d.day:
			w.pending = append(w.pending, week(day))
		default:
			w.week, w.weekdays = week(day), int(d.day-day)
		}
	}
}

// subgroup is a day as a chart takes it, after another, which is nil if it is not known.
func (d *Detector) subgroup(day, before *Day, at int32) subgroup {
	if d.measure == Backlog {
		return d.scale.carried(day, before, at)
	}
	c, _ := d.scale.raw(d.measure, day)
	c = weigh(c, d.scale.rho)
	c.x -= float32(d.scale.season.at(at)) * c.n
	return c
}

// Add judges the next day, and returns the state.
func (d *Detector) Add(day *Day) State {
	at := d.day
	d.day++
	if d.scale == nil {
		return d.state
	}
	var before *Day
	if n := len(d.recent); n > 0 {
		before = &d.recent[n-1]
	}
	c := d.subgroup(day, before, at)
	if d.recent = append(d.recent, *day); len(d.recent) > sinceDays {
		d.recent = d.recent[1:]
	}
	state, since := Normal, 0
	for i := range d.charts {
		w := &d.charts[i]
		d.watch(w, c)
		switch {
		case w.alarmed:
			state, since = Risen, max(since, w.since)
		case state == Normal && w.s >= w.limit/2:
			state, since = Rising, w.since
		}
	}
	if state != d.state {
		d.began = d.day - int32(since)
		if state == Risen {
			d.told = at
		}
	}
	d.state = state
	if state == Risen && at-d.told >= int32(d.opts.Usual) && d.sure(d.judged()) {
		d.state, d.adopted = Normal, at
		for i := range d.charts {
			d.adopt(&d.charts[i])
		}
	}
	return d.state
}

// watch has a chart judge a day.
func (d *Detector) watch(w *watch, c subgroup) {
	s := w.add(c)
	w.s, w.fall = min(s, excess*w.limit), min(w.fall, excess*w.limit)
	if s > 0 && !w.alarmed && len(w.pending) >= patience {
		s, w.s, w.since = 0, 0, 0
	}
	switch {
	case s == 0:
		w.alarmed = false
		w.settle()
		w.end = d.day - int32(w.weekdays)
		if w.fall >= w.limit && w.fallen >= adoptFall && d.sure(w.ref.newest(w.fallen/7)) {
			w.ref.keep(w.fallen / 7)
			w.from = d.day - int32(w.fallen)
			w.fall, w.fallen = 0, 0
		}
	case s >= w.limit && d.higher(w):
		w.alarmed = true
	}
}

// judged is the sum of what the first alarmed chart has judged since it was at 0.
func (d *Detector) judged() subgroup {
	for i := range d.charts {
		if w := &d.charts[i]; w.alarmed {
			return sumOf(w.pending)
		}
	}
	return subgroup{}
}

// adopt makes the level since the change was found the usual one. The days from when it began until it was found are left
// out: the level may still have been rising, so they would draw the new level towards the old, and the same change would
// be found again.
func (d *Detector) adopt(w *watch) {
	weeks := int(d.day-d.told) / 7
	if n := len(w.pending); n > 0 {
		w.ref, w.pending = reference{}, w.pending[max(0, n-weeks):]
		w.settle()
	} else { // this chart was at 0 lately, so its reference goes on until now
		w.ref.keep(weeks)
	}
	w.from = d.day - int32(w.weekdays+7*len(w.ref.weeks))
	w.end = d.day - int32(w.weekdays)
	w.alarmed = false
	w.s, w.fall, w.since, w.fallen = 0, 0, 0, 0
}

// sure reports whether observations are enough for a reference: so many that the error of
// their level is at most half of the reference value of the CUSUM.
func (d *Detector) sure(c subgroup) bool {
	n, x := float64(c.n), float64(c.x)
	switch {
	case d.measure == DeadlineShare:
		return n*n*ShareRise*ShareRise/16 >= x*(1-x/max(n, 1))
	case d.measure == Backlog:
		return n*d.scale.shift*d.scale.shift/16 >= d.scale.stock.noise
	case d.measure.ranked():
		return n*d.scale.shift*d.scale.shift/16 >= 1
	}
	mult := d.charts[0].up.mult - 1
	return x*mult*mult >= 4
}
