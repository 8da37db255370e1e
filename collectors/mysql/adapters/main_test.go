package adapters_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"casework/collectors/mysql/mariadbtest"
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	defer func() {
		if server.s != nil {
			if err := server.s.Close(); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}()
	return m.Run()
}

// server is the MariaDB that all tests share.
var server struct {
	once sync.Once
	s    *mariadbtest.Server
	err  error
}

// start returns the shared server.
func start(t testing.TB) *mariadbtest.Server {
	t.Helper()
	server.once.Do(func() {
		server.s, server.err = mariadbtest.New(mariadbtest.Options{
			BufferPool: "256M",
			Args:       []string{"--innodb-flush-log-at-trx-commit=0", "--skip-innodb-doublewrite"},
		})
	})
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.s
}

// A store is a database of a product, written to as the product would.
type store struct {
	testing.TB
	name string
	zone *time.Location // of the clock that the product writes
	conn *sql.Conn
}

// newStore creates the database of a product, which ends with the test, and
// runs a script of testdata in it.
func newStore(t testing.TB, name string, zone *time.Location, script string) *store {
	t.Helper()
	conn, err := start(t).DB().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := &store{t, name, zone, conn}
	t.Cleanup(func() {
		s.exec("DROP DATABASE " + name)
		s.exec("USE " + server.s.Database)
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
