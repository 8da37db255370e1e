package collectors

import (
	"slices"
	"testing"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// TestPublisherJoinsWhatChanged: of a metric of two sources, the samples stay the same
// as long as those of both do, and the list of series as long as the series do.
func TestPublisherJoinsWhatChanged(t *testing.T) {
	var last timeseries.Samples
	p := mustPublisher(t, func(s *timeseries.Snapshot) { last = s.Families[0].Samples }, "a", "b")
	one, two := labelled(&metric.OpenCases, "a1", "a2"), labelled(&metric.OpenCases, "b1")
	p.set("a", one, nil)
	p.set("b", two, nil)
	joined := last
	if p.set("a", one, nil); !last.Same(&joined) {
		t.Error("joined anew, though neither source is another")
	}
	all := one[&metric.OpenCases]
	next := all
	next.Values = []float64{3, 4}
	p.set("a", map[*metric.Def]timeseries.Samples{&metric.OpenCases: next}, nil)
	if !last.SameSeries(&joined) || !slices.Equal(last.Values, []float64{3, 4, 0}) {
		t.Errorf("with other values: %v, its list of series the same: %v", last.Values, last.SameSeries(&joined))
	}
	p.set("a", labelled(&metric.OpenCases, "a1", "a2"), nil) // other series with the same labels
	if last.SameSeries(&joined) {
		t.Error("the list of series is that of before, though they are others")
	}
}
