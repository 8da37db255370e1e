package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"casework/collectors/source/postgres/postgrestest"
	"casework/collectors/testutil"
)

// durable has a server keep what it committed when it is killed.
const durable = "-csynchronous_commit=on"

// newPostgreSQL starts a database that encrypts with the certificate of a
// directory.
func newPostgreSQL(t *testing.T, certificates string) *database {
	t.Helper()
	s := postgrestest.Start(t, durable)
	if err := s.Encrypt(filepath.Join(certificates, "cert.pem"), filepath.Join(certificates, "key.pem")); err != nil {
		t.Fatal(err)
	}
	return postgreSQL(s)
}

// postgreSQLFaults are what can happen to a PostgreSQL and its schema, beside
// what can to any server.
var postgreSQLFaults = []fault{
	{"columns changed from TIMESTAMPTZ to TIMESTAMP", "one poll fails at most; columns are looked up again", 2, func(g *ground) {
		change := func(to string) string {
			return fmt.Sprintf("ALTER TABLE casework_cases ALTER started_at TYPE %[1]s USING started_at AT TIME ZONE 'UTC', "+
				"ALTER closed_at TYPE %[1]s USING closed_at AT TIME ZONE 'UTC'", to)
		}
		g.root(change("TIMESTAMP"))
		g.goesOn()
		g.root(change("TIMESTAMPTZ"))
	}},
	{"table written anew (VACUUM FULL) while somebody works", "polls wait for its lock", 2, func(g *ground) {
		g.work(func() {
			g.until("a good poll", g.polled(1))
			g.root("VACUUM FULL casework_cases")
			g.until("two good polls", g.polled(2))
		})
	}},
	{"a transaction that writes stays open, and ends within the overlap", "what it wrote is counted once it is committed", 2, func(g *ground) {
		conn, err := g.db.DB().Conn(g.Context())
		if err != nil {
			g.Fatal(err)
		}
		defer conn.Close()
		unit := g.w.units[0]
		for _, stmt := range []string{"BEGIN", "INSERT INTO casework_cases (unit, received_at) VALUES ('" + unit + "', now())"} {
			if _, err := conn.ExecContext(g.Context(), stmt); err != nil {
				g.Fatal(err)
			}
		}
		g.goesOn()
		if _, err := conn.ExecContext(g.Context(), "COMMIT"); err != nil {
			g.Fatal(err)
		}
		g.w.note("received", unit, 1)
	}},
	{"failover to a standby that is behind, catches up, and is promoted", "nothing falls or counts twice; what is missing comes back", 2, promote},
}

// promote has a standby take the place of the database for good. At first it
// lacks the last changes.
func promote(g *ground) {
	standby, err := postgrestest.New(postgrestest.Options{From: g.db.postgres, Args: []string{durable}})
	if err != nil {
		g.Fatal(err)
	}
	g.after(func() {
		if err := standby.Close(); err != nil {
			g.Error(err)
		}
	})
	next := postgreSQL(standby)
	if err := next.Exec("SELECT pg_wal_replay_pause()"); err != nil {
		g.Fatal(err)
	}
	g.work(func() { g.until("two good polls", g.polled(2)) })
	g.wire.lead(next.host, next.port)
	g.until("three good polls of the standby", g.polled(3))
	var end string
	if err := g.db.DB().QueryRow("SELECT pg_current_wal_lsn()").Scan(&end); err != nil {
		g.Fatal(err)
	}
	if err := next.Exec("SELECT pg_wal_replay_resume()"); err != nil {
		g.Fatal(err)
	}
	caughtUp := func() (all bool) {
		err := next.DB().QueryRow("SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn", end).Scan(&all)
		return err == nil && all
	}
	if !testutil.Eventually(caughtUp) {
		g.Fatal("the standby does not catch up")
	}
	g.db.Kill()
	if err := next.Exec("SELECT pg_promote()"); err != nil {
		g.Fatal(err)
	}
	g.db, g.w.db = next, next
	g.goesOn()
}

// postgreSQLSessionFaults are what can happen to what the exporter and a
// PostgreSQL have agreed on.
var postgreSQLSessionFaults = []fault{
	{"idle connections closed by the server (idle_session_timeout)", "nothing changes: they are replaced before they are used", 1, func(g *ground) {
		g.role("idle_session_timeout", "1s")
		g.wire.cut()
		g.with([]string{"TEST_INTERVAL=3s"}, func() {
			g.work(func() { g.until("no poll that fails", g.polledWithoutFailure(4)) })
		})
		g.role("idle_session_timeout", "")
		g.wire.cut()
	}},
	{"role's settings: time zone, style of dates, encoding", "nothing changes: transactions set their own", 1, func(g *ground) {
		settings := map[string]string{"timezone": "Asia/Kabul", "datestyle": "German", "client_encoding": "LATIN1", "extra_float_digits": "-15"}
		for name, value := range settings {
			g.role(name, value)
		}
		g.wire.cut()
		g.goesOn()
		for name := range settings {
			g.role(name, "")
		}
		g.wire.cut()
	}},
	{"role's settings: statements end after 20 ms, other schema first", "nothing changes: transactions set their own", 1, func(g *ground) {
		g.root("CREATE SCHEMA other", "CREATE TABLE other.casework_cases AS SELECT * FROM casework_cases LIMIT 1",
			"GRANT USAGE ON SCHEMA other TO exporter", "GRANT SELECT ON ALL TABLES IN SCHEMA other TO exporter")
		g.role("statement_timeout", "20ms")
		g.role("search_path", "other, public")
		g.wire.cut()
		g.goesOn()
		g.role("statement_timeout", "")
		g.role("search_path", "")
		g.wire.cut()
		g.root("DROP SCHEMA other CASCADE")
	}},
}

// role sets what the sessions of the exporter's user begin with; "" takes it
// back.
func (g *ground) role(name, value string) {
	g.Helper()
	if value == "" {
		g.root("ALTER ROLE exporter RESET " + name)
		return
	}
	g.root("ALTER ROLE exporter SET " + name + " = '" + value + "'")
}
