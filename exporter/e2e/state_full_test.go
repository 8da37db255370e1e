//go:build linux

package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
)

var stateBegan = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// A kept is a ledger and the state file that keeps it.
type kept struct {
	t      *testing.T
	path   string
	ledger *ledger.Ledger
	state  *statefile.File
}

// newKept has saved a ledger with one case.
func newKept(t *testing.T) *kept {
	t.Helper()
	k := &kept{t: t, path: filepath.Join(t.TempDir(), "states", "test.state")}
	k.mkdir()
	state, restored, damage, err := statefile.Open(k.path, ledger.Options{}, stateBegan)
	if err != nil || damage != nil || restored != nil {
		t.Fatal(restored, damage, err)
	}
	t.Cleanup(func() { _ = state.Close() }) // saved already
	k.state, k.ledger = state, ledger.New(ledger.Options{}, 7, stateBegan.Unix())
	for _, table := range ledger.Tables() {
		k.ledger.EndBaseline(table)
	}
	k.arrive(1)
	k.save()
	return k
}

func (k *kept) mkdir() {
	k.t.Helper()
	if err := os.Mkdir(filepath.Dir(k.path), 0o700); err != nil {
		k.t.Fatal(err)
	}
}

// arrive lets the ledger learn of a case that it counts.
func (k *kept) arrive(n int64) {
	now := stateBegan.Unix()
	k.ledger.Apply(ledger.Cases, &ledger.Page{Next: ledger.Cursor(n), Cases: []ledger.Case{
		{ID: k.ledger.Keyer().Int(uint64(n)), Unit: "A", Received: now - n, Reopened: -1, Changed: n},
	}}, now)
}

func (k *kept) save() {
	k.t.Helper()
	if err := k.state.Save(k.ledger); err != nil {
		k.t.Fatal(err)
	}
}

// refuse saves where that must fail for a reason, and leave nothing half done
// beside the file.
func (k *kept) refuse(reason error) {
	k.t.Helper()
	err := k.state.Save(k.ledger)
	if !errors.Is(err, reason) || !strings.Contains(err.Error(), k.path) {
		k.t.Errorf("saving ended with %v, want %v of %s", err, reason, k.path)
	}
	if _, err := os.Lstat(k.path + ".tmp"); !errors.Is(err, os.ErrNotExist) {
		k.t.Errorf("what was half written is left: %v", err)
	}
}

// content is the state file.
func (k *kept) content() []byte {
	k.t.Helper()
	content, err := os.ReadFile(k.path)
	if err != nil {
		k.t.Fatal(err)
	}
	return content
}

// holds checks that the state file is whole and holds so many cases, as an
// exporter that starts now would find it.
func (k *kept) holds(cases int) {
	k.t.Helper()
	path := filepath.Join(k.t.TempDir(), "copy.state")
	if err := os.WriteFile(path, k.content(), 0o600); err != nil {
		k.t.Fatal(err)
	}
	state, found, damage, err := statefile.Open(path, ledger.Options{}, stateBegan)
	if err != nil || damage != nil || found == nil {
		k.t.Fatal(found != nil, damage, err)
	}
	defer state.Close()
	var received uint64
	for _, u := range found.View(stateBegan.Unix(), true).Units {
		received += u.Counters.Flows[ledger.Inactive][0].Received
	}
	if received != uint64(cases) {
		k.t.Errorf("%d cases are counted in the file, want %d", received, cases)
	}
}

// alone runs a test once more in a process of its own, and reports whether this
// is that one: a limit to the size of files holds for all that a process
// writes, the log that go test keeps of it too.
func alone(t *testing.T) bool {
	t.Helper()
	const mark = "TEST_ALONE"
	if os.Getenv(mark) == t.Name() {
		return true
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	test := exec.CommandContext(t.Context(), program, "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=5m")
	test.Env = append(os.Environ(), mark+"="+t.Name())
	out, err := test.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("in a process of its own: %v", err)
	}
	t.Logf("%s", out)
	return false
}

// TestStateThatCannotBeSaved: where saving fails, the file holds what was
// saved last, nothing is left beside it, and once there is room again, all is
// saved.
func TestStateThatCannotBeSaved(t *testing.T) {
	if !alone(t) {
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // as the program does
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	// limited lets files grow to a size, in bytes, for as long as during takes.
	limited := func(size int, during func()) {
		var before syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
				t.Fatal(err)
			}
		}()
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(size), Max: before.Max}); err != nil {
			t.Fatal(err)
		}
		during()
	}
	measured := newKept(t)
	before := len(measured.content())
	measured.arrive(2)
	measured.save()
	frame := len(measured.content()) - before

	for _, room := range []int{0, 1, 12, frame / 2, frame - 1} {
		k := newKept(t)
		before := k.content()
		k.arrive(2)
		limited(len(before)+room, func() { k.refuse(syscall.EFBIG) })
		if got := len(k.content()); got != len(before)+room {
			t.Errorf("%d bytes of a frame were written, want %d", got-len(before), room)
		}
		k.holds(1)
		torn := k.content()
		limited(len(before)/2, func() { k.refuse(syscall.EFBIG) }) // the whole, as the file's end is unknown
		if !bytes.Equal(torn, k.content()) {
			t.Errorf("with room for %d bytes of a frame: the file was changed", room)
		}
		k.arrive(3)
		k.save()
		k.holds(3)
	}

	for name, tt := range map[string]struct {
		begin, end func(*kept) error
		reason     error
	}{
		"directory gone": {
			func(k *kept) error { return os.RemoveAll(filepath.Dir(k.path)) },
			func(k *kept) error { k.mkdir(); return nil },
			syscall.ENOENT,
		},
		"directory not writable": {
			func(k *kept) error { return errors.Join(os.Remove(k.path), os.Chmod(filepath.Dir(k.path), 0o500)) },
			func(k *kept) error { return os.Chmod(filepath.Dir(k.path), 0o700) },
			syscall.EACCES,
		},
		"no space": { // for the file that takes the place of the one that is gone
			func(k *kept) error { return errors.Join(os.Remove(k.path), os.Symlink("/dev/full", k.path+".tmp")) },
			func(*kept) error { return nil },
			syscall.ENOSPC,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if errors.Is(tt.reason, syscall.EACCES) && os.Geteuid() == 0 {
				t.Skip("root may write everywhere")
			}
			k := newKept(t)
			k.arrive(2)
			if err := tt.begin(k); err != nil {
				t.Fatal(err)
			}
			k.refuse(tt.reason)
			if err := tt.end(k); err != nil {
				t.Fatal(err)
			}
			k.arrive(3)
			k.save()
			k.holds(3)
		})
	}

	nowhere := filepath.Join(t.TempDir(), "none", "test.state")
	if _, _, _, err := statefile.Open(nowhere, ledger.Options{}, stateBegan); !errors.Is(err, syscall.ENOENT) || !strings.Contains(err.Error(), nowhere) {
		t.Errorf("a state in no directory: %v", err)
	}
}
