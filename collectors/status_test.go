package collectors

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// TestStatus: people are told the same as Prometheus.
func TestStatus(t *testing.T) {
	inBubble(t, Options{Interval: time.Minute, StaleAfter: 15 * time.Minute}, func(t *testing.T, b *bench) {
		expect := func(when string, want Status) {
			t.Helper()
			synctest.Wait()
			want.Source = "test"
			if diff := cmp.Diff(want, b.Status()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		none := map[string]int64{}
		began := time.Now()
		expect("before the first poll", Status{Withheld: true, RowsRead: none, Rejected: none})
		b.source.receive("")
		b.source.cases[0].Deadline = began.Unix() - testDay
		defer run(t, b)()
		time.Sleep(time.Second)
		rejected := map[string]int64{"cases no_unit": 1}
		one := &QueueStatus{Open: 1, Waiting: 1, Overdue: 1, Deadlines: true}
		expect("read", Status{
			Polls: 1, Up: true, LastSuccess: began, NextPoll: began.Add(time.Minute), Queue: one,
			RowsRead: map[string]int64{"cases": 2, "errors": 1, "sessions": 1}, Rejected: rejected,
		})
		b.source.mu.Lock()
		b.source.fail["cases"] = errBroken
		b.source.mu.Unlock()
		time.Sleep(time.Minute)
		got := b.Status()
		next := got.NextPoll // drawn at random around a minute
		if wait := next.Sub(began); wait <= time.Minute+45*time.Second || wait >= 2*time.Minute+15*time.Second {
			t.Errorf("the next poll is %v after the first, want about two minutes", wait)
		}
		failed := Status{
			Polls: 2, LastSuccess: began, NextPoll: next, Failures: 1, FailedAt: []string{"cases"}, Queue: one,
			RowsRead: map[string]int64{"cases": 2, "errors": 2, "sessions": 2}, Rejected: rejected,
		}
		expect("failed", failed)
		time.Sleep(15 * time.Minute)
		got = b.Status()
		if got.Up || !got.Withheld || got.Queue != nil || got.Failures < 3 || !got.LastSuccess.Equal(began) {
			t.Errorf("long down: %+v", got)
		}
		b.source.mu.Lock()
		clear(b.source.fail)
		b.source.hang = make(chan struct{})
		b.source.mu.Unlock()
		time.Sleep(10 * time.Minute)
		if got := b.Status(); !got.NextPoll.IsZero() {
			t.Errorf("a poll is under way, and the next is said to begin at %v", got.NextPoll)
		}
		close(b.source.hang)
		synctest.Wait()
		if got := b.Status(); !got.Up || got.Withheld || got.Failures != 0 || got.FailedAt != nil || got.Queue == nil {
			t.Errorf("read again: %+v", got)
		}
	})
}

// TestStatusUnsaved: that counters stand still is told until they do not.
func TestStatusUnsaved(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, b *bench) {
		b.poll(t, 0)
		unblock := b.state.blockRewrite(t)
		b.state.fail = true
		for i, want := range []bool{true, true, false} {
			if i == 2 {
				unblock()
			}
			b.source.receive("A")
			b.poll(t, time.Minute)
			if got := b.Status(); got.Unsaved != want || !got.Up {
				t.Errorf("poll %d: unsaved is %v, want %v; up %v", i, got.Unsaved, want, got.Up)
			}
		}
	})
}

// TestStatusHidesSmallUnits: no total discloses the units that are hidden.
func TestStatusHidesSmallUnits(t *testing.T) {
	at := time.Now()
	b := newSmallBench(t, smallTown(at.Unix()), t.TempDir()+"/small", at)
	b.poll(t, 0)
	got := b.Status()
	if !got.Up || got.Queue != nil || got.RowsRead[ledger.Cases.String()] != 0 || got.RowsRead[ledger.Errors.String()] != 0 {
		t.Errorf("small units can be told from %+v", got)
	}
}
