package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"casework/collectors/ledger"
)

// askAtOnce is how many cases one statement asks for: few enough for a server
// to look at its index for each, and for the smallest packets that one takes.
const askAtOnce = 80

// An Answer says which of the cases that were asked for a database has.
type Answer struct {
	Rows    int         // that the database returned
	Present []ledger.ID // cases that are there
	Absent  []Absence   // cases that are not
	Unknown []ledger.ID // cases that could not be asked for: see Identify

	// Versioned says that the query has a changed_at, by which a ledger knows
	// how old what it knows is.
	Versioned bool
}

// An Absence is a case that a database does not have.
type Absence struct {
	ID ledger.ID

	// Shown says that the server which lacks the case is the one that showed it
	// last. If not, it may only lag behind that one.
	Shown bool
}

// Ask looks cases up by their identifiers, askAtOnce a statement.
func (s *Source) Ask(ctx context.Context, ids []ledger.ID) (Answer, error) {
	var a Answer
	err := s.withShape(ctx, ledger.Cases, "look up", func(conn *sql.Conn, sh *shape) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		a.Versioned = sh.has(changedAt)
		known, of, unknown := s.identifiers.find(&sh.columns[colID], ids)
		a.Unknown = unknown
		sh, d := sh.identifier(), s.decoder(ledger.Cases, sh)
		var st prepared
		defer st.closeOn(conn)
		there := make(map[ledger.ID]bool, len(known))
		by := s.server(ctx, conn)
		for at := 0; at < len(known); at += askAtOnce {
			some := of[at:min(at+askAtOnce, len(of))]
			err := s.eachID(ctx, conn, &st, sh, d, s.anyOf(sh, some), func(id ledger.ID, _ driver.Value) {
				there[id] = true
				a.Rows++
			})
			if err != nil {
				return err
			}
		}
		if s.server(ctx, conn) != by {
			by = 0 // a proxy exchanged it: who answered is unknown
		}
		s.compare(known, of, there, by, &a)
		return nil
	})
	return a, err
}

// compare adds to an answer which of the cases that were asked for are there,
// as a server says; by is 0 if it is not known which.
func (s *Source) compare(ids []ledger.ID, of []identifier, there map[ledger.ID]bool, by uint32, a *Answer) {
	for i, id := range ids {
		if there[id] {
			a.Present = append(a.Present, id)
			continue
		}
		a.Absent = append(a.Absent, Absence{id, by != 0 && of[i].by == by})
	}
	if by != 0 {
		s.identifiers.shown(by, there)
	}
}

// anyOf is the statement for the rows of some identifiers. It always has
// askAtOnce parameters, so that it is prepared once: the last stands for all
// that are wanting.
func (s *Source) anyOf(sh *shape, of []identifier) Statement {
	b := sh.builder()
	b.add(sh.base, " WHERE ", b.among(&sh.columns[colID], of))
	return b.statement()
}

// among is the condition that a row's identifier is one of at most askAtOnce.
func (b *builder) among(column *Column, of []identifier) string {
	params := make([]string, askAtOnce)
	for i := range params {
		params[i] = b.param(column, of[min(i, len(of)-1)].value)
	}
	return column.Name + " IN (" + strings.Join(params, ", ") + ")"
}

// eachID runs a statement that asks for identifiers alone.
func (s *Source) eachID(ctx context.Context, conn *sql.Conn, st *prepared, sh *shape, d *decoder, q Statement,
	each func(ledger.ID, driver.Value),
) error {
	return conn.Raw(func(dc any) error {
		if err := st.prepare(ctx, s, dc.(driver.Conn), q.Text); err != nil {
			return err
		}
		return s.eachRow(ctx, st, q.Args, sh, func(row []driver.Value) {
			if id, ok := d.id(row[0]); ok {
				each(id, row[0])
			}
		})
	})
}

// closeOn closes a statement of a connection. That fails only with the
// connection, which the next query tells.
func (s *prepared) closeOn(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return s.Close() })
}

// Reread reads cases by their identifiers, as Changes does. Next is 0.
func (s *Source) Reread(ctx context.Context, ids []ledger.ID, apply func(*ledger.Page) error) error {
	for len(ids) > 0 {
		n := min(askAtOnce, len(ids))
		err := s.readPasses(ctx, ledger.Cases, apply, func(conn *sql.Conn, sh *shape, r *reader) error {
			if err := s.see(ctx, conn); err != nil {
				return err
			}
			column := &sh.columns[colID]
			_, of, _ := s.identifiers.find(column, ids[:n])
			if len(of) > 0 {
				r.passes = []pass{{where: func(b *builder) string { return b.among(column, of) }}}
			}
			return nil
		})
		if err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Sweepable says why cases are not looked up by their identifiers, or "" if
// they can be: the server would read the whole table each time.
func (s *Source) Sweepable(ctx context.Context) (why string, err error) {
	err = s.withShape(ctx, ledger.Cases, "plan a sweep of", func(conn *sql.Conn, sh *shape) error {
		if err := s.see(ctx, conn); err != nil {
			return err
		}
		why, err = s.costly(ctx, conn, sh)
		return err
	})
	return why, err
}

// costly says how a server would read too much to find cases by identifier.
func (s *Source) costly(ctx context.Context, conn *sql.Conn, sh *shape) (string, error) {
	sh = sh.identifier()
	id := &sh.columns[colID]
	ordered := (&pass{}).page(sh, nil, s.opts.PageSize)
	plan, err := s.plan(ctx, conn, ordered)
	if err != nil {
		return s.costlyUnplanned(ctx, conn, sh)
	}
	if st, what := plan.sortsMuch(); st != nil {
		return fmt.Sprintf("the server %s %s to put them in the order of %s", what, st.Table, id.Name), nil
	}
	value := s.identifiers.any(id)
	if value == nil {
		return "", nil
	}
	if plan, err = s.plan(ctx, conn, s.anyOf(sh, []identifier{{value: value}})); err != nil {
		return "", err
	}
	if st, what := plan.Excess(false); st != nil {
		return fmt.Sprintf("the server %s %s, about %d rows, to find some by %s", what, st.Table, st.Rows, id.Name), nil
	}
	return "", nil
}

// costlyUnplanned is costly for a server that gives no plan: it hides those of
// views, or has none at all. What it reads is counted instead, if it counts.
func (s *Source) costlyUnplanned(ctx context.Context, conn *sql.Conn, sh *shape) (string, error) {
	n, err := s.rowsExamined(ctx, conn, (&pass{}).page(sh, nil, 1))
	switch {
	case err == nil && n > bigTable:
		return fmt.Sprintf("the server reads %d rows to find the first %s", n, sh.columns[colID].Name), nil
	case err == nil:
		return "", nil
	}
	if _, now := s.now(ctx, conn); now != nil {
		return "", err // the server is not there any more
	}
	return "the server does not say how it reads the table", nil
}

// sortsMuch is the first step that sorts a big table, and what it does.
func (p Plan) sortsMuch() (*Step, string) {
	for i := range p {
		if p[i].Sorts && p[i].Rows > bigTable {
			return &p[i], "sorts the rows of"
		}
	}
	return nil, ""
}
