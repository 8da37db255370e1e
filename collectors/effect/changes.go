package effect

import (
	"math"
	"slices"
)

// changes holds every unit's change (mean from a cohort's start on minus mean
// of its base window) as seen from every cohort: as a unit that never starts,
// and, where later starters are controls, as a unit of every later cohort.
// With it, comparing other assignments of starts to units costs units ×
// cohorts, whatever the number of months.
type changes struct {
	cohorts int
	rows    int // for each unit: one as never-treated, or one per cohort before it
	// length is how many of the cohorts, in order, a unit of each cohort can
	// be a control of; the last entry is for units that never start.
	length []int
	values []float64 // 0 where there is none
	gaps   [][]int   // cohorts without a value, by unit and row
}

// newChanges computes them from the outcomes of d by sums over months.
func newChanges(d *design) *changes {
	cohorts := len(d.cohorts)
	ch := &changes{cohorts: cohorts, rows: 1, length: make([]int, cohorts+1)}
	ends := []int{len(d.periods)} // index at which each row's months end
	ch.length[cohorts] = cohorts
	if d.opts.Controls == NotYetTreated {
		ch.rows, ends = cohorts+1, nil
		for cohort, k := range d.cohorts {
			for ch.length[cohort] < cohort && d.start(ch.length[cohort]) < k.start-d.opts.Anticipation {
				ch.length[cohort]++
			}
			ends = append(ends, k.base+1)
		}
		ends = append(ends, len(d.periods))
	}
	ch.values = make([]float64, len(d.units)*ch.rows*cohorts)
	ch.gaps = make([][]int, len(d.units)*ch.rows)
	sum, n := make([]float64, len(d.periods)+1), make([]int, len(d.periods)+1)
	for i, u := range d.units {
		for t, y := range u.y {
			sum[t+1], n[t+1] = sum[t], n[t]
			if !math.IsNaN(y) {
				sum[t+1], n[t+1] = sum[t]+y, n[t]+1
			}
		}
		for r, end := range ends {
			at := i*ch.rows + r
			length := ch.length[cohorts-ch.rows+1+r]
			for c := range length {
				first := d.cohorts[c].first
				v := math.NaN()
				switch {
				case d.season != 0 && end == d.end(u, c):
					v = d.meanChange(u, c)
				case d.season != 0:
					s := d.span(u, c, end)
					v = s.after - s.before
				case end > first && n[end] > n[first]:
					v = (sum[end]-sum[first])/float64(n[end]-n[first]) - u.base[c]
				}
				if math.IsNaN(v) {
					ch.gaps[at] = append(ch.gaps[at], c)
					continue
				}
				ch.values[at*cohorts+c] = v
			}
		}
	}
	return ch
}

// control is the row of unit i while it belongs to a cohort (-1: it never
// starts): its changes as a control of the first cohorts, 0 in the gaps.
func (ch *changes) control(i, cohort int) (values []float64, gaps []int) {
	if cohort < 0 {
		cohort = ch.cohorts
	}
	at := (i+1)*ch.rows - 1 - (ch.cohorts - cohort)
	if cohort < ch.cohorts && ch.rows == 1 || ch.length[cohort] == 0 {
		return nil, nil
	}
	return ch.values[at*ch.cohorts:][:ch.length[cohort]], ch.gaps[at]
}

// treated is the change of unit i as a unit of cohort c, NaN if it has none.
func (ch *changes) treated(i, c int) float64 {
	at := (i+1)*ch.rows - 1
	if slices.Contains(ch.gaps[at], c) {
		return math.NaN()
	}
	return ch.values[at*ch.cohorts+c]
}
