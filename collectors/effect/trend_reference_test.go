package effect_test

import (
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/effect"
)

// TestTrendReference compares the estimates that allow for earlier development
// with those of a second implementation in R, to a relative 1e-9.
func TestTrendReference(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(evidence(t), "trend")
	p := readPanel(t, filepath.Join(dir, "panel.csv"))
	const all = 1000
	seen := 0
	for _, r := range readCSV(t, filepath.Join(dir, "expected_R.csv")) {
		what := r["what"]
		got := trendEstimate(t, p, what, all)
		for i, name := range []string{"value", "se", "df", "p"} {
			gap(t, what+" "+name, got[i], number(t, r[name]))
		}
		seen++
	}
	for _, r := range readCSV(t, filepath.Join(dir, "expected_union_R.csv")) {
		what := r["what"]
		if what == "breakdown" {
			gap(t, what, analyse(t, p, effect.Settings{}).Breakdown.M, number(t, r["low"]))
		} else {
			low, high := effect.Union(p, effect.Settings{}, number(t, strings.TrimPrefix(what, "union")))
			gap(t, what+" low", low, number(t, r["low"]))
			gap(t, what+" high", high, number(t, r["high"]))
		}
		seen++
	}
	if seen < 14 {
		t.Errorf("only %d reference values", seen)
	}
}

// trendEstimate is the value, standard error, degrees of freedom and p-value that
// the reference calls what.
func trendEstimate(t *testing.T, p effect.Panel, what string, all int) [4]float64 {
	t.Helper()
	continued := func(s effect.Settings) [4]float64 {
		c := analyse(t, p, s).Continued
		if c == nil {
			t.Fatalf("%s: there is no such estimate", what)
		}
		return [4]float64{c.Value, c.SE, c.DF, c.P}
	}
	switch what {
	case "headline", "theta":
		h := analyse(t, p, effect.Settings{}).Headline
		return [4]float64{h.Value, h.SE, h.DF, h.PWelch}
	case "slope12":
		s := analyse(t, p, effect.Settings{}).PreTrend
		return [4]float64{s.Slope, s.SE, s.DF, s.P}
	case "slopeall":
		value, se, df, pValue := effect.Slope(p, effect.Settings{}, all)
		return [4]float64{value, se, df, pValue}
	case "continued12":
		return continued(effect.Settings{LineMonths: 12})
	case "continued24":
		return continued(effect.Settings{})
	case "continuedall":
		return continued(effect.Settings{LineMonths: all})
	case "continued_skip3":
		c := effect.ContinuedOfAll(p, effect.Settings{Anticipation: 3, LineMonths: all})
		return [4]float64{c.Value, c.SE, c.DF, c.P}
	case "drift":
		b := analyse(t, p, effect.Settings{}).Breakdown
		return [4]float64{b.Drift, b.SE, b.DF, b.P}
	}
	t.Fatalf("%q is not known", what)
	return [4]float64{}
}

func analyse(t *testing.T, p effect.Panel, s effect.Settings) *effect.Analysis {
	t.Helper()
	a, err := effect.Analyse(p, s)
	if err != nil || a.Headline == nil {
		t.Fatal(a, err)
	}
	return a
}
