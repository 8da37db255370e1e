package files

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A folder is a source of files with a clock that the test sets, and the ledger
// that it fills.
type folder struct {
	*Source
	t      testing.TB
	dir    string
	opts   Options
	now    time.Time
	ledger *ledger.Ledger
	log    bytes.Buffer
	rows   int // that were applied
}

func newFolder(t testing.TB, opts Options) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), opts: opts}
	f.ledger = ledger.New(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}}, 7, f.now.Unix()-86400)
	f.open()
	return f
}

// open opens the source anew, as a process that starts does.
func (f *folder) open() {
	f.t.Helper()
	found := ""
	if f.Source != nil {
		found = strings.Join(f.Found(), " ")
	}
	opts := f.opts
	opts.Name, opts.Folder, opts.Keyer = "test", f.dir, f.ledger.Keyer()
	opts.Now, opts.Logger = func() time.Time { return f.now }, slog.New(slog.NewTextHandler(&f.log, nil))
	s, err := Open(opts)
	if err != nil {
		f.t.Fatal(err)
	}
	f.Source = s
	s.Recall(strings.Fields(found))
	s.Know(f.ledger)
}

// restart encodes the ledger, restores it, and opens the source anew.
func (f *folder) restart() {
	f.t.Helper()
	var payloads [][]byte
	if err := f.ledger.Checkpoint(func(p []byte) error { payloads = append(payloads, bytes.Clone(p)); return nil }); err != nil {
		f.t.Fatal(err)
	}
	next := func() ([]byte, error) {
		if len(payloads) == 0 {
			return nil, nil
		}
		p := payloads[0]
		payloads = payloads[1:]
		return p, nil
	}
	var err error
	if f.ledger, err = ledger.Restore(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * 86400}}}, f.now.Unix(), next); err != nil {
		f.t.Fatal(err)
	}
	f.open()
}

// put writes a file whose time of change is so long ago.
func (f *folder) put(name, content string, ago time.Duration) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Chtimes(path, f.now, f.now.Add(-ago)); err != nil {
		f.t.Fatal(err)
	}
}

// poll reads what is new of a table, as a poller does.
func (f *folder) poll(t ledger.Table) error {
	f.t.Helper()
	f.ledger.Advance(f.now.Unix(), ledger.Tables()...)
	err := f.Changes(f.t.Context(), t, f.ledger.Cursor(t), func(p *ledger.Page) error {
		f.rows += p.Len()
		f.ledger.Apply(t, p, f.now.Unix())
		return nil
	})
	if err == nil {
		f.ledger.EndBaseline(t)
	}
	f.ledger.Advance(f.now.Unix())
	f.ledger.SetNote(ledger.NoteFiles, f.Note())
	return err
}

// problems are the problems that an inspection finds.
func (f *folder) problems(t *testing.T) []source.Finding {
	t.Helper()
	all, err := f.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(one source.Finding) bool { return one.Level != source.Problem })
}

// shown is what is known of cases: open cases by unit, and what was counted.
func (f *folder) shown() string {
	f.ledger.Forget() // counters are shown once they are saved
	v := f.ledger.View(f.now.Unix(), true)
	var all []string
	for _, u := range v.Units {
		open := 0
		for _, q := range u.Queue {
			open += q.Open
		}
		var sum [4]uint64
		for g := range u.Counters.Flows {
			for _, flow := range u.Counters.Flows[g] {
				for i, n := range []uint64{flow.Received, flow.Started, flow.Closed, flow.Reopened} {
					sum[i] += n
				}
			}
		}
		all = append(all, fmt.Sprintf("%s: %d open, %d received, %d started, %d closed, %d reopened", u.Unit.Unit, open, sum[0], sum[1], sum[2], sum[3]))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// see polls cases and compares what is known with what is wanted.
func (f *folder) see(what, want string) {
	f.t.Helper()
	if err := f.poll(ledger.Cases); err != nil {
		f.t.Errorf("%s: %v", what, err)
	}
	if diff := cmp.Diff(want, f.shown()); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// refuse polls cases, which must fail for a reason, and compares what is known.
func (f *folder) refuse(what, reason, want string) {
	f.t.Helper()
	err := f.poll(ledger.Cases)
	if err == nil || !strings.Contains(err.Error(), reason) {
		f.t.Errorf("%s: error %v, want %q", what, err, reason)
	}
	if diff := cmp.Diff(want, f.shown()); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// cases is a file of so many open cases of a unit, from a number on, and others
// that are given as lines.
func cases(from, n int, others ...string) string {
	var b strings.Builder
	b.WriteString("case_id;unit;received_at;started_at;closed_at\n")
	for i := range n {
		fmt.Fprintf(&b, "%d;Nord;2026-11-20 08:00:00;;\n", from+i)
	}
	for _, line := range others {
		b.WriteString(line + "\n")
	}
	return b.String()
}
