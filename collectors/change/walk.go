package change

import (
	"slices"

	"casework/collectors/civil"
	"casework/collectors/detect"
)

// stops are the days at whose beginnings the detectors of a unit are fit: the day on which its judgement begins, and the
// first day of each quarter after that. first is the first known day; all stops are before until.
func stops(first, until civil.Day) (all []civil.Day) {
	for day := first + LeastHistory; day < until; day = day.Month().AddMonths(1) {
		for len(all) > 0 && day < until && !Refits(day) {
			day = day.AddMonths(1)
		}
		if day < until {
			all = append(all, day)
		}
	}
	return all
}

// A rest is what is remembered of a unit and measure: the newest stop, and how the detector stood there.
type rest struct {
	start, stop civil.Day
	print       uint64 // of the days before
	detector    *detect.Detector
	scale       *detect.Scale // nil while there was too little to calibrate by
	found       Found
}

// A walk goes through the days of a unit by a measure.
type walk struct {
	opts    detect.Options
	stops   []civil.Day
	from    civil.Day  // of out
	out     [][]Change // of the days from there on, to which what is found is added
	measure detect.Measure
	past    *detect.Past
}

// through judges all days, and returns what to remember. It begins where r stands if the days before that are the same.
func (w *walk) through(r *rest) rest {
	now := rest{start: w.stops[0], detector: detect.New(w.measure, int32(w.stops[0]), w.opts)}
	first := 0
	if i := slices.Index(w.stops, r.stop); i >= 0 && r.detector != nil && r.start == now.start && r.print == fingerprint(w.past, int32(r.stop)) {
		now, first = *r, i
	}
	var kept rest
	d := now.detector.Light()
	for i := first; i < len(w.stops); i++ {
		stop := w.stops[i]
		if now.stop != stop { // else it is calibrated already
			if i == 0 || now.scale == nil || Calibrates(civil.Day(w.past.First), stop) {
				w.calibrate(&now, stop)
			}
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

// calibrate calibrates at the beginning of a day, unless there is too little to do so by.
func (w *walk) calibrate(now *rest, day civil.Day) {
	if s := detect.Calibrate(w.measure, w.known(day)); s != nil {
		now.scale = s.For(w.opts)
	}
}

// known is the past before a day.
func (w *walk) known(day civil.Day) *detect.Past {
	return &detect.Past{First: w.past.First, Days: w.past.Days[:int32(day)-w.past.First]}
}

// days judges the days from a stop until before another.
func (w *walk) days(d *detect.Detector, now *rest, end civil.Day) {
	for day := now.stop; day < end; day++ {
		risen := d.Add(&w.past.Days[int32(day)-w.past.First]) == detect.Risen
		shown := int(day + 1 - w.from)
		if risen == (now.found.Since != 0) && shown < 0 {
			continue
		}
		if d.Adopted() == int32(day) { // what is usual, and how much chance there is in it, are those of the new level at once
			w.calibrate(now, day+1)
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
