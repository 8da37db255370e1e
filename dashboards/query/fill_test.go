package query

import (
	"testing"
	"time"

	"casework/collectors/metric"
)

func TestFill(t *testing.T) {
	for _, tt := range []struct {
		name, expr string
		step       time.Duration
		want       string
	}{
		{
			"a choice", `up{source="$source",unit="$unit",job=~"$job",instance=~"$instance"}`, 0,
			`up{source="town",unit="unit 3",job=~".+",instance=~".+"}`,
		},
		{
			"all types of case", Series(metric.WindowReceived), 0,
			`casework_window_received_cases{source="town",case_type=~"()",window="28d"}`,
		},
		{"a name that begins another", "a[$__interval] > $__interval_ms", 6 * time.Hour, "a[21600s] > 21600000"},
		{"a rate between points far apart", "rate(a[$__rate_interval])", 6 * time.Hour, "rate(a[21660s])"},
		{"a rate between points close together", "rate(a[$__rate_interval])", time.Minute, "rate(a[240s])"},
		{"a time range", "a > $__from / 1000", 0, "a > 0 / 1000"},
		{"an offset", "a offset $window", 0, "a offset 28d"},
		{"a variable that no board has", "$unitary ${unit}", 0, "$unitary ${unit}"},
		{"a group of a pattern", `label_replace(a, "b", "$1", "c", "(.*)")`, 0, `label_replace(a, "b", "$1", "c", "(.*)")`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Chosen("town", "unit 3").Fill(tt.expr, tt.step); got != tt.want {
				t.Errorf("filled in: %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestFillOnce: a value that looks like a variable is not filled in again.
func TestFillOnce(t *testing.T) {
	if got := Chosen("$unit", "unit 3").Fill("$source", 0); got != "$unit" {
		t.Errorf("filled in: %s, want $unit", got)
	}
}
