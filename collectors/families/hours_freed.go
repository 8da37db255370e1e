package families

import (
	"slices"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
	"casework/collectors/supplement"
)

// hoursFreed collects what the estimated change in cases closed comes to in
// working time, and in money. There is nothing to say unless the answer is that
// it changed beyond earlier development, and working time is known of the units under
// supervision.
func (b *Builder) hoursFreed() {
	c := b.publishedThroughput()
	worked, ok := figureOf(b.in.Figures, &metric.GroupTimeWorked, metric.Active)
	if c == nil || !ok {
		return
	}
	head := c.Analysis.Headline
	for _, bound := range []struct {
		name  string
		value float64
	}{{"estimate", head.Value}, {"lower", head.Low}, {"upper", head.High}} {
		seconds := worked * freed(c.Outcome.Ratio(bound.value))
		b.finite(&metric.GainWorked, seconds, bound.name)
		if b.hourlyCost > 0 {
			b.finite(&metric.GainAmount, seconds/3600*b.hourlyCost, bound.name, b.currency)
		}
	}
}

// freed is the share of the working time that the additional cases would have
// taken at the pace without the change. Units that close 1 + ratio times as
// many cases in the same time need 1/(1 + ratio) of it for as many cases as
// before: 1 − 1/(1 + ratio) is over. It is negative where fewer are closed, and
// −Inf where none is.
func freed(ratio float64) float64 { return 1 - 1/(1+ratio) }

// publishedThroughput is the comparison of cases closed if their number changed
// beyond earlier development, else nil.
func (b *Builder) publishedThroughput() *study.Comparison {
	if b.study == nil {
		return nil
	}
	all := b.study.study.Comparisons
	i := slices.IndexFunc(all, func(c study.Comparison) bool { return c.Outcome == study.Throughput })
	if i < 0 {
		return nil
	}
	c := &all[i]
	if c.Answer() != effect.BeyondEarlier || !c.Analysis.Headline.HasInterval {
		return nil
	}
	return c
}

// figureOf is the value of the figure with these labels, if there is one.
func figureOf(figures [][]supplement.Figure, def *metric.Def, labels ...string) (float64, bool) {
	for _, part := range figures {
		i := slices.IndexFunc(part, func(f supplement.Figure) bool { return f.Def == def && slices.Equal(f.Labels, labels) })
		if i >= 0 {
			return part[i].Value, true
		}
	}
	return 0, false
}
