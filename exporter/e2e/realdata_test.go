package e2e

import (
	"compress/gzip"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/adapters"
	"casework/collectors/civil"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/timeseries"
)

// TestRealData runs real case data through a real MariaDB and the exporter,
// as it came about: at each of several instants the database is brought to
// what it was then, and polled. Every total, open count and window that is
// exposed must equal what SQL computes over the same tables.
func TestRealData(t *testing.T) {
	if testing.Short() {
		t.Skip("replays months of data")
	}
	for name, instants := range map[string][]string{
		"travel_claims":    {"2017-06-30", "2018-02-28", "2018-12-31", "2019-02-01"},
		"boston_311":       {"2011-07-20", "2011-09-30", "2012-01-15", "2019-12-01"},
		"city_complaints":  {"2000-11-30", "2003-06-30", "2005-12-31", "2007-01-01"},
		"building_permits": {"2011-09-01", "2013-01-15", "2014-12-31", "2015-09-01"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("..", "..", "..", "shared", "data", name)
			if _, err := os.Stat(dir); err != nil {
				t.Skipf("no data to replay: %v", err)
			}
			r := newReplay(t, dir, noDates[name]...)
			for i, instant := range instants {
				at, err := time.Parse(time.DateOnly, instant)
				if err != nil {
					t.Fatal(err)
				}
				r.advance(at.Add(time.Duration(i) * 12345 * time.Second))
				r.compare()
			}
			r.compareRejected()
		})
	}
}

// A replay is a database that lives through real data, and its poller.
type replay struct {
	t      *testing.T
	db     *sql.DB
	now    time.Time
	poller *collectors.Poller
	ledger *ledger.Ledger // of the poller
	shown  map[string]float64
	looked map[string]bool
}

const replayWindows = 3

var replayLengths = [replayWindows]int{7, 28, 365}

func newReplay(t *testing.T, dir string, noDates ...civil.Day) *replay {
	t.Helper()
	server := mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0")
	r := &replay{t: t, db: server.DB()}
	for _, q := range []string{
		// The tables of the adapter, but for identifiers that are texts.
		`CREATE TABLE casework_cases (case_id VARCHAR(64) PRIMARY KEY, unit VARCHAR(100) NOT NULL,
			case_type VARCHAR(200) NOT NULL, received_at DATETIME NOT NULL, started_at DATETIME, closed_at DATETIME,
			deadline_at DATETIME, reopened_count INT, changed_at DATETIME(6) NOT NULL, KEY changed (changed_at, case_id))`,
		`CREATE TABLE casework_errors (error_id VARCHAR(64) PRIMARY KEY, unit VARCHAR(100) NOT NULL, case_id VARCHAR(64),
			reported_at DATETIME NOT NULL, kind VARCHAR(100) NOT NULL, changed_at DATETIME(6) NOT NULL, KEY changed (changed_at, error_id))`,
		`CREATE TABLE casework_programmes (unit VARCHAR(100), programme VARCHAR(100), starts_on DATE NOT NULL, ends_on DATE)`,
		`CREATE TABLE casework_sessions (session_id BIGINT PRIMARY KEY, unit VARCHAR(100), programme VARCHAR(100), planned_at DATETIME,
			held_at DATETIME, minutes INT, participants INT, changed_at DATETIME(6), KEY changed (changed_at, session_id))`,
		`CREATE VIEW casework_units AS SELECT DISTINCT unit, unit AS name, '' AS service, NULL AS parent FROM casework_cases`,
		// What will have happened, which the exporter does not read.
		`CREATE TABLE future_cases LIKE casework_cases`,
		`CREATE TABLE future_errors LIKE casework_errors`,
	} {
		r.exec(q)
	}
	r.load(filepath.Join(dir, "cases.csv.gz"), "future_cases",
		[]string{"case_id", "unit", "case_type", "received_at", "started_at", "closed_at", "reopened_count"})
	r.load(filepath.Join(dir, "errors.csv.gz"), "future_errors", []string{"error_id", "unit", "case_id", "reported_at", "kind"})
	// No set has deadlines; fourteen days give something to compare.
	r.exec(`UPDATE future_cases SET deadline_at = received_at + INTERVAL 14 DAY`)
	// Every second unit begins supervision in the middle of its cases, and a
	// few end it again.
	r.exec(`INSERT INTO casework_programmes
		SELECT unit, 'veiledning', DATE(MIN(received_at) + INTERVAL TIMESTAMPDIFF(HOUR, MIN(received_at), MAX(received_at)) DIV 2 HOUR),
			IF(CRC32(unit) % 5 = 0, DATE(MAX(received_at) - INTERVAL 20 DAY), NULL)
		FROM future_cases WHERE unit <> '' GROUP BY unit HAVING CRC32(unit) % 2 = 0 AND COUNT(*) > 20`)
	// So that the queries below say what they compute.
	r.exec(`CREATE FUNCTION active(u VARCHAR(100), t DATETIME) RETURNS INT READS SQL DATA
		RETURN EXISTS (SELECT 1 FROM casework_programmes p WHERE p.unit = u AND p.starts_on <= DATE(t)
			AND (p.ends_on IS NULL OR p.ends_on >= DATE(t)))`)
	r.countedViews(noDates)
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	r.now = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	root := func(common source.Options) (*source.Source, error) {
		return mysql.Open(mysql.Options{Options: common, Server: source.Server{Host: server.Host, Port: server.Port, Database: server.Database, User: "root"}})
	}
	r.open(root, source.Options{Adapter: adapter, Location: time.UTC, NoDates: noDates}, -1)
	return r
}

// seed is of the identifiers of ledgers. It is none that a row has: the identifier of
// that number would be 0, which pauses take for none.
const seed = 0x9e3779b97f4a7c15

// open opens a source and begins to poll it at r.now. reconcileAt is as in
// collectors.Options.
func (r *replay) open(open func(source.Options) (*source.Source, error), common source.Options, reconcileAt time.Duration) {
	r.t.Helper()
	opts := ledger.Options{WaitBounds: []float64{86400}, TurnaroundBounds: []float64{86400, 28 * 86400}}
	for _, d := range replayLengths {
		opts.Windows = append(opts.Windows, ledger.Window{Name: fmt.Sprintf("%dd", d), Seconds: int64(d) * 86400})
	}
	led := ledger.New(opts, seed, r.now.Unix())
	r.ledger = led
	log := slog.New(slog.DiscardHandler)
	common.Name, common.Keyer, common.Logger = "real", led.Keyer(), log
	opened, err := open(common)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = opened.Close() })
	pub, err := collectors.NewPublisher(collectors.PublisherConfig{Sources: []string{"real"}, Publish: r.show})
	if err != nil {
		r.t.Fatal(err)
	}
	r.poller, err = collectors.NewPoller(collectors.PollerConfig{
		Name: "real", Source: opened, Ledger: led, Publisher: pub, Metrics: collectors.NewPollMetrics(), Log: log,
		Options: collectors.Options{
			WaitBounds: opts.WaitBounds, TurnaroundBounds: opts.TurnaroundBounds, ReconcileAt: reconcileAt, ZeroHold: -1,
			Location: common.Location, Now: func() time.Time { return r.now },
		},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.poll() // the baseline is an empty database
}

func (r *replay) exec(query string, args ...any) {
	r.t.Helper()
	if _, err := r.db.ExecContext(r.t.Context(), query, args...); err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
}

// load reads the named columns of a CSV file into a table.
func (r *replay) load(path, table string, columns []string) {
	r.t.Helper()
	file, err := os.Open(path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		r.t.Fatal(err)
	}
	rows := csv.NewReader(unzipped)
	head, err := rows.Read()
	if err != nil {
		r.t.Fatal(err)
	}
	batch, args := []string(nil), []any(nil)
	flush := func() {
		if len(batch) > 0 {
			r.exec("INSERT INTO "+table+" ("+strings.Join(columns, ",")+", changed_at) VALUES "+strings.Join(batch, ","), args...)
			batch, args = batch[:0], args[:0]
		}
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.t.Fatal(err)
		}
		batch = append(batch, "("+strings.Repeat("?,", len(columns))+"'2000-01-01')")
		for _, c := range columns {
			if v := row[slices.Index(head, c)]; v == "" && c != "unit" && c != "case_type" {
				args = append(args, nil)
			} else {
				args = append(args, v)
			}
		}
		if len(batch) == 1000 {
			flush()
		}
	}
	flush()
}

// advance brings the database to what it was at an instant, and polls: in
// two steps, so that cases are seen open and then closed.
func (r *replay) advance(to time.Time) {
	for _, at := range []time.Time{r.now.Add(to.Sub(r.now) / 2), to} {
		r.now = at
		now := at.Format(time.DateTime)
		then := func(column string) string { return "IF(" + column + " <= '" + now + "', " + column + ", NULL)" }
		r.exec(`INSERT INTO casework_cases SELECT case_id, unit, case_type, received_at, ` + then("started_at") + `, ` +
			then("closed_at") + `, deadline_at, reopened_count, '` + now + `' FROM future_cases f WHERE received_at <= '` + now + `'
			ON DUPLICATE KEY UPDATE changed_at = IF(casework_cases.started_at <=> VALUES(started_at)
				AND casework_cases.closed_at <=> VALUES(closed_at), casework_cases.changed_at, VALUES(changed_at)),
				started_at = VALUES(started_at), closed_at = VALUES(closed_at)`)
		r.exec(`INSERT IGNORE INTO casework_errors SELECT error_id, unit, case_id, reported_at, kind, '` + now +
			`' FROM future_errors WHERE reported_at <= '` + now + `'`)
		r.poll()
	}
}

func (r *replay) poll() {
	r.t.Helper()
	if err := r.poller.Poll(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// show keeps what is exposed: values by metric and labels.
func (r *replay) show(s *timeseries.Snapshot) {
	r.shown, r.looked = map[string]float64{}, map[string]bool{}
	for _, f := range s.Families {
		for sample := range f.Samples.All() {
			key := f.Def.Name + sample.Series.String()
			if h := sample.Histogram; h != nil {
				r.shown[f.Def.Name+"_count"+sample.Series.String()] = float64(h.Count())
				r.shown[f.Def.Name+"_sum"+sample.Series.String()] = h.Sum
				continue
			}
			r.shown[key] = sample.Value
		}
	}
}

var stateNames = []string{"inactive", "active"}

// want compares one exposed value with what it should be.
func (r *replay) want(metric, labels string, value float64) {
	key := "casework_" + metric + `{source="real",` + labels + "}"
	r.looked[key] = true
	got, ok := r.shown[key]
	if !ok && value == 0 {
		return
	}
	if !ok || got != value && !(math.IsNaN(got) && math.IsNaN(value)) {
		r.t.Errorf("%s: %s = %v; want %v", r.now.Format(time.DateTime), key, got, value)
	}
}
