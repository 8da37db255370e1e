package e2e

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
)

// A ground is where faults are tried: a real exporter, a real database with
// somebody working in it, and a network between them.
type ground struct {
	*testing.T // of the fault at hand
	whole      *testing.T
	db         *database
	wire       *network
	x          *subject
	w          *writer
	random     *rand.Rand
	seen       *increases
	programmes string // path of the programmes file

	certificates string // directory of the database's certificate
	password     string // of the exporter's user
	passwordFile string
	states       string // directory of the state file
	disk         string // that holds it, a small file system of its own; "" without root
	hosts        string // path of what the exporter sees as /etc/hosts; "" without root
}

// newMariaDB starts a database that encrypts with the certificate of a directory.
func newMariaDB(t *testing.T, certificates string) *database {
	t.Helper()
	return mariaDB(mariadbtest.Start(t,
		"--ssl-cert="+filepath.Join(certificates, "cert.pem"), "--ssl-key="+filepath.Join(certificates, "key.pem")))
}

func newGround(t *testing.T, start func(t *testing.T, certificates string) *database) *ground {
	t.Helper()
	certificates := t.TempDir()
	testutil.WriteCertificate(t, certificates)
	db := start(t, certificates)
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	g := &ground{
		T: t, whole: t, db: db, wire: newNetwork(t, db.host, db.port), random: rand.New(rand.NewPCG(seed, 0)), seen: newIncreases(),
		programmes: filepath.Join(t.TempDir(), "programmes.csv"), certificates: certificates,
		password: "secret", passwordFile: filepath.Join(t.TempDir(), "password"), states: t.TempDir(),
	}
	g.w = newWriter(t, db, rand.New(rand.NewPCG(seed, 1)))
	g.w.fill(200)
	g.root("INSERT INTO casework_cases (unit, received_at, changed_at) SELECT '" + g.w.units[1] +
		"', NOW() - INTERVAL '90' DAY, NOW() - INTERVAL '2' DAY FROM " + db.rows(100))
	g.writeProgrammes(wholeProgrammes)
	g.put(g.passwordFile, []byte(g.password))
	g.useRoot()
	g.x = newProcess(t, db, "TEST_PORT="+strconv.Itoa(g.wire.port()), "TEST_TIMEOUT=2s", "TEST_STALE_AFTER=5s",
		"TEST_PROGRAMMES_FILE="+g.programmes, "TEST_TLS=off", "TEST_PASSWORD=", "TEST_PASSWORD_FILE="+g.passwordFile,
		"TEST_PAGE_SIZE=1000", "TEST_SWEEP=10s", "CASEWORK_STATE_DIR="+g.states)
	g.seeHosts()
	g.x.start()
	g.x.waitReady()
	g.agree()
	return g
}

// work has somebody write to the database for as long as during takes.
func (g *ground) work(during func()) {
	g.Helper()
	ctx, stop := context.WithCancel(g.Context())
	var wg sync.WaitGroup
	wg.Go(func() { g.w.run(ctx) })
	defer wg.Wait() // also if the test ends meanwhile
	defer stop()
	during()
}

// goesOn sees polls go well while somebody works.
func (g *ground) goesOn() {
	g.Helper()
	g.work(func() { g.until("three good polls", g.polled(3)) })
}

// locked has nobody else read the cases for as long as during takes.
func (g *ground) locked(during func()) {
	g.Helper()
	conn, err := g.db.DB().Conn(g.Context())
	if err != nil {
		g.Fatal(err)
	}
	defer conn.Close()
	lock, unlock := "LOCK TABLES casework_cases WRITE", "UNLOCK TABLES"
	if g.db.postgres != nil {
		lock, unlock = "BEGIN; LOCK TABLE casework_cases IN ACCESS EXCLUSIVE MODE", "ROLLBACK"
	}
	if _, err := conn.ExecContext(g.Context(), lock); err != nil {
		g.Fatal(err)
	}
	defer func() {
		if _, err := conn.ExecContext(g.Context(), unlock); err != nil {
			g.Error(err)
		}
	}()
	during()
}

// after has something done once all faults were tried.
func (g *ground) after(do func()) { g.whole.Cleanup(do) }

// on has all of the ground report to a test.
func (g *ground) on(t *testing.T) { g.T, g.w.t, g.x.t, g.wire.t = t, t, t, t }

// until scrapes until a condition holds.
func (g *ground) until(what string, holds func(page) bool) {
	g.Helper()
	var last page
	if !testutil.Eventually(func() bool { last = g.scrape(); return last != nil && holds(last) }) {
		g.Fatalf("%v passed, and not: %s; last up %v, withheld %v", testutil.Patience, what, last[`casework_source_up{source="test"}`],
			last[`casework_source_withheld{source="test"}`])
	}
}

// scrape takes in a scrape; nil if the exporter does not answer.
func (g *ground) scrape() page { return g.x.scrape(g.seen) }

func isUp(p page) bool       { return p[`casework_source_up{source="test"}`] == 1 }
func isDown(p page) bool     { return p[`casework_source_up{source="test"}`] == 0 }
func isWithheld(p page) bool { return p[`casework_source_withheld{source="test"}`] == 1 }

const polls = `casework_source_polls_total{source="test"}`

// failures is how many polls have failed, at anything.
func failures(p page) (n float64) {
	for series, v := range p {
		if strings.HasPrefix(series, "casework_source_poll_failures_total{") {
			n += v
		}
	}
	return n
}

// polled holds once so many more polls went well.
func (g *ground) polled(more float64) func(page) bool {
	good := func(p page) float64 { return p[polls] - failures(p) }
	var from float64
	g.until("an exporter that answers", func(p page) bool { from = good(p); return true })
	return func(p page) bool { return good(p) >= from+more && isUp(p) }
}

// agree waits until everything shown is what SQL computes from the database
// and what was written to it, and fails if it never is.
func (g *ground) agree() {
	g.Helper()
	var diff []string
	testutil.Eventually(func() bool {
		p := g.scrape()
		if p == nil {
			return false
		}
		diff = append(g.compareGauges(p), g.seen.differ(g.w.expected())...)
		return diff == nil
	})
	for _, d := range diff {
		g.Error(d)
	}
	for _, fault := range g.seen.faults {
		g.Error(fault)
	}
	g.seen.faults = nil
}

// truths are gauges, summed over supervision states, and the SQL that says
// what they must be by unit. The mean is weighed by the number behind it.
var truths = map[string]string{
	"casework_open_cases":                 "SELECT unit, COUNT(CASE WHEN closed_at IS NULL THEN 1 END) FROM casework_cases GROUP BY unit",
	"casework_queue_cases":                "SELECT unit, COUNT(CASE WHEN closed_at IS NULL AND started_at IS NULL THEN 1 END) FROM casework_cases GROUP BY unit",
	"casework_window_received_cases":      "SELECT unit, COUNT(CASE WHEN received_at > NOW() - INTERVAL '28' DAY THEN 1 END) FROM casework_cases GROUP BY unit",
	"casework_window_started_cases":       "SELECT unit, COUNT(started_at) FROM casework_cases GROUP BY unit",
	"casework_window_closed_cases":        "SELECT unit, COUNT(closed_at) FROM casework_cases GROUP BY unit",
	"casework_window_errors":              "SELECT unit, COUNT(*) FROM casework_errors GROUP BY unit",
	"casework_window_wait_mean_seconds":   "SELECT unit, SUM(GREATEST({wait}, 0)) FROM casework_cases WHERE started_at IS NOT NULL GROUP BY unit",
	"casework_group_window_started_cases": "SELECT '', COUNT(started_at) FROM casework_cases",
	"casework_group_window_closed_cases":  "SELECT '', COUNT(closed_at) FROM casework_cases",
}

func (g *ground) compareGauges(p page) (diff []string) {
	for name, query := range truths {
		got := map[string]float64{}
		for series, v := range p {
			if labels, ok := strings.CutPrefix(series, name+"{"); ok {
				if strings.HasSuffix(name, "_mean_seconds") {
					v *= p["casework_window_started_cases{"+labels]
				}
				_, unit, _ := strings.Cut(labels, `unit="`)
				unit, _, _ = strings.Cut(unit, `"`)
				if strings.Contains(name, "_group_") {
					unit = ""
				}
				got[unit] += v
			}
		}
		want := map[string]float64{}
		rows, err := g.db.DB().Query(strings.ReplaceAll(query, "{wait}", g.db.seconds("received_at", "started_at")))
		if err != nil {
			g.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var unit string
			var n float64
			if err := rows.Scan(&unit, &n); err != nil {
				g.Fatal(err)
			}
			want[unit] = n
		}
		if err := rows.Err(); err != nil {
			g.Fatal(err)
		}
		for _, unit := range slices.Sorted(maps.Keys(want)) {
			if math.Abs(got[unit]-want[unit]) > 1e-6*max(want[unit], 1) {
				diff = append(diff, fmt.Sprintf("%s of %q is %v, and %v by SQL", name, unit, got[unit], want[unit]))
			}
		}
		if len(got) != len(want) {
			diff = append(diff, fmt.Sprintf("%s is shown for %d units, and there are %d", name, len(got), len(want)))
		}
	}
	return diff
}

// root runs statements as the database's administrator.
func (g *ground) root(statements ...string) {
	g.Helper()
	for _, stmt := range statements {
		if err := g.db.Exec(stmt); err != nil {
			g.Fatal(err)
		}
	}
}

// revive restarts a server that has ended, and drops root's broken
// connections.
func (g *ground) revive() {
	g.Helper()
	if err := g.db.Restart(); err != nil {
		g.Fatal(err)
	}
	g.db.DB().SetMaxIdleConns(0)
	g.db.DB().SetMaxIdleConns(2)
}
