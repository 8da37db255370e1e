package promql

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/prometheus/model/labels"
)

// TestGainFollowsFromTheEstimate computes the hours that the panel shows from
// the estimate and the working time that other boards show. There are none where
// the change may be earlier development that goes on.
func TestGainFollowsFromTheEstimate(t *testing.T) {
	h := lived(t)
	b := boards(t, "nb")["programme"]
	for _, c := range choices()[:2] {
		value := func(format string, args ...any) float64 {
			expr := fmt.Sprintf(format, args...)
			found, err := h.instant(expr, end)
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %v, %v", expr, found, err)
			}
			return found[0].F
		}
		beyond := value(`casework_effect_answer{source=%q,outcome="throughput",answer="beyond_earlier_development"}`, c["source"]) == 1
		hours := value(`casework_group_period_worked_seconds{source=%q,supervision="active"}`, c["source"]) / 3600
		for column, bound := range []string{"estimate", "lower", "upper"} {
			r := value(`casework_effect_%s_ratio{source=%q,outcome="throughput"}`, bound, c["source"])
			gain := hours * r / (1 + r)
			for id, want := range map[int]float64{15: gain, 16: gain * supplementOptions.HourlyCost} {
				i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == id })
				got := run(t, h, b, b.Panels[i], b.Panels[i].Targets[column], c)
				if !beyond {
					if len(got) > 0 {
						t.Errorf("panel %d, %s: %v, want nothing: the change may be earlier development", id, bound, got)
					}
					continue
				}
				if len(got) != 1 || math.Abs(got[0].values[0]-want) > 1e-6*math.Abs(want) {
					t.Errorf("panel %d, %s: %v, want %v", id, bound, got, want)
				}
			}
		}
	}
}

// TestGainIsPutIntoWords: hours below zero are more spent and none freed, and
// otherwise they are freed, with the interval as it is written.
func TestGainIsPutIntoWords(t *testing.T) {
	b := boards(t, "nb")["programme"]
	i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == 32 })
	for _, tt := range []struct {
		estimate, lower, upper float64 // hours
		want                   []string
	}{
		{700.4, 300, 1100, []string{"Anslagsvis 700 timer frigjort (300 til 1100)"}},
		{-695.4, -1300, -90, []string{"Ingen timer frigjort: anslagsvis 695 timer mer brukt (−1300 til −90 frigjort)"}},
	} {
		var all []moment
		for bound, hours := range map[string]float64{"estimate": tt.estimate, "lower": tt.lower, "upper": tt.upper} {
			all = append(all, moment{0, hours * 3600, []string{"casework_gain_worked_seconds", "bound", bound}})
		}
		h := told(t, all)
		var said []string
		for _, q := range b.Panels[i].Targets {
			for _, l := range run(t, h, b, b.Panels[i], q, choices()[0]) {
				text := q.LegendFormat
				l.labels.Range(func(label labels.Label) { text = strings.ReplaceAll(text, "{{"+label.Name+"}}", label.Value) })
				said = append(said, text)
			}
		}
		if !slices.Equal(said, tt.want) {
			t.Errorf("%v hours are said as %q, want %q", tt.estimate, said, tt.want)
		}
	}
}

// TestGainIsEmptyWithoutAnEstimate runs the panels' queries, every one, where
// the series of the gain are absent and all others are there. Only the one that
// says so has a row then.
func TestGainIsEmptyWithoutAnEstimate(t *testing.T) {
	var all []moment
	for _, name := range []string{
		"casework_group_period_worked_seconds", "casework_effect_units",
		"casework_period_start_timestamp_seconds", "casework_period_end_timestamp_seconds",
	} {
		for _, state := range []string{"active", "inactive"} {
			all = append(all, moment{0, 1, []string{name, "supervision", state, "outcome", "throughput"}})
		}
	}
	h := told(t, all)
	b := boards(t, "nb")["programme"]
	for _, id := range []int{15, 16, 32} {
		i := slices.IndexFunc(b.Panels, func(p panel) bool { return p.ID == id })
		for _, q := range b.Panels[i].Targets {
			want := 0
			if strings.Contains(q.Expr, "absent(") {
				want = 1
			}
			if got := run(t, h, b, b.Panels[i], q, choices()[0]); len(got) != want {
				t.Errorf("panel %d, query %s shows %v, want %d rows", id, q.RefID, got, want)
			}
		}
	}
}
