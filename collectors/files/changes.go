package files

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/name"
	"casework/collectors/table"
)

// pageSize is how many rows a page has.
const pageSize = 10_000

// maxKept is how many rows that a snapshot changes are kept in memory while it is
// looked at. If there are more, it is read once more to apply them.
const maxKept = 100_000

// maxFresh is how many identifiers of rows that are new in a snapshot are kept while
// it is looked at, to see that each comes once. If there are more, those that come
// twice are sought once all are known.
const maxFresh = 500_000

// Changes implements collectors.Source. It reads the files of a table that are
// others than those that were applied, and calls apply with what they change.
// Since 0 reads all of them. Its cursor says no more than that they were read.
func (s *Source) Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	if s.ledger == nil {
		return errors.New("files are read into a ledger that is known, see Know")
	}
	if _, err := s.readHeadings(); err != nil {
		return err
	}
	name := t.String()
	all, err := s.look(name)
	if err != nil {
		return err
	}
	was, first := s.state.of(name), since == 0
	if first {
		was = &applied{}
	}
	r := &reading{source: s, table: t, was: was, first: first, apply: apply}
	r.snapshot, r.changes = split(all)
	switch {
	case len(all) == 0:
		return fmt.Errorf("%s: the folder of source %q has no file of that name, such as %s.csv%s", name, s.opts.Name, name, withoutHint(name))
	case len(r.snapshot) == 0 && len(was.Snapshot) > 0:
		return fmt.Errorf("%s: the files that were read are gone, and there are files of changes alone", name)
	}
	err = r.run(ctx)
	switch {
	case err == nil:
	case first: // nothing was read before
		return err
	case errors.Is(err, errWaiting) || errors.Is(err, table.ErrChanged): // what was read before stays until then
	default:
		return fmt.Errorf("%w; what was read before stays", err)
	}
	return s.tooOld(t)
}

// withoutHint says how to do without an optional table.
func withoutHint(name string) string {
	if name == ledger.Cases.String() {
		return ""
	}
	return "; if it was taken away on purpose, name " + name + " in <SOURCE>_WITHOUT"
}

// tooOld is an error if the newest file of cases is older than is allowed: what
// writes it may have stopped.
func (s *Source) tooOld(t ledger.Table) error {
	if t != ledger.Cases {
		return nil
	}
	if fault := s.ageFault(s.AsOf()); fault != "" {
		return fmt.Errorf("cases: %s: see whether it is still written", fault)
	}
	return nil
}

// ageFault says that the newest file, written at an instant, is older than is
// allowed; "" if it is not, or if there is none.
func (s *Source) ageFault(newest time.Time) string {
	if s.opts.MaxAge <= 0 || newest.IsZero() || s.opts.Now().Sub(newest) < s.opts.MaxAge {
		return ""
	}
	return fmt.Sprintf("the newest file is of %s, older than STALE_AFTER (%v)", newest.In(s.opts.Location).Format(time.DateTime), s.opts.MaxAge)
}

// A reading is what is read of the files of one table.
type reading struct {
	source            *Source
	table             ledger.Table
	was               *applied
	first             bool
	snapshot, changes []stamp
	apply             func(*ledger.Page) error

	overlay ledger.Page // of changes
	lacking []string    // optional columns that not all files have
	found   []string
}

// run reads what is new.
func (r *reading) run(ctx context.Context) error {
	renewed := !slices.Equal(r.snapshot, r.was.Snapshot) || r.was.Reading != r.source.reading()
	changes := r.changes
	if !renewed {
		changes = slices.DeleteFunc(slices.Clone(changes), func(f stamp) bool { return slices.Contains(r.was.Changes, f) })
	}
	if !r.first && !renewed && len(changes) == 0 {
		return nil
	}
	over, err := r.source.openAll(ctx, changes)
	if err != nil {
		return err
	}
	defer closeAll(over)
	for _, f := range over {
		if err := r.each(ctx, f, &r.overlay, func(ledger.ID, bool) error { return nil }); err != nil {
			return err
		}
	}
	end := &ledger.Page{Next: 1, Unkeyed: r.overlay.Unkeyed}
	if renewed && len(r.snapshot) > 0 {
		files, err := r.source.openAll(ctx, r.snapshot)
		if err != nil {
			return err
		}
		defer closeAll(files)
		if end.Gone, err = r.compare(ctx, files); err != nil {
			return err
		}
	}
	r.overlay.Unkeyed = 0
	if err := r.emit(&r.overlay); err != nil {
		return err
	}
	if err := r.apply(end); err != nil {
		return err
	}
	s, name := r.source, r.table.String()
	kept := s.state.of(name)
	kept.Snapshot, kept.Changes, kept.Reading = r.snapshot, r.changes, s.reading()
	s.learn(r.table, r.found, r.lacking)
	return nil
}

func closeAll(files []*opened) {
	for _, f := range files {
		f.close()
	}
}

// reading says how the columns of a table are found, for a state: if it becomes
// another, the files are read again.
func (s *Source) reading() string {
	without := slices.Sorted(slices.Values(s.opts.Without))
	return strings.Join(without, ",") + ";" + s.headings.String()
}

// learn notes which optional columns the files have.
func (s *Source) learn(t ledger.Table, found, lacking []string) {
	name := t.String()
	s.had[name] = t != ledger.Cases
	for _, column := range found {
		s.had[name+"."+column] = true
	}
	var off []string
	for _, column := range lacking {
		off = append(off, name+"."+column)
		delete(s.had, name+"."+column)
	}
	s.setOff(name, off)
	if t == ledger.Cases {
		has := func(column string) bool { return slices.Contains(found, column) }
		s.columns = ledger.Columns{Started: has("started_at"), Deadline: has("deadline_at") && has("closed_at"), Unclosed: !has("closed_at")}
	}
}

// each reads the rows of a file and adds them to a page, one after the other. It
// tells visit of each, and whether it has an identifier.
func (r *reading) each(ctx context.Context, f *opened, p *ledger.Page, visit func(id ledger.ID, keyed bool) error) error {
	s := r.source
	format, err := s.format(r.table.String())
	if err != nil {
		return err
	}
	rows, err := format.Rows(f.look)
	if err != nil {
		return err
	}
	if err := r.columnsOf(f, rows); err != nil {
		return err
	}
	d := decoder{source: s, table: r.table, rows: rows}
	n := int64(0)
	for rows.Next() {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id, keyed := d.add(p)
		if err := visit(id, keyed); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := f.still(); err != nil {
		return err
	}
	if f.done != nil && f.done.rows >= 0 && f.done.rows != n {
		return fmt.Errorf("%s: it has %d rows, and %d are promised by its .done", name.Shown(f.Name), n, f.done.rows)
	}
	return nil
}

// columnsOf notes which optional columns a file has, and refuses it if it lacks one
// that was there before, or all of those that a case needs one of.
func (r *reading) columnsOf(f *opened, rows *table.Rows) error {
	of := r.table.String()
	var gone, without []string
	for i, c := range columns[r.table] {
		switch {
		case !c.Optional:
		case rows.Has(i):
			if !slices.Contains(r.found, c.Name) && !slices.Contains(r.lacking, c.Name) {
				r.found = append(r.found, c.Name)
			}
		default:
			r.found = slices.DeleteFunc(r.found, func(have string) bool { return have == c.Name })
			if !slices.Contains(r.lacking, c.Name) {
				r.lacking = append(r.lacking, c.Name)
			}
			if r.source.had[of+"."+c.Name] && !slices.Contains(r.source.opts.Without, of+"."+c.Name) {
				gone, without = append(gone, rows.Name(i)), append(without, of+"."+c.Name)
			}
		}
	}
	if len(gone) > 0 {
		return fmt.Errorf("%s: %s is gone: it was there before; if it was taken away on purpose, name %s in <SOURCE>_WITHOUT",
			name.Shown(f.Name), strings.Join(gone, ", "), strings.Join(without, ","))
	}
	if r.table == ledger.Cases && !rows.Has(caseStarted) && !rows.Has(caseClosed) {
		return fmt.Errorf("%s: neither %s nor %s is there: one of them is needed", name.Shown(f.Name), rows.Name(caseStarted), rows.Name(caseClosed))
	}
	return nil
}
