package families

import (
	"slices"

	"casework/collectors/metric"
	"casework/collectors/supplement"
	"casework/collectors/timeseries"
)

// supplementary collects the figures of the tables: those of the units that the view
// shows, and, unless another shard does, those of groups and of the source.
func (b *Builder) supplementary() {
	shown := b.shownNames()
	if !slices.Equal(shown, b.supplementaryUnits) {
		b.supplementaryUnits = shown
		for i := range b.supplementaryParts {
			b.supplementaryParts[i].stamp++
		}
	}
	for i, figures := range b.in.Figures {
		part := b.supplementaryPart(i, figures)
		b.takeOver(&part.made, part.stamp, func() {
			for j, s := range part.series {
				f := &figures[j]
				if ofUnit := f.Def.Labels[1:]; len(ofUnit) > 0 && ofUnit[0] == metric.Unit {
					if _, is := slices.BinarySearch(shown, f.Labels[0]); !is {
						continue
					}
				} else if !b.shard.Whole() {
					continue
				}
				b.gauge(f.Def, s, f.Value)
			}
		})
	}
}

// A supplementaryPart is figures, the series that they are of, and the samples made of
// them. Most figures are the same for days.
type supplementaryPart struct {
	figures []supplement.Figure
	series  []timeseries.Series
	stamp   uint64 // of figures and of the units that are shown
	made    madeBefore
}

// supplementaryPart is what is kept of a part of the figures.
func (b *Builder) supplementaryPart(part int, figures []supplement.Figure) *supplementaryPart {
	for len(b.supplementaryParts) <= part {
		b.supplementaryParts = append(b.supplementaryParts, supplementaryPart{})
	}
	of := &b.supplementaryParts[part]
	if len(of.figures) == len(figures) && (len(figures) == 0 || &of.figures[0] == &figures[0]) && of.stamp > 0 {
		return of
	}
	of.stamp++
	last, known := of.figures, of.series
	of.figures, of.series = figures, make([]timeseries.Series, len(figures))
	for i := range figures {
		if i < len(last) && sameSeries(&last[i], &figures[i]) {
			of.series[i] = known[i]
			continue
		}
		of.series[i] = b.labelled(figures[i].Def, figures[i].Labels...)
	}
	return of
}

// sameSeries reports whether figures are of one series.
func sameSeries(a, b *supplement.Figure) bool {
	return a.Def == b.Def && slices.Equal(a.Labels, b.Labels)
}
