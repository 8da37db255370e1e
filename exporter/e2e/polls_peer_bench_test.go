package e2e

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// A usage is what a user of the database has had so far.
type usage struct {
	rows float64 // read by the server
	cpu  float64 // of the server, seconds
}

// bucketHours are the default bounds of CASEWORK_WAIT_BUCKETS and CASEWORK_TURNAROUND_BUCKETS.
var bucketHours = []int{1, 4, 24, 48, 72, 120, 168, 336, 504, 672, 1008, 1344, 2016, 3024, 4368, 8760}

// countUsage has the server count what each of its users takes.
func (s *slice) countUsage() {
	s.exec(`SET GLOBAL userstat = 1`)
}

func (s *slice) usage(user string) (u usage) {
	err := s.db.QueryRow(`SELECT rows_read, cpu_time FROM information_schema.user_statistics WHERE user = ?`, user).Scan(&u.rows, &u.cpu)
	if err != nil {
		s.b.Fatalf("what the server did for the user %s: %v", user, err)
	}
	return u
}

// peerQueries are what somebody would have an exporter run that has queries and no
// ledger, for the same figures of units: one pass over the table for all that can be
// counted, and one each for medians, which need their rows in order.
func peerQueries(windows []string) (queries []string) {
	const wait, turnaround = "TIMESTAMPDIFF(SECOND, received_at, started_at)", "TIMESTAMPDIFF(SECOND, received_at, closed_at)"
	var buckets []string
	for _, hours := range bucketHours {
		for _, took := range []string{wait, turnaround} {
			buckets = append(buckets, fmt.Sprintf("SUM(%s <= %d)", took, hours*3600))
		}
	}
	queries = append(queries,
		`SELECT unit, COUNT(*), COUNT(started_at), COUNT(closed_at), SUM(started_at IS NULL), SUM(closed_at IS NULL),
			SUM(closed_at IS NULL AND deadline_at < NOW()), SUM(closed_at <= deadline_at), MIN(IF(started_at IS NULL, received_at, NULL)),
			SUM(`+wait+`), SUM(`+turnaround+`), `+strings.Join(buckets, ", ")+` FROM casework_cases GROUP BY unit`,
		`SELECT unit, kind, COUNT(*) FROM casework_errors GROUP BY unit, kind`)
	for _, window := range windows {
		for _, of := range [][2]string{{wait, "started_at"}, {turnaround, "closed_at"}} {
			queries = append(queries, fmt.Sprintf(`SELECT DISTINCT unit, MEDIAN(%s) OVER (PARTITION BY unit),
				PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY %s) OVER (PARTITION BY unit), COUNT(*) OVER (PARTITION BY unit),
				AVG(%s) OVER (PARTITION BY unit) FROM casework_cases WHERE %s > NOW() - INTERVAL %s`, of[0], of[0], of[0], of[1], window))
		}
	}
	return queries
}

// peer runs such queries once each, and says what that costs the server.
func (s *slice) peer(windows ...string) string {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.Addr, cfg.DBName = "peer", "secret", "unix", s.server.Socket, s.server.Database
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		s.b.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	if err := db.Ping(); err != nil {
		s.b.Fatal(err)
	}
	var lines int
	begin, began := s.usage("peer"), time.Now()
	queries := peerQueries(windows)
	for _, query := range queries {
		rows, err := db.Query(query)
		if err != nil {
			s.b.Fatalf("%s: %v", query, err)
		}
		for rows.Next() {
			lines++
		}
		if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
			s.b.Fatalf("%s: %v", query, err)
		}
	}
	took, end := time.Since(began), s.usage("peer")
	return fmt.Sprintf("the peer's %d queries (windows of %s): %v, %.2f s of the server's CPU, %.0f rows read on the server, %d rows in answer",
		len(queries), strings.Join(slices.Clone(windows), ", "), took.Round(time.Millisecond), end.cpu-begin.cpu, end.rows-begin.rows, lines)
}
