package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/localfile"
)

// TestFilesThatCannotBeRead: a fault of a file that cannot be read names it once, and not by its path,
// and says what to do where that is a matter of rights.
func TestFilesThatCannotBeRead(t *testing.T) {
	f := newFolder(t, Options{})
	f.put("cases.csv", cases(1, 2), time.Hour)
	if err := os.Mkdir(filepath.Join(f.dir, "cases.csv.done"), 0o700); err != nil {
		t.Fatal(err)
	}
	var problems []string
	for _, one := range f.problems(t) {
		problems = append(problems, one.Detail)
	}
	if got, want := strings.Join(problems, "\n"), "cases.csv.done: it cannot be read: is a directory"; got != want {
		t.Errorf("problems are %s, want %s", got, want)
	}
	// Whoever runs this test may be allowed to read all files.
	denied := localfile.Unread("cases.csv", &fs.PathError{Op: "open", Path: "/srv/cases.csv", Err: syscall.EACCES})
	if got, want := denied.Error(), "cases.csv: it cannot be read: permission denied"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if unreadHint(denied) == "" || unreadHint(errors.New("cut off")) != "" {
		t.Errorf("hints are %q where it may not be read, and %q elsewhere", unreadHint(denied), unreadHint(errors.New("cut off")))
	}
}
