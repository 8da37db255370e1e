package e2e

import (
	"strings"

	"casework/collectors/source/mysql/mariadbtest"
)

// mariaDBFaults are what can happen to a MariaDB and its schema, beside what can
// to any server.
var mariaDBFaults = []fault{
	{"database made read-only", "nothing changes", 1, func(g *ground) {
		g.root("SET GLOBAL read_only = 1")
		g.goesOn()
		g.root("SET GLOBAL read_only = 0")
	}},
	{"column changed from DATETIME to TIMESTAMP", "one poll fails at most; columns are looked up again", 2, func(g *ground) {
		g.root("ALTER TABLE casework_cases MODIFY started_at TIMESTAMP NULL, MODIFY closed_at TIMESTAMP NULL")
		g.goesOn()
		g.root("ALTER TABLE casework_cases MODIFY started_at DATETIME NULL, MODIFY closed_at DATETIME NULL")
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
	g.wire.lead(g.db.host, g.db.port)
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
