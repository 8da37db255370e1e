package e2e

// mariaDBSessionFaults are what can happen to what the exporter and a MariaDB
// have agreed on.
var mariaDBSessionFaults = []fault{
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
