package e2e

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/go-sql-driver/mysql"

	"casework/collectors/source/mysql/mariadbtest"
)

// databaseFaults are what can happen to the server and its schema.
var databaseFaults = []fault{
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
	{"database made read-only", "nothing changes", 1, func(g *ground) {
		g.root("SET GLOBAL read_only = 1")
		g.goesOn()
		g.root("SET GLOBAL read_only = 0")
	}},
	{"out of connections", "up 0; goes on when there are some", 2, exhaust},
	{"table locked, queries too slow", "queries end at their time limit, here and on the server; up 0", 2, func(g *ground) {
		g.locked(func() { g.until("down", isDown) })
	}},
	{"column renamed", "up 0, the column named in the log; goes on when it is back", 2, func(g *ground) {
		g.root("ALTER TABLE casework_cases RENAME COLUMN started_at TO begun_at, RENAME COLUMN received_at TO came_at")
		g.until("down", isDown)
		g.root("ALTER TABLE casework_cases RENAME COLUMN begun_at TO started_at, RENAME COLUMN came_at TO received_at")
	}},
	{"table vanishes", "up 0, the table named in the log, never taken for one that there is not; goes on when it is back", 2, func(g *ground) {
		g.root("RENAME TABLE casework_errors TO errors_elsewhere")
		g.until("down", isDown)
		g.x.kill() // what is saved tells that it was there
		g.x.start()
		g.until("down after a restart", isDown)
		g.root("RENAME TABLE errors_elsewhere TO casework_errors")
		g.x.waitReady()
	}},
	{"column changed from DATETIME to TIMESTAMP", "one poll fails at most; columns are looked up again", 2, func(g *ground) {
		g.root("ALTER TABLE casework_cases MODIFY started_at TIMESTAMP NULL, MODIFY closed_at TIMESTAMP NULL")
		g.goesOn()
		g.root("ALTER TABLE casework_cases MODIFY started_at DATETIME NULL, MODIFY closed_at DATETIME NULL")
	}},
	{"index dropped", "nothing changes but the load, of which check warns", 1, func(g *ground) {
		g.root("ALTER TABLE casework_cases DROP KEY changed")
		g.goesOn()
		g.root("ALTER TABLE casework_cases ADD KEY changed (changed_at, case_id)")
	}},
	{"sessions begin with a clock that stands still an hour ahead (init_connect)", "nothing changes: sessions let it run", 2, begun("SET timestamp = UNIX_TIMESTAMP() + 3600")},
	{"sessions begin with a clock that stands still an hour behind (init_connect)", "nothing changes: sessions let it run", 2, begun("SET timestamp = UNIX_TIMESTAMP() - 3600")},
	{"failover to a replica that is behind, and catches up", "nothing falls or counts twice; what is missing comes back", 2, failOver},
	{"database's time zone changed", "nothing changes: sessions set their own", 2, func(g *ground) {
		g.root("ALTER TABLE casework_cases MODIFY started_at TIMESTAMP NULL, MODIFY closed_at TIMESTAMP NULL") // a DATETIME knows no zone
		g.root(`SET GLOBAL init_connect = "SET time_zone = '+05:00'"`)                                         // for all but root, who works here
		g.wire.cut()
		g.work(func() { g.until("three good polls", g.polled(3)) })
		g.agree()
		g.root("SET GLOBAL init_connect = ''",
			"ALTER TABLE casework_cases MODIFY started_at DATETIME NULL, MODIFY closed_at DATETIME NULL")
		g.wire.cut()
	}},
}

// exhaust takes all connections of the database.
func exhaust(g *ground) {
	g.root("SET GLOBAL max_connections = 10")
	defer g.root("SET GLOBAL max_connections = 100")
	cfg := mysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.Addr, cfg.DBName = "exporter", g.password, "unix", g.db.Socket, g.db.Database
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		g.Fatal(err)
	}
	g.wire.down() // else the exporter would keep those that it has
	g.until("no connection of the exporter", func(page) bool {
		var n int
		if err := g.db.DB().QueryRow("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'exporter'").Scan(&n); err != nil {
			g.Fatal(err)
		}
		return n == 0
	})
	pool := sql.OpenDB(connector)
	defer pool.Close()
	for {
		conn, err := pool.Conn(g.Context())
		if full := (*mysql.MySQLError)(nil); errors.As(err, &full) && full.Number == 1040 { // too many connections
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

// begun has the exporter's sessions begin with a statement.
func begun(with string) func(*ground) {
	return func(g *ground) {
		g.root("SET GLOBAL init_connect = '" + with + "'")
		g.wire.cut()
		g.goesOn()
		g.root("SET GLOBAL init_connect = ''")
		g.wire.cut()
	}
}

// failOver has a second server take the database's place that lacks the last
// changes, and gets them later.
func failOver(g *ground) {
	replica := mariadbtest.Start(g.T)
	if err := replica.Views(g.Context()); err != nil {
		g.Fatal(err)
	}
	if err := replica.CreateUser("exporter", g.password); err != nil {
		g.Fatal(err)
	}
	g.copyTo(replica)
	g.work(func() { g.until("two good polls", g.polled(2)) })
	g.wire.lead(replica.Host, replica.Port)
	g.until("three good polls of the replica", g.polled(3))
	g.copyTo(replica)
	g.agree()
	g.wire.lead(g.db.Host, g.db.Port)
}

// copyTo has a replica show what the database shows.
func (g *ground) copyTo(replica *mariadbtest.Server) {
	g.Helper()
	for _, table := range []string{"casework_cases", "casework_errors"} {
		rows, err := g.db.DB().Query("SELECT * FROM " + table)
		if err != nil {
			g.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			g.Fatal(err)
		}
		var values []any
		write := func() {
			row := "(?" + strings.Repeat(", ?", len(columns)-1) + ")"
			n := len(values) / len(columns)
			if n == 0 {
				return
			}
			if err := replica.Exec("REPLACE INTO "+table+" VALUES "+row+strings.Repeat(", "+row, n-1), values...); err != nil {
				g.Fatal(err)
			}
			values = values[:0]
		}
		for rows.Next() {
			at := len(values)
			values = append(values, make([]any, len(columns))...)
			dest := make([]any, len(columns))
			for i := range dest {
				dest[i] = &values[at+i]
			}
			if err := rows.Scan(dest...); err != nil {
				g.Fatal(err)
			}
			if len(values) > 4000 {
				write()
			}
		}
		if err := rows.Err(); err != nil {
			g.Fatal(err)
		}
		write()
	}
}
