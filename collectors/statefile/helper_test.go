package statefile

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/ledger"
)

var ledgerOptions = ledger.Options{
	WaitBounds: []float64{3600, 86400, 7 * 86400, 28 * 86400}, TurnaroundBounds: []float64{3600, 86400, 7 * 86400, 28 * 86400},
	Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}},
}

var stateTime = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// keeper returns a ledger past its baseline and a File that has it stored.
func keeper(t *testing.T) (l *ledger.Ledger, s *File) {
	t.Helper()
	l = ledger.New(ledgerOptions, 7, stateTime.Unix())
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	s, restored, damage, err := Open(filepath.Join(t.TempDir(), "test.state"), ledgerOptions, stateTime)
	if err != nil || damage != nil || restored != nil {
		t.Fatal(restored, damage, err)
	}
	t.Cleanup(func() { _ = s.Close() }) // some tests close it themselves
	arrive(l, 1)
	save(t, s, l)
	return l, s
}

// arrive lets a ledger learn of a case that it counts.
func arrive(l *ledger.Ledger, n int64) {
	now := stateTime.Unix()
	l.Apply(ledger.Cases, &ledger.Page{Next: ledger.Cursor(n), Cases: []ledger.Case{
		{ID: l.Keyer().Int(uint64(n)), Unit: "A", Received: now - n, Reopened: -1, Changed: n},
	}}, now)
}

func save(t *testing.T, s *File, l *ledger.Ledger) {
	t.Helper()
	if err := s.Save(l); err != nil {
		t.Fatal(err)
	}
}

// counted is how many cases a ledger has received.
func counted(l *ledger.Ledger) uint64 {
	v := l.View(stateTime.Unix(), true)
	if len(v.Units) == 0 {
		return 0
	}
	return v.Units[0].Counters.Flows[ledger.Inactive][0].Received
}

// encoding is all of a ledger in bytes.
func encoding(l *ledger.Ledger) string {
	var out bytes.Buffer
	_ = l.Checkpoint(func(p []byte) error { out.Write(p); return nil }) // what emit returns
	return out.String()
}

// held is the encoding of the ledger that a state file holds.
func held(t *testing.T, file []byte) string {
	t.Helper()
	r := &frameReader{in: bufio.NewReader(bytes.NewReader(file))}
	l, err := ledger.Restore(ledgerOptions, stateTime.Unix(), r.next)
	if err != nil {
		t.Fatal(err)
	}
	return encoding(l)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// put writes a state file of its own and returns its path.
func put(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.state")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reopen opens a state file that must be whole, and closes it.
func reopen(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	s, l, damage, err := Open(path, ledgerOptions, stateTime)
	if err != nil || damage != nil || l == nil {
		t.Fatalf("open: ledger %v, damage %v, error %v", l != nil, damage, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}
