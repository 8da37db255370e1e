package source

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"casework/collectors/ledger"
)

// Changes reads the rows of a table that changed since a cursor, oldest
// change first, and calls apply once a page, never concurrently; an error of
// apply ends the reading and is returned.
//
// Since 0 reads every row, in any order, and calls apply at least once. Only
// the last page moves the cursor, then to where the table stood at the
// beginning, so that a first load either is complete or begins again.
//
// Rows changed within the overlap before the cursor come again. Rows whose
// changed_at lies in the database's future come again at every call, because
// the cursor never passes the database's present. If the database's clock was set
// back, the cursor goes back with it.
//
// Without changed_at, the cursor says only whether the table has been read: it
// is 1 once it has, and since 1 reads the rows that are pending or recent.
func (s *Source) Changes(ctx context.Context, t ledger.Table, since ledger.Cursor, apply func(*ledger.Page) error) error {
	return s.readPasses(ctx, t, apply, func(conn *sql.Conn, sh *shape, r *reader) error {
		seen, err := s.present(ctx, conn, t)
		if err != nil {
			return err
		}
		now := seen.now
		r.since, r.next, r.now, r.here, r.by = since, since, now.UnixMicro(), seen.here.UnixMicro(), s.shower(ctx, conn)
		r.began = seen.here
		var c clock
		if sh.has(changedAt) {
			c = s.clock(sh.column(changedAt))
			r.limit = ledger.Cursor(c.Zone().LatestClock(now.UnixMicro()))
		}
		switch {
		case since == 0:
			r.passes, r.last, err = s.firstLoad(ctx, conn, sh, &c, r.limit)
		case sh.has(changedAt):
			r.next = min(since, r.limit) // the clock was set back
			r.passes = []pass{s.changedSince(t, &c, since, seen)}
		default:
			r.passes = s.pendingAndRecent(sh, now)
		}
		return err
	})
}

// readPasses reads one table as plan says, after the connection and the shape
// of the query are at hand.
func (s *Source) readPasses(ctx context.Context, t ledger.Table, apply func(*ledger.Page) error,
	plan func(*sql.Conn, *shape, *reader) error,
) error {
	var applied error // an error of apply, which is the caller's own and is not wrapped
	err := s.withShape(ctx, t, "read", func(conn *sql.Conn, sh *shape) error {
		rows := 0
		r := &reader{source: s, shape: sh, decoder: s.decoder(t, sh), began: time.Now()}
		s.spares.lend(r.decoder)
		defer s.spares.keepWords(r.decoder) // when nothing reads any more
		r.decoder.seen.across = true
		if err := plan(conn, sh, r); err != nil {
			return err
		}
		since := r.next
		err := r.run(ctx, conn, func(p *ledger.Page) error {
			rows += p.Len()
			applied = apply(p)
			return applied
		})
		if applied != nil {
			err = nil // the caller's error says nothing of the query
		} else if err == nil {
			s.noteCursor(t, sh, r, since, rows)
		}
		return err
	})
	return cmp.Or(applied, err)
}

// firstLoad lists the passes of a first load, and where its cursor ends: at
// the newest changed_at that there is now, but not beyond limit.
//
// The quickest order is that of the identifier, if the table is stored by it. Pages in
// that order do not read changed_at. So the rows of the overlap are read once more, with
// it: a lagging replica may return an older version of them at the next poll, which is then
// recognised. If the server would have to sort by identifier, the order of change is
// used, for which there should be an index.
func (s *Source) firstLoad(ctx context.Context, conn *sql.Conn, sh *shape, c *clock, limit ledger.Cursor,
) (passes []pass, end ledger.Cursor, err error) {
	identified := sh.columns[colID].Name + " IS NOT NULL" // others cannot be told from each other
	stored := []pass{{brief: true}}
	if s.dialect.Terms().NullsLast { // and would be beyond the last page
		none := sh.columns[colID].Name + " IS NULL"
		stored = []pass{
			{brief: true, where: func(*builder) string { return identified }},
			{brief: true, where: func(*builder) string { return none }},
		}
	}
	if !sh.has(changedAt) {
		return stored, 1, nil
	}
	end, err = s.newest(ctx, conn, sh, c)
	if err != nil {
		return nil, 0, err
	}
	end = max(1, min(end, limit))
	plan, err := s.plan(ctx, conn, stored[0].page(sh, nil, s.opts.PageSize))
	if err == nil && !plan.sorts() {
		again := pass{lead: changedAt, from: c.bind(lowerBound(c, int64(end), s.opts.Overlap))}
		again.where = func(*builder) string { return identified }
		return append(stored, again), end, nil
	}
	if ctx.Err() != nil {
		return nil, 0, context.Cause(ctx)
	}
	return []pass{
		{where: func(b *builder) string { return b.noTime(sh.column(changedAt), c.bind(0)) }},
		{lead: changedAt, from: c.bind(0)},
	}, end, nil
}

// newest is the greatest changed_at of a table; 0 if it has none.
func (s *Source) newest(ctx context.Context, conn *sql.Conn, sh *shape, c *clock) (ledger.Cursor, error) {
	var newest any
	err := s.again(ctx, func() error {
		ctx, cancel := s.withTimeout(ctx)
		defer cancel()
		if err := conn.QueryRowContext(ctx, "SELECT MAX("+changedAt+")"+sh.derived()).Scan(&newest); err != nil {
			return cause(ctx, err)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	cursor, _ := c.change(newest)
	return ledger.Cursor(cursor), nil
}

// pendingAndRecent lists the passes over a table without changed_at.
//
// The pending rows come first: a row that ceases to be pending between two
// passes is then found by the later one.
func (s *Source) pendingAndRecent(sh *shape, now time.Time) []pass {
	var passes []pass
	recent := sh.recent
	if column := sh.end(); column != nil {
		recent = append(slices.Clone(recent), column.Name)
		c := s.clock(column)
		passes = append(passes,
			pass{where: func(*builder) string { return column.Name + " IS NULL" }},
			pass{where: func(b *builder) string { return column.Name + " < " + b.param(column, c.bind(0)) }})
		for _, none := range c.none {
			passes = append(passes, pass{where: func(b *builder) string { return b.during(column, &c, none) }})
		}
	}
	for _, name := range recent {
		if column := sh.column(name); column != nil {
			c := s.clock(column)
			from := c.Zone().EarliestClock(now.Add(-s.opts.Rescan).Unix())
			passes = append(passes, pass{lead: name, from: c.bind(from * 1e6)})
		}
	}
	return passes
}

// changedSince is the pass over the rows that changed since a cursor, or in the overlap
// before it. If the database's clock was set back, rows written since have times before
// the cursor: then it is the pass over the rows that changed since the last reading.
func (s *Source) changedSince(t ledger.Table, c *clock, since ledger.Cursor, seen present) pass {
	p := pass{lead: changedAt, counted: true}
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.cursors[t]
	from := lowerBound(c, int64(since), s.opts.Overlap)
	last := seen.now
	if !st.read.IsZero() {
		last = last.Add(-seen.here.Sub(st.read)) // as the clock goes now
	}
	if at := c.earliest(last.Add(-s.opts.Overlap).UnixMicro()); at < from {
		p.from = c.bind(at)
		return p
	}
	p.from = c.bind(from)
	if st.cursor == since && st.quiet {
		p.from, p.after = c.bind(int64(since)), true
	}
	return p
}

// lowerBound is the least changed_at that a row may have that was not yet there when the
// cursor was reached. That is the cursor less the overlap, or less if clocks were, or
// may have been, put back since then.
func lowerBound(c *clock, cursor int64, overlap time.Duration) int64 {
	seconds := floorDiv(cursor, 1e6)
	return c.earliest(c.Instant(seconds)*1e6 + cursor - seconds*1e6 - overlap.Microseconds())
}

// earliest is the least that the clock shows at an instant or after it, both in
// microseconds.
func (c *clock) earliest(instant int64) int64 {
	whole := floorDiv(instant, 1e6)
	return c.Zone().EarliestClock(whole)*1e6 + instant - whole*1e6
}

// A cursorState spares a quiet table the overlap. A bulk edit may give millions
// of rows one changed_at, and as long as nothing else changes, the overlap
// would have them all read again at every poll.
//
// It rests on time that passed here, not on a comparison with changed_at,
// which another computer's clock may have set: if the cursor stood still for
// the length of the overlap, then every transaction that could write at or
// before it has been committed.
type cursorState struct {
	read    time.Time // when a reading last began that came to its end
	cursor  ledger.Cursor
	reached time.Time // when a reading first began at the cursor
	quiet   bool      // a reading began the overlap later and found nothing new
}

// noteCursor notes how a reading from a cursor on went, which returned rows.
func (s *Source) noteCursor(t ledger.Table, sh *shape, r *reader, since ledger.Cursor, rows int) {
	start := r.began
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.cursors[t]
	if r.passes[0].counted || r.last > 0 {
		st.read = start
	}
	if !r.passes[0].counted {
		return
	}
	if since != r.next || st.cursor != since {
		*st = cursorState{read: start, cursor: r.next, reached: time.Now()}
		return
	}
	c := s.clock(sh.column(changedAt))
	switch {
	case st.quiet, rows < s.opts.PageSize: // there is little to spare
	case c.Ambiguous(floorDiv(int64(since), 1e6)): // the clock will show it again
	case start.Sub(st.reached) > s.opts.Overlap+2*c.grain:
		st.quiet = true
	}
}
