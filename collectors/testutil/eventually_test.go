package testutil

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, start := 0, time.Now()
		if !Within(time.Minute, func() bool { asked++; return time.Since(start) >= time.Second }) {
			t.Error("what holds after a second is not seen within a minute")
		}
		if waited := time.Since(start); waited > 1100*time.Millisecond || asked < 5 {
			t.Errorf("waited %v, asked %d times", waited, asked)
		}
		start = time.Now()
		if Within(time.Minute, func() bool { return false }) {
			t.Error("what never holds is seen")
		}
		if waited := time.Since(start); waited < time.Minute || waited > 61*time.Second {
			t.Errorf("waited %v for what never holds", waited)
		}
		if !Within(0, func() bool { return true }) {
			t.Error("what holds already is not seen without time to wait")
		}
	})
}
