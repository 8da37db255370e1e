package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
)

// mostNamed is how many names a finding lists.
const mostNamed = 5

// visible reports tables and columns that the user can see on a connection and
// that no query of the adapter names. Each is reported once.
func (g *grantCheck) visible(ctx context.Context, conn *sql.Conn, as string) {
	rows, err := conn.QueryContext(ctx, "SELECT table_schema, table_name, column_name, COALESCE(privileges, '') FROM information_schema.columns")
	if err != nil {
		g.Add(source.OK, "grants", "", "the server does not tell what the user can see: %v", redact(err))
		return
	}
	defer rows.Close()
	named := g.Identifiers()
	var tables, columns []string
	note := func(list *[]string, name string) {
		if !g.seen[name] {
			g.seen[name] = true
			*list = append(*list, name)
		}
	}
	for rows.Next() {
		var schema, table, column, privileges string
		if err := rows.Scan(&schema, &table, &column, &privileges); err != nil {
			g.warn("what the user can see could not be read: %v", redact(err))
			return
		}
		if describesServer(schema) || !strings.Contains(strings.ToLower(privileges), "select") {
			continue
		}
		switch ours := strings.EqualFold(schema, g.database) || named.Has(schema); {
		case !ours && g.openToAll(schema, privileges):
			g.tests = true
		case !ours || !named.Has(table):
			note(&tables, schema+"."+table)
		case !named.AllColumns() && !named.Has(column):
			note(&columns, table+"."+column)
		}
	}
	if err := rows.Err(); err != nil {
		g.warn("what the user can see could not be read: %v", redact(err))
	}
	if len(tables) > 0 {
		g.problem(grantsHint, "the user%s can see %s that the adapter does not name: %s", as, source.Count(len(tables), "table"), firstOf(tables))
	}
	if len(columns) > 0 {
		g.problem(grantsHint+"; GRANT SELECT (column, …) or a view leaves columns out",
			"the user%s can see %d columns that the adapter does not name: %s", as, len(columns), firstOf(columns))
	}
}

// openToAll reports whether a database is one for tests in which everybody may
// do as they like, as rows can be written.
func (g *grantCheck) openToAll(schema, privileges string) bool {
	return isForTests(schema) && strings.Contains(strings.ToLower(privileges), "insert") &&
		!slices.Contains(g.own, schema) && !slices.Contains(g.own, "")
}

// describesServer reports whether a schema is one in which a server describes
// itself, to every user. TiDB writes their names in capitals.
func describesServer(schema string) bool {
	switch strings.ToLower(schema) {
	case "information_schema", "performance_schema", "metrics_schema", "sys":
		return true
	}
	return false
}

// firstOf lists the first few names.
func firstOf(names []string) string {
	slices.Sort(names)
	if n := len(names) - mostNamed; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), n)
	}
	return strings.Join(names, ", ")
}
