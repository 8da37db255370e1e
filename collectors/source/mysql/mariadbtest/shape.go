package mariadbtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A Shape is what of a product's tables an adapter rests on, as a file says.
type Shape struct {
	Source string // of the facts
	tables map[string]*shapedTable
}

type shapedTable struct {
	columns map[string][]string // the types that each may have
	keys    []string            // of an index, the columns
}

// width matches what information_schema says of a type besides its kind:
// the width that integers are shown with, and the values of an enum.
var width = regexp.MustCompile(`\b(tinyint|smallint|int|bigint|enum)\([^)]*\)`)

// ReadShapes reads the shapes of products, by adapter, from a file that says
// at its head how it is written.
func ReadShapes(t testing.TB, path string) map[string]Shape {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]Shape{}
	var shape Shape
	var table *shapedTable
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		switch name, rest, _ := strings.Cut(line, ": "); {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "== "):
			shape = Shape{rest, map[string]*shapedTable{}}
			shapes[strings.TrimPrefix(name, "== ")] = shape
		case strings.HasPrefix(line, "  keys "):
			for key := range strings.SplitSeq(strings.TrimPrefix(line, "  keys "), " ") {
				table.keys = append(table.keys, key[1:len(key)-1])
			}
		default:
			table = &shapedTable{columns: map[string][]string{}}
			shape.tables[name] = table
			for column := range strings.SplitSeq(rest, ", ") {
				column, types, _ := strings.Cut(column, " ")
				types, null := strings.CutSuffix(types, "?")
				for kind := range strings.SplitSeq(types, "|") {
					table.columns[column] = append(table.columns[column], nullable(kind, null))
				}
			}
		}
	}
	return shapes
}

func nullable(kind string, null bool) string {
	if null {
		return kind + ", may be NULL"
	}
	return kind
}

// Has reports whether the shape has a column.
func (s Shape) Has(table, column string) bool {
	return s.tables[table] != nil && s.tables[table].columns[column] != nil
}

// Differs says in what a database's tables differ from the shape: columns that
// are missing or of another type, and, where an index that the shape does not
// name would flatter what is measured, that index too.
func (s Shape) Differs(t testing.TB, db *sql.DB, database string, indexes bool) []string {
	t.Helper()
	found, keys := map[string]map[string]string{}, map[string][]string{}
	pairs(t, db, `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?`, database,
		func(v []string) {
			if found[v[0]] == nil {
				found[v[0]] = map[string]string{}
			}
			found[v[0]][v[1]] = nullable(width.ReplaceAllString(v[2], "$1"), v[3] == "YES")
		})
	if indexes {
		pairs(t, db, `SELECT TABLE_NAME, INDEX_NAME, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX), '' FROM information_schema.STATISTICS
			WHERE TABLE_SCHEMA = ? GROUP BY TABLE_NAME, INDEX_NAME`, database, func(v []string) { keys[v[0]] = append(keys[v[0]], v[2]) })
	}
	return s.compare(found, keys)
}

// compare says in what tables differ from the shape: the types of their columns,
// and the columns of their indexes.
func (s Shape) compare(found map[string]map[string]string, keys map[string][]string) (differences []string) {
	add := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	for name, table := range s.tables {
		for column, kinds := range table.columns {
			if is := found[name][column]; !slices.Contains(kinds, is) {
				add("%s.%s is %q, want %q", name, column, is, kinds)
			}
		}
	}
	for name, indexes := range keys {
		for _, columns := range indexes {
			if table := s.tables[name]; table != nil && !slices.Contains(table.keys, columns) {
				add("%s has an index on (%s), want only %v", name, columns, table.keys)
			}
		}
	}
	return differences
}

// short are the names that a shape has for PostgreSQL's types.
var short = strings.NewReplacer("character varying", "varchar", "character", "char",
	"timestamp without time zone", "timestamp", "timestamp with time zone", "timestamptz",
	"timestamp(0) without time zone", "timestamp(0)", "timestamp(3) without time zone", "timestamp(3)",
	"timestamp(6) without time zone", "timestamp(6)")

// DiffersOnPostgres is Differs of the tables of a schema of a PostgreSQL database.
func (s Shape) DiffersOnPostgres(t testing.TB, db *sql.DB, schema string, indexes bool) []string {
	t.Helper()
	found, keys := map[string]map[string]string{}, map[string][]string{}
	pairs(t, db, `SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN '' ELSE 'YES' END
		FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
		WHERE c.relnamespace = $1::regnamespace AND a.attnum > 0`, schema, func(v []string) {
		if found[v[0]] == nil {
			found[v[0]] = map[string]string{}
		}
		found[v[0]][v[1]] = nullable(short.Replace(v[2]), v[3] == "YES")
	})
	pairs(t, db, `SELECT c.relname, i.indexrelid::text,
			(SELECT string_agg(replace(pg_catalog.pg_get_indexdef(i.indexrelid, n, true), '::text', ''), ',' ORDER BY n) FROM generate_series(1, i.indnkeyatts) AS n), ''
		FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = $1::regnamespace`, schema, func(v []string) { keys[v[0]] = append(keys[v[0]], v[2]) })
	if !indexes {
		keys = nil
	}
	return s.compare(found, keys)
}

// pairs asks for rows of four texts.
func pairs(t testing.TB, db *sql.DB, query, database string, use func([]string)) {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query, database)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		v := make([]string, 4)
		if err := rows.Scan(&v[0], &v[1], &v[2], &v[3]); err != nil {
			t.Fatal(err)
		}
		use(v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
