package collectors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

// A stageError says what a poll failed at.
type stageError struct {
	stage string
	err   error
}

func (e *stageError) Error() string { return e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

// read brings the ledger up to date. A table that cannot be read does not
// keep the others from being read, nor cases from being shown: ok says whether
// all was read that their gauges rest on.
func (p *Poller) read(ctx context.Context, now time.Time) (ok bool, err error) {
	p.tables.look(ctx) // files are there though a database is not
	// Programmes and units decide how rows count, so they come before them.
	if err := p.readLists(ctx, now); err != nil {
		return false, err
	}
	p.ledger.Advance(now.Unix())
	var errs []error
	for _, t := range ledger.Tables() {
		has, err := p.source.Has(ctx, source.QueryOf(t))
		if err == nil && !has {
			continue
		}
		if err == nil {
			err = p.changes(ctx, t, now)
		}
		if isWithheld(err) {
			continue
		}
		if err != nil {
			errs = append(errs, &stageError{t.String(), err})
			continue
		}
		p.ledger.EndBaseline(t)
		p.lastRead[t] = now
	}
	p.reportUnknownUnits(ctx, now)
	p.reportLate(ctx)
	errs = append(errs, p.tables.readAll(ctx, now)...)
	return p.lastRead[ledger.Cases].Equal(now), errors.Join(errs...)
}

// reportLate tells of a transaction that may commit what polls then miss. That
// it cannot be told fails no poll.
func (p *Poller) reportLate(ctx context.Context) {
	if p.late == nil {
		return
	}
	by, err := p.late.Late(ctx)
	if err != nil {
		p.metrics.update(p.name, func(f *sourceStats) { f.late = nil })
		if !errors.Is(err, source.ErrNoWriterWatch) {
			p.log.DebugContext(ctx, "open transactions could not be looked at", "err", err)
		}
		return
	}
	p.metrics.update(p.name, func(f *sourceStats) {
		if by > 0 && (f.late == nil || *f.late == 0) {
			p.log.WarnContext(ctx, "a transaction that writes has been open for longer than the overlap; what it commits is found at night only", "by", by)
		}
		f.late = &by
	})
}

// changes applies what changed in a table.
func (p *Poller) changes(ctx context.Context, t ledger.Table, now time.Time) error {
	return p.source.Changes(ctx, t, p.ledger.Cursor(t), func(page *ledger.Page) error {
		p.metrics.read(p.name, t, page.Len())
		p.ledger.Apply(t, page, now.Unix())
		return ctx.Err()
	})
}

// reportUnknownUnits logs the units whose programmes have begun and that are not
// known, once for each set of them.
func (p *Poller) reportUnknownUnits(ctx context.Context, now time.Time) {
	if !p.ledger.BaselineRead(ledger.Cases) {
		return
	}
	units := p.ledger.UnknownUnits(now.Unix())
	p.metrics.unknownUnits(p.name, len(units))
	if len(units) > 0 && !slices.Equal(units, p.unknownUnits) {
		p.log.WarnContext(ctx, "programmes name units that no case has; see how they are spelt", "units", strings.Join(units, ", "))
	}
	p.unknownUnits = units
}

// readLists reads programmes and units. Those in the database change rarely
// and are read whole, so they are read again only now and then.
func (p *Poller) readLists(ctx context.Context, now time.Time) error {
	if p.opts.Programmes != nil {
		programmes, err := p.opts.Programmes()
		p.metrics.programmes(p.name, err == nil)
		if err != nil && programmes == nil {
			return &stageError{"programmes", fmt.Errorf("no programmes to go by: %w", err)}
		}
		p.ledger.SetProgrammes(programmes)
	}
	if now.Before(p.listsUntil) {
		return nil
	}
	if p.opts.Programmes == nil {
		programmes, err := p.source.Programmes(ctx)
		if err != nil {
			return &stageError{"programmes", err}
		}
		p.ledger.SetProgrammes(programmes)
	}
	units, err := p.source.Units(ctx)
	if err != nil {
		return &stageError{"units", err}
	}
	p.ledger.SetUnits(units, now.Unix())
	p.listsUntil = now.Add(p.opts.ListsEvery)
	return nil
}

// oneLine writes joined errors behind each other, each once. Stages that
// failed for the same reason, as in an outage, are named before it.
func oneLine(err error) string {
	type failure struct {
		text, reason string
		stages       []string
	}
	var all []failure
	for _, e := range leaves(err) {
		one := failure{text: e.Error(), reason: e.Error()}
		if stage, ok := errors.AsType[*stageError](e); ok {
			one.stages = []string{stage.stage}
			if cause := errors.Unwrap(stage.err); cause != nil {
				one.reason = cause.Error()
			}
		}
		i := slices.IndexFunc(all, func(f failure) bool { return f.reason == one.reason })
		if i < 0 {
			all = append(all, one)
			continue
		}
		all[i].stages = append(all[i].stages, one.stages...)
	}
	var lines []string
	for _, f := range all {
		if len(f.stages) > 1 {
			f.text = strings.Join(f.stages, ", ") + ": " + f.reason
		}
		lines = append(lines, strings.Split(f.text, "\n")...)
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "; ")
}

// leaves lists the errors that were joined.
func leaves(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, e := range joined.Unwrap() {
		all = append(all, leaves(e)...)
	}
	return all
}
