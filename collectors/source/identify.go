package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"casework/collectors/ledger"
)

// A Place is where a reading of all identifiers stands.
type Place struct {
	typeName string             // of the identifiers' column
	last     driver.Value       // identifier on the page before
	rows     int                // of that page
	by       uint32             // number of the server that gave it; 0 if unknown
	seen     map[ledger.ID]bool // on it, if identifiers are compared by a collation
}

// Identify reads the identifiers of all cases in their order, at least so many
// from a place on, or from the beginning if that is nil, and remembers those of
// the cases that are wanted. It returns where to go on, nil at the end, and how
// many rows it read.
//
// A case that is there from the first page to the last is met, whatever is
// written meanwhile: an identifier never changes.
func (s *Source) Identify(ctx context.Context, from *Place, least int, wanted func(ledger.ID) bool) (next *Place, rows int, err error) {
	err = s.withShape(ctx, ledger.Cases, "read the identifiers of", func(conn *sql.Conn, sh *shape) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		sh, d := sh.identifier(), s.decoder(ledger.Cases, sh)
		column := &sh.columns[colID]
		if next = from; next != nil && next.typeName != column.TypeName {
			return errChanged
		}
		var st prepared
		defer st.closeOn(conn)
		for first := true; first || rows < least; first = false {
			page, met, err := s.identifiersFrom(ctx, conn, &st, sh, d, next, wanted)
			if err != nil {
				return err
			}
			rows += page.rows
			s.identifiers.add(column, page.by, met)
			if next = page; page.rows < s.opts.PageSize {
				next = nil
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return from, rows, err
	}
	return next, rows, nil
}

// identifiersFrom reads the page behind a place.
func (s *Source) identifiersFrom(ctx context.Context, conn *sql.Conn, st *prepared, sh *shape, d *decoder, from *Place,
	wanted func(ledger.ID) bool,
) (page *Place, met []knownCase, err error) {
	column := &sh.columns[colID]
	page = &Place{typeName: column.TypeName, seen: map[ledger.ID]bool{}, by: s.server(ctx, conn)}
	fresh := false
	err = s.eachID(ctx, conn, st, sh, d, fromPlace(sh, from, s.opts.PageSize), func(id ledger.ID, v driver.Value) {
		page.rows++
		page.last = column.parameter(v)
		if column.Class == Text {
			page.seen[id] = true
			fresh = fresh || from == nil || !from.seen[id]
		}
		if wanted(id) {
			met = append(met, knownCase{id, page.last})
		}
	})
	switch {
	case err != nil:
		return nil, nil, err
	case column.Class == Text && !fresh && page.rows == s.opts.PageSize:
		return nil, nil, errors.New("more identifiers than a page holds are equal to the database")
	}
	if s.server(ctx, conn) != page.by {
		page.by = 0
	}
	return page, met, nil
}

// fromPlace is the statement for a page of identifiers. The last one comes
// again: others may be equal to it by the column's collation.
func fromPlace(sh *shape, from *Place, limit int) Statement {
	id := &sh.columns[colID]
	b := sh.builder()
	b.add(sh.base, " WHERE ", id.Name)
	if from == nil {
		b.add(" IS NOT NULL")
	} else {
		b.add(" >= ", b.param(id, from.last))
	}
	b.addf(" ORDER BY %s LIMIT %d", id.Name, limit)
	return b.statement()
}
