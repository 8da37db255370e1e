package source

import (
	"context"
	"database/sql/driver"
	"fmt"
	"hash/maphash"
	"reflect"
	"slices"

	"casework/collectors/ledger"
)

// An identifier that two rows of one statement bear is a duplicate for
// certain: a statement sees one state of the database. Rows of two statements
// may be one that changed in between, so the server is asked for all rows of
// the identifier in one.

const (
	// maxSightings is how many rows of earlier statements are remembered.
	maxSightings = 1 << 18

	// maxSuspects is how many identifiers of a reading are asked for.
	maxSuspects = 50

	// maxTies is how many rows may be at one position as the server compares
	// them. No page could go on among them.
	maxTies = 100_000
)

// sightings are the identifiers that a reading has met.
type sightings struct {
	across    bool // earlier statements count, not only the one at hand
	statement int
	rows      map[ledger.ID]sighting // nil before the first statement
	spare     map[ledger.ID]sighting // memory for them
	seed      maphash.Seed
	suspects  []suspect // of the statement at hand
	asked     int
}

type sighting struct {
	statement, index int    // index in the page at hand, if it is of this statement
	content          uint64 // hash of the row but its version, if earlier statements count
}

// A suspect is a row whose identifier an earlier statement gave with other content.
type suspect struct {
	id    ledger.ID
	value driver.Value
	index int // in the page at hand
}

// begin begins a statement.
func (s *sightings) begin() {
	s.statement++
	s.suspects = s.suspects[:0]
	if s.rows == nil {
		s.rows, s.seed = s.spare, maphash.MakeSeed()
		if s.rows == nil {
			s.rows = map[ledger.ID]sighting{}
		}
	}
	if !s.across || len(s.rows) > maxSightings {
		clear(s.rows)
	}
}

// sight notes the last row of a page, whose identifier the database gives as
// value, and marks rows of the same statement that bear it too.
func (d *decoder) sight(p *ledger.Page, id ledger.ID, value driver.Value) {
	if d.seen.rows == nil { // no statement was begun: this is no reading
		return
	}
	next := sighting{statement: d.seen.statement, index: p.Len() - p.Unkeyed - 1}
	if d.seen.across {
		next.content = d.content(p, next.index)
	}
	switch before, ok := d.seen.rows[id]; {
	case !ok:
	case before.statement == next.statement:
		markDuplicate(p, d.table, before.index)
		markDuplicate(p, d.table, next.index)
	case d.seen.across && before.content != next.content && len(d.seen.suspects) < maxSuspects:
		if b, ok := value.([]byte); ok {
			value = slices.Clone(b) // it is valid for this row
		}
		d.seen.suspects = append(d.seen.suspects, suspect{id, value, next.index})
	}
	d.seen.rows[id] = next
}

// sighted is the identifier under which a row is noted, if it has one.
func (d *decoder) sighted(row []driver.Value) (id ledger.ID, ok bool) {
	id, ok = d.id(row[colID])
	if d.table == ledger.Pauses {
		id = ledger.PauseID(id)
	}
	return id, ok
}

func markDuplicate(p *ledger.Page, t ledger.Table, i int) {
	switch t {
	case ledger.Cases:
		p.Cases[i].Duplicate = true
	case ledger.Errors:
		p.Errors[i].Duplicate = true
	case ledger.Sessions:
		p.Sessions[i].Duplicate = true
	case ledger.Pauses:
		p.Pauses[i].Duplicate = true
	}
}

// content is a hash of a row without its version, which not all statements read.
func (d *decoder) content(p *ledger.Page, i int) uint64 {
	switch d.table {
	case ledger.Cases:
		c := p.Cases[i]
		c.Changed, c.Duplicate = 0, false
		return maphash.Comparable(d.seen.seed, c)
	case ledger.Errors:
		e := p.Errors[i]
		e.Changed, e.Duplicate = 0, false
		return maphash.Comparable(d.seen.seed, e)
	case ledger.Pauses:
		one := p.Pauses[i]
		one.Changed, one.Duplicate = 0, false
		return maphash.Comparable(d.seen.seed, one)
	default:
		s := p.Sessions[i]
		s.Changed, s.Duplicate = 0, false
		return maphash.Comparable(d.seen.seed, s)
	}
}

// ask marks the suspects of a page of whose identifiers the server has several
// rows now.
func (r *reader) ask(ctx context.Context, st *prepared, conn driver.Conn, sh *shape, d *decoder, p *ledger.Page) error {
	for _, one := range d.seen.suspects {
		if d.seen.asked >= maxSuspects {
			break
		}
		d.seen.asked++
		q := (&pass{}).ties(sh, &position{id: sh.columns[colID].parameter(one.value)}, maxTies)
		if err := st.prepare(ctx, r.source, conn, q.Text); err != nil {
			return err
		}
		n := 0
		err := r.source.eachRow(ctx, st, q.Args, sh, func(row []driver.Value) {
			if id, ok := d.sighted(row); ok && id == one.id {
				n++
			}
		})
		if err != nil {
			return err
		}
		if n > 1 {
			markDuplicate(p, d.table, one.index)
		}
	}
	d.seen.suspects = d.seen.suspects[:0]
	return nil
}

// rest adds to a page the rows that are where it ends as the server compares
// them: the next page begins behind all of those.
func (r *reader) rest(ctx context.Context, st *prepared, conn driver.Conn, ps *pass, sh *shape, d *decoder, at *position, p *ledger.Page) error {
	if at == nil || at.id == nil {
		return nil
	}
	q := ps.ties(sh, at, maxTies+1)
	if err := st.prepare(ctx, r.source, conn, q.Text); err != nil {
		return err
	}
	d.seen.begin()
	n, last := 0, p.Len()-p.Unkeyed-1
	err := r.source.eachRow(ctx, st, q.Args, sh, func(row []driver.Value) {
		n++
		if last >= 0 && reflect.DeepEqual(row, at.row) { // the page has it
			if id, ok := d.sighted(row); ok {
				before := d.seen.rows[id]
				if before.statement == d.seen.statement { // the server gave another row of it first
					markDuplicate(p, d.table, before.index)
					markDuplicate(p, d.table, last)
				}
				d.seen.rows[id] = sighting{statement: d.seen.statement, index: last, content: before.content}
			}
			last = -1
			return
		}
		d.add(row, p)
	})
	if err != nil {
		return err
	}
	if n > maxTies {
		return fmt.Errorf("more than %d rows have the same %s, or such as its collation does not tell apart: they cannot be read in pages; "+
			"give every row one of its own", maxTies, sh.columns[colID].Name)
	}
	return r.ask(ctx, st, conn, sh, d, p)
}
