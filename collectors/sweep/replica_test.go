package sweep_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
)

// TestServerThatLagsBehind: after a failover to a server that does not have the
// last changes yet, nothing is taken for gone that is only on its way. What had
// changed long before, and what that server has shown itself, is gone there as
// anywhere.
func TestServerThatLagsBehind(t *testing.T) {
	other := mariadbtest.Start(t, "--server-id=77")
	socket := filepath.Join(t.TempDir(), "db.sock")
	point := func(at *mariadbtest.Server) {
		t.Helper()
		_ = os.Remove(socket) // there is none the first time
		if err := os.Symlink(at.Socket, socket); err != nil {
			t.Fatal(err)
		}
	}
	point(shared.Server(t))
	w := newTown(t, mariadb, "BIGINT UNSIGNED", func(o *mysql.Options) { o.Socket = socket })
	run(t, other, append([]string{
		"CREATE USER reader@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON `test%`.* TO reader@'%'", "CREATE DATABASE " + w.name, "USE " + w.name,
	}, strings.Split(strings.TrimSpace(adapters.ViewsSchema), ";\n")...)...)
	failOver := func(from, to *mariadbtest.Server) {
		t.Helper()
		point(to)
		rows, err := from.DB().Query("SELECT id FROM information_schema.processlist WHERE user = 'reader'")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			_, _ = from.DB().Exec(fmt.Sprintf("KILL %d", id)) // it may have gone
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		w.poll()
	}
	lately := "'" + time.Now().UTC().Add(-time.Minute).Format("2006-01-02 15:04:05.000000") + "'" // both servers say the same
	latest := func(from, to int) string {
		return strings.Replace(insert(from, to), "UTC_TIMESTAMP(6) - INTERVAL 1 DAY", lately, 1)
	}

	w.exec(insert(1, 100), latest(101, 130))
	w.pass(time.Minute)
	w.want(130, 0)
	run(t, other, "USE "+w.name, insert(1, 99)) // of the old ones, all but 100
	failOver(w.server, other)
	w.pass(15 * time.Minute)
	w.want(129, 1)
	run(t, other, "USE "+w.name, latest(101, 120)) // ten are still on their way
	w.pass(15 * time.Minute)
	w.want(129, 1)
	run(t, other, "USE "+w.name, "DELETE FROM casework_cases WHERE case_id = 110") // it was there
	w.pass(15 * time.Minute)
	w.want(128, 2)
	w.exec("DELETE FROM casework_cases WHERE case_id = 100")
	failOver(other, w.server) // back, where 110 is not deleted yet
	w.pass(15 * time.Minute)
	w.want(129, 2)
	w.exec("DELETE FROM casework_cases WHERE case_id IN (110, 125)")
	w.pass(15 * time.Minute)
	w.want(127, 4)
	failOver(w.server, other)
	w.pass(2 * keep) // what is not there by now does not come
	run(t, other, "USE "+w.name, "INSERT INTO casework_cases (case_id, unit, received_at) VALUES (500, 'A', UTC_TIMESTAMP())")
	w.pass(time.Minute)
	w.want(119, 13)
}

// run runs statements in one session.
func run(t testing.TB, server *mariadbtest.Server, statements ...string) {
	t.Helper()
	ctx := context.Background() // works during cleanup too
	conn, err := server.DB().Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, stmt := range statements {
		if _, err := conn.ExecContext(ctx, mariadbtest.Numbers(stmt)); err != nil {
			t.Fatalf("%s: %v", stmt, err)
		}
	}
}
