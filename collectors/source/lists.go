package source

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// Programmes reads the periods of supervision programmes; nil if the adapter has no
// programmes.sql, or the database does not have the table that it reads. Some rows are
// left out, with a warning in the log: rows without unit or starts_on, rows that end
// before they begin, and rows whose starts_on or ends_on has month or day 0.
func (s *Source) Programmes(ctx context.Context) ([]ledger.Programme, error) {
	list, refused, unnamed, err := s.programmes(ctx)
	for _, r := range refused {
		s.log.WarnContext(ctx, "a programme is left out for one of its dates", "unit", r.unit, "column", r.column, "date", r.why)
	}
	s.sayInactive(ctx)
	if unnamed > 0 {
		s.log.WarnContext(ctx, "programmes without unit or starts_on are left out", "rows", unnamed)
	}
	return list, err
}

// programmes reads programmes, lists those that are refused for a date, and counts
// the rows without unit or starts_on.
func (s *Source) programmes(ctx context.Context) (list []ledger.Programme, refused []refusedDate, unnamed int, err error) {
	if refused, err = s.incomplete(ctx); err != nil {
		return nil, nil, 0, err
	}
	where := func(sh *shape, b *builder) {
		for i, c := range sh.dates() {
			b.add([...]string{" WHERE NOT ", " AND NOT "}[min(i, 1)], s.partial(c))
		}
		b.add(" ORDER BY 1")
	}
	err = s.list(ctx, string(Programmes), where, func(sh *shape, d *decoder, row []driver.Value) {
		p := ledger.Programme{Unit: d.units.of(d, row[0]), Name: d.labels.of(d, row[1])}
		first, ok := s.localDate(&sh.columns[2], row[2])
		if !ok || p.Unit == "" {
			unnamed++
			return
		}
		p.From = first.Start(s.opts.Location).Unix()
		if at := sh.index[3]; at >= 0 {
			last, ok := s.localDate(&sh.columns[at], row[at])
			if ok && last < first {
				refused = append(refused, refusedDate{p.Unit, sh.columns[at].Name, "is before its starts_on"})
				return
			}
			if ok && civil.InRange(last.Date()) {
				p.Until = (last + 1).Start(s.opts.Location).Unix()
			}
		}
		list = append(list, p)
	})
	return list, refused, unnamed, err
}

// A refusedDate is a date for which a programme is left out, and why.
type refusedDate struct{ unit, column, why string }

// dates are the columns of a query that hold dates, of whole days or not.
func (s *shape) dates() (all []*Column) {
	for i := range s.columns {
		if c := &s.columns[i]; c.meaning == MeansDate && c.wholes() {
			all = append(all, c)
		}
	}
	return all
}

// partial is the condition that a date has no month or no day. It is never
// NULL.
func (s *Source) partial(c *Column) string {
	return "(" + s.dialect.Whole(c) + " IS NULL AND COALESCE(" + s.dialect.HasTime(c) + ", FALSE))"
}

// incomplete lists the dates of programmes that have no month or no day.
func (s *Source) incomplete(ctx context.Context) (all []refusedDate, err error) {
	var columns []*Column
	where := func(sh *shape, b *builder) {
		columns = sh.dates()
		conditions := []string{"1 = 0"}
		for _, c := range columns {
			conditions = append(conditions, s.partial(c))
		}
		b.add(" WHERE ", strings.Join(conditions, " OR "), " ORDER BY 1")
	}
	err = s.list(ctx, string(Programmes), where, func(sh *shape, d *decoder, row []driver.Value) {
		for i := range sh.columns {
			// Of the dates of such a row, the one that is NULL is the incomplete one, or is none.
			if c := &sh.columns[i]; slices.Contains(columns, c) && row[i] == nil {
				all = append(all, refusedDate{d.units.of(d, row[0]), c.Name, "has no month or no day"})
				break
			}
		}
	})
	return all, err
}

// Units reads the list of units; nil if the adapter has no units.sql, or the database
// does not have the table that it reads. A unit that is listed twice is returned once, with
// the first of its names. It also finds out which optional queries the database can
// answer, see Has.
func (s *Source) Units(ctx context.Context) ([]ledger.Unit, error) {
	var list []ledger.Unit
	at := map[string]int{}
	err := s.list(ctx, string(Units), nil, func(sh *shape, d *decoder, row []driver.Value) {
		label := func(column int) string {
			if at := sh.index[column]; at >= 0 {
				return d.labels.of(d, row[at])
			}
			return ""
		}
		u := ledger.Unit{Unit: d.units.of(d, row[0]), Name: label(1), Service: label(2), Parent: label(3)}
		if i, again := at[u.Unit]; !again {
			at[u.Unit] = len(list)
			list = append(list, u)
		} else if compareUnits(u, list[i]) < 0 { // spellings of it come in any order
			list[i] = u
		}
	})
	if err == nil {
		s.survey(ctx)
	}
	return list, err
}

// compareUnits orders what is said of one unit.
func compareUnits(a, b ledger.Unit) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Parent, b.Parent))
}

// sayInactive says once that no unit is under supervision, where the adapter
// does not ask for programmes. It is said elsewhere of a table that is absent.
func (s *Source) sayInactive(ctx context.Context) {
	s.mu.Lock()
	said := s.inactive
	s.inactive = true
	s.mu.Unlock()
	if !said && !s.has(string(Programmes)) {
		s.log.InfoContext(ctx, "off, as the adapter has no such query", "query", Programmes, "without", without[string(Programmes)])
	}
}

// list reads the rows of a short query in one statement: all of them, or
// those of a condition. It does nothing if the adapter does not have it,
// or the database no table that it reads.
func (s *Source) list(ctx context.Context, query string, where func(*shape, *builder),
	add func(*shape, *decoder, []driver.Value),
) error {
	c := contractOf(query)
	if c == nil {
		return fmt.Errorf("no contract for %s", query)
	}
	if !s.has(c.file()) {
		return s.withdrawn(c)
	}
	err := func() error {
		conn, err := s.conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		sh, err := s.shape(ctx, conn, c)
		if err != nil {
			return err
		}
		d := &decoder{words: newWords(s.met.unit)}
		return conn.Raw(func(dc any) error {
			var st prepared
			defer st.Close()
			b := sh.builder()
			b.add(sh.base)
			if where != nil {
				where(sh, b)
			} else {
				b.add(" ORDER BY 1")
			}
			q := b.statement()
			if err := st.prepare(ctx, s, dc.(driver.Conn), q.Text); err != nil {
				return err
			}
			return s.eachRow(ctx, &st, q.Args, sh, func(row []driver.Value) { add(sh, d, row) })
		})
	}()
	if err != nil {
		s.invalidate(query)
		if s.isOff(ctx, query, err) {
			return nil
		}
		return s.fail("read", query, err)
	}
	return nil
}
