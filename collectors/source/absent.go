package source

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
)

// What a database does not have is off: a table that an optional query reads,
// and an optional column. It is said once in the log. What was there once does
// not go off: that it is gone is an error.

// Expect says that a table was read by an earlier process, so that it does not
// go off should it be gone. It is called before anything is read.
func (s *Source) Expect(t ledger.Table) { s.found(t.String(), nil) }

// found notes that a query was answered, with what columns.
func (s *Source) found(query string, columns []Column) {
	s.mu.Lock()
	defer s.mu.Unlock()
	had := s.had[query]
	if had == nil {
		had = map[string]bool{}
		s.had[query] = had
	}
	for i := range columns {
		had[columns[i].Name] = true
	}
	delete(s.absent, query)
}

// isNew reports whether a query was never answered.
func (s *Source) isNew(query string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.had[query] == nil
}

// isOff reports whether an error means that an optional query is off: the database has
// no table that the query reads, or the user has no right to it, and it was never
// otherwise. It notes that, and logs it once. The query of pauses is also off if a column
// is missing: views that were granted before adapters read pauses lack some columns, and
// an upgrade must not make polls fail.
func (s *Source) isOff(ctx context.Context, query string, err error) bool {
	kind := s.dialect.ErrorKind(err)
	lacks := query == string(Pauses) && s.dialect.UnknownColumn(err) != ""
	if kind != NoTable && kind != NoRight && !lacks || query == string(Cases) || !s.isNew(query) {
		return false
	}
	s.mu.Lock()
	told := s.absent[query]
	s.absent[query] = true
	s.mu.Unlock()
	if !told && without[query] != "" {
		s.log.InfoContext(ctx, "query is off", "query", query, "why", s.whyOff(err), "without", without[query], "err", s.dialect.Redact(err))
	}
	return true
}

// whyOff says why a query is off. To a user without a right to a table, a server gives
// the same error whether the table is there or not.
func (s *Source) whyOff(err error) string {
	if column := s.dialect.UnknownColumn(err); column != "" {
		return fmt.Sprintf("there is no column %s, or no right to read it", column)
	}
	if s.dialect.ErrorKind(err) == NoRight {
		return "there is no such table, or no right to read it"
	}
	return "there is no such table"
}

// Off lists what the database does not have, and is off: queries, and columns
// as query.column.
func (s *Source) Off() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	off := slices.Collect(maps.Keys(s.absent))
	for _, sh := range s.shapes {
		for _, name := range sh.absent {
			if without[sh.name+"."+name] != "" {
				off = append(off, sh.name+"."+name)
			}
		}
	}
	slices.Sort(off)
	return off
}

// survey learns which of the optional row tables the database has, and begins
// to read one that appeared. Errors are left to the reading.
func (s *Source) survey(ctx context.Context) {
	for _, t := range ledger.Tables() {
		name := t.String()
		if t == ledger.Cases || !s.has(name) || !s.isNew(name) {
			continue
		}
		err := func() error {
			conn, err := s.conn(ctx)
			if err != nil {
				return err
			}
			defer conn.Close()
			_, err = s.shape(ctx, conn, contractOf(name))
			return err
		}()
		if err != nil && !s.isOff(ctx, name, err) {
			s.invalidate(name)
		}
	}
}

// describe asks the database for the columns of a query's result. Optional
// columns that its tables lack are taken out of the statement, which is
// returned too, unless they were there once.
func (s *Source) describe(ctx context.Context, conn *sql.Conn, c *contract) (statement string, result []resultColumn, err error) {
	statement = s.statements[c.file()]
	for {
		result, err = s.columnsOf(ctx, conn, statement)
		column := s.dialect.UnknownColumn(err)
		if err == nil || column == "" {
			return statement, result, err
		}
		var had string
		less, ok := adapters.WithoutColumn(statement, column, s.dialect.Terms().Null, func(output string) bool {
			can := s.canDoWithout(c, output)
			if !can && c.isOptional(output) {
				had = output
			}
			return can
		})
		if !ok {
			if had != "" {
				err = s.wasThere(s.dialect.Redact(err), c.file()+"."+had)
			}
			return statement, nil, err
		}
		statement = less
	}
}

// canDoWithout reports whether a query may lack a column: the contract does
// not ask for it or has it optional, and it was never there.
func (s *Source) canDoWithout(c *contract, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.had[c.name][name] && !slices.Contains(s.unused(c), name) {
		return false
	}
	i := slices.IndexFunc(c.columns, func(want column) bool { return want.name == name })
	return i < 0 || !c.columns[i].required
}

// columnsOf asks the database for the columns of a statement's result.
func (s *Source) columnsOf(ctx context.Context, conn *sql.Conn, statement string) ([]resultColumn, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	rows, err := conn.QueryContext(ctx, "SELECT *"+derived(statement)+" LIMIT 0")
	if err != nil {
		return nil, cause(ctx, err)
	}
	defer rows.Close()
	kinds, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	var result []resultColumn
	for _, k := range kinds {
		r := resultColumn{name: k.Name(), typeName: k.DatabaseTypeName()}
		r.precision, r.scale, _ = k.DecimalSize()
		result = append(result, r)
	}
	if err := rows.Err(); err != nil {
		return nil, cause(ctx, err)
	}
	return result, nil
}

// nameNulls gives optional columns that hold nothing but NULL without a type the type
// NULL. "NULL AS started_at" says that there is none, but a view, a union or a
// server that does not merge what is derived gives it a type, of which no such column
// is. What cannot be found out stays as it is.
func (s *Source) nameNulls(ctx context.Context, conn *sql.Conn, c *contract, statement string, result []resultColumn) {
	terms := s.dialect.Terms()
	for i := range result {
		base, _ := s.dialect.Class(result[i].typeName)
		at := slices.IndexFunc(c.columns, func(want column) bool { return strings.EqualFold(want.name, result[i].name) })
		if at < 0 || c.columns[at].required || base != terms.Untyped || slices.Contains(s.dialect.Types(c.columns[at].meaning), base) {
			continue
		}
		values, err := s.any(ctx, conn, statement, " WHERE "+c.columns[at].name+" IS NOT NULL")
		if err != nil || values {
			continue
		}
		if terms.UntypedIsText { // without a row, it may be a column of texts that is wrong here
			if rows, err := s.any(ctx, conn, statement, ""); err != nil || !rows {
				continue
			}
		}
		result[i].typeName = "NULL"
	}
}

// any reports whether a statement gives any row that meets a condition.
func (s *Source) any(ctx context.Context, conn *sql.Conn, statement, condition string) (bool, error) {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	var one int
	err := conn.QueryRowContext(ctx, "SELECT 1"+derived(statement)+condition+" LIMIT 1").Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// gone says which columns of a shape were there once and are not any more.
func (s *Source) gone(sh *shape) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gone, names []string
	for _, name := range sh.absent {
		if s.had[sh.name][name] && !slices.Contains(s.unused(sh.contract), name) {
			gone, names = append(gone, name), append(names, sh.file()+"."+name)
		}
	}
	if gone == nil {
		return nil
	}
	return s.wasThere(fmt.Errorf("%s.sql: %s is gone", sh.file(), strings.Join(gone, ", ")), names...)
}

// sayAbsent says once what is off without the columns that a query lacks.
func (s *Source) sayAbsent(ctx context.Context, sh *shape) {
	if !s.isNew(sh.name) {
		return
	}
	for _, name := range sh.absent {
		switch what := without[sh.name+"."+name]; {
		case name == caseType && s.opts.CaseTypes:
			s.log.WarnContext(ctx, "case types are set up, but there is no column case_type, or no right to read it: they are not distinguished", "query", sh.name)
		case what != "":
			s.log.InfoContext(ctx, "off, as there is no such column, or no right to read it", "query", sh.name, "column", name, "without", what)
		}
	}
}

// without says what is off without a query or one of its columns.
var without = map[string]string{
	"errors":               "no error metrics",
	"sessions":             "no session metrics",
	"pauses":               "no net times: those in which a case waits for others count in full",
	"programmes":           "every unit is inactive, unless a file names programmes",
	"units":                "units are known from their cases only",
	"cases.case_type":      "the comparison does not know the mix of case types",
	"cases.started_at":     "no waiting times; the queue is the open cases",
	"cases.closed_at":      "no closings, and every case is open; the queue is the cases not started",
	"cases.deadline_at":    "no deadline metrics, unless a file gives deadlines",
	"cases.reopened_count": "a case reopened and closed again between two polls is not seen",
	"cases.changed_at":     "every poll reads the open cases and those of the rescan period again",
	"errors.changed_at":    "every poll reads the errors of the rescan period again",
	"sessions.changed_at":  "every poll reads the sessions of the rescan period again",
	"pauses.changed_at":    "every poll reads the pauses that last and those of the rescan period again",
	"sessions.held_at":     "no session counts as held",
	"errors.kind":          "kinds of error are not distinguished",
	"sessions.programme":   "programmes of sessions are not distinguished",
	"units.name":           "units have no name but the one that cases give them",
	"units.service":        "units have no service area",
}
