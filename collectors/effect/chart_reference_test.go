package effect_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"casework/collectors/effect"
)

// TestChartReference compares limits and every point's signal with those of
// the reference implementation.
func TestChartReference(t *testing.T) {
	t.Parallel()
	rows := readCSV(t, filepath.Join(evidence(t), "xmr_reference.csv"))
	var keys []string
	charts := map[string][]map[string]string{}
	for _, r := range rows {
		key := r["series"] + "/screen " + r["screen"] + "/fix " + r["fix"]
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		charts[key] = append(charts[key], r)
	}
	if len(keys) == 0 {
		t.Fatal("the reference is empty")
	}
	for _, key := range keys {
		t.Run(key, func(t *testing.T) { compareChart(t, charts[key]) })
	}
	t.Logf("%d points in %d charts", len(rows), len(keys))
}

func compareChart(t *testing.T, rows []map[string]string) {
	o := effect.ChartOptions{KeepOutliers: rows[0]["screen"] != "TRUE"}
	if fix := number(t, rows[0]["fix"]); !math.IsNaN(fix) {
		o.Fix = int(fix)
	}
	var values []float64
	for i, r := range rows {
		values = append(values, number(t, r["y"]))
		if i > 0 && r["group"] != rows[i-1]["group"] {
			o.Breaks = append(o.Breaks, i)
		}
	}
	c, err := effect.NewChart(values, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		p := c.Points[i]
		s := c.Segments[p.Segment]
		if got := signalName(p); got != r["type"] {
			t.Errorf("point %d is %q, want %q", i+1, got, r["type"])
		}
		gap(t, "mean", s.Mean, number(t, r["mean"]))
		lower := number(t, r["lpl"])
		if s.HasLimits == math.IsNaN(lower) {
			t.Errorf("point %d has limits: %v; the lower one is %v", i+1, s.HasLimits, lower)
		}
		gap(t, "lower limit", s.Lower, lower)
		gap(t, "upper limit", s.Upper, number(t, r["upl"]))
	}
}

// signalName is what the reference calls the point's signal.
func signalName(p effect.ChartPoint) string {
	side := map[bool]string{true: "Above", false: "Below"}[p.High]
	switch p.Signal {
	case effect.OutsideLimits:
		return side + " " + map[bool]string{true: "UCL", false: "LCL"}[p.High]
	case effect.Trend:
		return "7 Point Trend (" + map[bool]string{true: "In", false: "De"}[p.High] + "creasing)"
	case effect.TwoOfThree:
		return "2 in 3 " + side + " CL"
	case effect.Shift:
		return "7 Points " + side + " CL"
	default:
		return "Common Cause"
	}
}
