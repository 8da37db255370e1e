package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	_ "time/tzdata"

	"go.uber.org/goleak"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/source/sourcetest"
)

func TestMain(m *testing.M) { shared.Main(m) }

// shared is the MariaDB of this package's tests, with a user "reader" who may
// SELECT in every test's database.
var shared = mariadbtest.Shared{BufferPool: "512M", Setup: func(s *mariadbtest.Server) error {
	if err := s.Exec("CREATE USER reader@'%' IDENTIFIED BY 'secret'"); err != nil {
		return err
	}
	return s.Exec("GRANT SELECT ON `test%`.* TO reader@'%'")
}}

// databases is how many databases tests have had so far.
var databases int

// A database is an empty one of its own for a test.
type database struct {
	testing.TB
	*mariadbtest.Server
	name string
}

// newDatabase creates an empty database.
func newDatabase(t testing.TB) *database {
	t.Helper()
	server := shared.Server(t)
	warm(t, server)
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // last, when the source is closed
	databases++
	d := &database{t, server, fmt.Sprintf("test%d", databases)}
	d.root("CREATE DATABASE " + d.name + " CHARACTER SET utf8mb4")
	t.Cleanup(func() { d.root("DROP DATABASE " + d.name) })
	return d
}

// warm fills root's pool with the connections it keeps idle, so that none of
// them is taken for a leak.
func warm(t testing.TB, server *mariadbtest.Server) {
	t.Helper()
	for range 2 {
		conn, err := server.DB().Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
}

// exec runs statements as root in the test's database, in one session.
func (d *database) exec(statements ...string) {
	d.Helper()
	d.root(append([]string{"USE " + d.name}, statements...)...)
}

// isMySQL reports whether the tests run on MySQL in place of MariaDB.
func isMySQL() bool { return mariadbtest.MySQL() != "" }

func (d *database) root(statements ...string) {
	d.Helper()
	ctx := context.Background() // works during cleanup too
	conn, err := d.DB().Conn(ctx)
	if err != nil {
		d.Fatal(err)
	}
	defer conn.Close()
	for _, stmt := range statements {
		if _, err := conn.ExecContext(ctx, mariadbtest.Numbers(stmt)); err != nil {
			d.Fatalf("%s: %v", stmt, err)
		}
	}
}

// open opens a source on the test's database; tune may change its options.
func (d *database) open(adapter fs.FS, tune ...func(*Options)) *source.Source {
	d.Helper()
	opts := Options{
		Options: source.Options{Name: "test", CaseTypes: true, Adapter: adapter, Keyer: ledger.NewKeyer(1)},
		Server:  source.Server{Socket: d.Socket, User: "reader", Password: func() (string, error) { return "secret", nil }, Database: d.name},
	}
	for _, f := range tune {
		f(&opts)
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

// views creates the canonical tables and opens a source on them.
func (d *database) views(tune ...func(*Options)) *source.Source {
	d.Helper()
	d.exec(strings.Split(strings.TrimSpace(adapters.ViewsSchema), ";\n")...)
	adapter, err := adapters.Open("views")
	if err != nil {
		d.Fatal(err)
	}
	return d.open(adapter, tune...)
}

// pool is what a source that is opened like that reads through.
func (d *database) pool(tune ...func(*Options)) *sql.DB {
	d.Helper()
	_, db := d.dialect(tune...)
	return db
}

// dialect is that of such a source, and the pool that it sets up.
func (d *database) dialect(tune ...func(*Options)) (*dialect, *sql.DB) {
	d.Helper()
	opts := Options{
		Options: source.Options{Timeout: source.DefaultTimeout, Logger: slog.New(slog.DiscardHandler)},
		Server:  source.Server{Socket: d.Socket, User: "reader", Password: func() (string, error) { return "secret", nil }, Database: d.name},
	}
	for _, f := range tune {
		f(&opts)
	}
	dialect, err := newDialect(opts)
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

// read, and those below, are short names of what all dialects' tests share.
type read = sourcetest.Read

var (
	changes  = sourcetest.Changes
	sqlFiles = sourcetest.Files
	location = sourcetest.Location
	cursor   = sourcetest.Cursor
	unix     = sourcetest.Unix

	find    = sourcetest.Find
	inspect = sourcetest.Inspect
	list    = sourcetest.List
)
