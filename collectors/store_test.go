package collectors

import (
	"errors"
	"os"
	"testing"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
)

var errDiskFull = errors.New("no space left on device")

// A brittleStore is a state file on a disk that can be full.
type brittleStore struct {
	*statefile.File
	path string
	fail bool // the next Save, once
	torn bool // the file ends in a part of a frame
}

// Save implements Store. When it fails, as an append to a full disk does, a
// part of the frame is in the file and nothing of the ledger is stored.
func (s *brittleStore) Save(l *ledger.Ledger) error {
	if !s.fail {
		err := s.File.Save(l)
		s.torn = s.torn && err != nil
		return err
	}
	s.fail = false
	l.Invalidate()
	if s.torn { // nothing is added behind a part of a frame
		return errDiskFull
	}
	s.torn = true
	file, err := os.OpenFile(s.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return errors.Join(errDiskFull, err)
	}
	_, err = file.Write([]byte{1, 2, 3})
	return errors.Join(errDiskFull, err, file.Close())
}

// blockRewrite makes the rewriting of the file fail until what it returns is
// called.
func (s *brittleStore) blockRewrite(t *testing.T) (unblock func()) {
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
