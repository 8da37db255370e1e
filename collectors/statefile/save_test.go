package statefile

import (
	"errors"
	"os"
	"testing"

	"casework/collectors/ledger"
)

// readOnly makes a File's next append fail, as a full disk does.
func readOnly(t *testing.T, s *File) {
	t.Helper()
	file, err := os.Open(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.file.Close(); err != nil {
		t.Fatal(err)
	}
	s.file = file
}

// blockRewrite makes a File's rewriting fail until what it returns is called.
func blockRewrite(t *testing.T, s *File) (unblock func()) {
	t.Helper()
	if err := os.Mkdir(s.path+".tmp", 0o700); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(s.path + ".tmp"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFailedSave: whatever fails, the next save that does not stores all
// since the last, once.
func TestFailedSave(t *testing.T) {
	failing := func(t *testing.T, s *File, l *ledger.Ledger) {
		t.Helper()
		if err := s.Save(l); err == nil {
			t.Fatal("saved")
		}
	}
	tests := []struct {
		name string
		save func(*testing.T, *File, *ledger.Ledger)
	}{
		{"an append", func(t *testing.T, s *File, l *ledger.Ledger) {
			readOnly(t, s)
			failing(t, s, l)
		}},
		{"an append and the rewriting after it", func(t *testing.T, s *File, l *ledger.Ledger) {
			readOnly(t, s)
			failing(t, s, l)
			unblock := blockRewrite(t, s)
			failing(t, s, l)
			arrive(l, 3)
			failing(t, s, l)
			unblock()
		}},
		{"the rewriting of a journal grown long", func(t *testing.T, s *File, l *ledger.Ledger) {
			s.journal = max(s.base, minJournal) + 1
			unblock := blockRewrite(t, s)
			failing(t, s, l)
			unblock()
		}},
		{"the rewriting when too much changed", func(t *testing.T, s *File, l *ledger.Ledger) {
			l.Invalidate()
			unblock := blockRewrite(t, s)
			failing(t, s, l)
			failing(t, s, l)
			unblock()
		}},
		{"an append that a crash follows", func(t *testing.T, s *File, l *ledger.Ledger) {
			readOnly(t, s)
			failing(t, s, l)
			if n := counted(reopenCopy(t, s)); n != 1 {
				t.Errorf("%d cases counted after a crash, want those saved: 1", n)
			}
		}},
		{"the closing of the file that was replaced", func(t *testing.T, s *File, l *ledger.Ledger) {
			if err := s.file.Close(); err != nil { // so that closing it again fails
				t.Fatal(err)
			}
			l.Invalidate()
			_ = s.Save(l) // may fail once, not for ever
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, s := keeper(t)
			arrive(l, 2)
			tt.save(t, s, l)
			arrive(l, 4)
			want := counted(l)
			save(t, s, l)
			arrive(l, 5) // and a delta after it
			save(t, s, l)
			if n := counted(reopenCopy(t, s)); n != want+1 {
				t.Errorf("%d cases counted after a restart, want %d", n, want+1)
			}
		})
	}
}

// reopenCopy is the ledger that a restart would find.
func reopenCopy(t *testing.T, s *File) *ledger.Ledger {
	t.Helper()
	return reopen(t, put(t, read(t, s.path)))
}

// TestJournalIsRewritten: a journal longer than its checkpoint gives way to
// a new checkpoint that holds the same.
func TestJournalIsRewritten(t *testing.T) {
	l, s := keeper(t)
	for n := range int64(20) {
		arrive(l, 2+n)
		save(t, s, l)
	}
	long := read(t, s.path)
	if s.journal == 0 || s.base+s.journal != int64(len(long)) {
		t.Fatalf("base %d and journal %d of a file of %d bytes", s.base, s.journal, len(long))
	}
	want := held(t, long)
	s.journal = max(s.base, minJournal)
	arrive(l, 30)
	save(t, s, l)
	if s.journal <= max(s.base, minJournal) {
		t.Fatal("rewritten although the journal was not too long yet")
	}
	arrive(l, 31)
	save(t, s, l)
	short := read(t, s.path)
	if s.journal != 0 || s.base != int64(len(short)) || len(short) >= len(long) {
		t.Errorf("not rewritten: base %d, journal %d of %d bytes", s.base, s.journal, len(short))
	}
	if held(t, short) == want {
		t.Error("the new checkpoint lacks what was learnt since")
	}
	if n := counted(reopen(t, put(t, short))); n != 23 {
		t.Errorf("%d cases counted, want 23", n)
	}
	if _, err := os.Stat(s.path + ".tmp"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary file stays: %v", err)
	}
}

// TestJournalIsRewrittenAcrossRestarts: the journal of earlier processes
// counts, or a process restarted often would let the file grow for ever.
func TestJournalIsRewrittenAcrossRestarts(t *testing.T) {
	l, s := keeper(t)
	for n := range int64(5) {
		arrive(l, 2+n)
		save(t, s, l)
	}
	again, _, _, err := Open(put(t, read(t, s.path)), ledgerOptions, stateTime)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.base+again.journal != s.base+s.journal || again.journal < s.journal {
		t.Errorf("base %d and journal %d after a restart; they were %d and %d", again.base, again.journal, s.base, s.journal)
	}
}

// TestUnreadableIsNotDamaged: a file that cannot be read now may be whole, so
// it is an error, not a reason to start at 0.
func TestUnreadableIsNotDamaged(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string)
	}{
		{"a directory in its place", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}},
		{"no permission", func(t *testing.T, path string) {
			if os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
			if err := os.WriteFile(path, nil, 0); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := t.TempDir() + "/test.state"
			tt.make(t, path)
			s, _, damage, err := Open(path, ledgerOptions, stateTime)
			if err == nil || damage != nil {
				t.Errorf("damage %v, error %v; want an error alone", damage, err)
			}
			if s != nil {
				_ = s.Close()
			}
			if _, err := os.Lstat(path); err != nil {
				t.Errorf("it was moved aside: %v", err)
			}
		})
	}
	t.Run("no directory", func(t *testing.T) {
		if _, _, _, err := Open(t.TempDir()+"/absent/test.state", ledgerOptions, stateTime); err == nil {
			t.Error("opened")
		}
	})
}
