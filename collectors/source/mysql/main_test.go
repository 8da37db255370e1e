package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"go.uber.org/goleak"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql/mariadbtest"
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

// sqlFiles makes an adapter of queries by name.
func sqlFiles(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

// open opens a source on the test's database; tune may change its options.
func (d *database) open(adapter fs.FS, tune ...func(*Options)) *source.Source {
	d.Helper()
	opts := Options{
		Options: source.Options{Name: "test", CaseTypes: true, Adapter: adapter, Keyer: ledger.NewKeyer(1)},
		Socket:  d.Socket, User: "reader",
		Password: func() (string, error) { return "secret", nil },
		Database: d.name,
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
		Socket:  d.Socket, User: "reader",
		Password: func() (string, error) { return "secret", nil },
		Database: d.name,
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

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// A read is what one call of Changes gave.
type read struct {
	Cases    []ledger.Case
	Errors   []ledger.Error
	Sessions []ledger.Session
	Unkeyed  int
	Pages    int
	Next     ledger.Cursor
}

// changes reads all changes since a cursor. Rows that come twice in a first
// load, as those of the overlap do, are given once, as they came last.
func changes(t testing.TB, s *source.Source, table ledger.Table, since ledger.Cursor) read {
	t.Helper()
	r := read{Next: since}
	err := s.Changes(t.Context(), table, since, r.add)
	if err != nil {
		t.Fatal(err)
	}
	if since != 0 {
		return r
	}
	r.Cases = lastOnes(r.Cases, func(c ledger.Case) ledger.ID { return c.ID })
	r.Errors = lastOnes(r.Errors, func(e ledger.Error) ledger.ID { return e.ID })
	r.Sessions = lastOnes(r.Sessions, func(s ledger.Session) ledger.ID { return s.ID })
	return r
}

func lastOnes[R any](rows []R, id func(R) ledger.ID) []R {
	at := map[ledger.ID]int{}
	var out []R
	for _, row := range rows {
		if i, ok := at[id(row)]; ok {
			out[i] = row
			continue
		}
		at[id(row)] = len(out)
		out = append(out, row)
	}
	return out
}

func (r *read) add(p *ledger.Page) error {
	if p.Next < r.Next {
		return fmt.Errorf("the cursor went back from %d to %d", r.Next, p.Next)
	}
	r.Cases = append(r.Cases, p.Cases...)
	r.Errors = append(r.Errors, p.Errors...)
	r.Sessions = append(r.Sessions, p.Sessions...)
	r.Unkeyed += p.Unkeyed
	r.Next = p.Next
	r.Pages++
	return nil
}

// cursor is a wall clock as a cursor.
func cursor(t testing.TB, wall string) ledger.Cursor {
	t.Helper()
	w, err := time.Parse(time.DateTime, wall)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Cursor(w.UnixMicro())
}

func unix(t testing.TB, utc string) int64 {
	t.Helper()
	return int64(cursor(t, utc)) / 1e6
}
