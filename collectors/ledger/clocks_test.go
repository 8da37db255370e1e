package ledger

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTwoClocks: two computers change the same rows at random, and the clock of
// one of them is fast. Each poll shows a row as it was written last, whichever
// of them did, over restarts too.
func TestTwoClocks(t *testing.T) {
	for _, skew := range []int64{4, 600, 3600, day, 400 * day} {
		for _, restarted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d s, restarted: %v", skew, restarted), func(t *testing.T) {
				random := rand.New(rand.NewPCG(uint64(skew), 1))
				l := withBaseline(testOptions)
				const rows = 20
				row := make([]Case, rows)
				for i := range row {
					row[i] = Case{ID: ID(i + 1), Unit: "A", Received: epoch - day, Reopened: -1}
				}
				now := epoch
				for range 200 {
					for range random.IntN(3) { // writes between two polls
						now += random.Int64N(20) + 1
						c := &row[random.IntN(rows)]
						c.Unit = string('A' + rune(random.IntN(5)))
						if c.Closed, c.Started = 0, 0; random.IntN(2) == 0 {
							c.Started = epoch - 60
						}
						c.Changed = now * 1e6
						if random.IntN(2) == 0 {
							c.Changed += skew * 1e6
						}
					}
					now++
					if restarted {
						l = restart(t, l, testOptions, now)
					}
					var page Page
					for _, c := range row {
						if c.Changed >= (now-600)*1e6 {
							page.Cases = append(page.Cases, c)
						}
					}
					page.Now, page.Here = now*1e6, now*1e6
					l.Advance(now)
					l.Apply(Cases, &page, now)
					for _, c := range row {
						if c.Changed == 0 {
							continue
						}
						if r := l.tables[Cases].find(c.ID); l.units.list[r.unit] != c.Unit || int64(r.started) != c.Started {
							t.Fatalf("%d s on, case %d is in %s, started at %d; want %s, %d",
								now-epoch, c.ID, l.units.list[r.unit], r.started, c.Unit, c.Started)
						}
					}
				}
				if n := len(l.recent[Cases].known); n > rows {
					t.Errorf("%d versions are known of %d rows", n, rows)
				}
			})
		}
	}
}

// TestClockSetBack: the database's clock was fast and is put right. What is
// written then is newer, though it bears an earlier time; what a replica that
// lags shows is not.
func TestClockSetBack(t *testing.T) {
	for _, fast := range []int64{10, 3600, day} {
		for _, restarted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d s, restarted: %v", fast, restarted), func(t *testing.T) {
				l := withBaseline(testOptions)
				poll := func(here, clock int64, cases ...Case) {
					t.Helper()
					if restarted {
						l = restart(t, l, testOptions, epoch+here)
					}
					l.Advance(epoch + here)
					l.Apply(Cases, &Page{Cases: cases, Now: (epoch + clock) * 1e6, Here: (epoch + here) * 1e6}, epoch+here)
				}
				in := func(unit string, changed int64) Case {
					return Case{ID: 1, Unit: unit, Received: epoch - day, Reopened: -1, Changed: (epoch + changed) * 1e6}
				}
				shows := func(unit string) {
					t.Helper()
					if diff := cmp.Diff(map[string]int{unit: 1}, observed(view(l, epoch+1000), l.opts).Open); diff != "" {
						t.Errorf("open (-want +got):\n%s", diff)
					}
				}
				poll(0, fast, in("A", fast-2))
				poll(60, 60+fast, in("B", 50+fast))
				shows("B")
				poll(120, 120, in("C", 70)) // the clock was put right at 65
				shows("C")
				poll(180, 180, in("D", 150))
				shows("D")
				poll(190, 190, in("C", 70)) // by a replica
				shows("D")
				poll(240, 240, in("E", 200))
				shows("E")
				if n := l.corrections[Cases][Moved]; n != 4 {
					t.Errorf("%d moves are counted, want 4", n)
				}
			})
		}
	}
}

// TestDeletedWithAClockAhead: a row that a fast clock wrote is on its way to a
// replica for no longer than others.
func TestDeletedWithAClockAhead(t *testing.T) {
	opts := testOptions
	opts.Keep = 2 * time.Hour
	l := withBaseline(opts)
	c := Case{ID: 1, Unit: "A", Received: epoch - day, Reopened: -1, Changed: (epoch + day) * 1e6}
	for _, now := range []int64{epoch, epoch + 3*3600} {
		l.Advance(now)
		l.Apply(Cases, &Page{Cases: []Case{c}, Now: now * 1e6, Here: now * 1e6}, now)
	}
	for _, tt := range []struct {
		after int64
		want  []ID
	}{{3600, nil}, {3 * 3600, []ID{1}}} {
		if got := l.Missing(Cases, 0, epoch, nil, epoch+tt.after); !cmp.Equal(got, tt.want) {
			t.Errorf("missing after %d s: %v, want %v", tt.after, got, tt.want)
		}
	}
}

// TestChangedAhead: how far a writer's clock is fast is known for as long as what
// it wrote may be read again.
func TestChangedAhead(t *testing.T) {
	l := withBaseline(testOptions)
	if _, ok := l.ChangedAhead(); ok {
		t.Error("something is known of clocks before anything was read")
	}
	for _, tt := range []struct{ now, changed, want int64 }{
		{0, -60, 0}, {60, 55, 0}, {120, 720, 600}, {180, 170, 540}, {240, 4000, 3760}, {3999, 3990, 1}, {4001, 4000, 0},
	} {
		now := epoch + tt.now
		c := Case{ID: ID(tt.now + 1), Unit: "A", Received: epoch - day, Reopened: -1, Changed: (epoch + tt.changed) * 1e6}
		l.Advance(now)
		l.Apply(Cases, &Page{Cases: []Case{c}, Now: now * 1e6, Here: now * 1e6}, now)
		eachWay(t, l, now, func(t *testing.T, l *Ledger) {
			if got, ok := l.ChangedAhead(); !ok || got != tt.want*1e6 {
				t.Errorf("%d s on, changed_at runs %d µs ahead, want %d s", tt.now, got, tt.want)
			}
		})
	}
}
