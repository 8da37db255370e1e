package families

import (
	"casework/collectors/metric"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// supplementary collects the figures of the tables: those of the units that the view
// shows, and, unless another shard does, those of groups and of the source.
func (b *Builder) supplementary() {
	shown := make(map[string]bool, len(b.in.View.Units))
	for u := range b.shown {
		shown[u.Unit.Unit] = true
	}
	for part, figures := range b.in.Figures {
		for i, s := range b.seriesOf(part, figures) {
			f := &figures[i]
			if ofUnit := f.Def.Labels[1:]; len(ofUnit) > 0 && ofUnit[0] == metric.Unit {
				if !shown[f.Labels[0]] {
					continue
				}
			} else if !b.shard.Whole() {
				continue
			}
			b.gauge(f.Def, s, f.Value)
		}
	}
}

// A supplementarySeries is figures and the series that they are of. History shows the
// same figures many times over.
type supplementarySeries struct {
	figures []supplement.Figure
	series  []*timeseries.Series
}

// seriesOf are the series of a part of the figures.
func (b *Builder) seriesOf(part int, figures []supplement.Figure) []*timeseries.Series {
	for len(b.supplementarySeries) <= part {
		b.supplementarySeries = append(b.supplementarySeries, supplementarySeries{})
	}
	of := &b.supplementarySeries[part]
	if len(figures) > 0 && len(of.figures) == len(figures) && &of.figures[0] == &figures[0] {
		return of.series
	}
	*of = supplementarySeries{figures, make([]*timeseries.Series, len(figures))}
	for i := range figures {
		of.series[i] = b.labelled(figures[i].Def, figures[i].Labels...)
	}
	return of.series
}
