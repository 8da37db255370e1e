package effect

// Slope is the difference in slope over the last months before the start, as
// PreTrend has it for 12.
func Slope(p Panel, s Settings, months int) (value, se, df, pValue float64) {
	d := centredDesign(p, s)
	c, _ := d.compare(d.slope(months), d.lastBefore)
	spread, _ := d.welch(c.phi)
	return c.value, spread.se, spread.df, spread.p(c.value)
}

// Union is the hull of intervals behind Breakdown.M.
func Union(p Panel, s Settings, m float64) (low, high float64) {
	r, _ := centredDesign(p, s).newRival()
	low, high, _ = r.union(m, s.withDefaults().Level)
	return low, high
}

func centredDesign(p Panel, s Settings) *design {
	d, err := newDesign(p, s.withDefaults().options())
	if err != nil {
		panic(err)
	}
	return d.centre()
}

// ContinuedOfAll is Continued of all units, whatever the gates.
func ContinuedOfAll(p Panel, s Settings) *Continued {
	return centredDesign(p, s).continuedEstimate(s.withDefaults())
}
