package families

import (
	"testing"

	"casework/collectors/effect"
	"casework/collectors/metric"
	"casework/collectors/study"
)

// TestOwnChange: what units went from and to is shown beside an estimate alone,
// and what is mix only where case types are known.
func TestOwnChange(t *testing.T) {
	shown := func(head *effect.Effect, mix bool) Families {
		b := Builder{series: newSeriesCache("test"), in: &Input{}}
		b.own(&study.Comparison{
			Outcome: study.Wait, Analysis: &effect.Analysis{Headline: head},
			Own: &study.OwnChange{Before: 14, After: 9, Mix: -1, Pace: -4, HasMix: mix},
		})
		return b.made()
	}
	for _, tt := range []struct {
		name          string
		head          *effect.Effect
		mix           bool
		levels, parts int
	}{
		{"no estimate", nil, true, 0, 0},
		{"an estimate", &effect.Effect{}, false, 2, 0},
		{"with types", &effect.Effect{}, true, 2, 2},
	} {
		got := shown(tt.head, tt.mix)
		if levels, parts := len(got[&metric.EffectOwn].Series), len(got[&metric.EffectOwnPart].Series); levels != tt.levels || parts != tt.parts {
			t.Errorf("%s: %d levels and %d parts, want %d and %d", tt.name, levels, parts, tt.levels, tt.parts)
		}
	}
}
