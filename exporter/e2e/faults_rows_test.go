package e2e

import "time"

// rowFaults are what can happen to rows, beside what people do to their cases.
var rowFaults = []fault{
	{"open cases deleted", "they leave the queue within `<SOURCE>_SWEEP`, each counted once", 2, brief},
	{"open cases deleted, the connection cut in the midst of a sweep, and again", "as above; none leaves that is there", 2, func(g *ground) {
		g.deleteOld()
		for range 5 {
			g.wire.cut()
			g.until("a good poll", g.polled(1))
		}
	}},
	{"open cases deleted, exporter killed in the midst of a sweep (SIGKILL)", "as above; it learns again which are open", 2, func(g *ground) {
		g.deleteOld()
		for range 3 {
			time.Sleep(time.Duration(g.random.IntN(1500)) * time.Millisecond)
			g.x.kill()
			g.x.start()
		}
		g.x.waitReady()
	}},
}

// brief writes open cases that nobody works on, and deletes them once they were
// seen.
func brief(g *ground) {
	const n = 50
	g.work(func() { g.until("a good poll", g.polled(1)) })
	g.root("INSERT INTO casework_cases (unit, received_at) SELECT '" + g.w.units[0] + "', '2001-01-01' FROM " + g.db.rows(n))
	g.w.note("received", g.w.units[0], n)
	g.agree()
	g.root("DELETE FROM casework_cases WHERE received_at = '2001-01-01'")
}

// deleteOld deletes open cases that were there from the beginning and did not
// change since: of others, whoever begins anew cannot know for an hour that they
// are not merely on their way.
func (g *ground) deleteOld() {
	g.Helper()
	n := g.w.exec(`DELETE FROM casework_cases WHERE case_id IN (SELECT case_id FROM (SELECT case_id FROM casework_cases
		WHERE changed_at < NOW() - INTERVAL '1' DAY AND closed_at IS NULL ORDER BY case_id LIMIT 10) AS old)`)
	if n != 10 {
		g.Errorf("%d cases were deleted, want 10", n)
	}
}
