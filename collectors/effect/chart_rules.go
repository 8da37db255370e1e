package effect

import "math"

// applyRules applies the rules to the points of the segment. The first rule that
// holds is the one that is shown.
func (s *Segment) applyRules(points []ChartPoint, o ChartOptions) {
	if s.N == 0 {
		return
	}
	n := len(points)
	var roomSigns [2 * usualPoints]int
	var roomMarks [3 * usualPoints]bool
	signs, marks := roomSigns[:], roomMarks[:] // on the stack
	if n > usualPoints {
		signs, marks = make([]int, 2*n), make([]bool, 3*n)
	}
	side, step := signs[:n], signs[n:2*n] // of the mean, and from the point before
	near := marks[:n]
	for i, p := range points {
		side[i] = sign(p.Value - s.Mean)
		if i > 0 {
			step[i] = sign(p.Value - points[i-1].Value)
		}
		near[i] = s.HasLimits && !s.outside(p.Value) &&
			(p.Value < s.Mean-s.near || p.Value > s.Mean+s.near)
	}
	shift := runs(marks[n:2*n], side, o.Shift, 0)
	trend := runs(marks[2*n:3*n], step, o.Trend-1, 1)
	for i := range points {
		p := &points[i]
		p.High = side[i] > 0
		switch {
		case s.HasLimits && s.outside(p.Value):
			p.Signal = OutsideLimits
		case trend[i]:
			p.Signal = Trend
			// At a turning point between two trends the later one counts.
			p.High = step[i] > 0
			if i+1 < n && trend[i+1] {
				p.High = step[i+1] > 0
			}
		case near[i] && twoOfThree(near, side, i):
			p.Signal = TwoOfThree
		case shift[i]:
			p.Signal = Shift
		default:
			p.High = false
		}
	}
}

// usualPoints is how many points charts have as a rule at most.
const usualPoints = 60

func (s *Segment) outside(y float64) bool { return y < s.Lower || y > s.Upper }

// sign is -1, 0 or 1; 0 for NaN.
func sign(v float64) int {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	default:
		return 0
	}
}

// runs marks in in, which has no mark, the places of runs of at least length equal
// signs, and before many places ahead of each run.
func runs(in []bool, signs []int, length, before int) []bool {
	from := 0
	for i := 1; i <= len(signs); i++ {
		if i < len(signs) && signs[i] == signs[from] {
			continue
		}
		if signs[from] != 0 && i-from >= length {
			for j := max(0, from-before); j < i; j++ {
				in[j] = true
			}
		}
		from = i
	}
	return in
}

// twoOfThree reports whether i is in a row of three points on one side of
// the mean of which at least two are near a limit.
func twoOfThree(near []bool, side []int, i int) bool {
	for from := max(0, i-2); from <= i && from+3 <= len(near); from++ {
		count, sum := 0, 0
		for j := from; j < from+3; j++ {
			if near[j] {
				count++
			}
			sum += side[j]
		}
		if count >= 2 && math.Abs(float64(sum)) == 3 {
			return true
		}
	}
	return false
}
