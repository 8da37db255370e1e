package families

import (
	"testing"

	"casework/collectors/metric"
)

// TestStateAt: months are under supervision in its spans alone, from their first
// month to before their end.
func TestStateAt(t *testing.T) {
	spans := [][2]int{{2, 4}, {6, 7}}
	for point, active := range []bool{false, false, true, true, false, false, true, false} {
		want := metric.Inactive
		if active {
			want = metric.Active
		}
		if got := stateAt(spans, point); got != want {
			t.Errorf("point %d is %s, want %s", point, got, want)
		}
	}
}
