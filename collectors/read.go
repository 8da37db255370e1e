package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source"
)

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
	errs := p.begin(ctx, now)
	for _, t := range ledger.Tables() {
		has, err := p.source.Has(ctx, source.QueryOf(t))
		if err == nil && !has {
			continue
		}
		if err == nil && errs[t] == nil {
			err = p.changes(ctx, t, now)
		}
		if errs[t] = cmp.Or(errs[t], err); isWithheld(errs[t]) {
			errs[t] = nil
			continue
		}
		if errs[t] != nil {
			errs[t] = &stageError{t.String(), errs[t]}
			continue
		}
		p.ledger.EndBaseline(t)
		p.lastRead[t] = now
	}
	if _, ok := p.source.(snapshots); ok {
		p.ledger.Advance(now.Unix()) // what is still there, of the rows whose time has come
	}
	p.reportUnknownUnits(ctx, now)
	p.reportLate(ctx)
	p.reportAhead()
	p.reportBoth(ctx)
	all := append(errs[:], p.tables.readAll(ctx, now)...)
	return p.lastRead[ledger.Cases].Equal(now), errors.Join(all...)
}

// begin begins a poll. For each table it checks that the database has the rows that the
// ledger knows, see compare, and counts the rows whose time has come, if they are still
// there. It returns errors by table; of a table with an error nothing more is to be read.
func (p *Poller) begin(ctx context.Context, now time.Time) (errs [ledgerTables]error) {
	if _, ok := p.source.(snapshots); ok {
		p.ledger.Advance(now.Unix(), ledger.Tables()...)
		return errs
	}
	var failed []ledger.Table
	for _, t := range ledger.Tables() {
		has, err := p.source.Has(ctx, source.QueryOf(t))
		if err == nil && has {
			err = p.compare(ctx, t)
		}
		if err == nil && has {
			err = p.arrive(ctx, t, now)
		}
		if errs[t] = err; err != nil || !has {
			failed = append(failed, t)
		}
	}
	p.ledger.Advance(now.Unix(), failed...)
	return errs
}

// arrive reads again the rows of a table that told of a time which has come now. A row
// that is gone by then was never received.
func (p *Poller) arrive(ctx context.Context, t ledger.Table, now time.Time) error {
	var known, unknown []ledger.Due // by whether the version is
	for _, due := range p.ledger.Due(t, now.Unix()) {
		if due.Changed != 0 {
			known = append(known, due)
			continue
		}
		unknown = append(unknown, due)
	}
	for _, due := range [][]ledger.Due{known, unknown} {
		if err := p.readAgain(ctx, t, due, now); err != nil {
			return err
		}
	}
	return nil
}

// readAgain reads rows again, by when they were received and changed, and
// deletes those that are not there any more.
func (p *Poller) readAgain(ctx context.Context, t ledger.Table, due []ledger.Due, now time.Time) error {
	if len(due) == 0 {
		return nil
	}
	first, changed := [2]int64{due[0].First, due[0].First}, [2]int64{due[0].Changed, due[0].Changed}
	for _, row := range due {
		first = [2]int64{min(first[0], row.First), max(first[1], row.First)}
		changed = [2]int64{min(changed[0], row.Changed), max(changed[1], row.Changed)}
	}
	seen := map[ledger.ID]bool{}
	apply := func(page *ledger.Page) error {
		p.metrics.read(p.name, t, page.Len())
		page.EachID(func(id ledger.ID, _ *bool) { seen[id] = true })
		page.Unkeyed = 0 // the poll counts them
		p.ledger.Apply(t, page, now.Unix())
		return ctx.Err()
	}
	err := p.source.RowsChanged(ctx, t, first[0], first[1]+1, changed[0], changed[1], apply)
	if err != nil {
		return err
	}
	var gone []ledger.ID
	for _, row := range due {
		if !seen[row.ID] {
			gone = append(gone, row.ID)
		}
	}
	p.ledger.Delete(t, gone)
	return nil
}

// reportLate reports a transaction that is open for so long that polls may miss what it
// commits. If the database cannot tell, the poll does not fail.
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

// leastSample is how many rows of a sample the ledger should know before a table can be
// judged to be another one. If a tenth of them is known, it is the ledger's table.
const leastSample = 5

// compare checks that a table is the one that the ledger knows, before any of it is
// applied. It goes by identifiers and times of a sample of rows. The name of the server
// would not do: it changes with a failover. It checks once, and again after each failed poll.
//
// If the identifiers have another form than before, such as after a column became
// BINARY(16), the rows are read anew and none is counted. If the form is the same and
// the rows are others, the table is of another data set, which is an error.
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
	p.readFrom[t] = p.ledger.Cursor(t)
	return p.source.Changes(ctx, t, p.readFrom[t], func(page *ledger.Page) error {
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
