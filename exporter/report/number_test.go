package report

import (
	"math"
	"testing"

	"casework/collectors/study"
)

func TestReportSpans(t *testing.T) {
	nb, en := &document{Lang: "nb"}, &document{Lang: "en"}
	for _, tt := range []struct{ got, want string }{
		{nb.span(study.Wait, -0.404, -0.243), "24,3–40,4\u00a0% kortere"},
		{en.span(study.Turnaround, 0.1, 0.25), "10.0–25.0\u00a0% longer"},
		{en.span(study.Wait, -0.1, 0.05), "10.0\u00a0% shorter to 5.0\u00a0% longer"},
		{en.span(study.Wait, -0.1, -0.0001), "10.0\u00a0% shorter to unchanged"},
		{nb.span(study.Throughput, -0.1, -0.05), "5,0–10,0\u00a0% lavere"},
		{nb.span(study.Errors, -0.033, -0.01), "1,0–3,3 lavere"},
		{nb.span(study.Deadline, 0.01, 0.025), "1,0–2,5\u00a0prosentpoeng høyere"},
		{en.amount(study.Deadline, -0.025), "2.5\u00a0percentage points lower"},
		{en.amount(study.Wait, math.NaN()), "–"},
		{en.amount(study.Wait, 0), "unchanged"},
		{nb.counted(unitCount{"charts.out.few", 0}), "ingen"},
		{
			en.counted(unitCount{"charts.out.few", 2}, unitCount{"charts.out.gone", 0}, unitCount{"charts.out.small", 1}),
			"2 with too few cases, 1 hidden as small (CASEWORK_MIN_CELL)",
		},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestReportNumbers(t *testing.T) {
	nb, en := &document{Lang: "nb"}, &document{Lang: "en"}
	for _, tt := range []struct{ got, want string }{
		{nb.change(study.Wait, -0.1234), "−12,3\u00a0%"},
		{en.change(study.Wait, 0.1), "+10.0\u00a0%"},
		{en.change(study.Wait, -0.0001), "0.0\u00a0%"},
		{en.change(study.Errors, 0.012), "+1.2"},
		{nb.change(study.Deadline, 0.025), "+2,5\u00a0prosentpoeng"},
		{en.change(study.Wait, math.NaN()), "–"},
		{en.brief(12), "12"},
		{nb.brief(2.5), "2,5"},
		{en.whole(1234567), "1\u202f234\u202f567"},
		{en.whole(-12), "−12"},
		{en.p(0.0001), "< 0.001"},
		{nb.p(0.25), "0,250"},
		{nb.pIs(0.0001), "p < 0,001"},
		{en.pIs(0.001), "p = 0.001"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// TestSpread checks that steps of axes are round and cover what they must.
func TestSpread(t *testing.T) {
	for _, tt := range []struct{ low, high float64 }{{0, 1}, {-0.3, 0.07}, {5, 5}, {0.001, 0.0012}, {-4e6, 9e7}} {
		from, to, ticks := spread(tt.low, tt.high)
		if from > tt.low || to < tt.high || len(ticks) < 3 || len(ticks) > 7 {
			t.Errorf("%v to %v: from %v to %v in %d steps", tt.low, tt.high, from, to, len(ticks)-1)
		}
	}
}
