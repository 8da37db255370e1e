package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// A step is one row of a query plan.
type step struct {
	table, access, key, extra string
	rows                      int64 // the server's estimate
}

// sorts reports whether the step puts rows in order itself, which it can only
// do after reading all of them.
func (st *step) sorts() bool {
	return strings.Contains(st.extra, "filesort") || strings.Contains(st.extra, "temporary")
}

// scans reports whether the step reads a table or an index from its beginning
// to its end.
func (st *step) scans() bool { return st.access == "ALL" || st.access == "index" }

// errNoPlan is reported by servers whose EXPLAIN is no table of steps.
var errNoPlan = errors.New("the server explains its plans in another form")

// explain asks for the plan of a query, in the form that is a table: MySQL 9
// gives another one unless it is told.
func (s *Source) explain(ctx context.Context, conn *sql.Conn, query string, args []driver.Value) ([]step, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	rows, err := conn.QueryContext(ctx, "EXPLAIN FORMAT=TRADITIONAL "+query, params(args)...)
	if err != nil {
		return nil, cause(ctx, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	read := steps
	switch {
	case slices.Contains(names, "estRows"):
		read = operators
	case !slices.Contains(names, "Extra") || !slices.Contains(names, "type"):
		return nil, errNoPlan
	}
	var lines []map[string]string
	for rows.Next() {
		values, dest := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		line := make(map[string]string, len(names))
		for i, name := range names {
			line[name] = values[i].String
		}
		lines = append(lines, line)
	}
	return read(lines), rows.Err()
}

// steps reads a plan as MariaDB and MySQL give it.
func steps(lines []map[string]string) []step {
	var plan []step
	for _, line := range lines {
		st := step{table: line["table"], access: line["type"], key: line["key"], extra: line["Extra"]}
		st.rows, _ = strconv.ParseInt(line["rows"], 10, 64) // NULL for a step without a table
		plan = append(plan, st)
	}
	return plan
}

// params are parameters in the form that database/sql takes.
func params(args []driver.Value) []any {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	return list
}
