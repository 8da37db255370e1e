package detect

import "math"

// A Measure is what a unit is judged by.
type Measure uint8

// The measures. The last two are the same counts, judged in opposite directions.
const (
	Wait          Measure = iota // waits of the cases started on a day, in working time
	Backlog                      // cases open at the end of a day
	Oldest                       // age of the oldest case in the queue at the end of a day
	DeadlineShare                // cases closed past their deadline, of those closed with one
	ErrorsRising                 // error reports, in proportion to the cases closed lately: too many
	ErrorsSilent                 // the same, too few
	numMeasures
)

// Measures lists every Measure.
func Measures() []Measure {
	all := make([]Measure, 0, numMeasures)
	for m := range numMeasures {
		all = append(all, m)
	}
	return all
}

// String is the Measure as a label value.
func (m Measure) String() string {
	return [...]string{"wait", "backlog", "oldest", "deadline_share", "errors_rising", "errors_silent"}[m]
}

// Valued reports whether days of the measure have values, whose median is the level. Days of other
// measures have counts.
func (m Measure) Valued() bool { return m <= Oldest }

// ranked reports whether values are scored by their rank among the unit's own past values.
func (m Measure) ranked() bool { return m == Wait || m == Oldest }

// Sizes of the changes that the charts are made for. A larger change is found
// sooner, a smaller one later.
const (
	Rise        = 1.3  // of a wait, a backlog or an age: a ratio
	ShareRise   = 0.10 // of the share of cases past their deadline: a difference
	ErrorsRise  = 2.0  // of error reports: a ratio
	ErrorsFall  = 0.25 // of error reports that go silent: a ratio
	leastEffect = 0.05 // if a Rise moves the mean score of a unit by less, its values cannot show a change
)

// A step is what a day adds to a CUSUM: sign × (x − (level × mult + add) × n), where
// level is what is usual for one of n.
type step struct{ sign, mult, add float64 }

// numCharts is how many charts a measure has. Each is made for a change of another size, as
// Sparks (2000) has several CUSUMs watch for several sizes.
const numCharts = 2

// sizes are the changes that the charts are made for, as multiples of the sizes above, on the
// scale of the scores: for waits, 1.3 and 1.3^2.5 = 1.9 times the usual.
var sizes = [numCharts]float64{1, 2.5}

// budget is each chart's share of the false alarms, if no two charts raised one together.
var budget = [numCharts]float64{2. / 3, 1. / 3}

// together is how many times its share of the false alarms each chart may raise at most. It is above 1 because the charts
// mostly raise them together, which counts once. Waits use only a part of that room: with all of it, simulated units whose
// waits depend on those of the days before came near to the most false alarms that are allowed.
func (m Measure) together() float64 {
	if m == Wait {
		return 1.2
	}
	return 1 / budget[0]
}

// steps are the step of the CUSUM that raises alarms, and that of its opposite, which notices
// that a level has fallen for good. shift is by how much a Rise moves the mean score. size
// is the change that the chart is made for, as a multiple of that shift.
//
// For means, half the shift is the reference value of Page's CUSUM; for counts it is that
// of Lucas (1985), (λ₁ − λ₀) / (ln λ₁ − ln λ₀). Both are those of the likelihood ratio.
func (m Measure) steps(shift, size float64) (up, down step) {
	switch m {
	case DeadlineShare:
		shift = ShareRise
	case ErrorsRising:
		return counts(math.Pow(ErrorsRise, size)), counts(math.Pow(ErrorsRise, -size))
	case ErrorsSilent:
		return counts(math.Pow(ErrorsFall, size)), counts(math.Pow(ErrorsFall, -size))
	}
	half := size * shift / 2
	if m == Oldest {
		half *= oldestSize
	}
	return step{1, 1, half}, step{-1, 1, -half}
}

// counts is the step of a chart for counts that become ratio times as many.
func counts(ratio float64) step {
	sign := 1.0
	if ratio < 1 {
		sign = -1
	}
	return step{sign: sign, mult: (ratio - 1) / math.Log(ratio)}
}

// oldestSize is the factor by which the reference value of Oldest is larger. The age of the oldest case on one day mostly
// follows from that of the day before, but not as a backlog does, so no autoregression describes it. With the reference
// value for independent days, a CUSUM would count one deviation again on each day.
const oldestSize = 1.5
