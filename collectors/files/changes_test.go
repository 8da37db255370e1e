package files

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/source"
)

// TestSnapshotsCountWhatChangedOnce: between two snapshots, rows that are new,
// changed and gone count as between two polls; over restarts too.
func TestSnapshotsCountWhatChangedOnce(t *testing.T) {
	for _, restarts := range []bool{false, true} {
		for _, keep := range []int{maxKept, 1} { // what changed is in memory, or read again
			f := newFolder(t, Options{GoneLimit: 5})
			see := func(what, want string) {
				t.Helper()
				if restarts {
					f.restart()
				}
				f.keep = keep
				f.see(fmt.Sprintf("%s, restarts %v, kept %d", what, restarts, keep), want)
			}
			f.put("cases.csv", cases(1, 100), time.Hour)
			see("the first", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
			before := f.rows
			see("the same", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
			if f.rows != before {
				t.Errorf("%d rows of a file that did not change were applied", f.rows-before)
			}
			f.put("cases.csv", cases(3, 98, "1;Nord;2026-11-20 08:00;2026-11-21;2026-11-22 10:00", "200;Sør;2026-11-22;;"), time.Minute)
			see("one closed, one gone, one new", "Nord: 98 open, 0 received, 1 started, 1 closed, 0 reopened; Sør: 1 open, 1 received, 0 started, 0 closed, 0 reopened")
			if n := f.rows - before; keep > 1 && n != 2 {
				t.Errorf("%d rows were applied, want the 2 that changed", n)
			}
			f.put("cases-2025.csv", cases(300, 1), time.Minute)
			f.put("cases.csv", cases(3, 98, "1;Nord;2026-11-20 08:00;2026-11-21;", "200;Sør;2026-11-22;;", "2;Nord;2026-11-20 08:00;;"), 30*time.Second)
			see("one reopened, one back, one in another file", "Nord: 101 open, 1 received, 1 started, 1 closed, 1 reopened; Sør: 1 open, 1 received, 0 started, 0 closed, 0 reopened")
			if err := os.Remove(filepath.Join(f.dir, "cases-2025.csv")); err != nil {
				t.Fatal(err)
			}
			see("that file is gone", "Nord: 100 open, 1 received, 1 started, 1 closed, 1 reopened; Sør: 1 open, 1 received, 0 started, 0 closed, 0 reopened")
		}
	}
}

// TestChangesAddAndReplace: files of changes add rows and replace them, each once,
// and a snapshot that is older than they are does not take them back.
func TestChangesAddAndReplace(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("cases.csv", cases(1, 100), 3*time.Hour)
	f.put("cases-changes-1.csv", cases(0, 0, "1;Nord;2026-11-20;;2026-11-21"), 4*time.Hour) // older than the snapshot
	f.put("cases-changes-2.csv", cases(0, 0, "2;Nord;2026-11-20;;2026-11-21"), 2*time.Hour)
	f.see("first", "Nord: 99 open, 0 received, 0 started, 0 closed, 0 reopened")
	f.put("cases-changes-3.csv.gz", cases(500, 2, "3;Nord;2026-11-20;;2026-11-21"), time.Hour)
	f.see("changes", "Nord: 100 open, 2 received, 0 started, 1 closed, 0 reopened")
	f.restart()
	f.see("after a restart", "Nord: 100 open, 2 received, 0 started, 1 closed, 0 reopened")
	// As of before the last changes: those stand, and the older are in it.
	f.put("cases.csv", cases(1, 100, "600;Sør;2026-11-20;;"), 90*time.Minute)
	f.see("a snapshot that is older than the last changes",
		"Nord: 101 open, 2 received, 0 started, 1 closed, 1 reopened; Sør: 1 open, 1 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv", cases(4, 97, "600;Sør;2026-11-20;;"), time.Minute)
	f.refuse("a snapshot that lacks what changes gave", "lacks", "Nord: 101 open, 2 received, 0 started, 1 closed, 1 reopened; Sør: 1 open, 1 received, 0 started, 0 closed, 0 reopened")
}

// TestUnlisted: what becomes of cases that are listed no more is a setting.
func TestUnlisted(t *testing.T) {
	for unlisted, want := range map[Unlisted]string{
		Gone:   "Nord: 98 open, 0 received, 0 started, 0 closed, 0 reopened, 98 rows",
		Kept:   "Nord: 98 open, 0 received, 0 started, 0 closed, 0 reopened, 99 rows",
		Closed: "Nord: 98 open, 0 received, 0 started, 1 closed, 0 reopened, 100 rows",
	} {
		f := newFolder(t, Options{Unlisted: unlisted})
		f.put("cases.csv", cases(1, 99, "900;Nord;2026-11-19;;2026-11-20"), time.Hour)
		f.see("first", "Nord: 99 open, 0 received, 0 started, 0 closed, 0 reopened")
		f.put("cases.csv", cases(1, 98), time.Minute)
		if err := f.poll(ledger.Cases); err != nil {
			t.Error(err)
		}
		v := f.ledger.View(f.now.Unix(), true)
		if got := fmt.Sprintf("%s, %d rows", f.shown(), v.Rows[ledger.Cases]); got != want {
			t.Errorf("%s: %s, want %s", unlisted, got, want)
		}
	}
}

// TestWhatMayBeCutOffIsRefused until somebody says that it is right.
func TestWhatMayBeCutOffIsRefused(t *testing.T) {
	const first = "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened"
	f := newFolder(t, Options{})
	whole := cases(1, 100)
	f.put("cases.csv", whole, time.Hour)
	f.see("whole", first)
	f.put("cases.csv", cases(1, 97), 50*time.Minute)
	f.refuse("3 % are gone", "of 100 known open cases it lacks 3, more than 2 %", first)
	f.put("cases.csv", strings.TrimSuffix(cases(1, 99), "\n"), 40*time.Minute)
	f.refuse("1 % is gone, and the last line has no end", "no line break", first)
	f.put("cases.csv", whole[:len(whole)-4], 30*time.Minute)
	f.refuse("the last line lacks columns", "fields where the first line has 5", first)
	f.put("cases.csv", "case_id;unit;received_at;started_at;closed_at\n", 20*time.Minute)
	f.refuse("nothing but titles", "of 100 known open cases it lacks 100", first)
	f.put("cases.csv", whole+"7;Nord;2026-13-01;;\n", 15*time.Minute)
	f.refuse("a date that is none", "cases.csv:102:8: received_at is no time such as", first)
	f.put("cases.csv", strings.TrimSuffix(whole, "\n"), 12*time.Minute)
	f.see("no line break, and all are there", first)
	f.put("cases.csv", cases(1, 90), 10*time.Minute)
	f.refuse("10 % are gone", "cases.accept", first)
	f.put("cases.accept", "", 5*time.Minute)
	f.see("accepted", "Nord: 90 open, 0 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv", cases(1, 80), time.Minute)
	f.refuse("that was said of another file", "it lacks 10", "Nord: 90 open, 0 received, 0 started, 0 closed, 0 reopened")
}

// TestFilesAreReadWhenComplete: not while they are written.
func TestFilesAreReadWhenComplete(t *testing.T) {
	const whole = "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened"
	f := newFolder(t, Options{})
	f.refuse("no file", "has no file of that name, such as cases.csv", "")
	f.put("cases.csv", cases(1, 100), 0)
	f.refuse("written just now", "is not complete yet", "")
	f.now = f.now.Add(dropfolder.QuietTime)
	f.see("left alone", whole)
	f.put("cases.csv", cases(1, 101), 0)
	f.see("what was read stays", whole)
	f.put("cases.csv", cases(1, 101), -time.Hour) // the clock of a file server is ahead
	f.see("seen for the first time", whole)
	f.now = f.now.Add(dropfolder.QuietTime)
	f.see("left alone, by our clock", "Nord: 101 open, 1 received, 0 started, 0 closed, 0 reopened")
	for _, name := range []string{".cases.csv", "cases.csv.tmp", "cases.csv.part", "~$cases.csv", "caseload.csv"} {
		f.put(name, "x", time.Hour)
	}
	f.see("other names", "Nord: 101 open, 1 received, 0 started, 0 closed, 0 reopened")

	// With NAME.done, at once, if it is as promised.
	content := cases(1, 102)
	promise := fmt.Sprintf("rows: 102\nsha256: %x\n", sha256.Sum256([]byte(content)))
	f.put("cases.csv.done", promise, 0)
	f.put("cases.csv", content[:len(content)-100], 0)
	f.see("not all is there", "Nord: 101 open, 1 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv", content, 0)
	f.see("as promised", "Nord: 102 open, 2 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv", cases(1, 103), time.Minute)
	f.refuse("it is left alone, and is not what was promised", "has not the SHA-256", "Nord: 102 open, 2 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv.done", "rows 102", time.Minute)
	f.refuse("another number of rows", "it has 103 rows, and 102 are promised", "Nord: 102 open, 2 received, 0 started, 0 closed, 0 reopened")
	f.put("cases.csv.done", "rows=103\r\n", time.Minute)
	f.see("the right number", "Nord: 103 open, 3 received, 0 started, 0 closed, 0 reopened")
}

// TestWhatWasThereIsMissed: tables and columns that were read and are gone.
func TestWhatWasThereIsMissed(t *testing.T) {
	f := newFolder(t, Options{MaxAge: 2 * time.Hour})
	f.put("cases.csv", cases(1, 100), time.Hour)
	f.put("errors.csv", "error_id;unit;kind;reported_at\n1;Nord;avvik;2026-11-20\n", time.Hour)
	f.see("first", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
	if err := f.poll(ledger.Errors); err != nil {
		t.Error(err)
	}
	f.restart()
	f.put("cases.csv", strings.ReplaceAll(cases(1, 100), ";started_at", ";note"), time.Minute)
	f.refuse("a column", "started_at is gone", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
	if err := os.Remove(filepath.Join(f.dir, "errors.csv")); err != nil {
		t.Fatal(err)
	}
	if has, err := f.Has(t.Context(), "errors"); !has || err != nil {
		t.Errorf("errors are there: %v, %v", has, err)
	}
	if err := f.poll(ledger.Errors); err == nil || !strings.Contains(err.Error(), "<SOURCE>_WITHOUT") {
		t.Errorf("a table is gone: error %v", err)
	}
	f.opts.Without = []string{"errors", "cases.started_at"}
	f.restart()
	f.see("to do without", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
	if has, _ := f.Has(t.Context(), "errors"); has {
		t.Error("errors are there, though they are named in WITHOUT")
	}
	f.now = f.now.Add(3 * time.Hour)
	f.refuse("what writes it has stopped", "older than STALE_AFTER", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
}

// TestRowsThatShareAnIdentifierCountAsOne, the one that tells most, whether the
// identifiers of all new rows are kept or not.
func TestRowsThatShareAnIdentifierCountAsOne(t *testing.T) {
	for _, kept := range [][2]int{{maxKept, maxFresh}, {1, maxFresh}, {1, 1}, {1, 0}} {
		f := newFolder(t, Options{})
		f.keep, f.fresh = kept[0], kept[1]
		f.put("cases.csv", cases(1, 100), time.Hour)
		f.see("first", "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened")
		f.put("cases.csv", cases(1, 100, "1;Nord;2026-11-20 08:00;;2026-11-21", "1;Nord;2026-11-20 08:00;;", "200;Nord;2026-11-20;;", "200;Nord;2026-11-20;;2026-11-21"), 30*time.Minute)
		f.see("twice", "Nord: 99 open, 1 received, 0 started, 2 closed, 0 reopened")
		f.put("cases.csv", cases(1, 100, "1;Nord;2026-11-20 08:00;;", "200;Nord;2026-11-20;;2026-11-21", "200;Nord;2026-11-20;;"), 20*time.Minute)
		f.see("one of the rows is gone", "Nord: 99 open, 1 received, 0 started, 2 closed, 0 reopened")
		f.put("cases.csv", cases(1, 100, "200;Nord;2026-11-20;;"), 10*time.Minute)
		f.see("they are single", "Nord: 101 open, 1 received, 0 started, 2 closed, 2 reopened")
	}
}

// TestFirstLoadOfSharedIdentifiers: rows of a first load that share an identifier
// count as one, whichever comes first, however many rows are new.
func TestFirstLoadOfSharedIdentifiers(t *testing.T) {
	twice := []string{"7;Nord;2026-11-20 08:00:00;;2026-11-21 09:00:00", "7;Nord;2026-11-20 08:00:00;;"}
	for _, fresh := range []int{maxFresh, 50, 0} {
		for first := range twice {
			for _, changes := range []bool{false, true} {
				f := newFolder(t, Options{})
				f.keep, f.fresh = 1, fresh
				f.put("cases.csv", cases(100, 30, twice[first])+cases(200, 30, twice[1-first]+"\n;Nord;2026-11-20;;")[len(cases(0, 0)):], time.Hour)
				want := "Nord: 60 open, 0 received, 0 started, 0 closed, 0 reopened"
				if changes {
					f.put("cases-changes-1.csv", cases(100, 1)+"101;Nord;2026-11-20 08:00:00;;2026-11-21\n", time.Minute)
					want = "Nord: 59 open, 0 received, 0 started, 0 closed, 0 reopened"
				}
				f.see(fmt.Sprintf("%d kept, the closed one first: %v, changes %v", fresh, first == 0, changes), want)
				if !f.ledger.HasDuplicates(ledger.Cases) {
					t.Error("the ledger knows of no rows that share an identifier")
				}
				if v := f.ledger.View(f.now.Unix(), true); v.Rejected[ledger.Cases][ledger.DuplicateID] != 1 {
					t.Errorf("%v are rejected, want one duplicate", v.Rejected[ledger.Cases])
				}
			}
		}
	}
}

// TestLinksWithoutFile: a link whose file is away, as with a share that is not mounted, and
// what is no file, are refused at once: else their cases would be gone.
func TestLinksWithoutFile(t *testing.T) {
	const both = "Nord: 100 open, 0 received, 0 started, 0 closed, 0 reopened"
	f := newFolder(t, Options{})
	share := filepath.Join(t.TempDir(), "share")
	link := filepath.Join(f.dir, "cases-2025.csv")
	if err := errors.Join(os.Mkdir(share, 0o700), os.Symlink(filepath.Join(share, "old.csv"), link)); err != nil {
		t.Fatal(err)
	}
	f.put("cases-2026.csv", cases(1, 100), time.Hour)
	f.refuse("not mounted at first", "cases-2025.csv is a link to a file that is not there", "")
	f.put("cases-2025.csv", cases(1000, 0, "9999;Nord;2025-03-01;;2025-04-01"), time.Hour)
	f.see("mounted", both)
	if err := os.RemoveAll(share); err != nil {
		t.Fatal(err)
	}
	f.refuse("not mounted any more", "cases-2025.csv is a link to a file that is not there", both)
	found, err := f.Inspect(t.Context())
	if err != nil || !slices.ContainsFunc(found, func(f source.Finding) bool {
		return f.Level == source.Problem && strings.Contains(f.Detail, "cases-2025.csv is a link")
	}) {
		t.Errorf("check finds %v, error %v", found, err)
	}
	if err := errors.Join(os.Remove(link), os.Mkdir(link, 0o700)); err != nil {
		t.Fatal(err)
	}
	f.refuse("a directory that was made just now", "cases-2025.csv is a directory", both)
}
