package e2e

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"casework/collectors/testutil"
)

// serverFaults are what can happen to any server, its schema, and what it and
// the exporter have agreed on: who that is, what it may do, and how they talk.
var serverFaults = []fault{
	{"database killed (SIGKILL)", "up 0, gauges withheld when out of date; goes on when it is back", 2, func(g *ground) {
		g.db.Kill()
		g.until("down", isDown)
		g.until("gauges withheld", isWithheld)
		g.revive()
	}},
	{"database frozen (SIGSTOP)", "queries given up after their time limit; as above", 2, func(g *ground) {
		g.db.Stop()
		g.until("down", isDown)
		g.until("gauges withheld", isWithheld)
		g.db.Continue()
	}},
	{"database restarted", "connects again within a poll or two", 3, func(g *ground) { g.revive() }},
	{"out of connections", "up 0; goes on when there are some", 2, func(g *ground) {
		exhaust(g)
		if g.db.maria != nil {
			g.root("SET GLOBAL max_connections = 100")
		}
	}},
	{"table locked, queries too slow", "queries end at their time limit, here and on the server; up 0", 2, func(g *ground) {
		g.locked(func() { g.until("down", isDown) })
	}},
	{"column renamed", "up 0, the column named in the log; goes on when it is back", 2, func(g *ground) {
		g.root("ALTER TABLE casework_cases RENAME COLUMN started_at TO begun_at", "ALTER TABLE casework_cases RENAME COLUMN received_at TO came_at")
		g.until("down", isDown)
		g.root("ALTER TABLE casework_cases RENAME COLUMN begun_at TO started_at", "ALTER TABLE casework_cases RENAME COLUMN came_at TO received_at")
	}},
	{"table vanishes", "up 0, the table named in the log, never taken for one that there is not; goes on when it is back", 2, func(g *ground) {
		g.root("ALTER TABLE casework_errors RENAME TO errors_elsewhere")
		g.until("down", isDown)
		g.x.kill() // what is saved tells that it was there
		g.x.start()
		g.until("down after a restart", isDown)
		g.root("ALTER TABLE errors_elsewhere RENAME TO casework_errors")
		g.x.waitReady()
	}},
	{"index dropped", "nothing changes but the load, of which check warns", 1, func(g *ground) {
		g.root(g.db.words().dropIndex)
		g.goesOn()
		g.root(g.db.words().addIndex)
	}},
	{"query killed on the server", "that poll fails; up 0 until the next one", 2, func(g *ground) { g.killed(g.db.words().killQuery) }},
	{"connection killed on the server", "as above", 2, func(g *ground) { g.killed(g.db.words().killConnection) }},
	{"password changed, in the database and later in the file", "up 0 until both agree, and no restart", 2, func(g *ground) {
		g.password = fmt.Sprintf("secret %d", g.random.Int())
		g.root(g.db.words().password + "'" + g.password + "'")
		g.wire.cut()
		g.until("down", isDown)
		g.put(g.passwordFile, []byte(g.password+"\n"))
	}},
	{"permission to read revoked", "up 0; goes on when it is granted", 2, func(g *ground) {
		everything := " SELECT ON " + g.db.words().everything
		g.root("REVOKE" + everything + " FROM exporter")
		g.wire.cut() // a session may keep what it had
		g.until("down", isDown)
		g.root("GRANT" + everything + " TO exporter")
	}},
	{"server's certificate expires", "open connections go on, new ones are refused: up 0 until it is renewed", 1, func(g *ground) {
		g.with([]string{"TEST_TLS=verify-identity", "TEST_TLS_SERVER_NAME=127.0.0.1", "TEST_TLS_CA=" + filepath.Join(g.certificates, "cert.pem")}, func() {
			testutil.WriteCertificateUntil(g.T, g.certificates, time.Now().Add(-time.Minute))
			g.db.readCertificate(g, g.certificates)
			g.until("down", g.cutting(isDown))
			testutil.WriteCertificate(g.T, g.certificates)
			g.db.readCertificate(g, g.certificates)
			g.until("up", isUp)
		})
	}},
}

// exhaust takes all connections of the database.
func exhaust(g *ground) {
	pool, full := g.db.fewConnections(g)
	defer pool.Close()
	g.wire.down() // else the exporter would keep those that it has
	g.until("no connection of the exporter", func(page) bool {
		n, err := g.db.sessions("exporter")
		if err != nil {
			g.Fatal(err)
		}
		return n == 0
	})
	for {
		conn, err := pool.Conn(g.Context())
		if full(err) {
			break
		} else if err != nil {
			g.Fatal(err)
		}
		defer conn.Close()
	}
	var before float64
	g.until("an exporter that answers", func(p page) bool { before = failures(p); return true })
	g.wire.heal()
	g.until("down for want of connections", func(p page) bool {
		return isDown(p) && failures(p) >= before+2 // the first may be of the network
	})
}

// cutting holds when another condition does, and cuts connections until then.
func (g *ground) cutting(holds func(page) bool) func(page) bool {
	var cut time.Time
	return func(p page) bool {
		if holds(p) {
			return true
		}
		if time.Since(cut) > time.Second { // the exporter is given the time to poll
			g.wire.cut()
			cut = time.Now()
		}
		return false
	}
}

// killed has the server kill a query of the exporter that waits for a lock.
func (g *ground) killed(how string) {
	g.locked(func() {
		g.until("a poll that fails", func(p page) bool {
			var id int64
			if err := g.db.DB().QueryRow(g.db.words().busy).Scan(&id); err == nil {
				_ = g.db.Exec(fmt.Sprintf(how, id)) // it may have ended meanwhile
			}
			return isDown(p)
		})
	})
}

// with runs the exporter with other settings for as long as during takes.
func (g *ground) with(env []string, during func()) {
	g.Helper()
	whole := g.x.env
	restart := func(env []string) {
		g.x.kill()
		g.x.env = env
		g.x.start()
		g.x.waitReady()
		g.until("up", isUp)
	}
	defer restart(whole)
	restart(append(slices.Clip(whole), env...))
	during()
}

// polledWithoutFailure holds after so many more polls, and fails the test if
// one of them failed.
func (g *ground) polledWithoutFailure(more float64) func(page) bool {
	from, before := math.NaN(), 0.0
	return func(p page) bool {
		n := p[polls]
		if math.IsNaN(from) {
			from, before = n, failures(p)
		}
		if failed := failures(p) - before; failed > 0 {
			g.Fatalf("%v polls failed", failed)
		}
		return n >= from+more
	}
}
