package postgres

import (
	"database/sql"
	"fmt"
	"log/slog"
	"testing"
	_ "time/tzdata"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/postgres/postgrestest"
	"casework/collectors/source/sourcetest"
)

func TestMain(m *testing.M) { shared.Main(m, &spoilt) }

// shared is the PostgreSQL of this package's tests, with a user "reader" who
// may use the schema public of every test's database, and read what is there.
var shared = postgrestest.Shared{Setup: makeReader}

// spoilt is one that hands every session the worst of all that a session
// inherits.
var spoilt = postgrestest.Shared{Setup: func(s *postgrestest.Server) error {
	if err := makeReader(s); err != nil {
		return err
	}
	return s.Spoil()
}}

func makeReader(s *postgrestest.Server) error {
	return s.Exec("CREATE ROLE reader LOGIN PASSWORD 'secret'")
}

// databases is how many databases tests have had so far.
var databases int

// A database is an empty one of its own for a test.
type database struct {
	testing.TB
	*postgrestest.Server
	name string
	db   *sql.DB // of the superuser
}

func newDatabase(t testing.TB, server *postgrestest.Server) *database {
	t.Helper()
	databases++
	d := &database{TB: t, Server: server, name: fmt.Sprintf("test%d", databases)}
	if err := server.Exec("CREATE DATABASE " + d.name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Exec("DROP DATABASE " + d.name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	db, err := sql.Open("pgx", server.Superuser(d.name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d.db = db
	d.exec("GRANT USAGE ON SCHEMA public TO reader; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")
	return d
}

// version is the server's, without what is behind the point.
func version(d *database) (major int) {
	d.Helper()
	if err := d.db.QueryRow("SELECT current_setting('server_version_num')::integer / 10000").Scan(&major); err != nil {
		d.Fatal(err)
	}
	return major
}

// exec runs statements as the superuser in the test's database.
func (d *database) exec(statements ...string) {
	d.Helper()
	for _, stmt := range statements {
		if _, err := d.db.Exec(stmt); err != nil {
			d.Fatalf("%s: %v", stmt, err)
		}
	}
}

// options are those of the reader.
func (d *database) options(tune ...func(*Options)) Options {
	opts := Options{
		Options: source.Options{
			Name: "test", CaseTypes: true, Keyer: ledger.NewKeyer(1), Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler),
		},
		Server: source.Server{Socket: d.Socket, User: "reader", Database: d.name, Password: func() (string, error) { return "secret", nil }},
	}
	for _, f := range tune {
		f(&opts)
	}
	return opts
}

// open opens a source with queries of its own, or with none on the canonical
// tables.
func (d *database) open(queries map[string]string, tune ...func(*Options)) *source.Source {
	d.Helper()
	opts := d.options(tune...)
	if opts.Adapter == nil {
		opts.Adapter = sourcetest.Files(queries)
	}
	s, err := Open(opts)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		if err := s.Close(); err != nil {
			d.Error(err)
		}
	})
	return s
}

// pool is what a source that is opened like that reads through.
func (d *database) pool(tune ...func(*Options)) (*dialect, *sql.DB) {
	d.Helper()
	dialect, err := newDialect(d.options(tune...))
	if err != nil {
		d.Fatal(err)
	}
	db := sql.OpenDB(dialect.Connector())
	d.Cleanup(func() {
		if err := db.Close(); err != nil {
			d.Error(err)
		}
	})
	return dialect, db
}

// plain are the columns of a query that a test does not care about.
const plain = "'Nord' AS unit, '' AS case_type, TIMESTAMP '2024-01-01' AS received_at, NULL::timestamp AS closed_at"
