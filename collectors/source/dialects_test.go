package source_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"go.uber.org/goleak"

	"casework/collectors/adapters"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/postgres"
	"casework/collectors/source/postgres/postgrestest"
)

// The servers of the tests that are the same for every dialect, one plain and
// one that hands every session the worst of all that a session inherits. Each
// has a user "reader", who may SELECT in every test's database.
var (
	mariadb        = mariadbtest.Shared{BufferPool: "256M", Setup: mariadbReader}
	spoiltMariaDB  = mariadbtest.Shared{Setup: func(s *mariadbtest.Server) error { return errorOf(mariadbReader(s), s.Spoil) }}
	postgreSQL     = postgrestest.Shared{Setup: postgresReader}
	spoiltPostgres = postgrestest.Shared{Setup: func(s *postgrestest.Server) error { return errorOf(postgresReader(s), s.Spoil) }}
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, closing := range []func() error{mariadb.Close, spoiltMariaDB.Close, postgreSQL.Close, spoiltPostgres.Close} {
		if err := closing(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

func errorOf(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func mariadbReader(s *mariadbtest.Server) error {
	if err := s.Exec("CREATE USER reader@'%' IDENTIFIED BY 'secret'"); err != nil {
		return err
	}
	return s.Exec("GRANT SELECT ON `test%`.* TO reader@'%'")
}

func postgresReader(s *postgrestest.Server) error {
	return s.Exec("CREATE ROLE reader LOGIN PASSWORD 'secret'")
}

// A dialect is a kind of database as tests see it.
type dialect struct {
	name   string
	words  map[string]string          // of SQL that differs, written {word} in tests
	root   func(t testing.TB) *sql.DB // connections of the server's administrator
	create func(t testing.TB, name string) *sql.DB
	schema string // of the adapter views
	open   func(t testing.TB, database string, opts source.Options) (*source.Source, error)
}

func (d *dialect) isMariaDB() bool { return strings.Contains(d.name, "MariaDB") }

// dialects are all kinds of database, plain and spoilt.
var dialects = []*dialect{
	onMariaDB("MariaDB", &mariadb), onMariaDB("spoilt MariaDB", &spoiltMariaDB),
	onPostgres("PostgreSQL", &postgreSQL), onPostgres("spoilt PostgreSQL", &spoiltPostgres),
}

func onMariaDB(name string, server *mariadbtest.Shared) *dialect {
	return &dialect{
		name: name,
		words: map[string]string{
			"wall": "DATETIME(6)", "wallcast": "DATETIME", "castwall": "", "nulldate": "NULL", "instant": "TIMESTAMP(6) NULL", "zero": "'0000-00-00 00:00:00'", "now": "NOW()", "unix": "UNIX_TIMESTAMP()",
			"notable": "1146", "nocolumn": "Unknown column '",
		},
		schema: adapters.ViewsSchema,
		root:   func(t testing.TB) *sql.DB { t.Helper(); return server.Server(t).DB() },
		create: func(t testing.TB, name string) *sql.DB {
			t.Helper()
			s := server.Server(t)
			db, err := s.Pool(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Exec("DROP DATABASE " + name); err != nil {
					t.Error(err)
				}
			})
			return db
		},
		open: func(t testing.TB, database string, opts source.Options) (*source.Source, error) {
			t.Helper()
			return mysql.Open(mysql.Options{Options: opts, Server: source.Server{Socket: server.Server(t).Socket, User: "reader", Password: secret, Database: database}})
		},
	}
}

func onPostgres(name string, server *postgrestest.Shared) *dialect {
	return &dialect{
		name: name,
		words: map[string]string{
			"wall": "TIMESTAMP", "wallcast": "TIMESTAMP", "castwall": "::timestamp", "nulldate": "NULL::date", "instant": "TIMESTAMPTZ", "zero": "'-infinity'", "now": "LOCALTIMESTAMP", "unix": "EXTRACT(EPOCH FROM now())::int",
			"notable": "42P01", "nocolumn": `column "`,
		},
		// Wall clocks, as the tables of MariaDB have.
		schema: strings.ReplaceAll(adapters.ViewsSchemaPostgres, "TIMESTAMPTZ", "TIMESTAMP"),
		root:   func(t testing.TB) *sql.DB { t.Helper(); return server.Server(t).DB() },
		create: func(t testing.TB, name string) *sql.DB {
			t.Helper()
			s := server.Server(t)
			// Plans are those of large tables, which read by an index.
			for _, stmt := range []string{
				"CREATE DATABASE %s", "ALTER DATABASE %s SET enable_seqscan = off", "ALTER DATABASE %s SET enable_sort = off",
				"ALTER DATABASE %s SET enable_bitmapscan = off", "ALTER DATABASE %s SET jit = off", // or every query is compiled, as all look costly
			} {
				if err := s.Exec(fmt.Sprintf(stmt, name)); err != nil {
					t.Fatal(err)
				}
			}
			t.Cleanup(func() {
				if err := s.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
					t.Error(err)
				}
			})
			cfg, err := pgx.ParseConfig(s.Superuser(name))
			if err != nil {
				t.Fatal(err)
			}
			db := stdlib.OpenDB(*cfg)
			if _, err := db.Exec("GRANT USAGE ON SCHEMA public TO reader; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader"); err != nil {
				t.Fatal(err)
			}
			return db
		},
		open: func(t testing.TB, database string, opts source.Options) (*source.Source, error) {
			t.Helper()
			return postgres.Open(postgres.Options{Options: opts, Server: source.Server{Socket: server.Server(t).Socket, User: "reader", Password: secret, Database: database}})
		},
	}
}

func secret() (string, error) { return "secret", nil }

// databases is how many databases tests have had so far.
var databases int

// A database is an empty one of its own for a test.
type database struct {
	testing.TB
	*dialect
	name string
	db   *sql.DB
}

// each runs a test on every kind of database.
func each(t *testing.T, test func(t *testing.T, d *database)) {
	t.Helper()
	for _, kind := range dialects {
		t.Run(kind.name, func(t *testing.T) { test(t, newDatabase(t, kind)) })
	}
}

// eachPlain runs a test on every kind of database that is not spoilt: a long one,
// in which sessions play no part.
func eachPlain(t *testing.T, test func(t *testing.T, d *database)) {
	t.Helper()
	for _, kind := range dialects {
		if !strings.HasPrefix(kind.name, "spoilt") {
			t.Run(kind.name, func(t *testing.T) { test(t, newDatabase(t, kind)) })
		}
	}
}

func newDatabase(t testing.TB, kind *dialect) *database {
	t.Helper()
	databases++
	d := &database{TB: t, dialect: kind, name: fmt.Sprintf("test%d", databases)}
	warm(t, kind.root(t))
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // last, when all is closed
	d.db = kind.create(t, d.name)
	t.Cleanup(func() {
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// warm fills a pool with the connections that it keeps, so that none of them is
// taken for a leak.
func warm(t testing.TB, db *sql.DB) {
	t.Helper()
	for range 2 {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
}
