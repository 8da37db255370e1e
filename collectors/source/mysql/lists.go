package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"casework/collectors/ledger"
)

// Programmes reads the periods of supervision programmes; nil if the adapter
// has no programmes.sql. A row without unit or starts_on is left out, with a
// warning in the log.
func (s *Source) Programmes(ctx context.Context) ([]ledger.Programme, error) {
	var list []ledger.Programme
	without := 0
	err := s.list(ctx, programmes, nil, func(sh *shape, d *decoder, row []driver.Value) {
		p := ledger.Programme{Unit: d.text(row[0]), Name: d.text(row[1])}
		first, ok := s.localDate(&sh.columns[2], row[2])
		if !ok || p.Unit == "" {
			without++
			return
		}
		p.From = first.Start(s.opts.Location).Unix()
		if at := sh.index[3]; at >= 0 {
			if last, ok := s.localDate(&sh.columns[at], row[at]); ok {
				p.Until = (last + 1).Start(s.opts.Location).Unix()
			}
		}
		list = append(list, p)
	})
	if without > 0 {
		s.log.WarnContext(ctx, "programmes without unit or starts_on are left out", "rows", without)
	}
	return list, err
}

// Units reads the list of units; nil if the adapter has no units.sql.
func (s *Source) Units(ctx context.Context) ([]ledger.Unit, error) {
	var list []ledger.Unit
	err := s.list(ctx, units, nil, func(sh *shape, d *decoder, row []driver.Value) {
		u := ledger.Unit{Unit: d.text(row[0]), Name: d.text(row[1]), Service: d.text(row[2])}
		if at := sh.index[3]; at >= 0 {
			u.Parent = d.text(row[at])
		}
		list = append(list, u)
	})
	return list, err
}

// list reads the rows of a short query in one statement: all of them, or
// those of a condition. It does nothing if the adapter does not have it.
func (s *Source) list(ctx context.Context, query string, where func(*shape) (string, []driver.Value),
	add func(*shape, *decoder, []driver.Value),
) error {
	c := contractOf(query)
	if !s.has(c.file()) {
		return nil
	}
	err := func() error {
		conn, err := s.conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		sh, err := s.shape(ctx, conn, c)
		if err != nil {
			return err
		}
		d := &decoder{texts: map[string]string{}, numbers: map[int64]string{}}
		return conn.Raw(func(dc any) error {
			var st statement
			defer st.Close()
			condition, args := " ORDER BY 1", []driver.Value(nil)
			if where != nil {
				condition, args = where(sh)
			}
			if err := st.prepare(ctx, s, dc.(driver.Conn), sh.base+condition); err != nil {
				return err
			}
			ctx, cancel := s.within(ctx)
			defer cancel()
			rows, err := st.query(ctx, args)
			if err != nil {
				return cause(ctx, err)
			}
			defer rows.Close()
			if err := sh.matches(rows); err != nil {
				return err
			}
			for row := make([]driver.Value, len(sh.columns)); ; {
				if err := rows.Next(row); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return cause(ctx, err)
				}
				add(sh, d, row)
			}
		})
	}()
	if err != nil {
		s.forget(query)
		return s.fail("read", query, err)
	}
	return nil
}

// contractOf is the contract of a query by its name.
func contractOf(query string) *contract {
	for i := range contracts {
		if contracts[i].name == query {
			return &contracts[i]
		}
	}
	panic("no contract for " + query) // the names are this package's own
}
