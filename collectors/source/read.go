package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"

	"casework/collectors/ledger"
)

// pages is how many pages a reader uses: one is read while the other is applied.
const pages = 2

// pageKept is how many rows a page may have room for that is used for more than one
// reading: polls read few.
const pageKept = 2048

// A reader reads passes over one table and hands their pages out in order.
type reader struct {
	source  *Source
	shape   *shape
	decoder *decoder
	passes  []pass
	since   ledger.Cursor // that is read from
	next    ledger.Cursor // of the pages so far
	limit   ledger.Cursor // next does not pass it, unless it begins beyond it
	now     int64         // the database's time, Unix microseconds; 0 if it was not asked for
	here    int64         // this computer's then
	by      uint32        // number of the server that answers; 0 if unknown
	last    ledger.Cursor // of a first load: what next is in the end; then a page comes even without rows. Else 0
}

// run reads the passes on a connection and calls apply for every page, while
// the next one is read. It returns the first error of either; by then nothing
// is running any more.
func (r *reader) run(ctx context.Context, conn *sql.Conn, apply func(*ledger.Page) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	free, full := make(chan *ledger.Page, pages), make(chan *ledger.Page)
	for range pages {
		free <- r.source.spares.page()
	}
	defer func() {
		for range len(free) { // those in use are left to the garbage collector
			r.source.spares.keepPage(<-free)
		}
	}()
	var failed error
	go func() {
		defer close(full)
		failed = conn.Raw(func(dc any) error { return r.read(ctx, dc.(driver.Conn), free, full) })
	}()
	for p := range full {
		if err := apply(p); err != nil {
			cancel()
			for range full { // until the reader has noticed
			}
			return err
		}
		free <- p
	}
	return failed
}

// read reads the passes into pages from free, and sends those to full.
func (r *reader) read(ctx context.Context, conn driver.Conn, free chan *ledger.Page, full chan<- *ledger.Page) error {
	var pages [2]prepared                                                          // of the passes, and of rows of one lead
	var aside prepared                                                             // for what is asked beside the pages
	defer func() { _, _, _ = pages[0].Close(), pages[1].Close(), aside.Close() }() // fail only with the connection, which the next query tells
	var p *ledger.Page                                                             // the page at hand, not yet sent
	defer func() {
		if p != nil { // one without rows is not sent
			free <- p
		}
	}()
	for i := range r.passes {
		sh, d := r.shape, r.decoder
		if r.passes[i].brief {
			sh = sh.brief()
			d = d.of(sh)
			d.seen.across = false
		}
		for at, more := (*position)(nil), true; more; {
			if p == nil {
				select {
				case p = <-free:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			err := r.source.again(ctx, func() (err error) {
				*p = ledger.Page{Cases: p.Cases[:0], Errors: p.Errors[:0], Sessions: p.Sessions[:0], Pauses: p.Pauses[:0], Now: r.now, Here: r.here}
				q, st := r.passes[i].page(sh, at, r.source.opts.PageSize), &pages[0]
				if at != nil && at.tied {
					st = &pages[1]
				}
				if err := st.prepare(ctx, r.source, conn, q.Text); err != nil {
					return err
				}
				next, err := r.page(ctx, st, q.Args, &r.passes[i], sh, d, at, p)
				if err == nil {
					at = next
				}
				return err
			})
			if err != nil {
				return err
			}
			if err := r.ask(ctx, &aside, conn, sh, d, p); err != nil {
				return err
			}
			if err := r.rest(ctx, &aside, conn, &r.passes[i], sh, d, at, p); err != nil {
				return err
			}
			more = at != nil
			last := !more && i == len(r.passes)-1
			if last && r.last > 0 { // a first load is complete
				if err := r.source.sameTypes(ctx, conn, r.shape); err != nil {
					return err
				}
				r.next = max(r.next, r.last)
			}
			p.Next = r.next
			if p.Len() == 0 && (!last || r.last <= 0 && r.next >= r.since) {
				continue
			}
			select {
			case full <- p:
				p = nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
	return nil
}

// page reads one page, from a position on. It returns where the page ends if the
// pass may have more rows.
func (r *reader) page(ctx context.Context, st *prepared, args []driver.Value, ps *pass, sh *shape, d *decoder, at *position, p *ledger.Page,
) (*position, error) {
	lead := -1
	for i := range sh.columns {
		if sh.columns[i].Name == ps.lead {
			lead = i
		}
	}
	defer func() {
		r.source.identifiers.add(d.column, r.by, d.open)
		d.open = d.open[:0]
	}()
	d.seen.begin()
	var end *position
	newest, n := r.next, 0
	err := r.source.eachRow(ctx, st, args, sh, func(row []driver.Value) {
		cursor := d.add(row, p)
		if ps.counted {
			newest = max(newest, ledger.Cursor(cursor))
		}
		if n++; n == r.source.opts.PageSize { // the last, as the statement asks for no more
			end = &position{id: sh.columns[colID].parameter(row[colID]), row: cloneRow(row)}
			if lead >= 0 {
				end.lead = sh.columns[lead].parameter(row[lead])
			}
		}
	})
	if err != nil {
		return nil, err
	}
	r.next = max(r.next, min(newest, r.limit))
	switch {
	case end != nil:
		end.tied = end.lead != nil && !r.source.dialect.Terms().ComparesRows
	case at != nil && at.tied:
		return &position{lead: at.lead, behind: true}, nil
	}
	return end, nil
}

// attempts is how often a statement is tried that the server interrupts in favour of
// something else. A standby that is far behind may do so again and again.
const attempts = 5

// again asks a statement again that the server interrupted.
func (s *Source) again(ctx context.Context, ask func() error) error {
	for n := 1; ; n++ {
		err := ask()
		if err == nil || n == attempts || ctx.Err() != nil || s.dialect.ErrorKind(err) != Interrupted {
			return err
		}
		s.log.DebugContext(ctx, "the server interrupted a statement, which is asked again", "err", s.dialect.Redact(err))
	}
}

// cause is why a query failed: the context's reason if it ended, as the
// driver reports only that the connection broke.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// withShape uses a connection for a table, with the shape of its query at
// hand. An error says, with verb, what it happened at; the shape is then looked
// up again the next time.
func (s *Source) withShape(ctx context.Context, t ledger.Table, verb string, use func(*sql.Conn, *shape) error) error {
	if !s.has(t.String()) {
		if err := s.withdrawn(&contracts[t]); err != nil {
			return err
		}
		return s.missing(t)
	}
	err := func() error {
		conn, err := s.conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		sh, err := s.shape(ctx, conn, &contracts[t])
		if err != nil {
			return err
		}
		return use(conn, sh)
	}()
	if err == nil {
		return nil
	}
	s.invalidate(t.String())
	return s.fail(verb, t.String(), err)
}

// plan is how the server would run a query.
func (s *Source) plan(ctx context.Context, conn *sql.Conn, q Statement) (Plan, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	plan, err := s.dialect.Plan(ctx, conn, q)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return plan, nil
}

// conn takes a connection of the pool. The caller must close it.
func (s *Source) conn(ctx context.Context) (*sql.Conn, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	c, err := s.db.Conn(ctx)
	if err != nil {
		return nil, cause(ctx, err)
	}
	return c, nil
}

// see sees to the session, as whatever reads rows does first.
func (s *Source) see(ctx context.Context, conn *sql.Conn) error {
	if s.dialect.Terms().SetsEachUp {
		return nil
	}
	_, err := s.now(ctx, conn)
	return err
}

// now is the present by the database's own clock, for which the session is seen to.
func (s *Source) now(ctx context.Context, conn *sql.Conn) (time.Time, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	t, err := s.dialect.Now(ctx, conn)
	if err != nil {
		return t, cause(ctx, err)
	}
	return t, nil
}
