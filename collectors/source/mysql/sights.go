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

// sights reports tables and columns that the user can see on a connection and
// that no query of the adapter names. Each is reported once.
func (in *inspection) sights(ctx context.Context, conn *sql.Conn, as string, seen map[string]bool) {
	rows, err := conn.QueryContext(ctx, "SELECT table_schema, table_name, column_name, COALESCE(privileges, '') FROM information_schema.columns")
	if err != nil {
		in.add(source.OK, "grants", "", "the server does not tell what the user can see: %v", discreet(err))
		return
	}
	defer rows.Close()
	named := in.named()
	var tables, columns []string
	note := func(list *[]string, name string) {
		if !seen[name] {
			seen[name] = true
			*list = append(*list, name)
		}
	}
	for rows.Next() {
		var schema, table, column, privileges string
		if err := rows.Scan(&schema, &table, &column, &privileges); err != nil {
			in.add(source.Warning, "grants", "", "what the user can see could not be read: %v", discreet(err))
			return
		}
		if describesServer(schema) || !strings.Contains(strings.ToLower(privileges), "select") {
			continue
		}
		switch ours := strings.EqualFold(schema, in.opts.Database) || named.words[strings.ToLower(schema)]; {
		case !ours || !named.words[strings.ToLower(table)]:
			note(&tables, schema+"."+table)
		case !named.all && !named.words[strings.ToLower(column)]:
			note(&columns, table+"."+column)
		}
	}
	if err := rows.Err(); err != nil {
		in.add(source.Warning, "grants", "", "what the user can see could not be read: %v", discreet(err))
	}
	if len(tables) > 0 {
		in.add(source.Problem, "grants", grantsHint, "the user%s can see %d tables that the adapter does not name: %s", as, len(tables), some(tables))
	}
	if len(columns) > 0 {
		in.add(source.Problem, "grants", grantsHint+"; GRANT SELECT (column, …) or a view leaves columns out",
			"the user%s can see %d columns that the adapter does not name: %s", as, len(columns), some(columns))
	}
}

// describesServer reports whether a schema is one in which a server tells of
// itself, whoever asks. TiDB writes their names in capitals.
func describesServer(schema string) bool {
	switch strings.ToLower(schema) {
	case "information_schema", "performance_schema", "metrics_schema", "sys":
		return true
	}
	return false
}

// some lists the first few names.
func some(names []string) string {
	slices.Sort(names)
	if n := len(names) - mostNamed; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), n)
	}
	return strings.Join(names, ", ")
}

// A naming is the words of some statements, in lower case: among them all
// names of tables and columns.
type naming struct {
	words map[string]bool
	all   bool // a * stands for all columns of a table
}

// named is the naming of the adapter's statements.
func (s *Source) named() *naming {
	n := &naming{words: map[string]bool{}}
	for _, statement := range s.statements {
		n.read(statement)
	}
	return n
}

func (n *naming) read(statement string) {
	before := "" // the word or sign before
	for i := 0; i < len(statement); {
		length := skip(statement[i:])
		switch c := statement[i]; {
		case length > 0:
			if c == '`' || c == '"' {
				before = strings.ToLower(strings.Trim(statement[i:i+length], string(c)))
				n.words[before] = true
			}
			i += length
		case isWord(c):
			end := i
			for end < len(statement) && isWord(statement[end]) {
				end++
			}
			before = strings.ToLower(statement[i:end])
			n.words[before] = true
			i = end
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		default:
			if c == '*' && (before == "select" || before == "distinct" || before == "," || before == ".") {
				n.all = true
			}
			before = string(c)
			i++
		}
	}
}

// isWord reports whether a byte is of a name that is not quoted.
func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
