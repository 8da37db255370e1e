package collectors

import (
	"casework/collectors/metric"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// tabled collects the figures of the tables: those of the units that the view
// shows, and, unless another shard does, those of groups and of the source.
func (b *build) tabled() {
	shown := make(map[string]bool, len(b.view.Units))
	for i := range b.view.Units {
		shown[b.view.Units[i].Unit.Unit] = true
	}
	for part, figures := range b.figures {
		for i, s := range b.seriesOf(part, figures) {
			f := &figures[i]
			if ofUnit := f.Def.Labels[1:]; len(ofUnit) > 0 && ofUnit[0] == metric.Unit {
				if !shown[f.Labels[0]] {
					continue
				}
			} else if !b.shard.whole() {
				continue
			}
			b.gauge(f.Def, s, f.Value)
		}
	}
}

// A figured is figures and the series that they are of. History shows the
// same figures many times over.
type figured struct {
	figures []supplement.Figure
	series  []*timeseries.Series
}

// seriesOf are the series of a part of the figures.
func (b *build) seriesOf(part int, figures []supplement.Figure) []*timeseries.Series {
	for len(b.figured) <= part {
		b.figured = append(b.figured, figured{})
	}
	of := &b.figured[part]
	if len(figures) > 0 && len(of.figures) == len(figures) && &of.figures[0] == &figures[0] {
		return of.series
	}
	*of = figured{figures, make([]*timeseries.Series, len(figures))}
	for i := range figures {
		of.series[i] = b.labelled(figures[i].Def, figures[i].Labels...)
	}
	return of.series
}
