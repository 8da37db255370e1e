package finding

import (
	"math"
	"testing"

	"casework/collectors/study"
	"casework/exporter/text"
)

func TestSpans(t *testing.T) {
	own := map[string]text.Phrase{"few": {"{1} få", "{1} few"}, "gone": {"{1} borte", "{1} gone"}, "small": {"{1} små", "{1} small"}}
	nb, en := New("nb", nil, own), New("en", nil, own)
	for _, tt := range []struct{ got, want string }{
		{nb.Span(study.Wait, -0.404, -0.243), "24,3 til 40,4\u00a0% kortere"},
		{en.Span(study.Turnaround, 0.1, 0.25), "10.0 to 25.0\u00a0% longer"},
		{en.Span(study.Wait, -0.1, 0.05), "10.0\u00a0% shorter to 5.0\u00a0% longer"},
		{en.Span(study.Wait, -0.1, -0.0001), "10.0\u00a0% shorter to no different"},
		{nb.Span(study.Throughput, -0.1, -0.05), "5,0 til 10,0\u00a0% lavere"},
		{nb.Span(study.Errors, -0.033, -0.01), "1,0 til 3,3 per 100 saker lavere"},
		{nb.Span(study.Deadline, 0.01, 0.025), "1,0 til 2,5 prosentpoeng høyere"},
		{en.Amount(study.Deadline, -0.025), "2.5 percentage points lower"},
		{en.Amount(study.Wait, math.NaN()), "–"},
		{en.Amount(study.Wait, 0), "no different"},
		{nb.Counted(Count{"few", 0}), "ingen"},
		{
			en.Counted(Count{"few", 2}, Count{"gone", 0}, Count{"small", 1}),
			"2 few, 1 small",
		},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	nb, en := New("nb", nil, nil), New("en", nil, nil)
	for _, tt := range []struct{ got, want string }{
		{nb.Change(study.Wait, -0.1234), "−12,3\u00a0%"},
		{en.Change(study.Wait, 0.1), "+10.0\u00a0%"},
		{en.Change(study.Wait, -0.0001), "0.0\u00a0%"},
		{en.Change(study.Errors, 0.012), "+1.2 per 100 cases"},
		{nb.Change(study.Deadline, 0.025), "+2,5 prosentpoeng"},
		{en.Change(study.Wait, math.NaN()), "–"},
		{en.Brief(12), "12"},
		{nb.Brief(2.5), "2,5"},
		{en.Whole(1234567), "1\u202f234\u202f567"},
		{en.Whole(-12), "−12"},
		{en.P(0.0001), "< 0.001"},
		{nb.P(0.25), "0,250"},
		{nb.PIs(0.0001), "p < 0,001"},
		{en.PIs(0.001), "p = 0.001"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
