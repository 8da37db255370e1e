package collectors

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// An account adds up the increases of a counter as Prometheus does: a value
// below the one before is a reset, after which it began at 0.
type account struct{ last, total float64 }

func (a *account) scrape(v float64) {
	if v < a.last {
		a.last = 0
	}
	a.total += v - a.last
	a.last = v
}

// TestCrashes: whenever the process dies, and whichever saves and reads fail,
// the increases that Prometheus saw are the events that there were.
func TestCrashes(t *testing.T) {
	dir, run := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		path := fmt.Sprintf("%s/%d.state", dir, run)
		source := smallSource()
		opts := Options{ZeroHold: -1, StaleAfter: 1e6 * time.Hour} // no timer goes off
		b := newBench(t, source, path, time.Now(), opts)
		var received, closed account
		poll := func() {
			b.poll(t, 0)
			for name, a := range map[string]*account{receivedTotal: &received, "casework_cases_closed_total": &closed} {
				var v float64
				if _, err := fmt.Sscan(b.unit(name, "A"), &v); err != nil {
					rt.Fatalf("%s is %s", name, b.unit(name, "A"))
				}
				a.scrape(v)
			}
		}
		poll() // the baseline
		var arrived, finished float64
		unblock := func() {}
		rt.Repeat(map[string]func(*rapid.T){
			"receive": func(*rapid.T) {
				source.receive("A")
				arrived++
			},
			"close": func(rt *rapid.T) {
				c := &source.cases[rapid.IntRange(0, len(source.cases)-1).Draw(rt, "case")]
				if c.Closed == 0 {
					c.Closed, c.Changed = time.Now().Unix(), time.Now().UnixMicro()
					finished++
				}
			},
			"poll":         func(*rapid.T) { poll() },
			"cases fail":   func(*rapid.T) { source.fail["cases"] = errBroken },
			"errors fail":  func(*rapid.T) { source.fail["errors"] = errBroken },
			"source works": func(*rapid.T) { clear(source.fail) },
			"append fails": func(*rapid.T) { b.state.fail = true },
			"rewriting fails": func(*rapid.T) {
				unblock()
				unblock = b.state.blockRewrite(t)
			},
			"disk works": func(*rapid.T) { unblock(); unblock = func() {} },
			"crash": func(*rapid.T) {
				_ = b.state.Close() // as the system does
				b = newBench(t, source, path, time.Now(), opts)
				b.publish(t.Context(), time.Now(), true, true) // as Run does at its start
			},
		})
		unblock()
		clear(source.fail)
		poll()
		poll()
		if received.total != arrived || closed.total != finished {
			rt.Errorf("increases by %v received and %v closed; there were %v and %v",
				received.total, closed.total, arrived, finished)
		}
		if err := b.state.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}
