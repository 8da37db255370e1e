package collectors

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
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
	if s, ok := p.source.(snapshots); ok { // there is room for units again
		s.Again()
		p.reconcile = time.Time{}
		return nil
	}
	p.reconcile = now.Add(time.Hour) // if it fails
	p.tidy(ctx)
	if err := p.reconcileTables(ctx, now); err != nil {
		return err
	}
	if p.tidy(ctx).Units > 0 { // rows of units for which there was no room count now
		if err := p.reconcileTables(ctx, now); err != nil {
			return err
		}
	}
	p.reconcile = p.nextReconciliation(now)
	p.metrics.reconciled(p.name, now)
	if p.sweep != nil {
		p.sweep.Compared()
	}
	return nil
}

func (p *Poller) reconcileTables(ctx context.Context, now time.Time) error {
	for _, t := range ledger.Tables() {
		has, err := p.source.Has(ctx, source.QueryOf(t))
		if err == nil && has {
			err = p.reconcileTable(ctx, t, now)
		}
		if err != nil && !isWithheld(err) {
			return fmt.Errorf("reconcile %s: %w", t, err)
		}
	}
	return nil
}

// reportRefused logs, once, that a column holds more names than are distinguished, and
// makes room by forgetting names. If that gives units room again, it sets p.reconcile, so
// that the ledger is compared with the database and the rows of these units count.
func (p *Poller) reportRefused(ctx context.Context, now time.Time) {
	refused := p.ledger.Refused()
	for _, one := range []struct {
		is, was bool
		what    string
		most    int
		then    string
	}{
		{refused.Units, p.tooMany.Units, "units", ledger.MaxUnits, "rows of others are rejected as too_many_names"},
		{refused.Kinds, p.tooMany.Kinds, "kinds of error", ledger.MaxKinds, "others are " + ledger.OtherType},
		{refused.Programmes, p.tooMany.Programmes, "programmes of sessions", ledger.MaxProgrammes, "others are " + ledger.OtherType},
		{refused.Types, p.tooMany.Types, "case types", ledger.MaxTypes, "the comparison takes others as one; those of CASE_TYPES have a place each"},
		{refused.Periods, p.tooMany.Periods, "programmes", ledger.MaxProgrammes, "others are " + ledger.OtherType},
	} {
		if one.is && !one.was {
			level := slog.LevelError
			if one.most == ledger.MaxTypes { // a town may well have as many
				level = slog.LevelWarn
			}
			p.log.Log(ctx, level, "a column holds more names than are distinguished, or longer ones; see whether the query gives the right one",
				"names", one.what, "most", one.most, "then", one.then)
		}
	}
	full := p.ledger.Full()
	p.tooMany = ledger.Refused{
		Units: refused.Units || p.tooMany.Units && full.Units, Kinds: refused.Kinds || p.tooMany.Kinds && full.Kinds,
		Programmes: refused.Programmes || p.tooMany.Programmes && full.Programmes, Periods: refused.Periods,
		Types: refused.Types || p.tooMany.Types && full.Types,
	}
	waiting := p.tooMany
	waiting.Periods = false // those are told anew each time that they are read
	if waiting == (ledger.Refused{}) || now.Before(p.tidied.Add(p.opts.ListsEvery)) {
		return
	}
	p.tidied = now
	if p.tidy(ctx).Units > 0 {
		p.reconcile = now
	}
}

// tidy has the ledger forget names that no row bears, where it has no room for
// others, and logs that.
func (p *Poller) tidy(ctx context.Context) ledger.Forgotten {
	n := p.ledger.Tidy()
	if n != (ledger.Forgotten{}) {
		p.log.InfoContext(ctx, "names that no row bears any more are forgotten, which makes room for others",
			"units", n.Units, "kinds", n.Kinds, "programmes", n.Programmes, "types", n.Types)
	}
	return n
}

// noteFound keeps what the source was found to have. If case types are new in it, all
// cases are read again, so that earlier cases get their types.
func (p *Poller) noteFound(found []string) {
	const types = "cases.case_type"
	had := strings.Fields(p.ledger.Note(ledger.NoteFound))
	p.ledger.SetNote(ledger.NoteFound, strings.Join(found, " "))
	if len(had) > 0 && !slices.Contains(had, types) && slices.Contains(found, types) && p.readFrom[ledger.Cases] != 0 {
		p.ledger.ReadAgain(ledger.Cases)
	}
}

// Refused says which columns held more names than are distinguished, or longer
// ones. It must not be called while a poll runs.
func (p *Poller) Refused() ledger.Refused { return p.tooMany }

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

// sweepOpen looks for open cases that are gone. If it fails, the poll does not: the cases
// stay until a later sweep or the reconciliation finds them.
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
	// Which months differ is known before any is read: a row that is read though
	// another month, which does not differ, has it is a duplicate.
	var spans [][2]int64
	differs := make([]bool, len(sums))
	for i := range sums {
		theirs, err := p.source.Summaries(ctx, t, bounds[i], bounds[i+1])
		if err != nil {
			return err
		}
		if differs[i] = !maps.Equal(sums[i], theirs); differs[i] {
			spans = append(spans, [2]int64{bounds[i], bounds[i+1]})
		}
	}
	elsewhere := func(id ledger.ID) bool {
		at := p.ledger.FirstOf(t, id)
		i := sort.Search(len(bounds), func(i int) bool { return bounds[i] > at }) - 1
		return at != 0 && i >= 0 && i < len(differs) && !differs[i]
	}
	// A row found under another month than the ledger has it is not gone, so
	// what is missing is decided when all months that differ are read.
	seen, still := map[ledger.ID]bool{}, map[ledger.ID]bool{}
	read := func(from, until int64, met map[ledger.ID]bool) error {
		return p.source.Rows(ctx, t, from, until, func(page *ledger.Page) error {
			p.metrics.read(p.name, t, page.Len())
			page.EachID(func(id ledger.ID, duplicate *bool) {
				*duplicate = *duplicate || met[id] || elsewhere(id)
			})
			for _, id := range duplicates(page) {
				still[id] = true
			}
			p.sayDuplicates(ctx, t, len(still))
			p.ledger.Reconcile(t, page, now.Unix())
			page.EachID(func(id ledger.ID, _ *bool) { seen[id], met[id] = true, true })
			return ctx.Err()
		})
	}
	for _, span := range spans {
		if err := read(span[0], span[1], seen); err != nil {
			return err
		}
	}
	again := func(from, until int64) error { return read(from, until, map[ledger.ID]bool{}) }
	if err := p.settle(t, bounds, differs, still, again); err != nil {
		return err
	}
	var gone []ledger.ID
	for _, span := range spans {
		gone = append(gone, p.ledger.Missing(t, span[0], span[1], seen, now.Unix())...)
	}
	gone = append(gone, p.ledger.Vanished(t, seen, now.Unix())...)
	p.ledger.Delete(t, gone)
	p.log.InfoContext(ctx, "reconciled", "query", t.String(), "months", len(sums), "differing", len(spans), "deleted", len(gone))
	return nil
}

// settle sees which rows that were duplicates are so no longer, and has the
// months read again in which some are: rows that were held back then count.
func (p *Poller) settle(t ledger.Table, bounds []int64, differs []bool, still map[ledger.ID]bool, again func(from, until int64) error) error {
	if !p.ledger.HasDuplicates(t) {
		p.duplicates[t] = false
		return nil
	}
	for i := range differs {
		if n := p.ledger.Settle(t, bounds[i], bounds[i+1], still); n > 0 && differs[i] {
			if err := again(bounds[i], bounds[i+1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// sayDuplicates says once that rows of a table share identifiers.
func (p *Poller) sayDuplicates(ctx context.Context, t ledger.Table, n int) {
	if n == 0 || p.duplicates[t] {
		return
	}
	p.duplicates[t] = true
	p.log.WarnContext(ctx, "identifiers stand in several rows: such rows count as one, the one that tells most; give each case one row in the query",
		"query", t.String(), "rows", n)
}

// duplicates lists the identifiers of a page's rows that are duplicates.
func duplicates(page *ledger.Page) (ids []ledger.ID) {
	page.EachID(func(id ledger.ID, duplicate *bool) {
		if *duplicate {
			ids = append(ids, id)
		}
	})
	return ids
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
