package files

import (
	"context"
	"errors"
	"slices"
	"strings"

	"casework/collectors/ledger"
	"casework/collectors/name"
	"casework/collectors/source"
	"casework/collectors/table"
)

// Faults lists what is wrong with the rows of each file, which it reads by itself:
// reading stops at the first file that is refused, so that its faults hide those of others.
// Queries that are read elsewhere, by name, are not looked at. Inspect says what is wrong
// with a file but for its rows; some of that is said here too. It keeps nothing.
func (s *Source) Faults(ctx context.Context, elsewhere ...string) []source.Finding {
	in, unread := &inspection{folder: s.opts.Folder}, slices.Concat(elsewhere, s.opts.Without)
	for _, t := range ledger.Tables() {
		if slices.Contains(unread, t.String()) {
			continue
		}
		found, err := s.look(t.String())
		if err != nil {
			continue // Inspect says so
		}
		snapshot, changes := split(found)
		for _, f := range slices.Concat(snapshot, changes) {
			in.refuseRows(ctx, f.Name, s.readThrough(ctx, t, f))
		}
	}
	_, programmes := s.Programmes(ctx)
	_, units := s.Units(ctx)
	in.refuseList(ctx, s, source.Programmes, programmes, unread)
	in.refuseList(ctx, s, source.Units, units, unread)
	return in.all
}

// refuseList refuses the files of a list that an error of all of them names.
func (in *inspection) refuseList(ctx context.Context, s *Source, query source.Query, err error, unread []string) {
	found, lookErr := s.look(string(query))
	if err == nil || lookErr != nil || slices.Contains(unread, string(query)) {
		return
	}
	for _, f := range found {
		var lines []error
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if strings.HasPrefix(line, name.Shown(f.Name)+":") {
				lines = append(lines, errors.New(line))
			}
		}
		in.refuseRows(ctx, f.Name, errors.Join(lines...))
	}
}

// refuseRows refuses a file for its rows. One that may be right in a moment is not refused.
func (in *inspection) refuseRows(ctx context.Context, file string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, errWaiting) && !errors.Is(err, table.ErrChanged) {
		in.refuse(file, err, unreadHint(err))
	}
}

// readThrough reads the rows of a file, and keeps none.
func (s *Source) readThrough(ctx context.Context, t ledger.Table, f stamp) error {
	opened, err := s.openAll(ctx, []stamp{f})
	if err != nil {
		return err
	}
	defer closeAll(opened)
	r, p := &reading{source: s, table: t}, ledger.Page{}
	return r.each(ctx, opened[0], &p, func(ledger.ID, bool) error {
		p = ledger.Page{Cases: p.Cases[:0], Errors: p.Errors[:0], Sessions: p.Sessions[:0], Pauses: p.Pauses[:0]}
		return nil
	})
}
