package files

import (
	"context"
	"fmt"
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/name"
)

// compare holds a snapshot against the ledger, and applies what it changes. It
// returns the rows that are gone. Nothing is applied unless all of it is right.
func (r *reading) compare(ctx context.Context, files []*opened) (gone []ledger.ID, err error) {
	s, now := r.source, r.source.opts.Now()
	overlaid := map[ledger.ID]bool{}
	r.overlay.EachID(func(id ledger.ID, _ *bool) { overlaid[id] = true })
	roll, kept, all, known := s.ledger.NewRoll(r.table, now.Unix(), s.fresh), ledger.Page{}, true, s.ledger.Rows(r.table)
	for id := range overlaid {
		roll.Skip(id)
	}
	unkeyed := 0
	for _, f := range files {
		err := r.each(ctx, f, &kept, func(id ledger.ID, keyed bool) error {
			switch {
			case !keyed:
				unkeyed += kept.Unkeyed
				kept.Unkeyed = 0
			case overlaid[id] || meet(roll, r.table, &kept) == ledger.Unchanged:
				dropLast(&kept)
			case !all:
				dropLast(&kept)
			case kept.Len() >= s.keep:
				all, kept = false, ledger.Page{}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	gone, closed, err := r.absent(roll, files)
	if err != nil {
		return nil, err
	}
	twice, whole := roll.Twice()
	if err := r.apply(&ledger.Page{Twice: twice, Unkeyed: unkeyed}); err != nil {
		return nil, err
	}
	if all {
		mark(&kept, twice)
		err = r.emit(&kept)
	} else {
		var applied int
		applied, err = r.again(ctx, files, overlaid, twice)
		// In a table that was empty, each row is known by itself unless some share an identifier.
		if alone := known == 0 && s.ledger.Rows(r.table) == applied; err == nil && !whole && !alone {
			err = r.duplicates(ctx, files, overlaid)
		}
	}
	if err == nil {
		err = r.emit(&ledger.Page{Cases: closed})
	}
	return gone, err
}

// mark marks the rows of a page whose identifiers stand in several.
func mark(p *ledger.Page, twice map[ledger.ID]bool) {
	if len(twice) > 0 {
		p.EachID(func(id ledger.ID, duplicate *bool) { *duplicate = twice[id] })
	}
}

// again reads the files once more, and applies all rows. It returns how many.
func (r *reading) again(ctx context.Context, files []*opened, overlaid, twice map[ledger.ID]bool) (applied int, err error) {
	var p ledger.Page
	flush := func() error {
		p.Unkeyed = 0 // they were counted
		applied += p.Len()
		mark(&p, twice)
		err := r.apply(&p)
		p = ledger.Page{Cases: p.Cases[:0], Errors: p.Errors[:0], Sessions: p.Sessions[:0], Pauses: p.Pauses[:0]}
		return err
	}
	for _, f := range files {
		err := r.each(ctx, f, &p, func(id ledger.ID, keyed bool) error {
			if keyed && overlaid[id] {
				dropLast(&p)
			}
			if p.Len() >= pageSize {
				return flush()
			}
			return nil
		})
		if err != nil {
			return applied, err
		}
	}
	if err = flush(); err != nil {
		return applied, err
	}
	return applied, nil
}

// duplicates applies the rows again whose identifiers a snapshot with very many new
// rows has several times, as is seen once all are known.
func (r *reading) duplicates(ctx context.Context, files []*opened, overlaid map[ledger.ID]bool) error {
	roll := r.source.ledger.NewRoll(r.table, r.source.opts.Now().Unix(), r.source.fresh)
	var p ledger.Page
	for _, f := range files {
		err := r.each(ctx, f, &p, func(_ ledger.ID, keyed bool) error {
			if keyed {
				meet(roll, r.table, &p)
			}
			p = ledger.Page{Cases: p.Cases[:0], Errors: p.Errors[:0], Sessions: p.Sessions[:0], Pauses: p.Pauses[:0]}
			return nil
		})
		if err != nil {
			return err
		}
	}
	twice, _ := roll.Twice()
	if len(twice) == 0 {
		return nil
	}
	_, err := r.again(ctx, files, overlaid, twice)
	return err
}

// emit applies the rows of a page, some at a time.
func (r *reading) emit(all *ledger.Page) error {
	for all.Len() > 0 {
		part := ledger.Page{Cases: first(&all.Cases), Errors: first(&all.Errors), Sessions: first(&all.Sessions), Pauses: first(&all.Pauses)}
		if err := r.apply(&part); err != nil {
			return err
		}
	}
	return nil
}

// first cuts a page's rows off a list.
func first[R any](list *[]R) []R {
	n := min(pageSize, len(*list))
	part := (*list)[:n]
	*list = (*list)[n:]
	return part
}

// meet holds the last row of a page against what is known.
func meet(roll *ledger.Roll, t ledger.Table, p *ledger.Page) ledger.Meeting {
	switch t {
	case ledger.Cases:
		return roll.Case(&p.Cases[len(p.Cases)-1])
	case ledger.Errors:
		return roll.Error(&p.Errors[len(p.Errors)-1])
	case ledger.Pauses:
		return roll.Pause(&p.Pauses[len(p.Pauses)-1])
	default:
		return roll.Session(&p.Sessions[len(p.Sessions)-1])
	}
}

// dropLast takes the last row off a page that is of one table.
func dropLast(p *ledger.Page) {
	switch {
	case len(p.Cases) > 0:
		p.Cases = p.Cases[:len(p.Cases)-1]
	case len(p.Errors) > 0:
		p.Errors = p.Errors[:len(p.Errors)-1]
	case len(p.Sessions) > 0:
		p.Sessions = p.Sessions[:len(p.Sessions)-1]
	case len(p.Pauses) > 0:
		p.Pauses = p.Pauses[:len(p.Pauses)-1]
	}
}

// absent decides what becomes of the rows that a snapshot has not: they are gone, or
// were closed. It refuses a snapshot that lacks too many.
func (r *reading) absent(roll *ledger.Roll, files []*opened) (gone []ledger.ID, closed []ledger.Case, err error) {
	s, m := r.source, Missing{}
	at := min(date(r.snapshot)/1e9, s.opts.Now().Unix())
	columns := ledger.Columns{Unclosed: r.lacks("closed_at")}
	m.Known, m.Open = roll.Absent(columns, func(one *ledger.Absent) {
		m.count(one)
		counts := one.Case.Received != 0
		switch {
		case s.opts.Unlisted != Gone && !one.Open && (counts || r.table != ledger.Cases):
			// It was closed, or reported, and stays.
		case s.opts.Unlisted == Closed && one.Open:
			c := one.Case
			if columns.Unclosed {
				c.Started = max(at, c.Received)
			} else {
				c.Closed = max(at, c.Received, c.Started)
			}
			closed = append(closed, c)
		default:
			gone = append(gone, one.Case.ID)
		}
	})
	return gone, closed, r.tooMany(m, files)
}

// lacks reports whether not all files have an optional column.
func (r *reading) lacks(column string) bool { return slices.Contains(r.lacking, column) }

// tooMany refuses a snapshot that lacks so many rows that it may have been cut off,
// unless somebody said that it is right.
func (r *reading) tooMany(m Missing, files []*opened) error {
	s, what, of, lacks := r.source, "open cases", m.Open, m.GoneOpen
	if r.table != ledger.Cases {
		if s.opts.Unlisted != Gone {
			return nil
		}
		what, of, lacks = r.table.String(), m.Known, m.GoneClosed
	}
	if lacks == 0 || s.accepted(r.table.String(), r.snapshot) {
		return nil
	}
	accept := fmt.Sprintf("if it is right, put an empty file %s.accept into the folder", r.table)
	if lacks*100 > s.opts.GoneLimit*of {
		return fmt.Errorf("%s: of %d known %s it lacks %d, more than %d %%: it may have been cut off; %s",
			filesNamed(r.snapshot), of, what, lacks, s.opts.GoneLimit, accept)
	}
	for _, f := range files {
		if !f.look.Ended() {
			return fmt.Errorf("%s: the last line has no line break, and of %d known %s %d are not there: it may have been cut off; %s",
				name.Shown(f.Name), of, what, lacks, accept)
		}
	}
	return nil
}

// filesNamed names the files of a table.
func filesNamed(files []stamp) string {
	switch len(files) {
	case 1:
		return name.Shown(files[0].Name)
	default:
		return fmt.Sprintf("%s and %d more", name.Shown(files[0].Name), len(files)-1)
	}
}
