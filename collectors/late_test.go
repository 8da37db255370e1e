package collectors

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestLateTransactions: a transaction older than the overlap is shown, and told
// of once; where a database does not tell, or fails to, nothing is shown, and
// polls go on.
func TestLateTransactions(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		var got []string
		step := func(late *time.Duration) {
			t.Helper()
			b.log.Reset()
			b.source.late = late
			b.poll(t, time.Minute)
			n, ok := b.gather(t)["casework_source_late_transaction_seconds"]
			got = append(got, fmt.Sprint(n, " ", ok, " ", strings.Contains(b.log.String(), "longer than the overlap")))
		}
		step(nil)
		step(new(time.Duration(0)))
		step(new(90 * time.Second))
		step(new(150 * time.Second))
		step(new(time.Duration(0)))
		step(new(time.Second))
		b.source.fail["late"] = errBroken
		step(new(time.Second))
		want := []string{"0 false false", "0 true false", "90 true true", "150 true false", "0 true false", "1 true true", "0 false false"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("gauge, whether it is shown, whether it is logged (-want +got):\n%s", diff)
		}
		if up := b.selves(t, "up")["up"]; up != 1 {
			t.Error("a poll fails as open transactions cannot be looked at")
		}
	})
}
