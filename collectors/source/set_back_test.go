package source

import (
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestClockSetBack: after the database's clock was put right, what was written
// since the reading before bears times long before the cursor, and is read all
// the same; otherwise no more than the overlap is.
func TestClockSetBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		cursor time.Duration // how far ahead of the clock now
		read   time.Duration // how long ago the reading before began; 0 if there was none
		quiet  bool
		from   time.Duration // how long before now; 0 is the cursor itself
	}{
		"right":                       {-time.Minute, time.Minute, false, 11 * time.Minute},
		"right, and quiet":            {-time.Hour, time.Minute, true, 0},
		"right, after an outage":      {-time.Hour, time.Hour, false, 70 * time.Minute},
		"right, after a restart":      {-time.Hour, 0, false, 70 * time.Minute},
		"set back":                    {time.Hour, time.Minute, false, 11 * time.Minute},
		"set back, and quiet":         {time.Hour, time.Minute, true, 11 * time.Minute},
		"set back by a day":           {24 * time.Hour, time.Minute, false, 11 * time.Minute},
		"set back in an outage":       {time.Hour, 2 * time.Hour, false, 130 * time.Minute},
		"set back a little":           {-20 * time.Second, time.Minute, false, 11 * time.Minute},
		"set back before a restart":   {time.Hour, 0, false, 10 * time.Minute},
		"set forth":                   {-2 * time.Hour, time.Minute, false, 130 * time.Minute},
		"set forth, then a long time": {-2 * time.Hour, time.Minute, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			c := s.clockOf(Instant)
			since := ledger.Cursor(now.Add(tt.cursor).UnixMicro())
			st := &s.cursors[ledger.Cases]
			if tt.read != 0 {
				*st = cursorState{read: time.Now().Add(-tt.read), cursor: since, quiet: tt.quiet}
			}
			p := s.changedSince(ledger.Cases, &c, since, present{now: now, here: time.Now()})
			want := now.Add(-tt.from)
			if tt.from == 0 {
				want = now.Add(tt.cursor)
			}
			if got := p.from.(time.Time); got.Sub(want).Abs() > time.Second || p.after != (tt.from == 0) {
				t.Errorf("read from %v, the cursor's rows left out: %v; want %v", got, p.after, want)
			}
		})
	}
}
