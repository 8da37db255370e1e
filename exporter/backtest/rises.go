package backtest

import (
	"slices"

	"casework/collectors/detect"
)

// What counts as a rise of waits that lasted. The rule does not use the detector: it looks at
// what came after as well.
const (
	before      = 182 // days whose median is what was usual
	leastBefore = 30  // cases in them
	leastWindow = 10  // cases in each window
	leastPast   = 26  // windows that are known, a week apart
	noise       = 0.95
)

// rises are the days on which waits rose by 30 % and more for at least eight weeks: the medians of
// the four weeks from the day on, and of the four after those, are both at least 1.3 times the median
// of half a year before, and above 95 % of all medians of four weeks that the unit has had before, so that they are
// beyond its own noise. As half of a window decides its median, six weeks can do. Of days of one rise, the one with the largest ratio counts; two are at
// least a quarter apart.
func rises(past *detect.Past, from int) (days []int) {
	median := func(a, b, least int) (float64, bool) {
		m, n := medianOf(past.Days[max(0, a):b])
		return m, n >= least
	}
	var earlier []float64 // medians of windows, a week apart
	best, ratio := -1, 0.0
	for i := window; i+2*window <= len(past.Days); i++ {
		if i%7 == 0 {
			if m, ok := median(i-window, i, leastWindow); ok {
				at, _ := slices.BinarySearch(earlier, m)
				earlier = slices.Insert(earlier, at, m)
			}
		}
		if best >= 0 && i-best > quarter {
			days, best, ratio = append(days, best), -1, 0
		}
		if i < from || len(earlier) < leastPast {
			continue
		}
		a, okA := median(i, i+window, leastWindow)
		b, okB := median(i+window, i+2*window, leastWindow)
		if !okA || !okB || min(a, b) <= earlier[int(noise*float64(len(earlier)))] {
			continue
		}
		usual, ok := median(i-before, i, leastBefore)
		if ok && usual > 0 && min(a, b) >= detect.Rise*usual && min(a, b)/usual > ratio {
			best, ratio = i, min(a, b)/usual
		}
	}
	if best >= 0 {
		days = append(days, best)
	}
	return days
}
