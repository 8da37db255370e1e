package statefile

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/ledger"
)

// keptOptions are those of the states in testdata.
var keptOptions = func() ledger.Options {
	opts := ledgerOptions
	opts.Identity, opts.Reading, opts.Source = "adapter views, database casework", "Europe/Oslo", "byggesak"
	return opts
}()

// keptNotes are what the states in testdata note, by file; those of version 1 note
// nothing. Those of later versions were noted in a checkpoint and then, otherwise, in
// its journal, beside a note of a program that is not written yet.
var keptNotes = map[string]map[ledger.Note]string{
	"testdata/version2.state": {ledger.NoteFound: "units deadline_at", "of a later program": "kept"},
	"testdata/version3.state": {ledger.NoteFound: "units cases.deadline_at", "of a later program": "kept"},
	"testdata/version4.state": {ledger.NoteFound: "units cases.deadline_at", "of a later program": "kept"},
	"testdata/version5.state": {ledger.NoteFound: "pauses units cases.deadline_at", "of a later program": "kept"},
}

// TestEarlierVersions: a state of each version keeps its rows, counters and notes,
// and the first save writes it in the newest version, which earlier programs refuse
// and leave alone.
func TestEarlierVersions(t *testing.T) {
	kept, err := filepath.Glob("testdata/version*.state")
	if err != nil || len(kept) < ledger.EncodingVersion-1 {
		t.Fatalf("%v, %v; want a file of each version before %d", kept, err, ledger.EncodingVersion)
	}
	for _, file := range kept {
		t.Run(file, func(t *testing.T) {
			path := put(t, read(t, file))
			open := func() (*File, *ledger.Ledger) {
				t.Helper()
				s, l, damage, err := Open(path, keptOptions, stateTime)
				if err != nil || damage != nil || l == nil {
					t.Fatalf("ledger %v, damage %v, error %v", l != nil, damage, err)
				}
				return s, l
			}
			shows := func(l *ledger.Ledger) {
				t.Helper()
				v := l.View(stateTime.Unix(), true)
				received, reported := uint64(0), uint64(0)
				for i := range v.Units {
					c := v.Units[i].Counters
					received += c.Flows[ledger.Inactive][0].Received
					for _, n := range c.Errors[ledger.Inactive] {
						reported += n
					}
				}
				if received != 3 || reported != 3 || v.Rows[ledger.Cases] != 8 || v.Rows[ledger.Errors] != 9 || v.Rows[ledger.Sessions] != 9 {
					t.Errorf("received %d, reported %d, rows %v; want 3, 3 and [8 9 9]", received, reported, v.Rows)
				}
				if n := v.Rejected[ledger.Cases][ledger.NoID]; n != 2 {
					t.Errorf("%d rows without an identifier, want 2", n)
				}
				if n := v.Rejected[ledger.Cases][ledger.InFuture]; n != 1 {
					t.Errorf("%d rows of the future, want 1", n)
				}
				if got := l.Note(ledger.NoteSource); got != "byggesak" {
					t.Errorf("of source %q", got)
				}
				for _, note := range []ledger.Note{ledger.NoteFound, "of a later program"} {
					if got, want := l.Note(note), keptNotes[file][note]; got != want {
						t.Errorf("the note %q is %q, want %q", note, got, want)
					}
				}
			}
			if got, err := Note(path, keptOptions, ledger.NoteFound); err != nil || got != keptNotes[file][ledger.NoteFound] {
				t.Errorf("beside the exporter, the note is %q, %v; want %q", got, err, keptNotes[file][ledger.NoteFound])
			}
			s, l := open()
			shows(l)
			if l.HasBoth() || file == "testdata/version5.state" != (l.View(stateTime.Unix(), true).Rows[ledger.Pauses] == 2) {
				t.Error("pauses are not those of then")
			}
			if typed := file >= "testdata/version4.state"; !typed && l.Cursor(ledger.Cases) != 0 {
				t.Error("cases are not read again, so their types stay unknown")
			}
			save(t, s, l)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if head := read(t, path)[len(magic)+frameHeader:]; head[0] != 'H' || head[1] != ledger.EncodingVersion {
				t.Errorf("the state begins with %q, want the header of version %d", head[:2], ledger.EncodingVersion)
			}
			s, l = open()
			shows(l)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestStateOfAnotherSource: the files of another source are refused and left
// alone, with what to do, unless it is the source's own former name.
func TestStateOfAnotherSource(t *testing.T) {
	dir := t.TempDir()
	state, people, small := filepath.Join(dir, "a.state"), filepath.Join(dir, "a.people"), filepath.Join(dir, "a.small")
	opts := keptOptions
	open := map[string]func(name, former string) error{
		state: func(name, former string) error {
			opts.Source, opts.Formerly = name, former
			s, l, damage, err := Open(state, opts, stateTime)
			if err != nil {
				return err
			}
			if damage != nil {
				t.Errorf("damage %v", damage)
			}
			if l == nil {
				l = ledger.New(opts, 7, stateTime.Unix())
			}
			return errors.Join(s.Save(l), s.Close())
		},
		people: func(name, former string) error {
			of := disclosure.Owner{Source: name, Formerly: former, DataSet: "town"}
			m, err := OpenShownFigures(people, of)
			if err != nil {
				return err
			}
			content, err := disclosure.NewReleases().Encode(m.of)
			return errors.Join(err, Replace(people, content))
		},
		small: func(name, former string) error {
			c := SmallUnitsConfig{
				MinCell: 5, Windows: ledgerOptions.Windows, Zone: time.UTC, Source: "source " + name, Log: slog.New(slog.DiscardHandler),
			}
			if former != "" {
				c.Formerly = "source " + former
			}
			s, err := OpenSmallUnits(small, c)
			if err != nil {
				return err
			}
			s.Place(stateTime.Unix(), nil, func(int64, int64, func(string) (int64, bool)) []ledger.UnitWindow { return nil })
			return s.Keep(small)
		},
	}
	marks := map[string]error{state: ledger.ErrSource, people: disclosure.ErrShownForeign, small: disclosure.ErrForeign}
	for path, as := range open {
		t.Run(filepath.Ext(path), func(t *testing.T) {
			if err := as("a", ""); err != nil {
				t.Fatal(err)
			}
			content := read(t, path)
			for _, former := range []string{"", "c"} {
				err := as("b", former)
				if !errors.Is(err, marks[path]) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "FORMER_NAME") {
					t.Errorf("formerly %q: error %v; want one of another source that names %s and what to do", former, err, path)
				}
				if !bytes.Equal(read(t, path), content) {
					t.Error("the file changed")
				}
			}
			if err := as("b", "a"); err != nil {
				t.Errorf("renamed: %v", err)
			}
			if err := as("b", ""); err != nil {
				t.Errorf("after it was renamed: %v", err)
			}
			if err := as("a", ""); !errors.Is(err, marks[path]) {
				t.Errorf("under the name before: error %v", err)
			}
		})
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "*other*")); aside != nil {
		t.Errorf("moved aside: %v", aside)
	}
	if _, err := os.Stat(state); err != nil {
		t.Error(err)
	}
}
