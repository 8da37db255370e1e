package effect

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ChartOptions tune NewChart. Zero fields take the documented defaults.
type ChartOptions struct {
	// Trend is the number of points in a row, each beyond the one before,
	// that make a trend; Shift that on one side of the mean that make a
	// shift. Both default to 7; textbooks use 6 to 8.
	Trend, Shift int
	// Fix sets the limits from the first Fix points of each segment; 0 from
	// all of them.
	Fix int
	// KeepOutliers keeps moving ranges of 3.267 times their mean and more.
	// By default they are left out of the limits, which one outlier would
	// widen otherwise.
	KeepOutliers bool
	// Breaks are the indexes, ascending, at which new segments begin: after
	// a known change the process is judged by its new level.
	Breaks []int
}

// A Rule says why a point of a chart is a signal. It is a number, as there are hundreds
// of thousands of points.
type Rule uint8

// The rules of NHS "Making Data Count", in order of priority.
const (
	// NoSignal is a point with common-cause variation only.
	NoSignal Rule = iota
	// OutsideLimits is a point beyond a limit.
	OutsideLimits
	// Trend is a point of a run that always rises, or always falls.
	Trend
	// TwoOfThree is one of at least two points in the outer third below or
	// above, out of three in a row on that side of the mean.
	TwoOfThree
	// Shift is a point of a run on one side of the mean.
	Shift
)

var ruleNames = [...]string{NoSignal: "", OutsideLimits: "outside", Trend: "trend", TwoOfThree: "two_of_three", Shift: "shift"}

// String is the name of a rule, as labels have it; empty for none.
func (r Rule) String() string { return ruleNames[r] }

// Rules lists the rules that make a signal, in order of priority.
func Rules() []Rule { return []Rule{OutsideLimits, Trend, TwoOfThree, Shift} }

// A Chart is an XmR control chart: individual values with limits from their
// moving ranges. A signal is a reason to look, not a test: of charts of 36
// stable months, 51 % show one with limits from 12 of them, 38 % from 24 and
// 32 % from all, and more where months hang together.
type Chart struct {
	Points   []ChartPoint
	Segments []Segment
}

// A ChartPoint is one value of a Chart.
type ChartPoint struct {
	Value   float64 // NaN where it is missing
	Segment int32   // index into Chart.Segments
	Signal  Rule
	// High is set for a signal above the mean, and for a rising trend.
	High bool
}

// A Segment is a stretch of a Chart with one set of limits.
type Segment struct {
	// From and To are its points' indexes, To being the first that is not in it.
	From, To int
	// N is the number of values that mean and limits are from.
	N int
	// Mean is the centre line; 0 where N is 0.
	Mean float64
	// Lower and Upper are mean ∓ 2.66 × mean moving range, where HasLimits:
	// they need a moving range that is not screened out.
	Lower, Upper float64
	HasLimits    bool
	// Trial is set while N is below 12: limits will still move.
	Trial bool

	near float64 // distance from the mean at which the outer third begins
}

const (
	limitFactor  = 2.66  // of the mean moving range: three standard deviations
	screenFactor = 3.267 // of the mean moving range: its own upper limit
	fixedPoints  = 12    // from which limits are no longer trial limits
)

// NewChart computes the chart of values in order of time. NaN is a missing
// value: it breaks runs and moving ranges. It fails if an option is out of
// range or a value infinite.
func NewChart(values []float64, o ChartOptions) (Chart, error) {
	if o.Trend == 0 {
		o.Trend = 7
	}
	if o.Shift == 0 {
		o.Shift = 7
	}
	if err := o.check(values); err != nil {
		return Chart{}, err
	}
	c := Chart{Points: make([]ChartPoint, len(values))}
	for i, y := range values {
		c.Points[i].Value = y
	}
	from := 0
	for _, to := range append(slices.Clone(o.Breaks), len(values)) {
		if to == from {
			continue
		}
		s := newSegment(values[from:to], o)
		s.From, s.To = from, to
		s.applyRules(c.Points[from:to], o)
		for i := from; i < to; i++ {
			c.Points[i].Segment = int32(len(c.Segments))
		}
		c.Segments = append(c.Segments, s)
		from = to
	}
	return c, nil
}

func (o ChartOptions) check(values []float64) error {
	var errs []error
	if o.Trend < 3 || o.Shift < 3 {
		errs = append(errs, fmt.Errorf("option Trend is %d and Shift %d; both must be at least 3", o.Trend, o.Shift))
	}
	if o.Fix < 0 || o.Fix == 1 {
		errs = append(errs, fmt.Errorf("option Fix is %d; 0 or at least 2 are allowed", o.Fix))
	}
	for i, at := range o.Breaks {
		if at < 0 || at > len(values) || i > 0 && at <= o.Breaks[i-1] {
			errs = append(errs, fmt.Errorf("option Breaks[%d] is %d; breaks must ascend from 0 to %d", i, at, len(values)))
		}
	}
	for i, y := range values {
		if math.Abs(y) > maxOutcome {
			errs = append(errs, fmt.Errorf("value %d is beyond ±%g; use NaN for a missing one", i, maxOutcome))
		}
	}
	return errors.Join(errs...)
}

// newSegment computes mean and limits.
func newSegment(values []float64, o ChartOptions) Segment {
	if o.Fix > 0 && o.Fix < len(values) {
		values = values[:o.Fix]
	}
	var s Segment
	s.Mean, s.N = preciseMean(values)
	s.Trial = s.N < fixedPoints
	var room [usualPoints]float64
	ranges := room[:0]
	for i := 1; i < len(values); i++ {
		if mr := math.Abs(values[i] - values[i-1]); !math.IsNaN(mr) {
			ranges = append(ranges, mr)
		}
	}
	if !o.KeepOutliers {
		all, _ := preciseMean(ranges)
		ranges = slices.DeleteFunc(ranges, func(mr float64) bool { return !(mr < screenFactor*all) })
	}
	amr, n := preciseMean(ranges)
	if n == 0 {
		return s
	}
	s.HasLimits = true
	s.Lower, s.Upper = s.Mean-limitFactor*amr, s.Mean+limitFactor*amr
	s.near = 2 * (limitFactor / 3) * amr
	return s
}

// preciseMean is the mean of the values that are there, corrected for
// rounding, so that a point that equals the mean is on the centre line.
func preciseMean(values []float64) (mean float64, n int) {
	for _, y := range values {
		if !math.IsNaN(y) {
			mean += y
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	mean /= float64(n)
	rest := 0.0
	for _, y := range values {
		if !math.IsNaN(y) {
			rest += y - mean
		}
	}
	return mean + rest/float64(n), n
}
