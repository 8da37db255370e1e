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

func TestMain(m *testing.M) { shared.Main(m, &spoilt) }

// shared is the MariaDB of all tests.
var shared = mariadbtest.Shared{BufferPool: "256M"}

// spoilt is one that hands every session the worst of all that a session
// inherits.
var spoilt = mariadbtest.Shared{Setup: (*mariadbtest.Server).Spoil}

// A store is a database of a product, written to as the product would.
type store struct {
	testing.TB
	name string
	zone *time.Location // of the clock that the product writes
	conn *sql.Conn
}

// newStore creates the database of a product, which ends with the test, and
// runs a script of testdata in it.
func newStore(t testing.TB, server *mariadbtest.Server, name string, zone *time.Location, script string) *store {
	t.Helper()
	conn, err := server.DB().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := &store{t, name, zone, conn}
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
	for stmt := range strings.SplitSeq(strings.NewReplacer(words...).Replace(string(content)), ";\n") {
		if strings.TrimSpace(stmt) != "" {
			s.exec(stmt)
		}
	}
}

func (s *store) exec(query string, args ...any) {
	s.Helper()
	if _, err := s.conn.ExecContext(context.Background(), mariadbtest.Numbers(query), args...); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
}

// number asks for one number.
func (s *store) number(query string, args ...any) (n int64) {
	s.Helper()
	if err := s.conn.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return n
}

// clock is what the product's clock shows at an instant; nil at none.
func (s *store) clock(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.In(s.zone).Format(time.DateTime)
}
