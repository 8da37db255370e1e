package sweep_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/sweep"
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, closing := range []func() error{shared.Close, sharedPostgres.Close} {
		if err := closing(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

var databases int

// A town is a database of cases, a ledger that polls and sweeps it, and their
// clock.
type town struct {
	testing.TB
	kind   *kind
	server *mariadbtest.Server // of MariaDB alone
	db     *sql.DB             // of the server's administrator
	name   string
	idType string
	tune   func(*mysql.Options)

	now      time.Time
	source   *source.Source
	broken   *brittle
	ledger   *ledger.Ledger
	sweep    *sweep.Sweep
	log      strings.Builder
	rows     int // that sweeps read
	interval time.Duration
}

// newTown creates a town without cases whose identifiers have a type.
func newTown(t testing.TB, kind *kind, idType string, tune func(*mysql.Options)) *town {
	t.Helper()
	databases++
	w := &town{
		TB: t, kind: kind, name: fmt.Sprintf("test%d", databases), idType: idType, tune: tune,
		now: time.Now().Truncate(time.Second), interval: time.Minute,
	}
	kind.create(w)
	w.exec(`INSERT INTO casework_cases (case_id, unit, received_at, closed_at, changed_at)
		VALUES (` + kind.id(idType, 1000000) + `, 'B', UTC_TIMESTAMP() - INTERVAL 9 DAY, UTC_TIMESTAMP() - INTERVAL 9 DAY, UTC_TIMESTAMP(6))`) // polls read from it on
	w.open()
	w.ledger = ledger.New(ledger.Options{Keep: keep}, 1, w.now.Unix())
	w.begin()
	return w
}

// keep is how long a change may be on its way.
const keep = 70 * time.Minute

// open connects to the server.
func (w *town) open() {
	w.Helper()
	adapter, err := adapters.Open("views")
	if err != nil {
		w.Fatal(err)
	}
	s, err := w.kind.open(w, source.Options{Name: "test", Adapter: adapter, Keyer: ledger.NewKeyer(1), PageSize: 100})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = s.Close() })
	w.source = s
}

// begin makes the sweep of a process that starts.
func (w *town) begin() {
	w.broken = &brittle{Source: w.source}
	w.sweep = sweep.New(sweep.Config{
		Source: w.broken, Ledger: w.ledger, Columns: w.source.Columns, Within: 15 * time.Minute, Interval: w.interval, Keep: keep,
		Read: func(n int) { w.rows += n }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
	})
}

// restart is a process that ends and begins anew, with what was stored.
func (w *town) restart() {
	w.Helper()
	var stored [][]byte
	err := w.ledger.Checkpoint(func(p []byte) error {
		stored = append(stored, append([]byte(nil), p...))
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.ledger, err = ledger.Restore(ledger.Options{Keep: keep}, w.now.Unix(), func() ([]byte, error) {
		if len(stored) == 0 {
			return nil, nil
		}
		p := stored[0]
		stored = stored[1:]
		return p, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.open()
	w.begin()
}

// exec runs statements in the town's database, as MariaDB has them.
func (w *town) exec(statements ...string) {
	w.Helper()
	for _, stmt := range statements {
		if _, err := w.db.ExecContext(context.Background(), w.kind.sql(stmt)); err != nil { // during cleanup too
			w.Fatalf("%s: %v", w.kind.sql(stmt), err)
		}
	}
}

// poll reads what changed.
func (w *town) poll() {
	w.Helper()
	w.ledger.Advance(w.now.Unix())
	err := w.source.Changes(w.Context(), ledger.Cases, w.ledger.Cursor(ledger.Cases), func(p *ledger.Page) error {
		w.ledger.Apply(ledger.Cases, p, w.now.Unix())
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.ledger.EndBaseline(ledger.Cases)
}

// step polls and sweeps, and lets an interval pass.
func (w *town) step() error {
	w.Helper()
	w.poll()
	err := w.sweep.Step(w.Context(), w.now)
	w.now = w.now.Add(w.interval)
	return err
}

// pass lets time pass.
func (w *town) pass(d time.Duration) {
	w.Helper()
	for until := w.now.Add(d); w.now.Before(until); {
		if err := w.step(); err != nil {
			w.Fatal(err)
		}
	}
}

// deleted is how many deletions of cases the ledger has counted.
func (w *town) deleted() int { return w.corrections(ledger.Deleted) }

func (w *town) corrections(kind ledger.Correction) int {
	return int(w.ledger.View(w.now.Unix(), true).Corrections[ledger.Cases][kind])
}

// opened is how many cases are open, by the ledger.
func (w *town) opened() int { return len(w.ledger.OpenCases(w.source.Columns())) }

// want checks how many cases are open and how many were deleted.
func (w *town) want(open, deleted int) {
	w.Helper()
	if got := w.opened(); got != open {
		w.Errorf("%d cases are open, want %d", got, open)
	}
	if got := w.deleted(); got != deleted {
		w.Errorf("%d cases were deleted, want %d", got, deleted)
	}
}

// A brittle source fails where it is told to.
type brittle struct {
	*source.Source
	fail map[string]error // by method
}

func (b *brittle) Ask(ctx context.Context, ids []ledger.ID) (source.Answer, error) {
	if err := b.fail["Ask"]; err != nil {
		return source.Answer{}, err
	}
	return b.Source.Ask(ctx, ids)
}

func (b *brittle) Identify(ctx context.Context, from *source.Place, least int, wanted func(ledger.ID) bool) (*source.Place, int, error) {
	place, n, err := b.Source.Identify(ctx, from, least, wanted)
	if fail := b.fail["Identify"]; fail != nil {
		return from, n, fail
	}
	return place, n, err
}

func (b *brittle) Sweepable(ctx context.Context) (string, error) {
	if err := b.fail["Sweepable"]; err != nil {
		return "", err
	}
	return b.Source.Sweepable(ctx)
}
