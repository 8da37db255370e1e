package statefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
)

// frames are the offsets behind each frame of a state file, that of the
// checkpoint's end first.
func frames(file []byte) (ends []int) {
	for at := len(magic); at < len(file); {
		length := int(binary.LittleEndian.Uint32(file[at:]))
		at += frameHeader + length
		if length == 0 || len(ends) > 0 {
			ends = append(ends, at)
		}
	}
	return ends
}

// TestOlderStateIsNoticed: a state that is older than the one that was shown
// last, or lacks saves at its end, is moved aside, and says by how many. What was
// written after it is not needed to know that.
func TestOlderStateIsNoticed(t *testing.T) {
	l, s := keeper(t)
	backup := read(t, s.path)
	for n := range int64(4) {
		arrive(l, 2+n)
		save(t, s, l)
	}
	whole := read(t, s.path)
	l.Invalidate()
	arrive(l, 9)
	save(t, s, l) // a checkpoint anew
	rewritten := read(t, s.path)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	older := map[string][]byte{"a backup": backup, "the file before it was written anew": whole}
	for i, end := range frames(whole) {
		older[string(rune('a'+i))+": cut off at a frame"] = whole[:end]
	}
	older["cut off within a frame"] = whole[:len(whole)-3]
	if len(older) < 7 {
		t.Fatalf("%d files", len(older))
	}
	for name, file := range older {
		t.Run(name, func(t *testing.T) {
			left := read(t, s.path+".lock")
			defer func() {
				for path, content := range map[string][]byte{s.path: rewritten, s.path + ".lock": left} {
					if err := os.WriteFile(path, content, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}()
			if err := os.WriteFile(s.path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			again, restored, damage, err := Open(s.path, ledgerOptions, stateTime)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if restored != nil || !errors.Is(damage, errBehind) || !strings.Contains(damage.Error(), "6 times") {
				t.Errorf("ledger restored: %v; damage %v; want one that says that it is behind", restored != nil, damage)
			}
			aside := s.path + ".behind-20260302T120000Z"
			if damage == nil || !strings.Contains(damage.Error(), aside) || !bytes.HasPrefix(file, read(t, aside)) {
				t.Errorf("not moved aside to %s", aside)
			}
		})
	}
	if n := counted(reopenAt(t, s.path)); n != 6 {
		t.Errorf("%d cases counted in the file that is not behind, want 6", n)
	}
}

// reopenAt is reopen, of a file whose mark stays.
func reopenAt(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	s, l, damage, err := Open(path, ledgerOptions, stateTime)
	if err != nil || damage != nil || l == nil {
		t.Fatalf("open: ledger %v, damage %v, error %v", l != nil, damage, err)
	}
	if notice := s.Notice(); notice != "" {
		t.Errorf("notice %q", notice)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestStateAheadOfItsMark: a process that ended after it saved and before it
// left its mark, or whose mark is lost or damaged, goes on.
func TestStateAheadOfItsMark(t *testing.T) {
	for name, damage := range map[string]func(content []byte) []byte{
		"before the last save": nil,
		"lost":                 func([]byte) []byte { return nil },
		"damaged":              func(c []byte) []byte { c[len(c)-3] ^= 1; return c },
		"cut off":              func(c []byte) []byte { return c[:20] },
		"zeros":                func(c []byte) []byte { return make([]byte, len(c)) },
	} {
		t.Run(name, func(t *testing.T) {
			l, s := keeper(t)
			left := read(t, s.path+".lock")
			arrive(l, 2)
			save(t, s, l)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if damage != nil {
				left = damage(read(t, s.path+".lock"))
			}
			if err := os.WriteFile(s.path+".lock", left, 0o600); err != nil {
				t.Fatal(err)
			}
			if n := counted(reopenAt(t, s.path)); n != 2 {
				t.Errorf("%d cases counted, want 2", n)
			}
		})
	}
}

// TestNoticeOfState: what may be an older copy, though nobody can tell, is said.
func TestNoticeOfState(t *testing.T) {
	_, s := keeper(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := read(t, s.path)
	notice := func(path string, now time.Time) string {
		t.Helper()
		s, l, damage, err := Open(path, ledgerOptions, now)
		if err != nil || damage != nil || l == nil {
			t.Fatalf("open: ledger %v, damage %v, error %v", l != nil, damage, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return s.Notice()
	}
	if got := notice(put(t, file), time.Now()); got != "" {
		t.Errorf("of a copy that was saved just now: %q", got)
	}
	if got := notice(put(t, file), time.Now().Add(26*time.Hour)); !strings.Contains(got, "26h") || !strings.Contains(got, "backup") {
		t.Errorf("of a copy of yesterday: %q", got)
	}
	path := filepath.Join(t.TempDir(), "test.state") // which another ledger was saved at
	other, _, _, err := Open(path, ledgerOptions, stateTime)
	if err != nil {
		t.Fatal(err)
	}
	save(t, other, ledger.New(ledgerOptions, 99, stateTime.Unix()))
	if err := errors.Join(other.Close(), os.WriteFile(path, file, 0o600)); err != nil {
		t.Fatal(err)
	}
	if got := notice(path, time.Now()); !strings.Contains(got, "not the one that was last saved here") {
		t.Errorf("of another ledger than was saved here: %q", got)
	}
	if err := os.WriteFile(path, read(t, "testdata/version1.state"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, l, damage, err := Open(path, keptOptions, stateTime)
	if err != nil || damage != nil || l == nil || again.Notice() == "" {
		t.Fatalf("a state of version 1 where one of version 2 was: ledger %v, damage %v, error %v", l != nil, damage, err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}
