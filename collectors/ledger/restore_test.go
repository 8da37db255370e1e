package ledger

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// encoding is all of a ledger in bytes, once what it read last is promoted to known versions.
func encoding(l *Ledger) []byte {
	for t := range l.recent {
		l.recent[t].promote()
	}
	return bytes.Join(checkpoint(l), nil)
}

// TestRestoreIsExact: after any history, the ledger that checkpoint and
// deltas restore is the ledger that was stored, to the byte, and shows the
// same.
func TestRestoreIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		t.Repeat(map[string]func(*rapid.T){
			"insert": w.insert, "start": w.start, "close": w.close, "reopen": w.reopen, "edit": w.edit,
			"pause": w.pause, "resume": w.resume, "repause": w.editPause, "unpause": w.deletePause, "total": w.total, "complete": w.complete, "report": w.report, "delete": w.delete, "supervise": w.supervise,
			"session":   func(t *rapid.T) { w.session(t) },
			"poll":      func(t *rapid.T) { w.tick(t); w.poll(t, false) },
			"lag":       func(t *rapid.T) { w.tick(t); w.poll(t, true) },
			"restart":   w.restart,
			"reconcile": w.reconcile,
		})
		w.poll(t, false)
		again, err := restore(testOptions, w.now, w.stored...)
		if err != nil {
			t.Fatal(err)
		}
		again.SetProgrammes(w.programmes) // not part of the encoding
		again.SetDeadlines(lawful{})
		shows := func(l *Ledger) []any {
			return []any{l.View(w.now, true), l.Panel([]int64{w.now - 60*day, w.now - 30*day, w.now}, day, w.now)}
		}
		if diff := cmp.Diff(shows(w.ledger), shows(again)); diff != "" {
			t.Errorf("restored ledger shows something else (-stored +restored):\n%s", diff)
		}
		if !bytes.Equal(encoding(w.ledger), encoding(again)) {
			t.Error("restored ledger encodes as something else")
		}
	})
}

// full returns a small ledger with something in every section.
func full(t testing.TB) (l *Ledger, payloads [][]byte) {
	t.Helper()
	l = withBaseline(typed)
	r := rand.New(rand.NewPCG(1, 2))
	fill := func(first int) {
		l.Advance(epoch)
		for i := first; i < first+20; i++ {
			id := l.Keyer().Int(uint64(i))
			c := Case{
				ID: id, Unit: []string{"A", "B", ""}[i%3], Type: []string{"permit", "tip"}[i%2],
				Received: epoch - r.Int64N(90*day) + 3*day, Reopened: r.Int64N(3) - 1, Changed: (epoch - int64(i)) * 1e6,
			}
			if i%3 > 0 {
				c.PausedSeconds, c.PausedSince, c.Complete = int64(i)*hour, c.Received+int64(i%2)*hour, c.Received+day
			}
			if i%4 > 0 {
				c.Started, c.Closed = c.Received+r.Int64N(day), c.Received+r.Int64N(9*day)
			}
			l.Apply(Cases, &Page{Cases: []Case{c}, Next: Cursor(i)}, epoch)
			learnErrors(l, epoch, Error{ID: id, Unit: "B", Kind: []string{"error", ""}[i%2], Reported: c.Received, Changed: c.Changed})
			learnSessions(l, epoch, Session{ID: id, Unit: "A", Programme: "v", Planned: c.Received, Held: c.Started, Minutes: 60, Changed: c.Changed})
			l.Apply(Pauses, &Page{Pauses: []Pause{
				{ID: PauseID(id), Case: id, Paused: c.Received, Resumed: c.Started - int64(i%2), Changed: c.Changed, Duplicate: i%7 == 0},
			}}, epoch)
		}
	}
	fill(0)
	payloads = checkpoint(l)
	fill(15)
	l.Delete(Cases, []ID{l.Keyer().Int(1)})
	d, ok := l.AppendDelta(nil)
	if !ok {
		t.Fatal("too much changed for a delta")
	}
	return l, append(payloads, d)
}

func TestCheckpointAndDeltasRestoreTheSame(t *testing.T) {
	l, payloads := full(t)
	whole := checkpoint(l)
	fromDeltas, err := restore(typed, epoch, payloads...)
	if err != nil {
		t.Fatal(err)
	}
	fromWhole, err := restore(typed, epoch, whole...)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encoding(fromDeltas), encoding(fromWhole)) {
		t.Error("a checkpoint and its deltas restore another ledger than one checkpoint")
	}
	if d := delta(t, fromDeltas); len(d) > 42 {
		t.Errorf("%d bytes changed although nothing did", len(d))
	}
}

// TestLargeCheckpointsAreDivided: payloads stay small, and an error of emit
// ends the encoding and leaves the ledger to be encoded again.
func TestLargeCheckpointsAreDivided(t *testing.T) {
	l := withBaseline(testOptions)
	page := Page{Cases: make([]Case, rowsPerPayload+1)}
	for i := range page.Cases {
		page.Cases[i] = Case{ID: l.Keyer().Int(uint64(i)), Unit: "A", Received: epoch, Reopened: -1}
	}
	l.Apply(Cases, &page, epoch)
	broken := errors.New("disk full")
	calls := 0
	if err := l.Checkpoint(func([]byte) error { calls++; return broken }); !errors.Is(err, broken) || calls != 1 {
		t.Errorf("emit called %d times; error %v, want emit's own", calls, err)
	}
	if _, ok := l.AppendDelta(nil); ok {
		t.Error("a delta follows a checkpoint that was not stored")
	}
	payloads := checkpoint(l)
	if len(payloads) != 3 { // rows, the last row, the end
		t.Errorf("%d payloads, want 3", len(payloads))
	}
	again, err := restore(testOptions, epoch, payloads...)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.View(epoch, true).Rows[Cases]; got != len(page.Cases) {
		t.Errorf("%d rows, want %d", got, len(page.Cases))
	}
	if _, err := restore(testOptions, epoch, payloads[0]); err == nil {
		t.Error("half a checkpoint is restored")
	}
}

func TestTooManyChangesForADelta(t *testing.T) {
	d := dirty{}
	for i := range maxDirty + 1 {
		d.row(Cases, ID(i))
	}
	if !d.off || d.rows[Cases] != nil {
		t.Error("changes are listed without limit")
	}
	d.row(Cases, 1) // and go on being ignored
}

func TestRestoreRefuses(t *testing.T) {
	_, payloads := full(t)
	newer := slices.Clone(payloads[0])
	newer[1]++ // behind the section's letter
	if _, err := restore(typed, epoch, newer); !errors.Is(err, ErrEncodingVersion) {
		t.Errorf("a newer version: %v, want %v", err, ErrEncodingVersion)
	}
	if _, err := restore(typed, epoch); err == nil {
		t.Error("nothing is restored as a ledger")
	}
	if _, err := restore(typed, epoch, payloads[1]); err == nil {
		t.Error("a delta is restored without its checkpoint")
	}
	_, err := Restore(typed, epoch, func() ([]byte, error) { return nil, io.ErrNoProgress })
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("error %v, want that of next", err)
	}
	for i, p := range payloads {
		for n := 0; n < len(p); n += 1 + min(n/8, 40) {
			torn := slices.Clone(payloads[:i+1])
			torn[i] = p[:n]
			if n == 0 && i > 0 {
				continue // as if the delta were not there
			}
			if _, err := restore(typed, epoch, torn...); err == nil {
				t.Fatalf("payload %d cut to %d of %d bytes is restored", i, n, len(p))
			}
		}
	}
}

// TestRestoreOfAnotherReading: another data set is refused by name; one that is
// read in another way is read again from the beginning, and stored whole.
func TestRestoreOfAnotherReading(t *testing.T) {
	opts := typed
	opts.Identity, opts.Reading = "database a", "UTC"
	l := withBaseline(opts)
	for _, table := range Tables() {
		l.Apply(table, &Page{Next: 5}, epoch)
	}
	payloads := checkpoint(l)
	other := opts
	other.Identity = "database b"
	_, err := restore(other, epoch, payloads...)
	if !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "it is of database a, not of database b") {
		t.Errorf("another data set: %v", err)
	}
	other = opts
	other.Reading = "Europe/Oslo"
	again, err := restore(other, epoch, payloads...)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range Tables() {
		if c := again.Cursor(table); c != 0 || !again.BaselineRead(table) {
			t.Errorf("%s: cursor %d, settled %v; want to be read again, and changes to count", table, c, again.BaselineRead(table))
		}
	}
	for name, change := range map[string]func(*Options){
		"reading":    func(o *Options) { o.Reading = "Europe/Oslo" },
		"buckets":    func(o *Options) { o.WaitBounds = []float64{60} },
		"case types": func(o *Options) { o.CaseTypes = []string{"tip"} },
	} {
		other := opts
		change(&other)
		again, err := restore(other, epoch, payloads...)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := again.AppendDelta(nil); ok {
			t.Errorf("other %s: a delta is added to a checkpoint that says otherwise", name)
		}
	}
}

// TestRestoreOfFlippedBits: no bit that flips makes a panic, nor a ledger
// that cannot be used.
func TestRestoreOfFlippedBits(t *testing.T) {
	_, payloads := full(t)
	r := rand.New(rand.NewPCG(1, 2))
	for i, p := range payloads {
		for n := r.IntN(40); n < len(p); n += 1 + r.IntN(80) {
			flipped := slices.Clone(payloads)
			flipped[i] = slices.Clone(p)
			flipped[i][n] ^= 1 << r.IntN(8)
			use(t, flipped...)
		}
	}
}

// use restores payloads and, if that is possible, does all that is done with
// a ledger. It fails if restoring takes far more memory than the payloads.
func use(t *testing.T, payloads ...[]byte) {
	t.Helper()
	size := 0
	for _, p := range payloads {
		size += len(p)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := restore(typed, epoch, payloads...)
	runtime.ReadMemStats(&after)
	// The shards of three tables are 4.5 MB; a byte makes a unit at most,
	// whose counters are a few hundred bytes.
	if took, most := after.TotalAlloc-before.TotalAlloc, uint64(8<<20+2000*size); took > most {
		t.Errorf("restoring %d bytes took %d bytes of memory, want at most %d", size, took, most)
	}
	if err != nil {
		return
	}
	l.SetProgrammes([]Programme{{Unit: "A", Name: "v", From: 1}})
	l.Advance(epoch + day)
	learn(l, epoch+day, typedCases(epoch+day)...)
	v := l.View(epoch+day, true)
	l.Recount(v, true)
	_ = l.Missing(Cases, 0, 1<<32, nil, epoch+30*day)
	checkpoint(l)
}

func FuzzRestore(f *testing.F) {
	_, payloads := full(f)
	for _, p := range payloads {
		f.Add(p, []byte(nil))
		f.Add(payloads[0], p)
		f.Add(p[:len(p)/2], p)
	}
	f.Add([]byte{headerSection, EncodingVersion}, []byte{endSection})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if second == nil {
			second = []byte{}
		}
		use(t, first, second)
	})
}
