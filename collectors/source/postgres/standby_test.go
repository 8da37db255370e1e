package postgres

import (
	"errors"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/source/postgres/postgrestest"
	"casework/collectors/testutil"
)

// TestHotStandby: a standby cancels a query that keeps it from replaying what
// its primary removed. It is asked again, and every row is read once.
func TestHotStandby(t *testing.T) {
	primary := postgrestest.Start(t)
	for _, stmt := range []string{
		"CREATE ROLE reader LOGIN PASSWORD 'secret'", "CREATE TABLE c AS SELECT generate_series(1, 100) AS n", "CREATE TABLE d AS SELECT generate_series(1, 100) AS n",
		"GRANT SELECT ON c, d TO reader",
	} {
		if err := primary.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	standby, err := postgrestest.New(postgrestest.Options{From: primary, Args: []string{"-cmax_standby_streaming_delay=0", "-chot_standby_feedback=off"}})
	if err != nil {
		t.Fatal(err)
	}
	defer standby.Close()
	d := &database{TB: t, Server: standby, name: standby.Database, db: standby.DB()}
	// Slow enough to be at it when the primary's cleaning arrives.
	s := d.open(map[string]string{"cases.sql": "SELECT n AS case_id, " + plain + " FROM c, LATERAL (SELECT pg_sleep(0.02 + 0 * n)) AS x"})
	conflicts := func() (n int) {
		t.Helper()
		if err := d.db.QueryRow("SELECT confl_snapshot FROM pg_stat_database_conflicts WHERE datname = current_database()").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	cleaned := make(chan error, 1)
	go func() {
		time.Sleep(700 * time.Millisecond)
		cleaned <- errors.Join(primary.Exec("DELETE FROM d"), primary.Exec("VACUUM d"))
	}()
	seen := map[ledger.ID]int{}
	err = s.Changes(t.Context(), ledger.Cases, 0, func(p *ledger.Page) error {
		for _, c := range p.Cases {
			seen[c.ID]++
		}
		return nil
	})
	if err := errors.Join(err, <-cleaned); err != nil {
		t.Fatal(err)
	}
	if !testutil.Within(20*time.Second, func() bool { return conflicts() > 0 }) {
		t.Error("no query was cancelled: the test tries nothing")
	}
	if len(seen) != 100 {
		t.Errorf("%d cases were read, want 100", len(seen))
	}
	for _, n := range seen {
		if n != 1 {
			t.Errorf("a case was read %d times", n)
		}
	}
	wants(t, inspected(t, s), "OK: server: a hot standby")
	if one, other := serverName(t, d), serverName(t, &database{TB: t, Server: primary, name: primary.Database}); one == "" || one == other {
		t.Errorf("the standby is called %q and the primary %q", one, other)
	}
	if _, err := s.Late(t.Context()); err != nil {
		t.Errorf("late commits cannot be told of: %v", err)
	}
}

// serverName is what the server of a database is called.
func serverName(t *testing.T, d *database) string {
	t.Helper()
	dialect, db := d.pool()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	name, err := dialect.Server(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return name
}
