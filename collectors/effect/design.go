package effect

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrNoGroups marks a panel in which nothing can be compared: no unit starts
// within it with a period before, or there is no unit to compare with.
var ErrNoGroups = errors.New("nothing to compare")

// never is the start of units that never start, after every period.
const never = math.MaxInt

// A design is a panel made ready for estimation: units that cannot be used
// are gone, starts are normal, base values are computed.
type design struct {
	opts    Options
	periods []int
	units   []*unit
	cohorts []cohort
	never   []int // units that never start
	scale   float64
	// season is the number of periods in a year where changes are counted
	// between the same months of the year; 0 otherwise.
	season int
	// drawn is Settings.Drawn.
	drawn bool

	alreadyTreated, incomplete int
	clusters                   int

	spans []countedSpan // by unit and cohort; see counted
	sides []sideMean    // scratch of compare, by cohort
	own   []float64     // scratch of compare, by unit
}

// A unit is a unit of the panel in a design.
type unit struct {
	row     int // in Panel.Units
	at      int // in design.units
	start   int // first period under supervision, or never
	cohort  int // index into cohorts, or -1
	weight  float64
	cluster int
	stratum int
	y       []float64
	// base is the mean of each cohort's base window in this unit; NaN where
	// it is not observed.
	base []float64
}

// A cohort is the units that start in the same period.
type cohort struct {
	start  int
	units  []int
	weight float64
	// base is the index of its last period before the start and any
	// anticipation; first is the index of its first period from the start
	// on, which is past the end for a start after the panel.
	base, first int
}

// newDesign prepares p. Units already under supervision in the first period
// (or expecting it) are left out, and without never-treated units the panel
// ends when the last cohort starts, which has no cells of its own.
func newDesign(p Panel, o Options) (*design, error) {
	if err := errors.Join(p.check(o.Weighted), o.check()); err != nil {
		return nil, err
	}
	d := &design{opts: o, periods: p.Periods}
	clusters := map[int]int{}
	observed := make([]bool, len(p.Periods))
	room := make([]unit, len(p.Units))
	for row, u := range p.Units {
		one := &room[row]
		*one = unit{row: row, start: u.Adopted, cohort: -1, weight: 1, stratum: u.Stratum, y: u.Y}
		if slices.IndexFunc(u.Y, func(y float64) bool { return !math.IsNaN(y) }) < 0 {
			d.incomplete++
			continue
		}
		if o.Weighted {
			one.weight = u.Weight
		}
		if last := p.Periods[len(p.Periods)-1]; u.Adopted == 0 || u.Adopted > last+o.Anticipation {
			one.start = never
		}
		one.cluster = u.Cluster
		if !o.Clustered {
			one.cluster = row
		}
		for t, y := range u.Y {
			observed[t] = observed[t] || !math.IsNaN(y)
		}
		d.units = append(d.units, one)
	}
	d.dropEmptyPeriods(observed)
	if err := d.endAtLastStart(); err != nil {
		return nil, err
	}
	d.dropUnits(func(u *unit) bool {
		return u.start != never && (len(d.periods) == 0 || u.start <= d.periods[0]+o.Anticipation)
	}, &d.alreadyTreated)
	if o.CompleteOnly {
		d.dropUnits(func(u *unit) bool {
			return slices.ContainsFunc(u.y, math.IsNaN)
		}, &d.incomplete)
	}
	for _, u := range d.units {
		if _, ok := clusters[u.cluster]; !ok {
			clusters[u.cluster] = len(clusters)
		}
		u.cluster = clusters[u.cluster]
	}
	d.clusters = len(clusters)
	d.group()
	if len(d.cohorts) == 0 {
		return nil, fmt.Errorf("%w: no unit starts after the first period", ErrNoGroups)
	}
	d.computeBases()
	return d, nil
}

// dropEmptyPeriods leaves out the periods in which no unit is observed.
func (d *design) dropEmptyPeriods(observed []bool) {
	if !slices.Contains(observed, false) {
		return
	}
	var keep []int
	for t, seen := range observed {
		if seen {
			keep = append(keep, t)
		}
	}
	d.periods = pick(d.periods, keep)
	for _, u := range d.units {
		u.y = pick(u.y, keep)
	}
}

func pick[T any](from []T, at []int) []T {
	out := make([]T, len(at))
	for i, j := range at {
		out[i] = from[j]
	}
	return out
}

// endAtLastStart shortens a panel in which every unit starts at some time.
func (d *design) endAtLastStart() error {
	last := 0
	for _, u := range d.units {
		if u.start == never {
			return nil
		}
		last = max(last, u.start)
	}
	if len(d.units) == 0 {
		return fmt.Errorf("%w: there are no units", ErrNoGroups)
	}
	end, _ := slices.BinarySearch(d.periods, last-d.opts.Anticipation)
	d.periods = d.periods[:end]
	for _, u := range d.units {
		u.y = u.y[:end]
		if u.start == last {
			// Without a period left it is treated later than all it is seen.
			u.start = never
		}
	}
	return nil
}

func (d *design) dropUnits(drop func(*unit) bool, count *int) {
	before := len(d.units)
	d.units = slices.DeleteFunc(d.units, drop)
	*count += before - len(d.units)
}

// treated is how many units start within the panel.
func (d *design) treated() int {
	n := 0
	for c := range d.cohorts {
		n += len(d.cohorts[c].units)
	}
	return n
}

// group finds the cohorts, in order of their starts.
func (d *design) group() {
	starts := map[int]bool{}
	for _, u := range d.units {
		if u.start != never {
			starts[u.start] = true
		}
	}
	for start := range starts {
		first, _ := slices.BinarySearch(d.periods, start)
		base, _ := slices.BinarySearch(d.periods, start-d.opts.Anticipation)
		d.cohorts = append(d.cohorts, cohort{start: start, base: base - 1, first: first})
	}
	slices.SortFunc(d.cohorts, func(a, b cohort) int { return cmp.Compare(a.start, b.start) })
	for i, u := range d.units {
		u.at = i
		if u.start == never {
			d.never = append(d.never, i)
			continue
		}
		c, _ := slices.BinarySearchFunc(d.cohorts, u.start, func(c cohort, start int) int { return cmp.Compare(c.start, start) })
		u.cohort = c
		d.cohorts[c].units = append(d.cohorts[c].units, i)
		d.cohorts[c].weight += u.weight
	}
}

// computeBases fills every unit's mean over every cohort's base window. Half
// of the window's periods must be observed, counting those before the panel
// as neither.
func (d *design) computeBases() {
	window := max(1, d.opts.Window)
	n := len(d.cohorts)
	room := make([]float64, n*len(d.units))
	for i, u := range d.units {
		u.base = room[i*n:][:n:n]
		for c := range d.cohorts {
			to := d.cohorts[c].base + 1
			u.base[c] = meanOf(u.y[max(0, to-window):to])
		}
		for _, y := range u.y {
			if !math.IsNaN(y) {
				d.scale = max(d.scale, math.Abs(y))
			}
		}
	}
}

// meanOf is the mean of the values that are observed, NaN when fewer than
// half are.
func meanOf(values []float64) float64 {
	sum, n := sumOf(values)
	if n == 0 || 2*n < len(values) {
		return math.NaN()
	}
	return sum / float64(n)
}

// sumOf is the sum of the values that are observed, and how many those are.
func sumOf(values []float64) (sum float64, n int) {
	for _, y := range values {
		if !math.IsNaN(y) {
			sum += y
			n++
		}
	}
	return sum, n
}

// controls lists the units that cohort c may be compared with while none of
// them starts before or in the period until, which includes it.
func (d *design) controls(c, until int) []int {
	if d.opts.Controls == NeverTreated {
		return d.never
	}
	var out []int
	for i, u := range d.units {
		if u.start == never || (u.start-d.opts.Anticipation > until && u.cohort != c) {
			out = append(out, i)
		}
	}
	return out
}
