package effect

import (
	"errors"
	"math"
)

// Analyse says what p shows about supervision, and whether it may be
// published. It fails with ErrPanel if p is malformed and with the faults of
// s; too few units, months or controls are no error but a State.
//
// Units observed in less than MinObserved of the periods since their first are
// left out, and supervised units with fewer than MinPost observed months since
// their start. Where fewer than MinControls units never start, the panel ends
// while as many have not. If MinTreated units have MinPre months before their start, those
// with fewer are left out; otherwise those with MinPrePreliminary are enough
// for a preliminary result.
//
// The state is TooFewUnits with fewer than 3 supervised units or MinControls
// controls, TooEarly if the units that started too recently would be enough,
// Preliminary with fewer than MinTreated supervised units (then without an
// interval) or with fewer than MinPre months, PreTrendDiffers if the groups'
// slopes before the start differ, and Published otherwise.
func Analyse(p Panel, s Settings) (*Analysis, error) {
	s = s.withDefaults()
	if err := errors.Join(s.check(), p.check(s.Weights)); err != nil {
		return nil, err
	}
	a := &Analysis{Drawn: s.Drawn}
	selected, rows := s.selectUnits(p, &a.Counts)
	d, err := newDesign(selected, s.options())
	if errors.Is(err, ErrNoGroups) || rows == nil {
		a.State = a.Counts.tooFew()
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	d.season, d.drawn = s.Season, s.Drawn
	centred := d.centre()
	a.Units = d.contrasts(centred, rows)
	a.Basis = centred.basis(rows)
	main, ok := centred.compare(centred.meanChange, centred.start)
	if ok {
		a.Counts.Treated, a.Counts.Controls = main.treated, main.controls
	}
	if main.treated < fewestShown || main.controls < s.MinControls {
		a.State = a.Counts.tooFew()
		return a, nil
	}
	a.Counts.PreMonths = d.fewestBefore()
	a.PreTrend = centred.preTrend()
	a.Events = centred.events(s)
	switch {
	case main.treated < s.MinTreated || a.Counts.PreMonths < s.MinPre:
		a.State = Preliminary
	case a.PreTrend != nil && a.PreTrend.Differs && !s.Drawn:
		a.State = PreTrendDiffers
	default:
		a.State = Published
	}
	return a, a.fill(selected, centred, main, s)
}

// fill adds the figures that gates withhold. main is the contrast of centred that
// the headline is of where changes are counted by season.
func (a *Analysis) fill(p Panel, centred *design, main contrast, s Settings) error {
	o := s.options()
	var err error
	if s.seasonal(o) {
		a.Headline = s.effectOf(centred, main.value, main.phi)
		a.Headline.permuted(centred, s)
	} else if a.Headline, err = s.effect(p, o); err != nil {
		return err
	}
	raw := &Raw{}
	if c, ok := centred.compare(centred.sinceStart, centred.start); ok {
		raw.After = c.value
	}
	if c, ok := centred.compare(centred.before, centred.start); ok {
		raw.Before = c.value
	}
	a.Raw = raw
	a.Continued = centred.continuedEstimate(s)
	if a.Headline.HasInterval {
		a.Breakdown = centred.breakdown(a.Headline, s.Level)
	}
	a.BaseMonth = centred.baseMonth()
	o.Window = 1
	if a.OneMonthBase, _, err = s.estimate(p, o); err != nil && !errors.Is(err, ErrNoGroups) {
		return err
	}
	if s.Weights {
		o = s.options()
		o.Weighted = true
		if a.Weighted, _, err = s.estimate(p, o); err != nil {
			return err
		}
	}
	return nil
}

// effect is the group-overall estimate under o with its errors and the
// permutation test.
func (s Settings) effect(p Panel, o Options) (*Effect, error) {
	e, d, err := s.estimate(p, o)
	if err != nil {
		return nil, err
	}
	e.permuted(d.centre(), s)
	return e, nil
}

// permuted adds the permutation test.
func (e *Effect) permuted(centred *design, s Settings) {
	e.PPermutation = newPermutation(centred).p(s.Draws, s.Seed)
	e.P = max(e.PWelch, e.PPermutation)
	if !e.HasInterval {
		e.P = e.PPermutation
	}
}

// seasonal reports whether changes under o are counted between the same months of
// the year.
func (s Settings) seasonal(o Options) bool { return s.Season > 0 && o.Window > 1 }

// estimate is the group-overall estimate with its t interval, which needs
// MinTreated units. Between the same months of the year it is the mean of the
// units' own changes, which is the same where no month is missing and the
// window is a whole year.
func (s Settings) estimate(p Panel, o Options) (*Effect, *design, error) {
	d, err := newDesign(p, o)
	if err != nil {
		return nil, nil, err
	}
	d.drawn = s.Drawn
	if s.seasonal(o) {
		d.season = s.Season
		centred := d.centre()
		c, ok := centred.compare(centred.meanChange, centred.start)
		if !ok {
			return nil, nil, ErrNoGroups
		}
		return s.effectOf(d, c.value, c.phi), d, nil
	}
	value, phi, err := d.groupOverall()
	if err != nil {
		return nil, nil, err
	}
	return s.effectOf(d, value, phi), d, nil
}

// effectOf is an estimate of d with its influences, and its t interval.
func (s Settings) effectOf(d *design, value float64, phi []float64) *Effect {
	e := &Effect{Value: value, Treated: d.treated(), Controls: len(d.never), PWelch: 1, PPermutation: 1, P: 1}
	if spread, ok := d.welch(phi); ok && e.Treated >= s.MinTreated {
		e.HasInterval = true
		e.SE, e.DF = spread.se, spread.df
		e.Low, e.High = spread.interval(e.Value, s.Level)
		e.PWelch = spread.p(e.Value)
	}
	return e
}

// interval is the t interval around value.
func (s spread) interval(value, level float64) (low, high float64) {
	half := s.quantile(0.5+level/2) * s.se
	return value - half, value + half
}

// preTrend tests the slopes over the last 12 months before the start.
func (d *design) preTrend() *PreTrend {
	c, spread, ok := d.test(d.slope(trendMonths), d.lastBefore)
	if !ok || c.treated < fewestShown || c.controls < fewestShown {
		return nil
	}
	p := &PreTrend{
		Slope: c.value, SE: spread.se, DF: spread.df, P: spread.p(c.value),
		Detectable: (spread.quantile(1-significance/2) + spread.quantile(trendPower)) * spread.se,
	}
	for _, c := range d.cohorts {
		p.Months = max(p.Months, min(trendMonths, c.base+1))
	}
	p.Differs = p.P < significance
	return p
}

const (
	trendMonths = 12
	trendPower  = 0.8
)

// lastBefore is the last period before cohort c.
func (d *design) lastBefore(c int) int { return d.periods[d.cohorts[c].base] }

// baseMonth compares the last month before the start with the others of the
// year before it.
func (d *design) baseMonth() *BaseMonth {
	c, spread, ok := d.test(func(u *unit, c int) float64 {
		to := d.cohorts[c].base
		return u.y[to] - meanOf(u.y[max(0, to+1-trendMonths):to])
	}, d.lastBefore)
	if !ok {
		return nil
	}
	p := spread.p(c.value)
	return &BaseMonth{Difference: c.value, SE: spread.se, P: p, Extreme: p < significance}
}

// fewestBefore is the shortest history before a start, since a unit exists.
func (d *design) fewestBefore() int {
	n := math.MaxInt
	for c := range d.cohorts {
		for _, i := range d.cohorts[c].units {
			n = min(n, d.cohorts[c].base+1-firstObserved(d.units[i].y))
		}
	}
	return n
}
