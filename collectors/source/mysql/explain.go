package mysql

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"casework/collectors/source"
)

// errNoPlan is reported by servers whose EXPLAIN is no table of steps.
var errNoPlan = errors.New("the server explains its plans in another form")

// Plan implements source.Dialect. It asks for the plan in the form that is a
// table: MySQL 9 gives another one unless it is told.
func (d *dialect) Plan(ctx context.Context, conn *sql.Conn, q source.Statement) (source.Plan, error) {
	rows, err := conn.QueryContext(ctx, "EXPLAIN FORMAT=TRADITIONAL "+q.Text, q.Params()...)
	if err != nil {
		return nil, err
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
func steps(lines []map[string]string) source.Plan {
	var plan source.Plan
	for _, line := range lines {
		access, extra := line["type"], line["Extra"]
		st := source.Step{
			Table: line["table"],
			Scans: access == "ALL" || access == "index",
			Sorts: strings.Contains(extra, "filesort") || strings.Contains(extra, "temporary"),
		}
		st.Rows, _ = strconv.ParseInt(line["rows"], 10, 64) // NULL for a step without a table
		plan = append(plan, st)
	}
	return plan
}
