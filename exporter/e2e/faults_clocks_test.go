package e2e

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// clockFaults are what happens where two application servers write the times of
// one database, each by its own clock, and one of them is fast.
var clockFaults = []fault{
	{"clock of one of two application servers 4 s ahead while both write", "nothing changes", 2, twoServers(4 * time.Second)},
	{"clock of one of two application servers 10 min ahead while both write `changed_at`", "nothing changes: what the other writes later is the newer", 2, twoServers(10 * time.Minute)},
	{"clock of one of two application servers 1 h ahead while both write `changed_at`", "as above", 2, twoServers(time.Hour)},
}

// clockSetFaults are what happens to a server's own clock.
var clockSetFaults = []fault{
	{"database's clock set an hour ahead, and put right, while it writes `changed_at`", "nothing changes: what was written since is the newer", 2, clockSet("+3600")},
	{"database's clock set an hour behind, and put right, while it writes `changed_at`", "as above", 2, clockSet("-3600")},
}

// twoServers has a second server change the same cases, whose clock is ahead.
// Up to how much clocks may differ it writes all times; beyond that changed_at,
// as the times of a case are then in the future.
func twoServers(ahead time.Duration) func(*ground) {
	return func(g *ground) {
		g.w.fast = ahead
		g.work(func() {
			g.until("five good polls", g.polled(5))
			g.x.kill() // what was seen ahead of its time is known after a restart
			g.x.start()
			g.x.waitReady()
			g.until("three good polls", g.polled(3))
		})
		g.w.fast = 0
		g.agree()
		g.work(func() { g.until("three good polls", g.polled(3)) }) // the other goes on alone
	}
}

// clockSet sets the database's clock to another time and back, twice. It writes
// changed_at; application servers, whose clocks are right, write the other times.
func clockSet(by string) func(*ground) {
	return func(g *ground) {
		dir := g.TempDir()
		set := func(by string) {
			g.Helper()
			path := filepath.Join(dir, "clock")
			g.put(path+".new", []byte(by+"\n"))
			if err := os.Rename(path+".new", path); err != nil {
				g.Fatal(err)
			}
		}
		set("+0")
		g.db.maria.Env = []string{
			"LD_PRELOAD=" + faketime(g.T), "FAKETIME_TIMESTAMP_FILE=" + filepath.Join(dir, "clock"),
			"FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
		}
		g.revive()
		defer func() {
			g.w.elsewhere, g.db.maria.Env = false, nil
			g.revive()
		}()
		g.w.elsewhere = true
		for range 2 {
			for _, to := range []string{by, "+0"} {
				set(to)
				g.clockIs(to)
				g.goesOn()
				g.agree()
			}
		}
	}
}

// clockIs sees that the database's clock differs from this computer's by so
// many seconds.
func (g *ground) clockIs(by string) {
	g.Helper()
	var is float64
	if err := g.db.DB().QueryRow("SELECT UNIX_TIMESTAMP(NOW(6))").Scan(&is); err != nil {
		g.Fatal(err)
	}
	want, err := strconv.ParseFloat(by, 64)
	if err != nil {
		g.Fatal(err)
	}
	if off := is - float64(time.Now().UnixMicro())/1e6 - want; math.Abs(off) > 30 {
		g.Fatalf("the database's clock is %v s from where it was set; faketime does not set it", off)
	}
}

// faketime is the library that shows a process another time.
func faketime(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
	if err != nil || len(found) == 0 {
		t.Fatal("libfaketime is missing: install libfaketime (Debian package)")
	}
	return found[0]
}

// now is the SQL for the present by the clock of one of the servers that write,
// drawn anew at each call, and for what that server sets changed_at to.
func (w *writer) now() (now, changed string) {
	if w.elsewhere {
		return time.Now().UTC().Format("'2006-01-02 15:04:05'"), "CURRENT_TIMESTAMP(6)"
	}
	if w.fast == 0 || w.random.IntN(2) == 0 {
		return "NOW()", "CURRENT_TIMESTAMP(6)"
	}
	changed = fmt.Sprintf("CURRENT_TIMESTAMP(6) + INTERVAL '%d' SECOND", int(w.fast.Seconds()))
	if w.fast > time.Minute {
		return "NOW()", changed
	}
	return fmt.Sprintf("NOW() + INTERVAL '%d' SECOND", int(w.fast.Seconds())), changed
}
