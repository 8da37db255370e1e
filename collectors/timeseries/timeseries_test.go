package timeseries

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"casework/collectors/metric"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestNewSeries(t *testing.T) {
	labels := []metric.Label{metric.Source, metric.Unit, metric.Kind}
	for _, tt := range []struct {
		name   string
		values []string
		want   string
	}{
		{"plain", []string{"a", "b", "c"}, `{source="a",unit="b",kind="c"}`},
		{"empty value leaves its label out", []string{"", "b", ""}, `{unit="b"}`},
		{"all empty", []string{"", "", ""}, `{}`},
		{"escaped", []string{`\`, `"`, "\n"}, `{source="\\",unit="\"",kind="\n"}`},
		{"invalid UTF-8 replaced", []string{"\xff", "ø", "c"}, `{source="` + "\uFFFD" + `",unit="ø",kind="c"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, NewSeries(labels, tt.values).String()); diff != "" {
				t.Errorf("series (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("too few values panic", func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		NewSeries(labels, []string{"a"})
	})
}
