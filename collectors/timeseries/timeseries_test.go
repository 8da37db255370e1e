package timeseries

import (
	"fmt"
	"maps"
	"strings"
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
		{"escaped again", []string{`a\n",b="`, "a\n\n\\\"", `\\`}, `{source="a\\n\",b=\"",unit="a\n\n\\\"",kind="\\\\"}`},
		{"escaped", []string{`\`, `"`, "\n"}, `{source="\\",unit="\"",kind="\n"}`},
		{"invalid UTF-8 replaced", []string{"\xff", "ø", "c"}, `{source="` + "\uFFFD" + `",unit="ø",kind="c"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := NewSeries(labels, tt.values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.String()); diff != "" {
				t.Errorf("series (-want +got):\n%s", diff)
			}
			want := map[string]string{}
			for i, v := range tt.values {
				if v != "" {
					want[string(labels[i])] = strings.ToValidUTF8(v, "\uFFFD")
				}
			}
			if diff := cmp.Diff(want, maps.Collect(s.Labels())); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
	for _, values := range [][]string{nil, {"a"}, {"a", "b", "c", "d"}} {
		want := fmt.Sprintf(`%d values for the 3 labels ["source" "unit" "kind"]`, len(values))
		if s, err := NewSeries(labels, values); s != 0 || err == nil || err.Error() != want {
			t.Errorf("%d values: %v, error %v, want %s", len(values), s, err, want)
		}
	}
}
