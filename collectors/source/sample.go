package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"

	"casework/collectors/ledger"
)

// sampleSize is how many rows a Sample has at most.
const sampleSize = 200

// A Sample is some rows of a table, to hold against what is known of them.
type Sample struct {
	Type string // of the identifier's column, as the database calls it

	// Before is how programs that knew of no Numbers made the IDs of this column.
	Before ledger.Numbers

	// Page decodes the rows, with IDs as Numbers say. It is valid until the next call.
	Page func(ledger.Numbers) *ledger.Page
}

// Sample reads some rows of a table, in no order: those that the server comes
// by first. It is nil if that takes the server longer than a statement may.
func (s *Source) Sample(ctx context.Context, t ledger.Table) (*Sample, error) {
	var sample *Sample
	err := s.withShape(ctx, t, "sample", func(conn *sql.Conn, sh *shape) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		var rows [][]driver.Value
		err := conn.Raw(func(dc any) (err error) {
			rows, err = s.someRows(ctx, dc.(driver.Conn), sh)
			return err
		})
		if s.dialect.ErrorKind(err) == TimedOut {
			s.log.WarnContext(ctx, "a sample of rows takes too long: they are not compared with what is known", "query", sh.name)
			return nil
		}
		if err != nil {
			return err
		}
		d, id := s.decoder(t, sh), &sh.columns[colID]
		sample = &Sample{Type: id.TypeName, Before: numbersBefore(id), Page: func(n ledger.Numbers) *ledger.Page {
			var p ledger.Page
			d.keyer = d.keyer.With(n)
			for _, row := range rows {
				d.add(row, &p)
			}
			return &p
		}}
		return nil
	})
	return sample, err
}

// someRows reads the rows of a Sample.
func (s *Source) someRows(ctx context.Context, conn driver.Conn, sh *shape) (all [][]driver.Value, err error) {
	b := sh.builder()
	b.add(sh.base)
	b.addf(" LIMIT %d", sampleSize)
	var st prepared
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := st.prepare(ctx, s, conn, b.statement().Text); err != nil {
		return nil, err
	}
	err = s.eachRow(ctx, &st, nil, sh, func(row []driver.Value) { all = append(all, cloneRow(row)) })
	return all, err
}

// cloneRow copies a row of a result, which is valid until the next.
func cloneRow(row []driver.Value) []driver.Value {
	kept := slices.Clone(row)
	for i, v := range kept {
		if b, ok := v.([]byte); ok {
			kept[i] = slices.Clone(b)
		}
	}
	return kept
}

// numbersBefore is how the IDs of a column were made before Numbers were told
// apart: a number in a text was a text, and so was a decimal number, with the
// zeros of its fraction.
func numbersBefore(c *Column) ledger.Numbers {
	switch {
	case c.Class == Integer:
		return ledger.AsIntegers
	case c.Class == Decimal && c.Scale > 0:
		return ledger.AsText + ledger.Numbers(c.Scale)
	}
	return ledger.AsText
}

// SetNumbers says how whole numbers in the identifiers of a table become IDs.
func (s *Source) SetNumbers(t ledger.Table, n ledger.Numbers) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.numbers[t] = n
}

// keyer makes the identifiers of a table.
func (s *Source) keyer(t ledger.Table) ledger.Keyer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.Keyer.With(s.numbers[t])
}
