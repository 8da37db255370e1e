package postgres

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/sourcetest"
)

// sessionSettings asks for all that a session is set up with, and for what it
// makes of some values.
func sessionSettings(t *testing.T, d *dialect, db *sql.DB) map[string]string {
	t.Helper()
	got := map[string]string{}
	for _, set := range d.settings(d.opts.Timeout) {
		var value string
		err := db.QueryRow("SELECT current_setting($1)", set.name).Scan(&value)
		if err != nil && !strings.Contains(err.Error(), "42704") {
			t.Fatalf("%s: %v", set.name, err)
		}
		got[set.name] = value
	}
	for _, query := range []string{
		"SELECT current_setting('transaction_isolation') || current_setting('transaction_read_only') || current_setting('transaction_deferrable')",
		"SELECT '2024-07-01 12:00+00'::timestamptz::text", "SELECT ('1 day'::interval * 400)::text", "SELECT (0.1::float8 + 0.2)::text",
		`SELECT '\x41'::bytea::text`, `SELECT length('a\b')::text`, "SELECT (NULL = NULL)::text", "SELECT '{NULL}'::text[]::text",
		"SELECT 'ÅØ'", "SELECT current_user::text",
	} {
		var value sql.NullString
		if err := db.QueryRow(query).Scan(&value); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		got[query] = value.String
	}
	return got
}

// TestSessionsAreAlike: whatever a server, a role or a database hands to a
// session, it is set up as on a server that hands nothing.
func TestSessionsAreAlike(t *testing.T) {
	plainly, db := newDatabase(t, shared.Server(t)).pool()
	want := sessionSettings(t, plainly, db)
	if want["statement_timeout"] != "30s" || want["application_name"] != applicationName || want["search_path"] != `"public", pg_temp` {
		t.Errorf("the session is set up as %v", want)
	}
	d := newDatabase(t, spoilt.Server(t))
	d.exec("CREATE ROLE other", "GRANT other TO reader", "ALTER ROLE reader IN DATABASE "+d.name+" SET role = other",
		"ALTER DATABASE "+d.name+" SET lock_timeout = 7")
	defer d.exec("DROP ROLE other")
	t.Setenv("PGOPTIONS", "-c statement_timeout=3 -c search_path=nowhere")
	t.Setenv("PGTZ", "Asia/Tokyo")
	t.Setenv("PGSSLMODE", "nonsense")
	t.Setenv("PGHOST", "nowhere")
	on, db := d.pool()
	if diff := cmp.Diff(want, sessionSettings(t, on, db)); diff != "" {
		t.Errorf("on a spoilt server (-plain +spoilt):\n%s", diff)
	}
}

// TestSearchPath: the schemas of the settings are looked through, in their
// order, and a session's own tables hide none.
func TestSearchPath(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	const second = `Årets "saker"`
	d.exec(`CREATE SCHEMA first`, `CREATE SCHEMA "Årets ""saker"""`, `CREATE TABLE first.a AS SELECT 1 AS n`, `CREATE TABLE "Årets ""saker""".a AS SELECT 2 AS n`,
		`CREATE TABLE "Årets ""saker""".b AS SELECT 3 AS n`, `CREATE TABLE public.b AS SELECT 4 AS n`, `GRANT USAGE ON SCHEMA first, "Årets ""saker""" TO reader`)
	_, db := d.pool(func(o *Options) { o.Schemas = []string{"first", second} })
	var a, b int
	if err := db.QueryRow("SELECT a.n, b.n FROM a, b").Scan(&a, &b); err != nil || a != 1 || b != 3 {
		t.Errorf("a is %d and b is %d, want 1 and 3: %v", a, b, err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(dc any) error { // as a pooler's client before may have
		return dc.(*connection).run(t.Context(), "CREATE TEMP TABLE b AS SELECT 5 AS n")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRowContext(t.Context(), "SELECT n FROM b").Scan(&b); err != nil || b != 3 {
		t.Errorf("with a table of the session, b is %d, want 3: %v", b, err)
	}
}

// connection is a conn, where a variable is called that.
type connection = conn

func TestSessionIsReadOnly(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE c (n int)", "GRANT ALL ON c TO reader")
	_, db := d.pool()
	for _, statement := range []string{
		"INSERT INTO c VALUES (1)", "DELETE FROM c", "UPDATE c SET n = 1", "CREATE TABLE x (n int)", "SELECT * FROM c FOR UPDATE",
		"WITH x AS (INSERT INTO c VALUES (1) RETURNING n) SELECT * FROM x", "SELECT nextval('s')",
	} {
		_, err := db.Exec(statement)
		var server *ServerError
		if !errors.As(err, &server) || server.Code != "25006" && server.Code != codeUndefinedTable {
			t.Errorf("%s: %v, want that the transaction is read only", statement, err)
		}
	}
	if _, err := db.BeginTx(t.Context(), nil); err == nil {
		t.Error("a transaction was begun beside that of each statement")
	}
}

// TestNothingStaysOpen: when a statement has answered, or failed, its
// transaction is over, and its locks are gone.
func TestNothingStaysOpen(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE c AS SELECT generate_series(1, 1000) AS n")
	_, db := d.pool()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, query := range []string{"SELECT n FROM c", "SELECT 1 / (n - 5) FROM c", "SELECT nothing FROM c"} {
		rows, err := conn.QueryContext(t.Context(), query)
		if err == nil {
			for rows.Next() {
				break // the rest is not read
			}
			_ = rows.Close()
			_ = rows.Err()
		}
		var state string
		err = d.db.QueryRow("SELECT state FROM pg_stat_activity WHERE usename = 'reader' AND datname = current_database()").Scan(&state)
		if err != nil || state != "idle" {
			t.Errorf("after %s the session is %q: %v", query, state, err)
		}
	}
}

func TestTimeLimitStopsTheQueryOnTheServer(t *testing.T) {
	d := newDatabase(t, spoilt.Server(t))
	s := d.open(map[string]string{"cases.sql": "SELECT n AS case_id, " + plain + " FROM generate_series(1, 1000) AS g(n), LATERAL (SELECT pg_sleep(0.1 + 0 * n)) AS x"},
		func(o *Options) { o.Timeout = time.Second })
	err := s.Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
	var server *ServerError
	if !errors.As(err, &server) || server.Code != codeCanceled {
		t.Errorf("the error is %v, want the server's own time limit", err)
	}
}

// TestCancelledStatementsAreAskedAgain: a standby that has to replay what a
// query keeps it from ends the query, and so may an administrator.
func TestCancelledStatementsAreAskedAgain(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec("CREATE TABLE c AS SELECT generate_series(1, 20) AS n", "CREATE SEQUENCE asked",
		// Fails the first two times with what a standby fails with. A function
		// with the rights of its owner may not write in a read-only transaction
		// either, so it counts by locks that outlive transactions.
		`CREATE FUNCTION conflict(n int) RETURNS int LANGUAGE plpgsql AS $$
		BEGIN
			IF n = 13 AND pg_try_advisory_lock(1) AND (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) < 2 THEN
				PERFORM pg_advisory_lock(2);
				RAISE EXCEPTION 'canceling statement due to conflict with recovery' USING ERRCODE = '40001';
			END IF;
			RETURN n;
		END $$`)
	s := d.open(map[string]string{"cases.sql": "SELECT conflict(n) AS case_id, " + plain + " FROM c"}, func(o *Options) { o.PageSize = 7 })
	if got := sourcetest.Changes(t, s, ledger.Cases, 0); len(got.Cases) != 20 || got.Unkeyed != 0 {
		t.Errorf("%d cases were read, want 20", len(got.Cases))
	}
}

// TestErrorsThatQuoteNoRowAreShown: what a server says of accounts, of limits and
// of damage is shown, and what may quote a row is not.
func TestErrorsThatQuoteNoRowAreShown(t *testing.T) {
	for code, shown := range map[string]bool{
		"28000": true, "28P01": true, "42501": true, "53300": true, "57P03": true, "57014": true, "08006": true, "XX001": true, "XX002": true,
		"22P02": false, "22003": false, "23505": false, "P0001": false, "XX000": false, "": false,
	} {
		err := redact(&pgconn.PgError{Code: code, Message: "what it says"})
		if got := strings.Contains(err.Error(), "what it says"); got != shown {
			t.Errorf("%s: the message is shown: %v, want %v", code, got, shown)
		}
	}
}

func TestErrorsAreToldApart(t *testing.T) {
	d := &dialect{}
	for want, err := range map[source.ErrorKind]error{
		source.NoTable: &ServerError{Code: "42P01"}, source.NoRight: &ServerError{Code: "42501"},
		source.TimedOut: &ServerError{Code: codeCanceled}, source.Interrupted: &ServerError{Code: codeCanceled, early: true},
		source.OtherError: &ServerError{Code: "22012"},
	} {
		if got := d.ErrorKind(err); got != want {
			t.Errorf("%v is of kind %d, want %d", err, got, want)
		}
	}
}
