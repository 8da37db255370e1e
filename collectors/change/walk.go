package change

import (
	"slices"

	"casework/collectors/civil"
	"casework/collectors/detect"
)

// stops are the days at whose beginnings a unit is calibrated of which days are known from one on and judged until
// before another: when its judgement begins, and each half-year after that.
func stops(first, until civil.Day) (all []civil.Day) {
	start := max(first+LeastHistory, newYear(until-1, -1))
	for day := start; day < until; day = nextHalfYear(day) {
		all = append(all, day)
	}
	return all
}

func nextHalfYear(day civil.Day) civil.Day {
	if july := newYear(day, 0).AddMonths(6); july > day {
		return july
	}
	return newYear(day, 1)
}

// A rest is what is remembered of a unit and measure: where its newest calibration was, and what there was then.
type rest struct {
	start, stop civil.Day
	print       uint64 // of the days before
	detector    *detect.Detector
	scale       *detect.Scale // nil while there was too little to calibrate by
	found       Found
	earlier     []calibration // of Options.Remember, the newest last
}

// A calibration is what was found at the beginning of a day.
type calibration struct {
	stop  civil.Day
	print uint64 // of the days before
	scale *detect.Scale
}

// mostEarlier is how many calibrations two years have.
const mostEarlier = 5

// A walk goes through the days of a unit by a measure.
type walk struct {
	opts    Options
	stops   []civil.Day
	from    civil.Day  // of out
	out     [][]Change // of the days from there on, to which what is found is added
	measure detect.Measure
	past    *detect.Past
}

// through judges all days, from what is remembered on if that is of the same days, and returns what to remember.
func (w *walk) through(r *rest) rest {
	now := rest{start: w.stops[0], detector: detect.New(w.measure, int32(w.stops[0]), w.opts.Detect), earlier: r.earlier}
	first := 0
	if i := slices.Index(w.stops, r.stop); i >= 0 && r.detector != nil && r.start == now.start && r.print == fingerprint(w.past, int32(r.stop)) {
		now, first = *r, i
	}
	var kept rest
	d := now.detector.Light()
	for i := first; i < len(w.stops); i++ {
		stop := w.stops[i]
		if now.stop != stop { // else it is calibrated already
			w.recall(&now, stop)
			now.stop, now.detector = stop, d.Light()
		}
		kept = now
		d.Fit(now.scale, w.known(stop))
		end := civil.Day(w.past.End())
		if i+1 < len(w.stops) {
			end = w.stops[i+1]
		}
		w.days(d, &now, end)
	}
	if kept.stop != r.stop || first == 0 {
		kept.print = fingerprint(w.past, int32(kept.stop))
	}
	return kept
}

// recall calibrates at the beginning of a day, or takes what was found then of the same days.
func (w *walk) recall(now *rest, day civil.Day) {
	if !w.opts.Remember {
		w.calibrate(now, day)
		return
	}
	made := calibration{stop: day, print: fingerprint(w.past, int32(day))}
	for _, before := range now.earlier {
		if before.stop == day && before.print == made.print {
			if before.scale != nil {
				now.scale = before.scale
			}
			return
		}
	}
	was := now.scale
	now.scale = nil
	w.calibrate(now, day)
	if made.scale = now.scale; now.scale == nil {
		now.scale = was
	}
	now.earlier = append(slices.Clone(now.earlier[max(0, len(now.earlier)+1-mostEarlier):]), made)
}

// calibrate calibrates at the beginning of a day, unless there is too little to do so by.
func (w *walk) calibrate(now *rest, day civil.Day) {
	if s := detect.Calibrate(w.measure, w.known(day)); s != nil {
		now.scale = s.For(w.opts.Detect)
	}
}

// known is the past before a day.
func (w *walk) known(day civil.Day) *detect.Past {
	return &detect.Past{First: w.past.First, Days: w.past.Days[:int32(day)-w.past.First]}
}

// days judges the days from a stop until before another.
func (w *walk) days(d *detect.Detector, now *rest, end civil.Day) {
	for day := now.stop; day < end; day++ {
		if day > now.stop && Refits(day) {
			if now.scale == nil { // there was too little
				w.calibrate(now, day)
			}
			d.Fit(now.scale, w.known(day))
		}
		risen := d.Add(&w.past.Days[int32(day)-w.past.First]) == detect.Risen
		shown := int(day + 1 - w.from)
		if risen == (now.found.Since != 0) && shown < 0 {
			continue
		}
		if d.Adopted() == int32(day) { // so that what is usual is the new level at once
			d.Fit(now.scale, w.known(day+1))
		}
		v := d.Verdict()
		switch {
		case !risen:
			now.found = Found{}
		case now.found.Since == 0:
			now.found = Found{Usual: v.Usual, Expected: v.Expected, Since: civil.Day(v.Since), N: v.N}
		}
		if shown >= 0 && v.Judged {
			w.out[shown] = append(w.out[shown], Change{
				Measure: w.measure, State: v.State, Since: civil.Day(v.Since), Adopted: civil.Day(v.Adopted),
				Now: v.Now, Usual: v.Usual, N: v.N, Found: now.found,
			})
		}
	}
}
