package collectors

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A fake is a source whose rows are slices. Its tables carry no overlap:
// what changed at or after the cursor is read.
type fake struct {
	mu         sync.Mutex
	cases      []ledger.Case
	errors     []ledger.Error
	sessions   []ledger.Session
	pauses     []ledger.Pause
	programmes []ledger.Programme
	units      []ledger.Unit
	columns    ledger.Columns
	fail       map[string]error // by query; "reconciliation" fails Span
	hang       chan struct{}    // while open, reading cases waits for ctx
	none       map[string]bool  // queries that the source does not have
	summaries  int              // how often Summaries was called
	found      []string         // what Found says
	late       *time.Duration   // of a transaction; nil if the database does not tell
	clock      int64            // of the database, Unix microseconds; 0 if it does not tell
}

// Found implements finding.
func (f *fake) Found() []string { return f.found }

// Late implements lateWatch.
func (f *fake) Late(context.Context) (time.Duration, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.late == nil {
		return 0, source.ErrNoWriterWatch
	}
	return *f.late, f.fail["late"]
}

func (f *fake) Has(_ context.Context, query source.Query) (bool, error) {
	return !f.none[string(query)] && (query != source.Units || f.units != nil), nil
}

func (f *fake) Columns() ledger.Columns { return f.columns }

func (f *fake) Units(context.Context) ([]ledger.Unit, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.units, f.fail["units"]
}

func (f *fake) Programmes(context.Context) ([]ledger.Programme, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.programmes, f.fail["programmes"]
}

func (f *fake) Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hang != nil {
		select {
		case <-f.hang:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := f.fail[t.String()]; err != nil {
		return err
	}
	next := max(since, 1)
	page := f.page(t, func(_, changed int64) bool {
		if changed < int64(since) {
			return false
		}
		next = max(next, ledger.Cursor(changed))
		return true
	})
	page.Next, page.Now = next, f.clock
	return apply(&page)
}

// page returns the rows of a table that are wanted. Want is asked with when a
// row was received, reported or planned, in Unix seconds, and its version.
func (f *fake) page(t ledger.Table, want func(first, changed int64) bool) (page ledger.Page) {
	switch t {
	case ledger.Cases:
		page.Cases = slices.DeleteFunc(slices.Clone(f.cases), func(c ledger.Case) bool { return !want(c.Received, c.Changed) })
	case ledger.Errors:
		page.Errors = slices.DeleteFunc(slices.Clone(f.errors), func(e ledger.Error) bool { return !want(e.Reported, e.Changed) })
	case ledger.Sessions:
		page.Sessions = slices.DeleteFunc(slices.Clone(f.sessions), func(s ledger.Session) bool { return !want(s.Planned, s.Changed) })
	case ledger.Pauses:
		page.Pauses = slices.DeleteFunc(slices.Clone(f.pauses), func(p ledger.Pause) bool { return !want(p.Paused, p.Changed) })
	}
	return page
}

func (f *fake) Span(_ context.Context, t ledger.Table) (first, last int64, err error) {
	f.page(t, func(at, _ int64) bool {
		if first == 0 || at < first {
			first = at
		}
		last = max(last, at)
		return false
	})
	return first, last, f.fail["reconciliation"]
}

func (f *fake) Summaries(_ context.Context, t ledger.Table, from, until int64) (map[string]ledger.Summary, error) {
	f.summaries++
	out := map[string]ledger.Summary{}
	sum := func(unit string, first, started, closed, deadline int64) {
		s := out[unit]
		s.Rows++
		s.SumFirst += first
		for _, v := range []struct {
			at     int64
			n, sum *int64
		}{
			{started, &s.Started, &s.SumStarted},
			{closed, &s.Closed, &s.SumClosed},
			{deadline, &s.Deadlines, &s.SumLine},
		} {
			if v.at != 0 {
				*v.n++
				*v.sum += v.at
			}
		}
		out[unit] = s
	}
	page := f.page(t, func(at, _ int64) bool { return at >= from && at < until })
	for _, c := range page.Cases {
		sum(c.Unit, c.Received, c.Started, c.Closed, c.Deadline)
		s := out[c.Unit]
		s.SumPaused, s.SumSince, s.Paused = s.SumPaused+c.PausedSeconds, s.SumSince+c.PausedSince, s.Paused+min(c.PausedSince, 1)
		out[c.Unit] = s
	}
	for _, e := range page.Errors {
		sum(e.Unit, e.Reported, 0, 0, 0)
	}
	for _, s := range page.Sessions {
		sum(s.Unit, s.Planned, s.Held, 0, 0)
	}
	for _, p := range page.Pauses {
		sum("", p.Paused, p.Resumed, 0, 0)
	}
	return out, nil
}

func (f *fake) Rows(_ context.Context, t ledger.Table, from, until int64, apply func(*ledger.Page) error) error {
	page := f.page(t, func(at, _ int64) bool { return at >= from && at < until })
	return apply(&page)
}

func (f *fake) RowsChanged(_ context.Context, t ledger.Table, from, until, changedFrom, changedTo int64, apply func(*ledger.Page) error) error {
	if err := f.fail[t.String()]; err != nil {
		return err
	}
	page := f.page(t, func(at, changed int64) bool {
		return at >= from && at < until && (changedFrom == 0 || changed >= changedFrom && changed <= changedTo)
	})
	return apply(&page)
}

func (f *fake) Wall(_ ledger.Table, _ ledger.TimeColumn, unix int64) int64 { return unix }

var errBroken = errors.New("server has gone away")
