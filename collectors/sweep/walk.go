package sweep

import (
	"context"
	"maps"
	"slices"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A walk reads all identifiers of a source, to learn those of some cases. A
// case that it does not meet is gone if a second walk does not meet it either.
type walk struct {
	place  *source.Place
	wanted map[ledger.ID]bool // true until it is met
	second bool
}

// identify learns the identifiers that the source does not know: share is the
// part of a round that falls on this step. A walk takes half a round.
func (w *Sweep) identify(ctx context.Context, share float64, now time.Time) error {
	if w.walk == nil {
		if len(w.unknown) == 0 || now.Before(w.nextWalk) {
			return nil
		}
		w.walk, w.unknown = &walk{wanted: w.unknown}, map[ledger.ID]bool{}
	}
	walk := w.walk
	part := int(2 * share * float64(w.Ledger.Rows(ledger.Cases)))
	place, rows, err := w.Source.Identify(ctx, walk.place, part, func(id ledger.ID) bool {
		wanted := walk.wanted[id]
		delete(walk.wanted, id)
		return wanted
	})
	if err != nil {
		walk.place = nil // from the beginning again
		return err
	}
	w.Read(rows)
	if walk.place = place; place != nil {
		return nil
	}
	return w.arrive(ctx, now)
}

// arrive ends a walk.
func (w *Sweep) arrive(ctx context.Context, now time.Time) error {
	missed := slices.Collect(maps.Keys(w.walk.wanted))
	second := w.walk.second
	w.walk = nil
	if len(missed) == 0 {
		return nil
	}
	// Polls may have read some of them since; those are asked for.
	a, err := w.Source.Ask(ctx, missed)
	if err != nil {
		return err
	}
	w.Read(a.Rows)
	wanted := map[ledger.ID]bool{}
	for _, id := range a.Unknown {
		wanted[id] = true
	}
	if !second {
		w.walk = &walk{wanted: wanted, second: true}
		return nil
	}
	inFlight := w.Ledger.InFlight(ledger.Cases, now.Unix())
	for id := range wanted {
		if inFlight(id) {
			w.nextWalk = now.Add(w.Keep) // by then it no longer is
			continue
		}
		w.Ledger.Delete(ledger.Cases, []ledger.ID{id})
	}
	return nil
}
