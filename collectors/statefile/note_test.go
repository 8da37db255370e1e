package statefile

import (
	"path/filepath"
	"testing"

	"casework/collectors/ledger"
)

// TestNoteIsReadBesideTheExporter: what a ledger notes, in its checkpoint or in
// the journal, is read without its rows while its file is in use; of another
// data set, or an earlier version, there is none.
func TestNoteIsReadBesideTheExporter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.state")
	s, _, _, err := Open(path, keptOptions, stateTime)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := ledger.New(keptOptions, 1, stateTime.Unix())
	want := func(path, value string, opts ledger.Options) {
		t.Helper()
		if got, err := Note(path, opts, ledger.NoteFound); err != nil || got != value {
			t.Errorf("the note is %q, %v; want %q", got, err, value)
		}
	}
	want(path, "", keptOptions)
	for _, value := range []string{"units", "units errors", "errors"} { // a checkpoint, and two frames of the journal
		l.SetNote(ledger.NoteFound, value)
		save(t, s, l)
		want(path, value, keptOptions)
	}
	other := keptOptions
	other.Identity = "adapter views, database other"
	want(path, "", other)
	other = keptOptions
	other.Source = "skole"
	want(path, "", other)
	want("testdata/version1.state", "", keptOptions)
	if _, err := Note(put(t, []byte("no state file")), keptOptions, ledger.NoteFound); err == nil {
		t.Error("a damaged file has a note")
	}
}
