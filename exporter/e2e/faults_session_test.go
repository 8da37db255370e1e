package e2e

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"casework/collectors/testutil"
)

// sessionFaults are what can happen to what the exporter and the server have
// agreed on: who it is, what it may do, and how they talk.
var sessionFaults = []fault{
	{"query killed on the server", "that poll fails; up 0 until the next one", 2, killed("KILL QUERY")},
	{"connection killed on the server", "as above", 2, killed("KILL CONNECTION")},
	{"idle connections closed by the server (wait_timeout)", "nothing changes: they are replaced before they are used", 1, func(g *ground) {
		g.root("SET GLOBAL wait_timeout = 1")
		g.with([]string{"TEST_INTERVAL=3s"}, func() {
			g.work(func() { g.until("no poll that fails", g.polledWithoutFailure(4)) })
		})
		g.root("SET GLOBAL wait_timeout = DEFAULT")
	}},
	{"max_allowed_packet as small as it can be", "nothing changes", 1, func(g *ground) {
		g.root("SET GLOBAL max_allowed_packet = 1024")
		g.wire.cut()
		g.goesOn()
		g.root("SET GLOBAL max_allowed_packet = DEFAULT")
		g.wire.cut()
	}},
	{"password changed, in the database and later in the file", "up 0 until both agree, and no restart", 2, func(g *ground) {
		g.password = fmt.Sprintf("secret %d", g.random.Int())
		g.root("ALTER USER exporter IDENTIFIED BY '" + g.password + "'")
		g.wire.cut()
		g.until("down", isDown)
		g.put(g.passwordFile, []byte(g.password+"\n"))
	}},
	{"permission to read revoked", "up 0; goes on when it is granted", 2, func(g *ground) {
		everything := " SELECT ON " + g.db.Database + ".* "
		g.root("REVOKE"+everything+"FROM exporter", "FLUSH PRIVILEGES")
		g.wire.cut() // a session keeps what it had
		g.until("down", isDown)
		g.root("GRANT" + everything + "TO exporter")
	}},
	{"server's certificate expires", "open connections go on, new ones are refused: up 0 until it is renewed", 1, func(g *ground) {
		g.with([]string{"TEST_TLS=verify-identity", "TEST_TLS_SERVER_NAME=127.0.0.1", "TEST_TLS_CA=" + filepath.Join(g.certificates, "cert.pem")}, func() {
			testutil.WriteCertificateUntil(g.T, g.certificates, time.Now().Add(-time.Minute))
			g.root("FLUSH SSL")
			g.wire.cut()
			g.until("down", isDown)
			testutil.WriteCertificate(g.T, g.certificates)
			g.root("FLUSH SSL")
			g.until("up", isUp)
		})
	}},
	{"columns converted from utf8mb4 to latin1", "nothing changes: the server converts", 1, func(g *ground) {
		charset := func(name string) {
			g.root("ALTER TABLE casework_cases CONVERT TO CHARACTER SET "+name, "ALTER TABLE casework_errors CONVERT TO CHARACTER SET "+name)
		}
		charset("latin1")
		g.goesOn()
		charset("utf8mb4")
	}},
	{"server has sessions begin in latin1 (init_connect)", "nothing changes: sessions set their own", 1, begun("SET NAMES latin1")},
	{"autocommit off (init_connect)", "nothing changes: sessions set their own, and hold no lock between statements", 2, func(g *ground) {
		g.root("SET GLOBAL init_connect = 'SET autocommit = 0'")
		g.wire.cut()
		g.work(func() {
			g.until("three good polls", g.polled(3))
			for _, change := range []string{"ADD COLUMN other INT", "DROP COLUMN other"} {
				g.root("SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE casework_cases " + change)
			}
			g.until("three good polls", g.polled(3))
		})
		g.root("SET GLOBAL init_connect = ''")
		g.wire.cut()
	}},
	{"limits on selects (init_connect)", "nothing changes: sessions set their own", 2, begun("SET sql_select_limit = 2, max_join_size = 1")},
}

// killed has the server kill a query of the exporter that waits for a lock.
func killed(how string) func(*ground) {
	return func(g *ground) {
		g.locked(func() {
			g.until("a poll that fails", func(p page) bool {
				var id int64
				err := g.db.DB().QueryRow("SELECT id FROM information_schema.processlist WHERE user = 'exporter' AND command <> 'Sleep' LIMIT 1").Scan(&id)
				if err == nil {
					_ = g.db.Exec(fmt.Sprintf("%s %d", how, id)) // it may have ended meanwhile
				}
				return isDown(p)
			})
		})
	}
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
