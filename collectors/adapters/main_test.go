package adapters_test

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"casework/collectors/source/mysql/mariadbtest"
)

// A store is a database of a product, written to as the product would.
type store struct {
	testing.TB
	on   kind
	name string
	zone *time.Location // of the clock that the product writes
	conn *sql.Conn

	reconnect func() // ends the session and begins another; PostgreSQL's alone
}

// newStore creates the database of a product on MariaDB, which ends with the
// test, and runs a script of testdata in it.
func newStore(t testing.TB, server *mariadbtest.Server, name string, zone *time.Location, script string) *store {
	t.Helper()
	conn, err := server.DB().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := &store{TB: t, on: mariaDB, name: name, zone: zone, conn: conn}
	t.Cleanup(func() {
		s.exec("DROP DATABASE " + name)
		s.exec("USE " + server.Database)
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	s.exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4")
	s.exec("USE " + name)
	s.script(script, nil)
	return s
}

// script runs the statements of a file, each of which ends with a semicolon
// at the end of a line. Words are replaced first, in pairs.
func (s *store) script(path string, words []string) {
	s.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	text := strings.NewReplacer(words...).Replace(string(content))
	if s.on == postgreSQL { // takes a script as it is, and would cut no function at its semicolons
		if _, err := s.conn.ExecContext(context.Background(), text); err != nil {
			s.Fatalf("%s: %v", path, err)
		}
		return
	}
	for stmt := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(stmt) != "" {
			s.exec(stmt)
		}
	}
}

func (s *store) exec(query string, args ...any) {
	s.Helper()
	if _, err := s.conn.ExecContext(context.Background(), s.words(query), args...); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}

// words is a statement in the words of the store's server. Writers say what
// MariaDB says, without what has no like elsewhere.
func (s *store) words(query string) string {
	if s.on == postgreSQL {
		return inPostgres(query)
	}
	return mariadbtest.Numbers(query)
}

// last is the number that the server gave the row inserted last.
func (s *store) last() int64 {
	s.Helper()
	if s.on == postgreSQL {
		return s.number("SELECT lastval()")
	}
	return s.number("SELECT LAST_INSERT_ID()")
}

// number asks for one number.
func (s *store) number(query string, args ...any) (n int64) {
	s.Helper()
	if err := s.conn.QueryRowContext(context.Background(), s.words(query), args...).Scan(&n); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return n
}

// text asks for one text.
func (s *store) text(query string, args ...any) (text string) {
	s.Helper()
	if err := s.conn.QueryRowContext(context.Background(), s.words(query), args...).Scan(&text); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return text
}

// clock is what the product's clock shows at an instant; nil at none.
func (s *store) clock(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.In(s.zone).Format(time.DateTime)
}
