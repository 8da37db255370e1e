package detect

// A subgroup is what happened in a day or a week: n observations, whose scores, or
// what is counted of them, add up to x.
type subgroup struct{ n, x float32 }

func (c *subgroup) add(o subgroup) { c.n += o.n; c.x += o.x }

// How long the reference is: the newest refWeeks, a whole year so that no season is
// missing, and before them as many weeks as it takes to have refCases, up to refMost
// weeks in all.
const (
	refWeeks = 52
	refMost  = 156
	refCases = 400
	patience = 26 // weeks after which a CUSUM that raised no alarm begins anew
)

// A reference is what is usual: whole weeks, oldest first.
type reference struct {
	weeks []subgroup
	sum   struct{ n, x float64 }
}

func (r *reference) push(w subgroup) {
	r.weeks = append(r.weeks, w)
	r.sum.n += float64(w.n)
	r.sum.x += float64(w.x)
	for len(r.weeks) > refWeeks {
		old := r.weeks[0]
		if len(r.weeks) <= refMost && r.sum.n-float64(old.n) < refCases {
			break
		}
		r.sum.n -= float64(old.n)
		r.sum.x -= float64(old.x)
		r.weeks = r.weeks[1:]
	}
}

func (r *reference) level() float64 {
	if r.sum.n <= 0 {
		return 0
	}
	return r.sum.x / r.sum.n
}

// A chart is a pair of one-sided CUSUMs (Page 1954) against a reference that ends where
// they last were 0, the estimate of where a change began: so what is being judged never
// becomes usual while it is judged.
type chart struct {
	up, down step
	ref      reference
	pending  []subgroup // weeks since the CUSUM was last 0
	week     subgroup   // the present one
	weekdays int        // of the present week
	s, fall  float64
	since    int // days since s was last 0
	fallen   int // days since fall was last 0
}

// add adds a day, and returns the CUSUM.
func (c *chart) add(d subgroup) float64 {
	level := c.ref.level()
	n, x := float64(d.n), float64(d.x)
	c.s = max(0, c.s+c.up.sign*(x-(level*c.up.mult+c.up.add)*n))
	c.fall = max(0, c.fall+c.down.sign*(x-(level*c.down.mult+c.down.add)*n))
	c.since++
	c.fallen++
	if c.s == 0 {
		c.since = 0
	}
	if c.fall == 0 {
		c.fallen = 0
	}
	c.week.add(d)
	if c.weekdays++; c.weekdays == 7 {
		c.pending = append(c.pending, c.week)
		c.week, c.weekdays = subgroup{}, 0
	}
	return c.s
}

// settle makes what was pending usual.
func (c *chart) settle() {
	for _, w := range c.pending {
		c.ref.push(w)
	}
	c.pending = c.pending[:0]
}

// keep forgets all but the newest weeks.
func (r *reference) keep(weeks int) {
	for len(r.weeks) > weeks {
		r.sum.n -= float64(r.weeks[0].n)
		r.sum.x -= float64(r.weeks[0].x)
		r.weeks = r.weeks[1:]
	}
}

// newest is the sum of the newest weeks.
func (r *reference) newest(weeks int) subgroup { return sumOf(r.weeks[max(0, len(r.weeks)-weeks):]) }

func sumOf(weeks []subgroup) (sum subgroup) {
	for _, w := range weeks {
		sum.add(w)
	}
	return sum
}
