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
	if err := p.compare(ctx, ledger.Cases); err != nil {
		return false, &stageError{ledger.Cases.String(), err}
	}
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
			err = p.compare(ctx, t)
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

// A sampler is a Source that can show some rows of a table, and say how it
// makes IDs of numbers.
type sampler interface {
	Sample(ctx context.Context, t ledger.Table) (*source.Sample, error)
	SetNumbers(t ledger.Table, n ledger.Numbers)
}

// isKnown reports whether the ledger was held against the source before, so
// that it may be shown before that is done again. States before version 2 were
// not, and may be another source's.
func (p *Poller) isKnown() bool {
	database := p.source
	if f, ok := database.(*folderSessions); ok {
		database = f.Source
	}
	_, can := database.(sampler)
	_, done := p.ledger.Identifiers(ledger.Cases)
	return done || !can
}

// knowIdentifiers has the source make IDs as the ledger knows them.
func (p *Poller) knowIdentifiers() {
	if s, ok := p.source.(sampler); ok {
		for _, t := range ledger.Tables() {
			is, _ := p.ledger.Identifiers(t)
			s.SetNumbers(t, is.Numbers)
		}
	}
}

// leastSample is how many rows must be known before it is decided that a table
// is another than the ledger's. Of those, a tenth that is known says that it is not.
const leastSample = 5

// compare sees that a table is the one that the ledger knows, before any of it
// is applied: its identifiers and times tell, and the name of no server, which
// changes with a failover. It does so once, and again after each failed poll.
//
// Rows whose identifiers have another form than before, such as those of a column
// that became BINARY(16), are read anew, and none counts. Other rows under
// identifiers of the same form are of another data set, and an error.
func (p *Poller) compare(ctx context.Context, t ledger.Table) error {
	s, ok := p.source.(sampler)
	if !ok || p.compared[t] {
		return nil
	}
	sample, err := s.Sample(ctx, t)
	if err != nil {
		return err
	}
	if sample == nil { // the server cannot
		p.compared[t] = true
		return nil
	}
	before, had := p.ledger.Identifiers(t)
	numbers := []ledger.Numbers{before.Numbers}
	switch {
	case p.ledger.IsEmpty(t):
		numbers = []ledger.Numbers{ledger.AsIntegers}
	case !had:
		numbers = []ledger.Numbers{sample.Before, ledger.AsIntegers, ledger.AsText}
	}
	best, known, of := numbers[0], 0, 0
	for _, n := range numbers {
		if met, all := p.ledger.Compare(t, sample.Page(n)); met > known || of == 0 {
			best, known, of = n, met, all
		}
	}
	if known*10 < of {
		switch {
		case had && before.Type != sample.Type:
			p.log.ErrorContext(ctx, "identifiers are others than before: this is taken for a new data set, read anew and none of it counted",
				"query", t.String(), "type", sample.Type, "before", before.Type, "rows_compared", of)
			p.metrics.renewed(p.name, t)
			p.ledger.Renew(t)
			best = ledger.AsIntegers
		case of >= leastSample:
			p.refused = true
			return fmt.Errorf("the state is of another data set: of %d rows of %s that it must know, it knows %d; "+
				"see to it that the source asks the right server, and that its state file is its own; "+
				"if the data are new, move the state file away: counters then restart at 0", of, t, known)
		}
	}
	s.SetNumbers(t, best)
	p.ledger.SetIdentifiers(t, ledger.Identifiers{Type: sample.Type, Numbers: best})
	p.compared[t], p.refused = true, false
	return nil
}

// changes applies what changed in a table.
func (p *Poller) changes(ctx context.Context, t ledger.Table, now time.Time) error {
	return p.source.Changes(ctx, t, p.ledger.Cursor(t), func(page *ledger.Page) error {
		p.metrics.read(p.name, t, page.Len())
		p.sayDuplicates(ctx, t, len(duplicates(page)))
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
