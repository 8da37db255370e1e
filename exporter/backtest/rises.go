package backtest

import "casework/collectors/detect"

// What counts as a rise of waits that lasted. The rule does not use the detector: it looks at
// what came after as well.
const (
	before      = 182 // days whose median is what was usual
	leastBefore = 30  // cases in them
	leastWindow = 10  // cases in each window
)

// A reading is how rises are counted.
type reading int

// The readings.
const (
	byRatio  reading = iota // all whose ratio is large enough, which of few cases happens by chance as well
	sure                    // those of them that chance does not explain
	readings                // how many there are
)

// rises are the days on which waits rose by 30 % or more for at least eight weeks: the median of the four weeks from the
// day on, and that of the four weeks after those, are both at least 1.3 times the median of the half-year before. As half
// of a window decides its median, six weeks can be enough. In units of few cases most of these rises are chance; sure are
// those that beyondChance finds in the same days. Of the days of one rise, the one with the largest ratio counts. Two rises
// are at least a quarter of a year apart.
func rises(past *detect.Past, from int) (days [readings][]int) {
	var best [readings]int // of the present rise, where its ratio is known
	var ratio [readings]float64
	end := func(how reading) {
		if ratio[how] > 0 {
			days[how] = append(days[how], best[how])
		}
		ratio[how] = 0
	}
	for i := max(from, before); i+2*window <= len(past.Days); i++ {
		was, is := past.Days[i-before:i], past.Days[i:i+2*window]
		r := riseOf(was, is)
		for how := range readings {
			if i-best[how] > quarter {
				end(how)
			}
			if r >= detect.Rise && r > ratio[how] && (how == byRatio || beyondChance(was, is)) {
				best[how], ratio[how] = i, r
			}
		}
	}
	for how := range readings {
		end(how)
	}
	return days
}

// riseOf is how many times the median of days the lower one of two windows after them is, 0 if there are too few cases.
func riseOf(was, is []detect.Day) float64 {
	a, first := medianOf(is[:window])
	b, second := medianOf(is[window:])
	if first < leastWindow || second < leastWindow {
		return 0
	}
	if usual, n := medianOf(was); n >= leastBefore && usual > 0 {
		return min(a, b) / usual
	}
	return 0
}
