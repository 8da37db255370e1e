package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
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
	began   time.Time     // by this computer's clock: what had been committed by then is read
	by      uint32        // number of the server that answers; 0 if unknown
	last    ledger.Cursor // of a first load: what next is in the end; then a page comes even without rows. Else 0
}

// run reads the passes on a connection and calls apply for every page, while
// the next one is read. It returns the first error of either; by then nothing
// is running any more.
//
// The last page is applied here, and others by a goroutine of their own. So a poll,
// which has one page, wakes no other thread.
func (r *reader) run(ctx context.Context, conn *sql.Conn, apply func(*ledger.Page) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan *ledger.Page, pages)
	for range pages {
		free <- r.source.spares.page()
	}
	defer func() {
		for range len(free) { // those in use are left to the garbage collector
			r.source.spares.keepPage(<-free)
		}
	}()
	var full chan *ledger.Page // nil as long as there is no goroutine
	var applied error          // by the goroutine
	var done sync.WaitGroup
	var last *ledger.Page
	send := func(p *ledger.Page, more bool) error {
		if !more {
			last = p
			return nil
		}
		if full == nil {
			full = make(chan *ledger.Page)
			done.Go(func() {
				for p := range full {
					if applied = apply(p); applied != nil {
						cancel(applied)
						return
					}
					free <- p
				}
			})
		}
		select {
		case full <- p:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err := conn.Raw(func(dc any) error { return r.read(ctx, dc.(driver.Conn), free, send) })
	if full != nil {
		close(full)
		done.Wait()
	}
	switch {
	case applied != nil:
		return applied
	case err != nil || last == nil:
		return err
	}
	err = apply(last)
	free <- last
	return err
}

// read reads the passes into pages from free, and sends them, with whether more may come.
func (r *reader) read(ctx context.Context, conn driver.Conn, free chan *ledger.Page, send func(p *ledger.Page, more bool) error) error {
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
				var ask querier = st
				if q.once {
					ask = once{conn, q.Text}
				} else if err := st.prepare(ctx, r.source, conn, q.Text); err != nil {
					return err
				}
				next, err := r.page(ctx, ask, q.Args, &r.passes[i], sh, d, at, p)
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
			if err := send(p, !last); err != nil {
				return err
			}
			p = nil
		}
	}
	return nil
}

// page reads one page, from a position on. It returns where the page ends if the
// pass may have more rows.
func (r *reader) page(ctx context.Context, st querier, args []driver.Value, ps *pass, sh *shape, d *decoder, at *position, p *ledger.Page,
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
