package collectors

import (
	"context"
	"fmt"
	"maps"
	"math"
	"time"

	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/sweep"
)

// nextReconciliation is the next time of day to reconcile at; zero for never.
func (p *Poller) nextReconciliation(after time.Time) time.Time {
	if p.opts.ReconcileAt < 0 {
		return time.Time{}
	}
	local := after.In(p.opts.Location)
	hour, minute := int(p.opts.ReconcileAt/time.Hour), int(p.opts.ReconcileAt/time.Minute)%60
	at := time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, p.opts.Location)
	if !at.After(after) {
		at = time.Date(local.Year(), local.Month(), local.Day()+1, hour, minute, 0, 0, p.opts.Location)
	}
	return at
}

// reconcileAll compares the ledger with the whole database, month by month,
// and repairs what polling cannot see: rows deleted, and rows edited without
// a new changed_at.
func (p *Poller) reconcileAll(ctx context.Context, now time.Time) error {
	p.reconcile = now.Add(time.Hour) // if it fails
	for _, t := range ledger.Tables() {
		has, err := p.source.Has(ctx, source.QueryOf(t))
		if err == nil && has {
			err = p.reconcileTable(ctx, t, now)
		}
		if err != nil && !isWithheld(err) {
			return fmt.Errorf("reconcile %s: %w", t, err)
		}
	}
	p.reconcile = p.nextReconciliation(now)
	p.metrics.reconciled(p.name, now)
	if p.sweep != nil {
		p.sweep.Compared()
	}
	return nil
}

// newSweep is the sweep of a source's open cases; nil for none.
func (p *Poller) newSweep(from Source) *sweep.Sweep {
	cases, ok := from.(sweep.Source)
	if !ok || p.opts.SweepWithin <= 0 {
		return nil
	}
	return sweep.New(sweep.Config{
		Source: cases, Ledger: p.ledger, Columns: from.Columns,
		Within: p.opts.SweepWithin, Interval: p.opts.Interval, Keep: p.opts.Keep,
		Read: func(rows int) { p.metrics.read(p.name, ledger.Cases, rows) }, Log: p.log,
	})
}

// sweepOpen looks for open cases that are gone. If it fails, they stay until
// it succeeds, or the reconciliation does: the poll is none the worse for it.
func (p *Poller) sweepOpen(ctx context.Context, now time.Time) {
	if p.sweep == nil {
		return
	}
	if err := p.sweep.Step(ctx, now); err != nil && ctx.Err() == nil {
		p.metrics.failed(p.name, sweepStage)
		p.log.ErrorContext(ctx, "sweep failed", "err", oneLine(err))
	}
}

func (p *Poller) reconcileTable(ctx context.Context, t ledger.Table, now time.Time) error {
	first, last, err := p.source.Span(ctx, t)
	if err != nil {
		return err
	}
	if f, l := p.ledger.Extent(t); f != 0 {
		if first == 0 {
			first = f
		}
		first, last = min(first, f), max(last, l)
	}
	// No ledger keeps times beyond these, so there is nothing to compare.
	first, last = max(first, 1), min(last, math.MaxUint32)
	if last < first {
		return nil
	}
	bounds := months(first, last, p.opts.Location)
	sums := p.ledger.Summaries(t, bounds, func(column ledger.TimeColumn, unix int64) int64 {
		return p.source.Wall(t, column, unix)
	})
	// A row found under another month than the ledger has it is not gone, so
	// what is missing is decided when all months that differ are read.
	seen, differ := map[ledger.ID]bool{}, 0
	var spans [][2]int64
	for i := range sums {
		from, until := bounds[i], bounds[i+1]
		theirs, err := p.source.Summaries(ctx, t, from, until)
		if err != nil {
			return err
		}
		if maps.Equal(sums[i], theirs) {
			continue
		}
		differ++
		spans = append(spans, [2]int64{from, until})
		err = p.source.Rows(ctx, t, from, until, func(page *ledger.Page) error {
			p.metrics.read(p.name, t, page.Len())
			p.ledger.Reconcile(t, page, now.Unix())
			note(seen, page)
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	var gone []ledger.ID
	for _, span := range spans {
		gone = append(gone, p.ledger.Missing(t, span[0], span[1], seen, now.Unix())...)
	}
	gone = append(gone, p.ledger.Vanished(t, seen, now.Unix())...)
	p.ledger.Delete(t, gone)
	p.log.InfoContext(ctx, "reconciled", "query", t.String(), "months", len(sums), "differing", differ, "deleted", len(gone))
	return nil
}

func note(seen map[ledger.ID]bool, page *ledger.Page) {
	for i := range page.Cases {
		seen[page.Cases[i].ID] = true
	}
	for i := range page.Errors {
		seen[page.Errors[i].ID] = true
	}
	for i := range page.Sessions {
		seen[page.Sessions[i].ID] = true
	}
}

// months returns the local beginnings of the months that cover [first, last],
// and that of the month behind them, in Unix seconds.
func months(first, last int64, loc *time.Location) []int64 {
	month := civil.DayOf(time.Unix(first, 0).In(loc)).Month()
	bounds := []int64{month.Start(loc).Unix()}
	for bounds[len(bounds)-1] <= last {
		month = month.AddMonths(1)
		bounds = append(bounds, month.Start(loc).Unix())
	}
	return bounds
}
