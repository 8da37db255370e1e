package study

import (
	"fmt"

	"casework/collectors/effect"
)

// Tried is the number of outcomes with an estimate for which the p-value of an outcome is
// corrected: all of them for an exploratory outcome, else those that are not exploratory.
func (s *Study) Tried(of *Comparison) (n int) {
	for i := range s.Comparisons {
		if c := &s.Comparisons[i]; c.Shown() && (of.extra() || !c.extra()) {
			n++
		}
	}
	return n
}

// extra reports whether an outcome is exploratory here: it is not the primary one.
func (c *Comparison) extra() bool { return c.Outcome.Exploratory() && !c.Primary }

// correct fills the p-values to publish. A primary outcome that was chosen in
// place of another, perhaps after a look, is corrected as the others are. Outcomes
// that are Exploratory come on top: they do not raise the p-values of others.
func (s *Study) correct() error {
	var all, tested []*Comparison
	for i := range s.Comparisons {
		c := &s.Comparisons[i]
		if !c.Shown() {
			continue
		}
		c.P = c.Analysis.Headline.P
		if c.Primary && len(s.Settings.Chosen) <= 1 {
			continue
		}
		if all = append(all, c); !c.extra() {
			tested = append(tested, c)
		}
	}
	for _, family := range []struct {
		of   []*Comparison
		gets func(c *Comparison) bool
	}{
		{tested, func(*Comparison) bool { return true }},
		{all, (*Comparison).extra},
	} {
		ps := make([]float64, len(family.of))
		for i, c := range family.of {
			ps[i] = c.Analysis.Headline.P
		}
		corrected, err := effect.Holm(ps)
		if err != nil {
			return fmt.Errorf("correct p-values: %w", err)
		}
		for i, c := range family.of {
			if family.gets(c) {
				c.P = corrected[i]
			}
		}
	}
	return nil
}
