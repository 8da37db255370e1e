package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"casework/collectors/source"
)

// A node is a node of a plan, as EXPLAIN (FORMAT JSON, VERBOSE) gives it.
type node struct {
	Type     string  `json:"Node Type"`
	Schema   string  `json:"Schema"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Plan Rows"`
	Index    string  `json:"Index Cond"`
	Recheck  string  `json:"Recheck Cond"`
	TID      string  `json:"TID Cond"`
	Plans    []node  `json:"Plans"`
}

// Plan implements source.Dialect. It plans with the parameters' values.
func (d *dialect) Plan(ctx context.Context, conn *sql.Conn, q source.Statement) (source.Plan, error) {
	root, err := explain(ctx, conn, q)
	if err != nil {
		return nil, err
	}
	var plan source.Plan
	root.walk(func(n *node) {
		if err == nil {
			var st source.Step
			if st, err = n.step(ctx, conn); st.Scans || st.Sorts || st.Table != "" {
				plan = append(plan, st)
			}
		}
	})
	return plan, err
}

// explain asks the server how it would run a query.
func explain(ctx context.Context, conn *sql.Conn, q source.Statement) (*node, error) {
	var text []byte
	if err := conn.QueryRowContext(ctx, "EXPLAIN (VERBOSE, FORMAT JSON) "+q.Text, q.Params()...).Scan(&text); err != nil {
		return nil, err
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(text, &plans); err != nil {
		return nil, fmt.Errorf("the server explains its plans in another form: %w", err)
	}
	if len(plans) != 1 {
		return nil, errors.New("the server explains its plans in another form")
	}
	return &plans[0].Plan, nil
}

// walk visits a node and those below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for i := range n.Plans {
		n.Plans[i].walk(visit)
	}
}

// step is what a node does to rows; nothing for most.
func (n *node) step(ctx context.Context, conn *sql.Conn) (source.Step, error) {
	st := source.Step{Table: n.Relation, Rows: count(n.Rows)}
	switch n.Type {
	case "Seq Scan", "Sample Scan", "Foreign Scan":
		st.Scans = true
	case "Index Scan", "Index Only Scan":
		st.Scans = n.Index == "" // it reads the index in its order, from the beginning
	case "Sort": // an incremental one sorts few rows at a time
		st.Sorts = true
		for i := range n.Plans {
			n.Plans[i].walk(func(below *node) {
				if st.Table == "" {
					st.Table = below.Relation
				}
			})
			st.Rows = max(st.Rows, count(n.Plans[i].Rows))
		}
	}
	if !st.Scans || n.Relation == "" {
		return st, nil
	}
	// The estimate is of the rows that it finds, not of those that it reads.
	rows, err := rowsOf(ctx, conn, n)
	st.Rows = max(st.Rows, rows)
	return st, err
}

// rowsOf is about how many rows a table has, as the server's planner estimates
// it: by how densely its pages were filled when it was last analyzed. Of one that
// never was, it supposes short rows.
func rowsOf(ctx context.Context, conn *sql.Conn, n *node) (int64, error) {
	const shortRow, pageSize = 64, 8192
	var tuples, pages, size sql.NullFloat64
	err := conn.QueryRowContext(ctx, `SELECT c.reltuples::float8, c.relpages::float8, pg_catalog.pg_relation_size(c.oid)::float8
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
		WHERE s.nspname = $1 AND c.relname = $2`, n.Schema, n.Relation).Scan(&tuples, &pages, &size)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	case tuples.Float64 > 0 && pages.Float64 > 0:
		return count(tuples.Float64 / pages.Float64 * size.Float64 / pageSize), nil
	}
	return count(size.Float64 / shortRow), nil
}

func count(rows float64) int64 { return int64(math.Ceil(min(max(rows, 0), math.MaxInt32))) }

// errUncounted is reported as the server counts no rows for a session. It is
// not needed: the plans behind a view can be seen by anyone who may read it.
var errUncounted = errors.New("the server does not count the rows that a session reads")

// RowsExamined implements source.Dialect.
func (d *dialect) RowsExamined(context.Context, *sql.Conn) (int64, error) { return 0, errUncounted }
