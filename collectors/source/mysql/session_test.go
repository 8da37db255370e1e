package mysql

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/ledger"
	"casework/collectors/source/mysql/mariadbtest"
)

// namesUTF8 is the statement that sets a session's character set.
const namesUTF8 = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"

// TestServerOverrulesTheCharacterSet: names are whole although the server has
// sessions begin in another character set than the driver asks for.
func TestServerOverrulesTheCharacterSet(t *testing.T) {
	d := newDatabase(t)
	s := d.views()
	d.exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Økonomi og næring', NOW())")
	d.root("SET GLOBAL init_connect = 'SET NAMES latin1'")
	t.Cleanup(func() { d.root("SET GLOBAL init_connect = ''") })
	units := map[string]bool{} // rows may be read twice
	err := s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
		for _, c := range p.Cases {
			units[c.Unit] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(units) != 1 || !units["Økonomi og næring"] {
		t.Errorf("the units are %v", units)
	}
}

// spoiltDatabase is the database of a server of its own, which hands every
// session the worst of everything.
func spoiltDatabase(t *testing.T) *database {
	t.Helper()
	server := mariadbtest.Start(t)
	d := &database{t, server, server.Database}
	if err := server.CreateUser("reader", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := server.Spoil(); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestSpoiltServer: what a server hands to every session changes nothing of
// what is read, and leaves no transaction open and no table locked.
func TestSpoiltServer(t *testing.T) {
	d := spoiltDatabase(t)
	s := d.views()
	d.exec("ALTER TABLE casework_cases MODIFY unit CHAR(20) NOT NULL")
	for range 7 {
		d.exec("INSERT INTO casework_cases (unit, received_at) VALUES ('Øst', '2024-01-10 08:00:00'), ('Vest', '2024-07-10 08:00:00')")
	}
	d.exec("INSERT INTO casework_units (unit, name) VALUES ('Øst', ''), ('Vest', ''), ('Nord', ''), ('Sør', '')")
	units := map[string]int{}
	for _, c := range changes(t, s, ledger.Cases, 0).Cases {
		units[c.Unit]++
		if want := unix(t, map[string]string{"Øst": "2024-01-10 08:00:00", "Vest": "2024-07-10 08:00:00"}[c.Unit]); c.Received != want || c.Type != "" {
			t.Errorf("a case of %q is of type %q and received at %d, want %d", c.Unit, c.Type, c.Received, want)
		}
	}
	if len(units) != 2 || units["Øst"] != 7 || units["Vest"] != 7 {
		t.Errorf("cases by unit are %v, want 7 of each of two", units)
	}
	if list, err := s.Units(t.Context()); err != nil || len(list) != 4 {
		t.Errorf("%d units and the error %v, want 4", len(list), err)
	}
	d.unlocked("casework_cases")
}

// unlocked sees that nobody but root has a transaction open, and that a table
// can be altered at once.
func (d *database) unlocked(table string) {
	d.Helper()
	var n int
	err := d.DB().QueryRow("SELECT COUNT(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id " +
		"WHERE p.user <> 'root'").Scan(&n)
	if err != nil {
		d.Fatal(err)
	}
	if n != 0 {
		d.Errorf("%d transactions are open while nothing is read", n)
	}
	d.exec("SET lock_wait_timeout = 5", "ALTER TABLE "+table+" ADD COLUMN z INT")
}

// TestNoTransactionBetweenStatements: where sessions do not commit of
// themselves, a table can be altered all the same while the source is idle.
func TestNoTransactionBetweenStatements(t *testing.T) {
	for _, begin := range []string{"SET autocommit = 0", "START TRANSACTION", "SET autocommit = 0, completion_type = 1"} {
		t.Run(begin, func(t *testing.T) {
			d := newDatabase(t)
			s := d.views()
			d.root("SET GLOBAL init_connect = '" + begin + "'")
			t.Cleanup(func() { d.root("SET GLOBAL init_connect = ''") })
			changes(t, s, ledger.Cases, 0)
			d.unlocked("casework_cases")
		})
	}
}

// TestSessionIsExchanged: a session that becomes another one, as a proxy that
// resets or shares sessions makes it, is noticed where a poll asks for the time.
func TestSessionIsExchanged(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE t (n INT)", "INSERT INTO t VALUES (1), (2), (3)")
	for _, tt := range []struct{ name, with string }{
		{"limited", "SET sql_select_limit = 1"},
		{"without answers", "SET sql_select_limit = 0"},
		{"not committing", "SET autocommit = 0"},
		{"elsewhere", "USE information_schema"},
		{"in another zone", "SET time_zone = '-07:00'"},
		{"in another mode", "SET sql_mode = 'PAD_CHAR_TO_FULL_LENGTH'"},
		{"in latin1", "SET NAMES latin1"},
		{"with its clock stopped", "SET timestamp = 1000000000"},
		{"writing what is derived", "SET optimizer_switch = 'derived_merge=off'"},
		{"dirty", "SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dialect, conn := d.session(t)
			before := d.readBack(t, dialect, conn)
			if _, err := conn.ExecContext(t.Context(), tt.with); err != nil {
				t.Fatal(err)
			}
			now, err := dialect.Now(t.Context(), conn)
			if err != nil {
				t.Fatal(err)
			}
			if since := time.Since(now).Abs(); since > time.Minute {
				t.Errorf("the clock is off by %v", since)
			}
			if after := d.readBack(t, dialect, conn); after != before {
				t.Errorf("the session reads as\n%s, and as\n%s before", after, before)
			}
			var n int
			if err := conn.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM t").Scan(&n); err != nil || n != 3 {
				t.Errorf("%d rows and the error %v, want 3", n, err)
			}
		})
	}
}

// session is a session of the reader's, and the dialect that set it up.
func (d *database) session(t *testing.T) (*dialect, *sql.Conn) {
	t.Helper()
	dialect, pool := d.dialect()
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return dialect, conn
}

// readBack is what a session reads as in short.
func (d *database) readBack(t *testing.T, dialect *dialect, conn *sql.Conn) (short string) {
	t.Helper()
	query := "SELECT " + condensed(dialect.readings(dialect.serverVersion()))
	if err := conn.QueryRowContext(context.Background(), query).Scan(&short); err != nil {
		t.Fatal(err)
	}
	return short
}

func TestSessionIsReadOnly(t *testing.T) {
	d := newDatabase(t)
	d.views()
	_, err := d.pool(func(o *Options) { o.User = "root"; o.Password = nil }).Exec("DELETE FROM casework_cases")
	var refused *gomysql.MySQLError
	if !errors.As(err, &refused) || refused.Number != 1792 {
		t.Errorf("a source that connects as root may write: %v", err)
	}
}
