package compose

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"casework/collectors/source/mysql/mariadbtest"

	"casework/deploy/test/subject"
)

// TestStackRuns runs the stack without Docker: MariaDB made as its image makes
// it, then backfill, and then the exporter, Prometheus and Alertmanager, each
// with its commands, environment, files and health check. What is not seen
// here: Grafana, which Debian has no program of; networks; and that services
// are confined, which other tests see.
func TestStackRuns(t *testing.T) {
	subject.NeedSlow(t)
	prometheus := program(t, subject.Root+"/bin/prometheus", "make bin/prometheus builds it")
	alertmanager := program(t, "prometheus-alertmanager", "Debian has it in the package prometheus-alertmanager")
	program(t, "wget", "Debian has it in the package wget")
	dir := bundle(t)
	h := &host{
		project: load(t, dir), volumes: t.TempDir(),
		programs: map[string]string{"/casework-exporter": subject.Build(t), "/casework-backfill": buildBackfill(t)},
		names:    map[string]string{}, logs: map[string]*subject.Log{},
	}
	for _, name := range []string{"casework-exporter:19780", "localhost:9090", "alertmanager:9093", "localhost:9093"} {
		h.names[name] = subject.FreeAddress(t)
	}
	h.names["localhost:9093"] = h.names["alertmanager:9093"]
	for volume := range h.project.Volumes {
		if err := os.MkdirAll(filepath.Join(h.volumes, volume), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	hurry(t, h, dir)
	db := h.database(t)
	years(t, db)
	h.names["mariadb"] = db.Host // the only word of its own that the services know it by
	service := func(name string) *types.ServiceConfig {
		s := h.project.Services[name]
		return &s
	}
	source := "KOMMUNE_PORT=" + strconv.Itoa(db.Port)

	// Once, before the exporter's first start, as the head of the file says.
	backfill := service("backfill")
	history := h.command(t, backfill, append(backfill.Entrypoint, backfill.Command...), source)
	out, err := history.CombinedOutput()
	if err != nil {
		t.Fatalf("backfill: %v\n%s", err, out)
	}
	keepsHistory(t, service("prometheus"), string(out))
	if _, err := os.Stat(filepath.Join(h.volumes, "state/kommune.state")); err != nil {
		t.Errorf("backfill left no state for the exporter: %v", err)
	}

	exporter, listen := service("exporter"), "CASEWORK_LISTEN_ADDRESS="+h.names["casework-exporter:19780"]
	h.start(t, exporter, []string{"/casework-exporter"}, nil, source, listen)
	h.healthy(t, exporter, source, listen)
	h.start(t, service("alertmanager"), []string{alertmanager}, []string{"--web.listen-address=" + h.names["alertmanager:9093"]})
	h.healthy(t, service("alertmanager"))
	h.start(t, service("prometheus"), []string{prometheus}, []string{"--web.listen-address=" + h.names["localhost:9090"]})
	h.healthy(t, service("prometheus"))

	prom := &api{"http://" + h.names["localhost:9090"]}
	t.Run("scrapes", prom.checkScrapes)
	t.Run("history", func(t *testing.T) { prom.checkHistory(t, db) })
	t.Run("rules", prom.checkRules)
	t.Run("boards", func(t *testing.T) { prom.checkBoards(t, dir) })
	t.Run("alerts", func(t *testing.T) {
		prom.checkAlerts(t, &api{"http://" + h.names["alertmanager:9093"]})
	})
	t.Run("nothing is amiss", h.checkLogs)
}

var needed = regexp.MustCompile(`--storage\.tsdb\.retention\.time=(\d+)d`)

// keepsHistory: Prometheus keeps the three years that backfill has written, by
// backfill's own account.
func keepsHistory(t *testing.T, prometheus *types.ServiceConfig, said string) {
	t.Helper()
	days := func(where, text string) int {
		found := needed.FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("%s names no retention:\n%s", where, text)
		}
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if want, got := days("backfill", said), days("Prometheus' command", strings.Join(prometheus.Command, " ")); got < want {
		t.Errorf("Prometheus keeps %d days, backfill asks for %d", got, want)
	}
}

// How long Prometheus waits between two looks, and alerts before they fire.
var (
	intervals = regexp.MustCompile(`(?m)^( *(?:- )?(?:interval|scrape_interval|evaluation_interval|scrape_timeout): ).*$`)
	waits     = regexp.MustCompile(`(?m)^( *for: ).*$`)
)

// hurry puts addresses of this machine into the configurations, and shorter
// times: nobody waits six hours for a test.
func hurry(t *testing.T, h *host, dir string) {
	t.Helper()
	for _, pattern := range []string{"prometheus/*.yml", "alertmanager/*.yml"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text := intervals.ReplaceAllString(string(content), "${1}5s")
			text = waits.ReplaceAllString(text, "${1}0s")
			for name, address := range h.names {
				text = strings.ReplaceAll(text, name, address)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// database is a MariaDB after what its image does at the first start: it makes
// the database that is named, and runs what is mounted into its folder of
// scripts, one after the other.
func (h *host) database(t *testing.T) *mariadbtest.Server {
	t.Helper()
	s := h.project.Services["mariadb"]
	db, err := mariadbtest.New(mariadbtest.Options{Database: *s.Environment["MARIADB_DATABASE"]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	const client = `docker_process_sql() { mariadb --no-defaults --user=root --socket="$SOCKET" "$DATABASE"; }` + "\n"
	for _, script := range []string{"1-schema.sql", "2-exporter-user.sh"} {
		path := mounted(s, "/docker-entrypoint-initdb.d/"+script)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := "docker_process_sql <" + path
		if strings.HasSuffix(script, ".sh") {
			text = strings.ReplaceAll(string(content), "/run/secrets/kommune", h.project.Secrets["kommune"].File)
		}
		c := exec.Command("bash", "-euo", "pipefail", "-c", client+text)
		c.Env = append(os.Environ(), "SOCKET="+db.Socket, "DATABASE="+db.Database)
		subject.Run(t, c)
	}
	return db
}

// unitCount is how many units years fills.
const unitCount = 12

// years fills the database with three years of cases of a dozen units, of
// which half get a programme on the way. In each some wait for long.
func years(t *testing.T, db *mariadbtest.Server) {
	t.Helper()
	units := strconv.Itoa(unitCount)
	for _, statement := range []string{
		`INSERT INTO casework_cases (unit, received_at, started_at, closed_at, deadline_at)
		 SELECT unit, received, IF(started < NOW(), started, NULL), IF(closed < NOW(), closed, NULL), received + INTERVAL 40 DAY
		 FROM (SELECT unit, received, IF(n % 100 = 0, NULL, received + INTERVAL n * 7 % 30 DAY) AS started,
		     IF(n % 50 = 0, NULL, received + INTERVAL 30 + n * 11 % 60 DAY) AS closed
		   FROM (SELECT seq AS n, CONCAT('Enhet ', seq % ` + units + `) AS unit,
		       CURDATE() - INTERVAL 1 + seq % 1095 DAY + INTERVAL 8 + seq % 7 HOUR AS received
		     FROM seq_1_to_24000) AS numbers) AS cases`,
		`INSERT INTO casework_errors (unit, reported_at, kind)
		 SELECT CONCAT('Enhet ', seq % ` + units + `), CURDATE() - INTERVAL 1 + seq % 1095 DAY + INTERVAL 9 HOUR, 'error' FROM seq_1_to_4000`,
		`INSERT INTO casework_programmes (unit, programme, starts_on)
		 SELECT CONCAT('Enhet ', 2 * seq), 'veiledning', CURDATE() - INTERVAL 300 + 20 * seq DAY FROM seq_0_to_5`,
		`INSERT INTO casework_sessions (unit, programme, planned_at, held_at, minutes, participants)
		 SELECT unit, 'veiledning', at, IF(at < NOW(), at, NULL), 60, 5
		 FROM (SELECT CONCAT('Enhet ', 2 * (seq % 6)) AS unit, CURDATE() - INTERVAL seq DAY + INTERVAL 10 HOUR AS at FROM seq_1_to_200) AS sessions`,
	} {
		if err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// openThen is how many cases were open at an instant, by the rows.
func openThen(t *testing.T, db *mariadbtest.Server, at time.Time) (open float64) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	wall := at.In(zone).Format(time.DateTime)
	row := db.DB().QueryRowContext(t.Context(),
		"SELECT COUNT(*) FROM casework_cases WHERE received_at <= ? AND (closed_at IS NULL OR closed_at > ?)", wall, wall)
	if err := row.Scan(&open); err != nil {
		t.Fatal(err)
	}
	return open
}
