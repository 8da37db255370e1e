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
	ErrorsRising                 // error reports, of those that the cases closed lately let expect
	ErrorsSilent                 // the same, too few of them
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

// Valued reports whether days have values, whose median is the level. Of other measures, counts
// are compared.
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
	leastEffect = 0.05 // of scores: the values of a unit whose Rise moves them by less say nothing
)

// A step is what a day adds to a CUSUM: sign × (x − (level × mult + add) × n), where
// level is what is usual for one of n.
type step struct{ sign, mult, add float64 }

// sizes are those of the changes that the two charts of a measure are made for: the size
// above, and one that is about twice as large. Sparks (2000) has several CUSUMs watch for
// changes of several sizes.
const numCharts = 2

var sizes = [numCharts]float64{1, 2.5}

// budget is each chart's share of the false alarms, where they raise none together.
var budget = [numCharts]float64{2. / 3, 1. / 3}

// together is up to how many times its share of the false alarms each chart may raise, as the charts mostly raise them
// together. Waits take a part of that room: with all of it, simulated units with memory come near to the most that is allowed.
func (m Measure) together() float64 {
	if m == Wait {
		return 1.2
	}
	return 1 / budget[0]
}

// steps are those of the chart that raises alarms, and of its opposite, which notices that a
// level has fallen for good. shift is by how much a Rise moves scores, size that
// of the change in such shifts.
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

// oldestSize is by what the reference value of ages is larger. Days of an age are not independent, and
// it grows and falls unlike the autoregression of a backlog: a CUSUM of the likelihood ratio of independent
// days would sum up what is one deviation, day after day.
const oldestSize = 1.5
