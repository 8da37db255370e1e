package e2e

// networkFaults are what can happen between the exporter and the database.
var networkFaults = []fault{
	{"network cut", "up 0, gauges withheld when out of date; goes on when it is back", 2, func(g *ground) {
		g.work(func() {
			g.wire.down()
			g.until("down", isDown)
			g.until("gauges withheld", isWithheld)
			g.wire.heal()
		})
	}},
	{"network slow (0.1 s each way, more or less)", "polls take longer", 1, slowed(
		downstream("latency", map[string]int{"latency": 100, "jitter": 50}),
		upstream("latency", map[string]int{"latency": 100, "jitter": 50}),
	)},
	{"network narrow (200 kB/s)", "polls take longer", 1, slowed(downstream("bandwidth", map[string]int{"rate": 200}))},
	{"answers and questions in small pieces", "nothing changes", 1, slowed(
		downstream("slicer", map[string]int{"average_size": 100, "size_variation": 90}),
		upstream("slicer", map[string]int{"average_size": 10, "size_variation": 9}),
	)},
	{"connection half open: no answer comes", "given up after the time limit; up 0, then a new connection", 2, muted(silent(downstream))},
	{"connection half open: no question arrives", "as above", 2, muted(silent(upstream))},
	{"connection dead in both directions, and nobody says so", "as above", 2, muted(silent(downstream), silent(upstream))},
	{"answer cut off in the middle of a row", "the page is read again; no row is lost or counted twice", 15, truncated()},
	{"connection reset in the middle of a row", "as above", 10, truncated(reset)},
}

// slowed has somebody work while the network does something that takes time. A
// poll may need half a minute, so that each is waited for by itself.
func slowed(toxics ...toxic) func(*ground) {
	return func(g *ground) {
		g.wire.add(toxics...)
		g.work(func() {
			for range 3 {
				g.until("a good poll", g.polled(1))
			}
		})
		g.wire.heal()
	}
}

// muted has the network carry nothing in a direction, or both.
func muted(toxics ...toxic) func(*ground) {
	return func(g *ground) {
		g.work(func() {
			g.wire.add(toxics...)
			g.until("down", isDown)
			g.wire.heal()
		})
	}
}

// truncated ends each connection after so many bytes from the database, in a
// way that other toxics may change.
func truncated(toxics ...toxic) func(*ground) {
	return func(g *ground) {
		g.work(func() {
			g.wire.add(toxics...)
			g.wire.add(downstream("limit_data", map[string]int{"bytes": 1 + g.random.IntN(20_000)}))
			g.wire.cut()
			ended := g.wire.carried()
			g.until("an answer cut off", func(page) bool { return g.wire.carried() > ended })
			g.wire.heal()
			g.until("up", isUp)
		})
	}
}
