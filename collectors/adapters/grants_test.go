package adapters_test

import (
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source"
)

const sqlFiles = "../../deploy/sql/"

// granted runs the grants of deploy/sql in a product's database and opens a
// source as the user that they create.
func (p *product) granted(t *testing.T, s *store) *source.Source {
	t.Helper()
	as := p.reader()
	s.script(p.on.file(sqlFiles+"grants-"+p.adapter), []string{"'10.0.0.7'", "'%'", "change this", as.password})
	t.Cleanup(func() {
		if p.on == postgreSQL {
			s.exec("DROP SCHEMA " + as.name + " CASCADE")
			s.exec("DROP ROLE " + as.name)
			return
		}
		s.exec("DROP USER " + as.name + "@'%'")
		s.exec("DROP DATABASE " + as.name)
	})
	return p.open(t, s, as)
}

// reader is the user of the grants.
func (p *product) reader() account { return account{"casework_" + p.adapter, "secret"} }

// TestGrants: the user of the grants can read the views made for it and
// nothing else, no column of them is superfluous, and none holds anything
// that a person wrote, which the writers of this test mark as private.
func TestGrants(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		store, w := p.store(t, "_grants")
		for _, st := range scenario {
			w.do(st.deed, st.number, instant(t, st.at), time.Time{})
		}
		if p.schema == "" && !p.holdsPrivate(t, store) {
			t.Error("nothing private in the product's tables: this test finds nothing")
		}
		database := p.granted(t, store)
		findings, err := database.Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Subject == "grants" && f.Level != source.OK {
				t.Errorf("check says: %s: %s", f.Level, f.Detail)
			}
		}

		user := p.connect(t, store, p.reader())
		query := p.query(t)
		for schema, columns := range readable(t, user) {
			if !strings.HasPrefix(schema, "casework_"+p.adapter+".") {
				t.Errorf("the user can read %s, which is none of the views", schema)
				continue
			}
			for _, column := range columns {
				if !regexp.MustCompile(`(?i)\.` + column + `\b`).MatchString(query) {
					t.Errorf("the user can read %s.%s, which the adapter does not ask for", schema, column)
				}
				var n int
				stmt := fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE CAST(`%s` AS CHAR) LIKE '%%private%%'", schema, column)
				if p.on == postgreSQL {
					stmt = fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE CAST(%q AS text) LIKE '%%private%%'", strings.ReplaceAll(schema, "`", `"`), column)
				}
				if err := user.QueryRow(stmt).Scan(&n); err != nil {
					t.Fatal(err)
				}
				if n > 0 {
					t.Errorf("the user can read %d texts of people in %s.%s", n, schema, column)
				}
			}
		}
		for _, table := range store.tables() {
			stmt := "SELECT 1 FROM `" + store.name + "`.`" + table + "`"
			if p.on == postgreSQL {
				stmt = fmt.Sprintf("SELECT 1 FROM public.%q", table)
			}
			if _, err := user.Exec(stmt); err == nil || !strings.Contains(err.Error(), "denied") {
				t.Errorf("SELECT from the product's table %s: %v, want it denied", table, err)
			}
		}
	})
}

// query is the text of the product's queries without their comments.
func (p *product) query(t *testing.T) string {
	t.Helper()
	driver := "mysql"
	if p.on == postgreSQL {
		driver = "postgres"
	}
	statements, err := adapters.Read(p.files(t), []string{"cases", "errors", "sessions", "pauses", "programmes", "units"}, driver)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, statement := range statements {
		all.WriteString(regexp.MustCompile(`--.*`).ReplaceAllString(statement, ""))
	}
	return all.String()
}

// readable lists the columns that a user can read, by database and table.
func readable(t *testing.T, user *sql.DB) map[string][]string {
	t.Helper()
	rows, err := user.Query("SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema NOT IN ('information_schema', 'pg_catalog')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := map[string][]string{}
	for rows.Next() {
		var schema, table, column string
		if err := rows.Scan(&schema, &table, &column); err != nil {
			t.Fatal(err)
		}
		name := schema + ".`" + table + "`"
		columns[name] = append(columns[name], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns
}

// tables lists the tables of a store.
func (s *store) tables() []string {
	s.Helper()
	query := "SHOW TABLES"
	if s.on == postgreSQL {
		query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public'"
	}
	return s.texts(query)
}

// texts are those that a query gives.
func (s *store) texts(query string, args ...any) (texts []string) {
	s.Helper()
	rows, err := s.conn.QueryContext(s.Context(), query, args...)
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			s.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil {
		s.Fatal(err)
	}
	return texts
}

// holdsPrivate reports whether a product's tables hold a text of people.
func (p *product) holdsPrivate(t *testing.T, s *store) bool {
	t.Helper()
	script, err := os.ReadFile(p.on.file("testdata/" + p.adapter))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range s.tables() {
		for _, column := range []string{"subject", "title", "summary", "body", "content", "message_", "toelichting"} {
			if regexp.MustCompile(`(?is)CREATE TABLE `+"`?"+table+"`?"+` \([^;]*\b`+column+` `).Match(script) &&
				s.number("SELECT COUNT(*) FROM `"+table+"` WHERE "+column+" = 'private'") > 0 {
				return true
			}
		}
	}
	return false
}
