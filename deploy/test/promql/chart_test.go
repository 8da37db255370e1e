package promql

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestControlChartHasOnePointAMonth: each month stands 20 days before its
// figures came, once, whatever the step and although the exporter was away.
func TestControlChartHasOnePointAMonth(t *testing.T) {
	const day = 24 * time.Hour
	published := []time.Duration{125 * day, 95 * day, 65 * day, 35 * day, 5 * day} // before the end
	var all []moment
	for ago := 110 * day; ago >= 0; ago -= 6 * time.Hour {
		afterPublication, midMonth := ago <= 65*day && ago > 65*day-20*time.Hour, ago < 54*day && ago > 50*day
		if afterPublication || midMonth {
			continue // the exporter is away
		}
		month := -1
		for i, at := range published {
			if ago <= at {
				month = i
			}
		}
		all = append(all,
			moment{ago, float64(end.Add(-published[month]).Unix()), []string{"casework_effect_as_of_timestamp_seconds"}},
			moment{ago, float64(month) * 86400, []string{"casework_control_chart_adjusted_value", "unit", unitName(3), "outcome", "wait"}})
	}
	h := told(t, all)
	panels := boards(t, "nb")["unit"].Panels
	i := slices.IndexFunc(panels, func(p panel) bool { return p.ID == 15 })
	for _, every := range []time.Duration{6 * time.Hour, 7 * time.Hour, 2 * day, 5 * day} {
		from := end.Add(-120 * day)
		got, err := h.over(choices()[0].Fill(panels[i].Targets[0].Expr, every), from, end, every)
		if err != nil || len(got) != 1 {
			t.Fatalf("a point every %v: %v, %v", every, got, err)
		}
		if n := len(got[0].Floats); n != 4 {
			t.Errorf("a point every %v: %d of them, want 4: %v", every, n, got)
			continue
		}
		for n, point := range got[0].Floats {
			month := n + 1
			at, middle := time.UnixMilli(point.T), end.Add(-published[month]-20*day)
			if late := at.Sub(middle); late < 0 || late >= every || point.F != float64(month) {
				t.Errorf("a point every %v: month %d is at %v with %v, want %v", every, month, at, point.F, middle)
			}
		}
	}
}

// TestChartsSayOneThing: of the last month, a control chart says in one way how it
// is, and if it has a target, in one way whether that is met.
func TestChartsSayOneThing(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["quality"]
	c := choices()[0]
	charts := 0
	for _, p := range b.Panels {
		months, targets := 0, 0
		for _, q := range p.Targets {
			said := 0
			if len(run(t, h, b, p, q, c)) > 0 && strings.Contains(q.Expr, "@ end()") {
				said = 1
			}
			switch {
			case strings.Contains(q.Expr, "$target"):
				targets += said
			case strings.Contains(q.Expr, "_direction{"):
				months += said
			}
		}
		if slices.ContainsFunc(p.Targets, func(q targetJSON) bool { return strings.Contains(q.Expr, "_direction{") }) {
			charts++
			if months != 1 {
				t.Errorf("panel %d %q says in %d ways how the last month is, want 1", p.ID, p.Title, months)
			}
		}
		if slices.ContainsFunc(p.Targets, func(q targetJSON) bool { return strings.Contains(q.Expr, "$target") }) && targets != 1 {
			t.Errorf("panel %d %q says in %d ways whether the target is met, want 1", p.ID, p.Title, targets)
		}
	}
	if charts != 9 {
		t.Errorf("%d control charts, want 4 of each group and one of units", charts)
	}
}
