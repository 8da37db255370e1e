package files

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// TestTimesThatAreNone: what stands in a column of a file where nothing has
// happened is no time, as in a database; what nobody can have meant as one has the
// file refused.
func TestTimesThatAreNone(t *testing.T) {
	never, _ := civil.ParseDay("2001-01-01")
	none := []string{"", "NULL", "..", "0000-00-00", "0000-00-00 00:00:00", "1900-01-01", "1899-12-30", "1969-12-31 23:59:59", "2001-01-01", "2001-01-01 23:59:59"}
	const open, received = "Nord: 1 open, 0 received, 0 started, 0 closed, 0 reopened", "2026-11-20 08:00"
	for value, want := range map[string]struct{ closed, first, fault string }{
		"2106-01-01": {open + ", in_future", "in_future", ""},
		"9999-12-31": {"out_of_range", "out_of_range", ""},
		"2026-00-00": {"", "", "is no time such as"},
		"2026-10-00": {"", "", "is no time such as"},
		"31.02.2026": {"", "", "is no time such as"},
	} {
		timesOf(t, value, never, want.closed, want.first, want.fault)
	}
	for _, value := range none {
		timesOf(t, value, never, open, "no_time", "")
	}
	for _, value := range append(none, "9999-12-31", "9999-12-31 23:59:59") { // a deadline after 2105 is none
		f := newFolder(t, Options{NoDates: []civil.Day{never}})
		f.put("cases.csv", "case_id;unit;received_at;closed_at;deadline_at\n1;Nord;"+received+";2026-11-21;"+value+"\n", time.Hour)
		if err := f.poll(ledger.Cases); err != nil {
			t.Fatal(err)
		}
		if m := f.ledger.View(f.now.Unix(), true).Units[0].Windows[0][ledger.Inactive]; m.Closed != 1 || m.WithDeadline != 0 {
			t.Errorf("with the deadline %q: %+v, want one closed without any", value, m)
		}
	}
}

// timesOf reads a value as closed_at and as received_at of the only case.
func timesOf(t *testing.T, value string, never civil.Day, closed, first, fault string) {
	t.Helper()
	for i, line := range []string{"1;Nord;2026-11-20 08:00;" + value, "1;Nord;" + value + ";"} {
		f := newFolder(t, Options{NoDates: []civil.Day{never}})
		f.put("cases.csv", "case_id;unit;received_at;closed_at\n"+line+"\n", time.Hour)
		err := f.poll(ledger.Cases)
		if fault != "" {
			if err == nil || !strings.Contains(err.Error(), fault) {
				t.Errorf("%s: error %v, want %q", line, err, fault)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		var got []string
		v := f.ledger.View(f.now.Unix(), true)
		if v.Rows[ledger.Cases] > 0 {
			got = append(got, f.shown())
		}
		for reason, n := range v.Rejected[ledger.Cases] {
			if n > 0 {
				got = append(got, fmt.Sprint(ledger.Reason(reason)))
			}
		}
		if want := []string{closed, first}[i]; strings.Join(got, ", ") != want {
			t.Errorf("%s: %s, want %s", line, strings.Join(got, ", "), want)
		}
	}
}

// TestClosedInTheFuture: a case that a file has as closed tomorrow is open until
// then, though the file stays as it is.
func TestClosedInTheFuture(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		f := newFolder(t, Options{})
		f.put("cases.csv", cases(1, 9, "10;Nord;2026-11-20 08:00;;"), 2*time.Hour)
		f.see("first", "Nord: 10 open, 0 received, 0 started, 0 closed, 0 reopened")
		tomorrow := cases(1, 9, "10;Nord;2026-11-20 08:00;2026-11-24 09:00;2026-11-24 10:00", "11;Nord;2026-11-24 08:00;;")
		f.put("cases.csv", tomorrow, time.Hour)
		for range 2 {
			f.see("tomorrow", "Nord: 10 open, 0 received, 0 started, 0 closed, 0 reopened")
			if restarts {
				f.restart()
			}
		}
		f.now = f.now.Add(24 * time.Hour)
		for range 2 {
			f.see("the day after", "Nord: 10 open, 1 received, 1 started, 1 closed, 0 reopened")
		}
		f.put("cases.csv", tomorrow, time.Minute)
		f.see("the same file, written anew", "Nord: 10 open, 1 received, 1 started, 1 closed, 0 reopened")
	}
}

// TestDaysAmongTimesOfFiles: a file that says when a case came in to the minute, and of its
// closing the day alone, closes none before it came.
func TestDaysAmongTimesOfFiles(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("cases.csv", "case_id;unit;received_at;started_at;closed_at\n"+
		"1;Nord;2026-11-20 14:00;2026-11-20;20.11.2026\n2;Nord;2026-11-20;2026-11-20 15:00;2026-11-20\n3;Nord;2026-11-20 14:00;;2026-11-19\n4;Nord;2026-11-20 14:00;;20.11.2026 00:00\n", time.Hour)
	f.put("pauses.csv", "pause_id;case_id;paused_at;resumed_at\n1;1;2026-11-20 14:30;2026-11-20\n2;2;2026-11-20 14:30;2026-11-19\n", time.Hour)
	for _, table := range []ledger.Table{ledger.Pauses, ledger.Cases} {
		if err := f.poll(table); err != nil {
			t.Fatal(err)
		}
	}
	v := f.ledger.View(f.now.Unix(), true)
	if m := v.Groups[0][ledger.Inactive]; m.Closed != 3 || m.Started != 2 || m.Handling.N != 2 || m.Handling.Median != 0 || m.Wait.Median != 7.5*3600 {
		t.Errorf("%+v; want two started, after 0 and 15 hours, and closed when they were, and one closed at once", m)
	}
	want := map[ledger.Table]map[ledger.Reason]int{ledger.Cases: {ledger.ClosedBeforeReceived: 1}, ledger.Pauses: {ledger.ResumedBeforePaused: 1}}
	for table, reasons := range want {
		for _, reason := range ledger.Reasons() {
			if got := v.Rejected[table][reason]; got != reasons[reason] {
				t.Errorf("%s: %d %s, want %d", table, got, reason, reasons[reason])
			}
		}
	}
}
