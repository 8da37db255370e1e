package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
)

const grantsHint = "use a role with USAGE on the schema and SELECT on the tables or views of the adapter, and nothing else; " +
	"a program that cannot write cannot be made to, and one that cannot see a name cannot show it"

const publicHint = "REVOKE CREATE ON SCHEMA … FROM PUBLIC; before version 15, everybody may create tables in the schema public"

// attributes are what a role may be beside what it is granted, by their column.
var attributes = [][2]string{
	{"rolsuper", "is a superuser: it may do anything"},
	{"rolcreaterole", "may create roles, and so take on their rights"},
	{"rolcreatedb", "may create databases"},
	{"rolreplication", "may copy the whole server (REPLICATION)"},
	{"rolbypassrls", "is shown rows that policies hide (BYPASSRLS)"},
}

// harmless lists roles that a reader may have: what they let be seen are the
// server's own statistics and settings.
var harmless = []string{"pg_monitor", "pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables"}

// mostNamed is how many names a finding lists.
const mostNamed = 5

// A grantCheck reports what a user should not have, each once.
type grantCheck struct {
	*source.Inspection
	conn   *sql.Conn
	seen   map[string]bool // what is reported, or visible and looked at
	faulty bool            // whether anything is not as it should be
	super  bool            // whether the role looked at is a superuser, which says all
}

// grants reports what the user may do beyond reading what the adapter names,
// by itself and in any role that it can take on.
func (d *dialect) grants(ctx context.Context, in *source.Inspection) {
	ctx, cancel := in.WithTimeout(ctx)
	defer cancel()
	g := &grantCheck{Inspection: in, conn: in.Conn(), seen: map[string]bool{}}
	roles, err := source.Texts(ctx, g.conn, `SELECT r.rolname::text FROM pg_catalog.pg_roles r
		WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') AND NOT EXISTS
			(SELECT FROM pg_catalog.pg_roles u WHERE u.rolname = session_user AND u.rolsuper AND r.rolname <> session_user)
		ORDER BY r.rolname <> session_user, 1`)
	if err != nil {
		in.Add(source.Warning, "grants", "", "they could not be read: %v", redact(err))
		return
	}
	for i, role := range roles {
		as := ""
		if i > 0 {
			as = " in the role " + role
			in.Add(source.OK, "grants", "", "the user has the role %s", role)
		}
		if i > 0 && slices.Contains(harmless, role) {
			continue
		}
		if i > 0 && strings.HasPrefix(role, "pg_") {
			g.problem(grantsHint, "the user has the role %s, which is more than reading what the adapter names", role)
			continue
		}
		for _, check := range []func(context.Context, string, string) error{g.attributes, g.writes, g.definers, g.visible} {
			if err := check(ctx, role, as); err != nil {
				g.warn("what the user%s may do could not be read: %v", as, redact(err))
			}
			if g.super {
				break
			}
		}
	}
	if !g.faulty {
		in.Add(source.OK, "grants", "", "the user may read what the adapter names, and nothing else")
	}
}

func (g *grantCheck) warn(format string, args ...any) {
	g.faulty = true
	g.Add(source.Warning, "grants", "", format, args...)
}

// problem reports what the user should not have. That it may do or see more than
// it needs is one cause of all of it; what everybody may is another.
func (g *grantCheck) problem(hint, format string, args ...any) {
	g.faulty = true
	cause := "the account " + g.Account + " may do or see more than it needs"
	if hint == publicHint {
		cause = "everybody may create tables in schemas of the database " + g.Database
	}
	g.Find(&source.Finding{Level: source.Problem, Subject: "grants", Detail: fmt.Sprintf(format, args...), Hint: hint, Cause: cause})
}

// attributes reports what a role is.
func (g *grantCheck) attributes(ctx context.Context, role, as string) error {
	columns, is, dest := make([]string, len(attributes)), make([]bool, len(attributes)), make([]any, len(attributes))
	for i, a := range attributes {
		columns[i], dest[i] = a[0], &is[i]
	}
	err := g.conn.QueryRowContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM pg_catalog.pg_roles WHERE rolname = $1", role).Scan(dest...)
	if err != nil {
		return err
	}
	for i, a := range attributes {
		if is[i] {
			g.problem(grantsHint, "the user%s %s", as, a[1])
		}
	}
	g.super = is[0]
	return nil
}

// ours is the condition that a schema is none in which the server describes
// itself.
const ours = `s.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND s.nspname NOT LIKE 'pg\_temp\_%' AND s.nspname NOT LIKE 'pg\_toast\_%'`

// relations are all that can be read or written like a table, but for those of
// extensions, which everybody may read as they come. That the owner
// may do anything with one is seen by what it may do.
const relations = ` FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS
		(SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
	AND ` + ours

// writes reports what a role may change.
func (g *grantCheck) writes(ctx context.Context, role, as string) error {
	for _, check := range []struct{ query, what, hint string }{
		{
			`SELECT s.nspname || '.' || c.relname` + relations + ` AND pg_catalog.has_schema_privilege($1, s.oid, 'USAGE')
				AND (pg_catalog.has_table_privilege($1, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
					OR pg_catalog.has_any_column_privilege($1, c.oid, 'INSERT, UPDATE, REFERENCES')) ORDER BY 1`,
			"may more than read %d tables: %s", grantsHint,
		},
		{
			`SELECT s.nspname || '.' || c.relname` + relations + ` AND pg_catalog.has_schema_privilege($1, s.oid, 'USAGE')
				AND pg_catalog.has_table_privilege($1, c.oid, 'SELECT WITH GRANT OPTION') ORDER BY 1`,
			"may pass on its rights to %d tables: %s", grantsHint,
		},
		{
			`SELECT s.nspname FROM pg_catalog.pg_namespace s WHERE ` + ours + ` AND pg_catalog.has_schema_privilege($1, s.oid, 'CREATE') ORDER BY 1`,
			"may create tables in %d schemas: %s",
			publicHint,
		},
		{
			`SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
				AND pg_catalog.has_database_privilege($1, d.oid, 'CREATE')`,
			"may create schemas in %d database: %s", grantsHint,
		},
	} {
		names, err := source.Texts(ctx, g.conn, check.query, role)
		if err != nil {
			return err
		}
		if names = g.unseen(check.what, names); len(names) > 0 {
			what := check.what
			if len(names) == 1 {
				what = strings.NewReplacer("%d tables", "%d table", "%d schemas", "%d schema").Replace(what)
			}
			g.problem(check.hint, "the user%s "+what, as, len(names), firstOf(names))
		}
	}
	return nil
}

// definers reports functions that a role may run with the rights of another.
func (g *grantCheck) definers(ctx context.Context, role, as string) error {
	names, err := source.Texts(ctx, g.conn, `SELECT DISTINCT s.nspname || '.' || p.proname
		FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace s ON s.oid = p.pronamespace
		WHERE p.prosecdef AND `+ours+` AND pg_catalog.has_schema_privilege($1, s.oid, 'USAGE')
			AND pg_catalog.has_function_privilege($1, p.oid, 'EXECUTE') ORDER BY 1`, role)
	if err != nil {
		return err
	}
	if names = g.unseen("definer", names); len(names) > 0 {
		g.faulty = true
		g.Add(source.Warning, "grants", "REVOKE EXECUTE ON FUNCTION … FROM PUBLIC, and GRANT it to those who need it",
			"the user%s may run %d functions with the rights of their owner (SECURITY DEFINER): %s", as, len(names), firstOf(names))
	}
	return nil
}

// unseen is what was not reported of a kind before, and is from now on.
func (g *grantCheck) unseen(kind string, names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		was := g.seen[kind+" "+name]
		g.seen[kind+" "+name] = true
		return was
	})
}

// visible reports tables and columns that a role can read and that no query of
// the adapter names.
func (g *grantCheck) visible(ctx context.Context, role, as string) error {
	rows, err := g.conn.QueryContext(ctx, `SELECT s.nspname, c.relname, a.attname`+
		strings.Replace(relations, "WHERE",
			"JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE", 1)+
		` AND pg_catalog.has_schema_privilege($1, s.oid, 'USAGE') AND pg_catalog.has_column_privilege($1, c.oid, a.attnum, 'SELECT')`, role)
	if err != nil {
		return err
	}
	defer rows.Close()
	named := g.Identifiers()
	var tables, columns []string
	for rows.Next() {
		var schema, table, column string
		if err := rows.Scan(&schema, &table, &column); err != nil {
			return err
		}
		switch {
		case !named.Has(table):
			tables = append(tables, schema+"."+table)
		case !named.AllColumns() && !named.Has(column):
			columns = append(columns, table+"."+column)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	slices.Sort(tables)
	if tables = g.unseen("table", slices.Compact(tables)); len(tables) > 0 {
		g.problem(grantsHint, "the user%s can see %s that the adapter does not name: %s", as, source.Count(len(tables), "table"), firstOf(tables))
	}
	slices.Sort(columns)
	if columns = g.unseen("column", columns); len(columns) > 0 {
		g.problem(grantsHint+"; GRANT SELECT (column, …) or a view leaves columns out",
			"the user%s can see %d columns that the adapter does not name: %s", as, len(columns), firstOf(columns))
	}
	return nil
}

// firstOf lists the first few names.
func firstOf(names []string) string {
	if n := len(names) - mostNamed; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), n)
	}
	return strings.Join(names, ", ")
}
