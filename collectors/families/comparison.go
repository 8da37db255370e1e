package families

import (
	"math"
	"strconv"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/timeseries"
)

// A studySeries is a study and the samples of its units' charts, which stay
// the same for a month.
type studySeries struct {
	study    *study.Study
	compared madeBefore

	made []madeBefore // of charts, by unit, as in the study

	groups     []chartSample // of both groups; nil before they are asked for
	grouped    []string      // the units that they are of
	groupsMade madeBefore

	months     []chartSample // of charts of units to look at first; nil before they are asked for
	monthly    []string      // the units that they were chosen of
	monthsMade madeBefore
}

type chartSample struct {
	def    *metric.Def
	sample timeseries.Sample
}

func newStudySeries(s *study.Study) *studySeries {
	return &studySeries{study: s, made: make([]madeBefore, len(s.Charts))}
}

// comparisons collects how units with supervision compare with units without, as of
// the last closed month. A comparison does not age as other gauges do, so it is shown
// however long ago the source was last read.
func (b *Builder) comparisons() {
	if b.study == nil {
		return
	}
	stamp := uint64(b.in.NextStudy) + 1 // nothing else but the study decides
	b.takeOver(&b.study.compared, stamp, b.compare)
}

// compare makes the samples of a study.
func (b *Builder) compare() {
	b.put(&metric.EffectAsOf, float64(b.study.study.Panel.At))
	b.put(&metric.EffectNext, float64(b.in.NextStudy))
	if chosen := b.study.study.Settings.Chosen; len(chosen) > 0 {
		last := chosen[len(chosen)-1]
		b.put(&metric.EffectPrimarySince, float64(last.Since), string(last.Outcome))
	}
	b.lottery(b.study.study)
	for i := range b.study.study.Comparisons {
		c := &b.study.study.Comparisons[i]
		outcome := string(c.Outcome)
		b.put(&metric.EffectPrimary, indicator(c.Primary), outcome)
		for _, s := range effect.States() {
			b.put(&metric.EffectState, indicator(s == c.Analysis.State), outcome, string(s))
		}
		for _, a := range effect.Answers() {
			b.put(&metric.EffectAnswer, indicator(a == c.Answer()), outcome, string(a))
		}
		b.basis(c)
		b.own(c)
		if c.Shown() {
			b.estimate(c)
		}
		b.preTrend(c)
		b.events(c)
	}
}

// lottery collects when starts were drawn by lot, if they were.
func (b *Builder) lottery(s *study.Study) {
	if s.Lots == nil {
		return
	}
	b.put(&metric.EffectLotteryDrawn, float64(s.Settings.Lottery.At.Unix()))
	b.put(&metric.EffectLotteryDeviating, float64(s.Lots.Deviating))
	if s.Settings.LotterySince != 0 {
		b.put(&metric.EffectLotterySeen, float64(s.Settings.LotterySince))
	}
}

// basis collects what a comparison rests on, which is shown even where no
// estimate is.
func (b *Builder) basis(c *study.Comparison) {
	outcome, counts := string(c.Outcome), &c.Analysis.Counts
	if c.Until > c.From {
		b.put(&metric.EffectPanelStart, float64(c.From), outcome)
		b.put(&metric.EffectPanelEnd, float64(c.Until), outcome)
	}
	b.put(&metric.EffectUnits, float64(counts.Treated), outcome, metric.Active)
	b.put(&metric.EffectUnits, float64(counts.Controls), outcome, metric.Inactive)
	b.put(&metric.EffectCases, float64(c.Started), outcome, metric.Active)
	b.put(&metric.EffectCases, float64(c.NotYet), outcome, metric.Inactive)
	b.put(&metric.EffectEnded, float64(c.Ended), outcome)
	for _, left := range []struct {
		reason string
		n      int
	}{
		{"already_supervised", counts.AlreadyTreated},
		{"too_recent", counts.TooRecent},
		{"short_before", counts.ShortBefore},
		{"few_cases", counts.Sparse},
	} {
		b.put(&metric.EffectUnitsLeftOut, float64(left.n), outcome, left.reason)
	}
}

// own collects the supervised units' own level before and after the start. It is shown
// only beside an estimate: where units are too few for one, they are too few for this.
func (b *Builder) own(c *study.Comparison) {
	if c.Own == nil || !c.Shown() {
		return
	}
	outcome := string(c.Outcome)
	b.finite(&metric.EffectOwn, c.Own.Before, outcome, "before")
	b.finite(&metric.EffectOwn, c.Own.After, outcome, "after")
	if c.Own.HasMix {
		b.finite(&metric.EffectOwnPart, c.Own.Mix, outcome, "mix")
		b.finite(&metric.EffectOwnPart, c.Own.Pace, outcome, "pace")
	}
}

// estimate collects the headline, with the raw difference beside it.
func (b *Builder) estimate(c *study.Comparison) {
	outcome, head := string(c.Outcome), c.Analysis.Headline
	ratio := func(def *metric.Def, v float64, labels ...string) {
		b.finite(def, c.Outcome.Ratio(v), append([]string{outcome}, labels...)...)
	}
	ratio(&metric.EffectEstimate, head.Value)
	if head.HasInterval {
		ratio(&metric.EffectLower, head.Low)
		ratio(&metric.EffectUpper, head.High)
		b.finite(&metric.EffectP, head.PWelch, outcome, "welch")
	}
	b.finite(&metric.EffectP, head.PPermutation, outcome, "permutation")
	b.finite(&metric.EffectP, c.P, outcome, "published")
	if raw := c.Analysis.Raw; raw != nil {
		ratio(&metric.EffectRaw, raw.Before, "before")
		ratio(&metric.EffectRaw, raw.After, "after")
	}
	if e := c.Analysis.OneMonthBase; e != nil {
		ratio(&metric.EffectSensitivity, e.Value, "one_month_base")
	}
	if e := c.Analysis.Weighted; e != nil {
		ratio(&metric.EffectSensitivity, e.Value, "case_weighted")
	}
	if e := c.Analysis.Continued; e != nil {
		ratio(&metric.EffectContinued, e.Value)
		ratio(&metric.EffectContinuedLower, e.Low)
		ratio(&metric.EffectContinuedUpper, e.High)
	}
	if e := c.Analysis.Breakdown; e != nil {
		b.finite(&metric.EffectBreakdown, e.M, outcome)
	}
	if base := c.Analysis.BaseMonth; base != nil {
		b.put(&metric.EffectBaseMonthExtreme, indicator(base.Extreme), outcome)
	}
}

// preTrend collects how the groups' trends differed before the start.
func (b *Builder) preTrend(c *study.Comparison) {
	t, outcome := c.Analysis.PreTrend, string(c.Outcome)
	if t == nil {
		return
	}
	b.finite(&metric.EffectPreTrend, c.Outcome.Ratio(t.Slope), outcome)
	b.finite(&metric.EffectPreTrendP, t.P, outcome)
	b.finite(&metric.EffectPreTrendDetectable, c.Outcome.Ratio(t.Detectable), outcome)
	b.finite(&metric.EffectPreTrendMonths, float64(t.Months), outcome)
}

// events collects the months around the start; where no estimate is shown,
// those before it alone, as they are the reason.
func (b *Builder) events(c *study.Comparison) {
	for _, e := range c.Analysis.Events {
		if e.Month >= 0 && !c.Shown() {
			continue
		}
		month := []string{string(c.Outcome), strconv.Itoa(e.Month)}
		b.finite(&metric.EffectEvent, c.Outcome.Ratio(e.Value), month...)
		if e.HasBand { // with fewer units there is none
			b.finite(&metric.EffectEventLower, c.Outcome.Ratio(e.Low), month...)
			b.finite(&metric.EffectEventUpper, c.Outcome.Ratio(e.High), month...)
		}
		b.put(&metric.EffectEventUnits, float64(e.Treated), month...)
	}
}

// finite adds a gauge unless its value could not be computed.
func (b *Builder) finite(def *metric.Def, v float64, labels ...string) {
	if !math.IsNaN(v) && !math.IsInf(v, 0) {
		b.put(def, v, labels...)
	}
}

// charts collects the control charts of units that still exist and are large enough to
// be shown by themselves.
func (b *Builder) charts() {
	if b.study == nil {
		return
	}
	s := b.study.study
	if b.shard.Whole() {
		b.put(&metric.ChartMonthEnd, float64(s.Panel.Bounds[len(s.Panel.Bounds)-1]))
	}
	i := 0
	for u := range b.shown { // in the order of their names, as the charts
		for i < len(s.Charts) && s.Charts[i].Unit < u.Unit.Unit {
			i++
		}
		if i == len(s.Charts) || s.Charts[i].Unit != u.Unit.Unit {
			continue
		}
		b.takeOver(&b.study.made[i], 1, func() { b.unitCharts(&s.Charts[i]) })
	}
}

// unitCharts collects a unit's charts.
func (b *Builder) unitCharts(u *study.UnitCharts) {
	for i := range u.Charts {
		c := &u.Charts[i]
		series := b.labelled(&metric.ChartValue, u.Unit, string(c.Outcome))
		b.gauge(&metric.ChartPoints, series, float64(c.N()))
		b.gauge(&metric.ChartReference, series, float64(c.Reference))
		if last, _ := c.Last(); !math.IsNaN(last.Value) {
			b.gauge(&metric.ChartDirection, series, direction(last))
		}
		for _, one := range []struct {
			chart                               *effect.Chart
			value, centre, lower, upper, signal *metric.Def
		}{
			{&c.Own, &metric.ChartValue, &metric.ChartCentre, &metric.ChartLower, &metric.ChartUpper, &metric.ChartSignal},
			{
				&c.Chart, &metric.ChartAdjusted, &metric.ChartAdjustedCentre, &metric.ChartAdjustedLower,
				&metric.ChartAdjustedUpper, &metric.ChartAdjustedSignal,
			},
		} {
			last, segment := study.LastOf(one.chart)
			if segment.N > 0 {
				b.gauge(one.centre, series, segment.Mean)
			}
			if segment.HasLimits {
				b.gauge(one.lower, series, segment.Lower)
				b.gauge(one.upper, series, segment.Upper)
			}
			if math.IsNaN(last.Value) {
				continue
			}
			b.gauge(one.value, series, last.Value)
			for _, rule := range effect.Rules() {
				b.put(one.signal, indicator(last.Signal == rule), u.Unit, string(c.Outcome), rule.String())
			}
		}
	}
}
