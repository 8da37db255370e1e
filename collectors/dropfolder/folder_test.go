package dropfolder

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/civil"
	"casework/collectors/supplement"
	"casework/collectors/supplement/supplementtest"
)

// A drop is a folder with a clock that the test sets.
type drop struct {
	*Folder
	t   *testing.T
	dir string
	now time.Time
	log bytes.Buffer
}

func newDrop(t *testing.T) *drop {
	d := &drop{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	d.Folder = New(d.dir, Options{
		Location: oslo, Logger: slog.New(slog.NewTextHandler(&d.log, nil)), Now: func() time.Time { return d.now },
	})
	return d
}

// put writes a file whose time of change is so long ago.
func (d *drop) put(name, content string, ago time.Duration) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Chtimes(path, d.now, d.now.Add(-ago)); err != nil {
		d.t.Fatal(err)
	}
}

// see looks at the folder and says what is in force, as "unit unit", and what
// became of the files.
func (d *drop) see(want, states string) {
	d.t.Helper()
	d.Changed(d.t.Context())
	got := ""
	present, err := d.ReadTable(d.t.Context(), supplement.Audits, 0, func(row supplement.Row) { got += " " + row[0].Text })
	switch {
	case err != nil:
		got = err.Error()
	case !present:
		got = "no table"
	}
	if diff := cmp.Diff(want, strings.TrimSpace(got)); diff != "" {
		d.t.Errorf("in force (-want +got):\n%s", diff)
	}
	got = ""
	for _, s := range d.Statuses() {
		got += " " + s.File + ":" + string(s.State)
	}
	if diff := cmp.Diff(states, strings.TrimSpace(got)); diff != "" {
		d.t.Errorf("files (-want +got):\n%s", diff)
	}
}

const header = "unit,month,reviewed,with_errors\n"

func TestFilesAreReadWhenComplete(t *testing.T) {
	d := newDrop(t)
	d.see("no table", "")
	d.put("audits.csv", header+"A,2026-09,10,1\n", 0)
	d.see("the table is withheld", "audits.csv:waiting") // it may not be whole
	d.now = d.now.Add(QuietTime - 1)
	d.see("the table is withheld", "audits.csv:waiting")
	d.now = d.now.Add(1)
	d.see("A", "audits.csv:read")
	if d.Changed(t.Context()) {
		t.Error("nothing happened, but the folder changed")
	}
	d.put("audits.csv", header+"B,2026-09,10,1\nC,20", 0) // being written
	d.see("A", "audits.csv:kept")
	d.put("audits.csv", header+"B,2026-09,10,1\nC,2026-09,5,0\n", 0)
	d.now = d.now.Add(QuietTime)
	d.see("B C", "audits.csv:read")
	// A clock ahead, as file servers have: it is left alone all the same.
	d.put("audits.csv", header+"D,2026-09,10,1\n", -time.Hour)
	d.see("B C", "audits.csv:kept")
	d.now = d.now.Add(QuietTime)
	d.see("D", "audits.csv:read")
	if err := os.Remove(filepath.Join(d.dir, "audits.csv")); err != nil {
		t.Fatal(err)
	}
	d.see("no table", "")
}

func TestFilesBeingWrittenUnderOtherNamesArePassedOver(t *testing.T) {
	d := newDrop(t)
	for _, name := range []string{"audits.csv.tmp", "audits.csv.part", ".audits.csv", "~$audits.csv", "audits.csv~", "README.txt"} {
		d.put(name, header+"A,2026-09,10,1\n", time.Hour)
	}
	if err := os.Mkdir(filepath.Join(d.dir, "audits.csv.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.see("no table", "")
	if err := os.Rename(filepath.Join(d.dir, "audits.csv.tmp"), filepath.Join(d.dir, "audits.csv")); err != nil {
		t.Fatal(err)
	}
	d.see("A", "audits.csv:read") // at once: its name says that it is complete
}

func TestAFaultyFileIsRefusedWhole(t *testing.T) {
	d := newDrop(t)
	d.put("audits.csv", header+"Kari Nordmann,2026-09,10,11\nB,2027-09,10,1\nB,x,10,1\n", time.Hour)
	d.see("the table is withheld", "audits.csv:refused")
	for _, want := range []string{
		"audits.csv:2:26: with_errors is more than the whole that it is a part of",
		"audits.csv:3:3: month lies in the future", "audits.csv:4:3: month is no month such as 2026-08",
	} {
		if !strings.Contains(d.log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, d.log.String())
		}
	}
	if strings.Contains(d.log.String(), "Kari") {
		t.Errorf("the log shows a value:\n%s", d.log.String())
	}
	d.log.Reset()
	d.see("the table is withheld", "audits.csv:refused")
	if d.log.Len() > 0 {
		t.Errorf("the log says it again:\n%s", d.log.String())
	}
	d.put("audits.csv", header+"A,2026-09,10,1\n", time.Hour)
	d.see("A", "audits.csv:read")
	d.put("audits.csv", header+"A,2026-09,10,11\n", time.Hour+1)
	d.see("A", "audits.csv:kept")
}

func TestFilesOfATableAreOne(t *testing.T) {
	d := newDrop(t)
	d.put("audits-2026-08.csv", header+"A,2026-08,10,1\nA,2026-08,10,1\n", time.Hour)
	d.put("Audits 2026-09.CSV", header+"A,2026-08,10,1\nB,2026-09,10,1\n", time.Hour)
	d.see("A B", "Audits 2026-09.CSV:read audits-2026-08.csv:read")
	// A file that contradicts another is refused, and neither guessed at.
	d.put("audits_b.csv", header+"B,2026-09,10,2\nC,2026-09,10,2\n", time.Hour)
	d.see("A B", "Audits 2026-09.CSV:read audits-2026-08.csv:read audits_b.csv:kept")
	if !strings.Contains(d.log.String(), "audits_b.csv:2:1: the row is also in Audits 2026-09.CSV, where other columns differ") {
		t.Errorf("the log does not say why:\n%s", d.log.String())
	}
	d.put("Audits 2026-09.CSV", header+"A,2026-08,10,1\nB,2026-09,10,2\n", time.Hour+1)
	d.see("A B C", "Audits 2026-09.CSV:read audits-2026-08.csv:read audits_b.csv:read")
	d.put("audits-2026-08.csv", header+"A,2026-08,10,1\nA,2026-08,10,2\n", time.Hour+1)
	d.see("A B C", "Audits 2026-09.CSV:read audits-2026-08.csv:kept audits_b.csv:read")
}

func TestFilesOfNoTable(t *testing.T) {
	d := newDrop(t)
	d.put("auditsum.csv", header, time.Hour)
	d.put("audits.xlsx", "PK", time.Hour)
	d.put("audits.xls", "\xd0\xcf\x11\xe0", time.Hour)
	d.see("the table is withheld", "audits.xls:refused audits.xlsx:refused auditsum.csv:refused")
	for _, want := range []string{
		"auditsum.csv: it is named for no table; tables are complaints, surveys,", "audits.xlsx: it is no XLSX file: it was cut off",
		"audits.xls: it is neither CSV nor XLSX: save it as one of them",
	} {
		if !strings.Contains(d.log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, d.log.String())
		}
	}
}

func TestAFolderThatGoesAwayChangesNothing(t *testing.T) {
	d := newDrop(t)
	d.put("audits.csv", header+"A,2026-09,10,1\n", time.Hour)
	d.see("A", "audits.csv:read")
	if err := os.Rename(d.dir, d.dir+"-away"); err != nil {
		t.Fatal(err)
	}
	d.see("A", d.dir+":refused audits.csv:read")
	if err := os.Rename(d.dir+"-away", d.dir); err != nil {
		t.Fatal(err)
	}
	d.see("A", "audits.csv:read")
}

// TestAFileThatCannotBeReadIsTriedAgain: what it stands on comes back, and it
// is the same file as before.
func TestAFileThatCannotBeReadIsTriedAgain(t *testing.T) {
	d := newDrop(t)
	d.put("audits.csv", header+"A,2026-09,10,1\n", time.Hour)
	path, volume := filepath.Join(d.dir, "audits.csv"), filepath.Join(t.TempDir(), "volume")
	if err := os.Mkdir(volume, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, filepath.Join(volume, "audits.csv")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(volume, "audits.csv"), path); err != nil {
		t.Fatal(err)
	}
	d.see("A", "audits.csv:read")
	if err := os.Rename(volume, volume+"-away"); err != nil {
		t.Fatal(err)
	}
	d.see("A", "audits.csv:kept")
	d.log.Reset()
	if d.Changed(t.Context()) || d.log.Len() > 0 {
		t.Errorf("nothing happened since, but the folder changed, or the log says it again:\n%s", d.log.String())
	}
	if err := os.Rename(volume+"-away", volume); err != nil {
		t.Fatal(err)
	}
	d.see("A", "audits.csv:read")
}

// TestReadWhole: a file that changes while it is read is not taken for whole,
// and one beyond the limit is refused before it fills the memory.
func TestReadWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audits.csv")
	write := func(content string) os.FileInfo {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	info := write(header)
	if got, err := readWhole(path, info); err != nil || string(got) != header {
		t.Errorf("read %q, error %v", got, err)
	}
	write(header + "A,2026-09,10,1\n")
	if _, err := readWhole(path, info); !errors.Is(err, errBusy) {
		t.Errorf("longer than it was: error %v, want %v", err, errBusy)
	}
	info = write(header)
	if err := os.Chtimes(path, time.Now(), info.ModTime().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := readWhole(path, info); !errors.Is(err, errBusy) {
		t.Errorf("written again: error %v, want %v", err, errBusy)
	}
	if err := os.Truncate(path, maxSize+1); err != nil {
		t.Fatal(err)
	}
	large, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []os.FileInfo{info, large} {
		if _, err := readWhole(path, before); err == nil || err.Error() != "larger than 64 MiB" {
			t.Errorf("too large: error %v", err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := readWhole(path, info); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("gone: error %v", err)
	}
}

// TestEveryTableIsRead: a row of each supplementary table that nothing is wrong
// with is read from its file.
func TestEveryTableIsRead(t *testing.T) {
	d := newDrop(t)
	day := civil.DayOf(d.now) - 50
	for _, table := range supplement.Tables() {
		d.put(table.File()+".csv", supplementtest.Header(table)+"\n"+strings.Join(supplementtest.Example(table, 1, "A", day, 20), ",")+"\n", time.Hour)
	}
	d.Changed(t.Context())
	for _, table := range supplement.Tables() {
		rows := 0
		there, err := d.ReadTable(t.Context(), table, 0, func(row supplement.Row) {
			rows++
			if fault := table.Check(row, civil.DayOf(d.now)); fault != nil {
				t.Errorf("%s: %s %s", table.Name, table.Columns[fault.Column].Name, fault.Text)
			}
		})
		if err != nil || !there || rows != 1 {
			t.Errorf("%s: %d rows, there is such a table: %v, %v", table.Name, rows, there, err)
		}
	}
}
