package files

import (
	"fmt"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// TestPausesInFiles: pauses are read from snapshots and changes, over restarts too.
// What is the same changes nothing, and a pause that is listed no more is gone.
func TestPausesInFiles(t *testing.T) {
	f := newFolder(t, Options{GoneLimit: 100})
	see := func(what, want string) {
		t.Helper()
		for _, table := range []ledger.Table{ledger.Pauses, ledger.Cases} {
			if err := f.poll(table); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		v, paused := f.ledger.View(f.now.Unix(), true), 0
		for i := range v.Units {
			for _, q := range v.Units[i].Queue {
				paused += q.Paused
			}
		}
		m := v.Groups[0][ledger.Inactive]
		got := fmt.Sprintf("%d count, %d paused, %.0f h of %.0f h", v.Rows[ledger.Pauses], paused, m.NetTurnaround.Median/3600, m.Turnaround.Median/3600)
		for _, r := range ledger.Reasons() {
			if n := v.Rejected[ledger.Pauses][r]; n > 0 {
				got += fmt.Sprintf(", %d %s", n, r)
			}
		}
		if got != want {
			t.Errorf("%s: %s; want %s", what, got, want)
		}
		f.restart()
	}
	const head = "pause_id;case_id;paused_at;resumed_at\n"
	f.put("cases.csv", cases(1, 3, "9;Nord;2026-11-20 08:00;;2026-11-22 08:00"), 3*time.Hour)
	f.put("pauses.csv", head+"1;9;2026-11-20 10:00;2026-11-20 20:00\n2;1;2026-11-21 10:00;\n3;77;2026-11-21 10:00;\n4;2;2026-11-21 10:00;2026-11-21 09:00\n5;;2026-11-21 10:00;\n", 3*time.Hour)
	see("first", "2 count, 1 paused, 38 h of 48 h, 1 no_case, 1 unknown_case, 1 resumed_before_paused")
	before := f.rows
	see("the same", "2 count, 1 paused, 38 h of 48 h, 1 no_case, 1 unknown_case, 1 resumed_before_paused")
	if f.rows != before {
		t.Errorf("%d rows of files that did not change were applied", f.rows-before)
	}
	f.put("pauses-changes-1.csv", head+"2;1;2026-11-21 10:00;2026-11-22 10:00\n3;2;2026-11-21 10:00;\n6;9;2026-11-20 15:00;2026-11-21 08:00\n", 2*time.Hour)
	see("changes: an end, another case, and one that overlaps", "4 count, 1 paused, 26 h of 48 h, 1 no_case, 1 resumed_before_paused")
	f.put("pauses.csv", head+"2;1;2026-11-21 10:00;2026-11-22 10:00\n4;2;2026-11-21 10:00;2026-11-21 19:00\n6;9;2026-11-20 15:00;2026-11-21 08:00\n", time.Hour)
	see("a snapshot that lacks some", "3 count, 0 paused, 31 h of 48 h")
	f.put("pauses.csv", "pause_id;case_id;paused_at\n2;1;2026-11-21 10:00\n", time.Minute)
	if err := f.poll(ledger.Pauses); err == nil {
		t.Error("a file without resumed_at is read")
	}
}

// TestPausesWithoutEnd: a date that stands for none ends no pause.
func TestPausesWithoutEnd(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("cases.csv", cases(1, 3), time.Hour)
	f.put("pauses.csv", "pause_id;case_id;paused_at;resumed_at\n1;1;2026-11-21 10:00;9999-12-31\n2;2;2026-11-21 10:00;1900-01-01 00:00\n3;3;2026-11-21 10:00;\n", time.Hour)
	for _, table := range []ledger.Table{ledger.Pauses, ledger.Cases} {
		if err := f.poll(table); err != nil {
			t.Fatal(err)
		}
	}
	v, paused := f.ledger.View(f.now.Unix(), true), 0
	for i := range v.Units {
		for _, q := range v.Units[i].Queue {
			paused += q.Paused
		}
	}
	if paused != 3 || v.Rejected[ledger.Pauses] != [len(v.Rejected[ledger.Pauses])]int{} {
		t.Errorf("%d cases are paused, want 3; rejected: %v", paused, v.Rejected[ledger.Pauses])
	}
}

// TestTotalsInFiles: totals of pauses are read from files, and what changed of them alone
// counts, over restarts too.
func TestTotalsInFiles(t *testing.T) {
	f := newFolder(t, Options{GoneLimit: 100, Unlisted: Closed})
	see := func(what, want string) {
		t.Helper()
		if err := f.poll(ledger.Cases); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		v, paused := f.ledger.View(f.now.Unix(), true), 0
		for i := range v.Units {
			for _, q := range v.Units[i].Queue {
				paused += q.Paused
			}
		}
		m := v.Groups[0][ledger.Inactive]
		got := fmt.Sprintf("%d paused, %d closed, %.0f h of %.0f h", paused, m.Closed, m.NetTurnaround.Mean/3600, m.Turnaround.Mean/3600)
		if n := v.Rejected[ledger.Cases][ledger.ImpossiblePause]; n > 0 {
			got += fmt.Sprintf(", %d impossible", n)
		}
		if got != want {
			t.Errorf("%s: %s; want %s", what, got, want)
		}
		f.restart()
	}
	const head = "case_id;unit;received_at;closed_at;paused_seconds;På vent siden\n"
	f.put("cases.csv", head+"1;Nord;2026-11-20 08:00;2026-11-22 08:00;36000;\n2;Nord;2026-11-20 08:00;;;2026-11-20 10:00\n3;Nord;2026-11-20 08:00;;;\n", 3*time.Hour)
	see("first", "1 paused, 1 closed, 38 h of 48 h")
	f.put("cases.csv", head+"1;Nord;2026-11-20 08:00;2026-11-22 08:00;72000;\n2;Nord;2026-11-20 08:00;;7200;\n3;Nord;2026-11-20 08:00;;;2026-11-20 10:00\n", 2*time.Hour)
	see("totals alone changed", "1 paused, 1 closed, 28 h of 48 h")
	f.put("cases.csv", head+"1;Nord;2026-11-20 08:00;2026-11-22 08:00;720000;\n2;Nord;2026-11-20 08:00;;7200;\n3;Nord;2026-11-20 08:00;;;2026-11-20 10:00\n", time.Hour)
	see("impossible", "1 paused, 1 closed, 48 h of 48 h, 1 impossible")
}
