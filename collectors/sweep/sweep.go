// Package sweep finds open cases that have left their database, within
// minutes: a deleted case, or one that was merged into another, gives no poll a
// row to see. It asks for the open cases by their identifiers, a few at every
// poll, in rounds that take somewhat less than the time that is allowed.
//
// A hash cannot be asked for. The source keeps the identifiers of open cases in
// memory as it reads them; after a restart it does not know those of the cases
// before, and learns them by reading all identifiers once, a few pages a poll.
//
// A case is gone if two polls in a row miss it, and the server that lacks it is
// the one that showed it last. Another server may only lag behind: then the
// case is gone if its last change is too old to be on its way, as the nightly
// comparison has it. What was taken out is asked for as well, until that
// comparison, and comes back if it does.
package sweep

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A Source can be asked for cases by their identifiers. See source.Source.
type Source interface {
	KeepIdentifiers()
	Sweepable(ctx context.Context) (why string, err error)
	Ask(ctx context.Context, ids []ledger.ID) (source.Answer, error)
	Identify(ctx context.Context, from *source.Place, least int, wanted func(ledger.ID) bool) (*source.Place, int, error)
	Reread(ctx context.Context, ids []ledger.ID, apply func(*ledger.Page) error) error
	Retain(wanted func(ledger.ID) bool)
	Unidentified(ids []ledger.ID) []ledger.ID
}

// A Config is what a Sweep is made of. All is required.
type Config struct {
	Source   Source
	Ledger   *ledger.Ledger
	Columns  func() ledger.Columns // of the source
	Within   time.Duration         // from when a case leaves the database until it leaves the ledger
	Interval time.Duration         // between steps
	Keep     time.Duration         // how long a change may be on its way to another server
	Read     func(rows int)        // told of rows that the database returned
	Log      *slog.Logger
}

// Most is how many open cases are swept. Of a source that has more, the
// nightly comparison alone finds what is gone.
const Most = 1_000_000

// least is how many cases a step asks for at least.
const least = 1000

// maxRemoved is how many cases that are gone are asked for still.
const maxRemoved = 50_000

// A Sweep looks for open cases of one source that are gone. It is used by one
// goroutine at a time.
type Sweep struct {
	Config

	last     time.Time // of the last step
	next     time.Time // when the next round may begin
	queue    []ledger.ID
	size     int                     // of the round
	suspects map[ledger.ID]time.Time // cases that were missed, since when
	removed  map[ledger.ID]bool      // cases that are gone by what a step found
	unknown  map[ledger.ID]bool      // cases whose identifier the source does not know
	walk     *walk                   // nil if none is under way
	nextWalk time.Time               // when a walk may begin
	said     string                  // why there is no sweep, as it was said last
}

// New returns a Sweep, which asks nothing yet. It has the source keep
// identifiers from now on.
func New(c Config) *Sweep {
	c.Source.KeepIdentifiers()
	return &Sweep{Config: c, suspects: map[ledger.ID]time.Time{}, removed: map[ledger.ID]bool{}, unknown: map[ledger.ID]bool{}}
}

// Compared tells that the ledger was compared with the whole database: cases
// that are gone by then need not be asked for any more.
func (w *Sweep) Compared() { clear(w.removed) }

// Step asks for the cases whose turn it is, and takes those that are gone out
// of the ledger. After an error it goes on where it stood. Call it behind each
// poll of the source, with its time.
func (w *Sweep) Step(ctx context.Context, now time.Time) error {
	share := w.share(now)
	if len(w.queue) == 0 && !now.Before(w.next) {
		if ok, err := w.begin(ctx, now); !ok {
			return err
		}
	}
	n := min(len(w.queue), max(least, int(share*float64(w.size))+1))
	ids := slices.Concat(slices.Collect(maps.Keys(w.suspects)), w.queue[:n])
	if err := w.ask(ctx, ids, now); err != nil {
		return fmt.Errorf("sweep open cases: %w", err)
	}
	w.queue = w.queue[n:]
	if err := w.identify(ctx, share, now); err != nil {
		return fmt.Errorf("sweep open cases: %w", err)
	}
	w.last = now
	return nil
}

// round is how long a round takes. What a round misses is asked for again by
// the next step, and a step may be late.
func (w *Sweep) round() time.Duration { return max(w.Within-3*w.Interval, w.Interval) }

// share is the part of a round that falls on a step.
func (w *Sweep) share(now time.Time) float64 {
	since := w.Interval
	if !w.last.IsZero() {
		since = now.Sub(w.last)
	}
	return min(max(float64(since)/float64(w.round()), 0), 1)
}

// begin begins a round. It reports false if there is none.
func (w *Sweep) begin(ctx context.Context, now time.Time) (bool, error) {
	w.next = now.Add(w.round() - w.Interval/2)
	open := w.Ledger.OpenCases(w.Columns())
	if len(open) > Most {
		w.Source.Retain(func(ledger.ID) bool { return false })
		w.say(ctx, fmt.Sprintf("%d cases are open, at most %d are swept", len(open), Most))
		return false, nil
	}
	wanted := make(map[ledger.ID]bool, len(open)+len(w.removed))
	for _, id := range open {
		wanted[id] = true
		delete(w.removed, id) // it came back by itself
	}
	for id := range w.removed {
		wanted[id] = true
		open = append(open, id)
	}
	for id := range w.suspects {
		if !wanted[id] {
			delete(w.suspects, id)
		}
	}
	w.Source.Retain(func(id ledger.ID) bool { return wanted[id] })
	w.learn(w.Source.Unidentified(open))
	why, err := w.Source.Sweepable(ctx)
	if err != nil {
		w.next = now
		return false, fmt.Errorf("sweep open cases: %w", err)
	}
	if w.say(ctx, why); why != "" {
		return false, nil
	}
	w.queue, w.size = open, len(open)
	return true, nil
}

// say logs, once, why there is no sweep.
func (w *Sweep) say(ctx context.Context, why string) {
	if why != "" && why != w.said {
		w.Log.WarnContext(ctx, "open cases are not swept: those that are deleted leave with the nightly comparison", "why", why)
	}
	w.said = why
}

// ask asks for cases, and acts on the answer.
func (w *Sweep) ask(ctx context.Context, ids []ledger.ID, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	a, err := w.Source.Ask(ctx, ids)
	if err != nil {
		return err
	}
	w.Read(a.Rows)
	w.learn(a.Unknown)
	var back []ledger.ID
	for _, id := range a.Present {
		delete(w.suspects, id)
		if w.removed[id] {
			back = append(back, id)
		}
	}
	gone := w.gone(&a, now)
	w.Ledger.Delete(ledger.Cases, gone)
	for _, id := range gone {
		delete(w.suspects, id)
		if len(w.removed) < maxRemoved {
			w.removed[id] = true
		}
	}
	return w.restore(ctx, back, now)
}

// learn has the next walk look for cases whose identifier is unknown.
func (w *Sweep) learn(ids []ledger.ID) {
	for _, id := range ids {
		if !w.removed[id] {
			w.unknown[id] = true
		}
	}
}

// gone lists the absent cases that are gone.
func (w *Sweep) gone(a *source.Answer, now time.Time) (gone []ledger.ID) {
	inFlight := w.Ledger.InFlight(ledger.Cases, now.Unix())
	for _, absent := range a.Absent {
		id := absent.ID
		if w.removed[id] {
			continue
		}
		since, again := w.suspects[id]
		switch {
		case !again:
			w.suspects[id] = now
		case !since.Before(now): // asked for twice in a step
		case absent.Shown, a.Versioned && !inFlight(id), now.Sub(since) >= w.Keep:
			gone = append(gone, id)
		}
	}
	return gone
}

// restore reads cases that were gone and are there again.
func (w *Sweep) restore(ctx context.Context, back []ledger.ID, now time.Time) error {
	if len(back) == 0 {
		return nil
	}
	err := w.Source.Reread(ctx, back, func(page *ledger.Page) error {
		w.Read(page.Len())
		w.Ledger.Reconcile(ledger.Cases, page, now.Unix())
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for _, id := range back {
		delete(w.removed, id)
	}
	return nil
}
