package collectors

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

var sessionsAt = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// sessionRows are sessions by identifier: days from today on which each was
// planned and held, or was not.
type sessionRows map[int][2]int

const notHeld = 1000

func (rows sessionRows) csv() string {
	var b strings.Builder
	b.WriteString("session_id;unit;programme;planned_at;held_at;minutes;participants\n")
	for id := range 100 {
		days, ok := rows[id]
		if !ok {
			continue
		}
		held, minutes := "", ""
		if days[1] != notHeld {
			held, minutes = sessionsAt.AddDate(0, 0, days[1]).Format("02.01.2006"), "90"
		}
		fmt.Fprintf(&b, "%d;barnevern;veiledning;%s;%s;%s;6\n", id, sessionsAt.AddDate(0, 0, days[0]).Format("02.01.2006"), held, minutes)
	}
	return b.String()
}

// sql is the same as a database has it.
func (rows sessionRows) sql() (all []ledger.Session) {
	midnight := sessionsAt.Truncate(24 * time.Hour)
	for id, days := range rows {
		s := ledger.Session{
			ID: ledger.NewKeyer(7).Int(uint64(id)), Unit: "barnevern", Programme: "veiledning",
			Planned: midnight.AddDate(0, 0, days[0]).Unix(), Participants: 6, Changed: sessionsAt.UnixMicro(),
		}
		if days[1] != notHeld {
			s.Held, s.Minutes = midnight.AddDate(0, 0, days[1]).Unix(), 90
		}
		all = append(all, s)
	}
	return all
}

// ofSessions are the series of sessions that a poller shows.
func (b *bench) ofSessions() map[string]map[string]float64 {
	shown := map[string]map[string]float64{}
	for _, d := range []*metric.Def{
		&metric.SessionsPlanned, &metric.SessionsHeld, &metric.SupervisionSeconds,
		&metric.WindowSessionsPlanned, &metric.WindowSessionsHeld, &metric.WindowSupervision,
	} {
		shown[d.Name] = b.shown[d.Name]
	}
	return shown
}

// sessionsBench polls a source without sessions of its own beside a folder.
func sessionsBench(t *testing.T, dir, state string) *bench {
	t.Helper()
	source := goldenSource(sessionsAt.Unix())
	source.none = map[string]bool{"sessions": true}
	var b *bench
	folder := dropfolder.New(dir, dropfolder.Options{Now: func() time.Time { return b.now }})
	b = newBench(t, source, state, sessionsAt, Options{
		ZeroHold: -1, Tables: []TableReader{folder}, ReconcileAt: 13 * time.Hour,
		Programmes: func() ([]ledger.Programme, error) { return source.programmes, nil },
	})
	return b
}

func (b *bench) drop(t *testing.T, dir, content string) {
	t.Helper()
	dropTables(t, dir, map[string]string{"sessions": content}, b.now)
}

// TestSessionsOfFilesCountAsRowsDo lets sessions of a file and of a database
// go through the same.
func TestSessionsOfFilesCountAsRowsDo(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()+"/test.state"
	files := sessionsBench(t, dir, state)
	database := newBench(t, goldenSource(sessionsAt.Unix()), "", sessionsAt, Options{
		ZeroHold: -1, ReconcileAt: -1,
		Programmes: func() ([]ledger.Programme, error) { return files.source.programmes, nil },
	})
	rows := sessionRows{1: {-40, -40}, 2: {-9, notHeld}, 3: {0, 0}, 4: {3, notHeld}}
	both := func(what string, pass time.Duration) {
		t.Helper()
		files.drop(t, dir, rows.csv())
		database.source.sessions = rows.sql()
		for i := range database.source.sessions {
			database.source.sessions[i].Changed += database.now.Sub(sessionsAt).Microseconds()
		}
		files.poll(t, pass)
		database.poll(t, pass)
		if diff := cmp.Diff(database.ofSessions(), files.ofSessions()); diff != "" {
			t.Errorf("%s (-database +files):\n%s", what, diff)
		}
		if strings.Contains(files.log.String(), "poll failed") {
			t.Fatal(files.log.String())
		}
	}
	both("the first rows, which are not counted", 0)
	if n := files.ofSessions()[metric.WindowSessionsPlanned.Name]; len(n) == 0 {
		t.Fatalf("nothing is shown: %v", files.ofSessions())
	}
	rows[2] = [2]int{-9, -1}
	rows[5] = [2]int{-2, -2}
	both("one held and one new", time.Minute)
	held := files.ofSessions()[metric.SessionsHeld.Name]
	for series, n := range held {
		if strings.Contains(series, "veiledning") && strings.Contains(series, "barnevern") && n != 2 {
			t.Errorf("%s is %v, want 2", series, n)
		}
	}
	both("the same again", time.Minute)
	both("one that comes due", 4*24*time.Hour)

	// What goes from a file goes from the windows at night, and counters stay.
	before := maps.Clone(files.ofSessions()[metric.SessionsHeld.Name])
	delete(rows, 5)
	files.drop(t, dir, rows.csv())
	files.poll(t, 24*time.Hour)
	if diff := cmp.Diff(before, files.ofSessions()[metric.SessionsHeld.Name]); diff != "" {
		t.Errorf("counters of a session that is gone (-before +after):\n%s", diff)
	}
	for series, n := range files.ofSessions()[metric.WindowSessionsHeld.Name] {
		if strings.Contains(series, "veiledning") && strings.Contains(series, "barnevern") && n != 2 {
			t.Errorf("%s is %v after one of three is gone", series, n)
		}
	}

	// A restart counts nothing twice.
	after := files.ofSessions()
	now := files.now
	if err := files.state.Close(); err != nil {
		t.Fatal(err)
	}
	files = sessionsBench(t, dir, state)
	files.now = now
	files.poll(t, time.Minute)
	if diff := cmp.Diff(after, files.ofSessions()); diff != "" {
		t.Errorf("a restart (-before +after):\n%s", diff)
	}

	// A file that is refused at a start withholds gauges, fails no poll, and
	// takes no counter away.
	if err := files.state.Close(); err != nil {
		t.Fatal(err)
	}
	files = sessionsBench(t, dir, state)
	files.now = now
	files.drop(t, dir, rows.csv()+"x;")
	files.poll(t, time.Minute)
	files.poll(t, 24*time.Hour)
	if got := files.ofSessions(); len(got[metric.WindowSessionsHeld.Name]) > 0 || !cmp.Equal(got[metric.SessionsHeld.Name], after[metric.SessionsHeld.Name]) {
		t.Errorf("with a file that is refused: %v", got)
	}
	if strings.Contains(files.log.String(), "failed") {
		t.Errorf("a file that is refused fails polls:\n%s", files.log.String())
	}
	if err := os.Remove(filepath.Join(dir, "sessions.csv")); err != nil {
		t.Fatal(err)
	}
	files.poll(t, time.Minute)
	if got := files.ofSessions()[metric.SessionsHeld.Name]; len(got) > 0 {
		t.Errorf("without sessions anywhere: %v", got)
	}
}

// TestSessionCountersGoOnAtOnce: a new process shows them where they stood,
// before the database has answered, and while it does not.
func TestSessionCountersGoOnAtOnce(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()+"/test.state"
	synctest.Test(t, func(t *testing.T) {
		rows := sessionRows{1: {-9, notHeld}}
		b := sessionsBench(t, dir, state)
		b.drop(t, dir, rows.csv())
		b.poll(t, 0)
		rows[1] = [2]int{-9, -1}
		b.drop(t, dir, rows.csv())
		b.poll(t, time.Minute)
		want := b.ofSessions()[metric.SessionsHeld.Name]
		if len(want) != 1 {
			t.Fatalf("shown are %v, want the sessions of one unit", want)
		}
		again := func() *bench {
			t.Helper()
			if err := b.state.Close(); err != nil {
				t.Fatal(err)
			}
			next := sessionsBench(t, dir, state)
			next.now = b.now
			return next
		}
		b = again()
		b.source.hang = make(chan struct{})
		stop := run(t, b)
		synctest.Wait()
		if diff := cmp.Diff(want, b.ofSessions()[metric.SessionsHeld.Name]); diff != "" {
			t.Errorf("while the first poll hangs (-want +got):\n%s", diff)
		}
		stop()
		b = again()
		b.source.fail = map[string]error{"units": errBroken}
		b.poll(t, time.Minute)
		if diff := cmp.Diff(want, b.ofSessions()[metric.SessionsHeld.Name]); diff != "" {
			t.Errorf("after a first poll that failed (-want +got):\n%s", diff)
		}
	})
}
