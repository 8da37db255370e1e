package e2e

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// days is for how long a slice has received cases.
const days = 3 * 365

// casesOf are the numbers of cases in CASES, one behind a comma each.
func casesOf(b testing.TB, otherwise ...int) (all []int) {
	b.Helper()
	text := os.Getenv("CASES")
	if text == "" {
		return otherwise
	}
	for one := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(one)
		if err != nil || n < 1 {
			b.Fatalf("CASES=%q; allowed: numbers of cases of 1 and more, with commas between them", text)
		}
		all = append(all, n)
	}
	return all
}

// empty makes the tables, with units and no case.
func (s *slice) empty() {
	if err := s.server.Views(context.Background()); err != nil {
		s.b.Fatal(err)
	}
	s.exec(fmt.Sprintf(`INSERT INTO casework_units (unit, name) SELECT CONCAT('unit ', LPAD(seq, 4, '0')), CONCAT('Unit ', seq) FROM seq_0_to_%d`, s.units-1))
	s.exec(`INSERT INTO casework_programmes (unit, programme, starts_on) SELECT unit, 'veiledning', CURDATE() - INTERVAL CRC32(unit) % 700 DAY
		FROM casework_units WHERE CRC32(unit) % 2 = 0`)
}

// exponential is SQL for a draw by a row's number, with a mean in days, in
// seconds.
func exponential(salt string, mean int) string {
	return fmt.Sprintf("FLOOR(-LN((CRC32(CONCAT('%s', seq)) + 1) / 4294967297) * %d)", salt, mean*86400)
}

// generate fills three years up to now with cases of ten types, and errors of one in
// fifty. They wait 10 days in the mean and are closed 20 days later, so that
// some three in a hundred are open.
func (s *slice) generate() {
	began := time.Now()
	for _, key := range []string{"changed", "received"} {
		s.exec("ALTER TABLE casework_cases DROP KEY " + key)
	}
	s.exec(`SET GLOBAL unique_checks = 0`)
	s.exec(fmt.Sprintf(`INSERT INTO casework_cases (case_id, unit, case_type, received_at, started_at, closed_at, deadline_at, changed_at)
		SELECT seq, unit, type, received, IF(started > NOW(), NULL, started), IF(closed > NOW(), NULL, closed), received + INTERVAL 30 DAY,
			LEAST(NOW() - INTERVAL 20 MINUTE, CASE WHEN closed <= NOW() THEN closed WHEN started <= NOW() THEN started ELSE received END)
		FROM (SELECT seq, CONCAT('unit ', LPAD(seq * 7919 MOD %d, 4, '0')) AS unit, CONCAT('type ', CRC32(CONCAT('t', seq)) MOD 10) AS type,
			received, received + INTERVAL waits SECOND AS started, received + INTERVAL waits + takes SECOND AS closed
			FROM (SELECT seq, NOW() - INTERVAL %d DAY + INTERVAL FLOOR(seq * %f) SECOND AS received, %s AS waits, %s AS takes
				FROM seq_1_to_%d) AS r) AS t`,
		s.units, days, days*86400.0/float64(s.n), exponential("w", 10), exponential("h", 20), s.n))
	s.exec(`ALTER TABLE casework_cases ADD KEY changed (changed_at, case_id), ADD KEY received (received_at, case_id)`)
	s.exec(`INSERT INTO casework_errors (unit, case_id, reported_at, kind, changed_at)
		SELECT unit, case_id, closed_at, ELT(1 + CRC32(case_id) MOD 4, 'error', 'complaint', 'rework', 'incident'), LEAST(NOW() - INTERVAL 20 MINUTE, closed_at)
		FROM casework_cases WHERE case_id MOD 50 = 0 AND closed_at IS NOT NULL`)
	s.exec(`ANALYZE TABLE casework_cases`)
	s.b.Logf("%d cases of %d units generated in %v", s.n, s.units, time.Since(began).Round(time.Second))
}

// A desk is where cases wait, and are worked on, that a slice may still start
// and close.
type desk struct{ waiting, started []int64 }

// fill takes cases to the desk, 5,000 of each at most. Finding them reads the whole
// table.
func (d *desk) fill(s *slice) {
	take := func(which string) (ids []int64) {
		rows, err := s.db.Query(`SELECT case_id FROM casework_cases WHERE ` + which + ` ORDER BY case_id LIMIT 5000`)
		if err != nil {
			s.b.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				s.b.Fatal(err)
			}
			ids = append(ids, id)
		}
		if err := rows.Err(); err != nil {
			s.b.Fatal(err)
		}
		return ids
	}
	d.waiting, d.started = take("started_at IS NULL"), take("started_at IS NOT NULL AND closed_at IS NULL")
}

// work changes rows as a day at work does: of three, one is received, one is
// started and one is closed now.
func (s *slice) work(d *desk, rows int) {
	each := rows / 3
	s.exec(fmt.Sprintf(`INSERT INTO casework_cases (unit, case_type, received_at, deadline_at)
		SELECT CONCAT('unit ', LPAD(FLOOR(RAND() * %d), 4, '0')), CONCAT('type ', FLOOR(RAND() * 10)), NOW(), NOW() + INTERVAL 30 DAY FROM seq_1_to_%d`,
		s.units, rows-2*each))
	if min(len(d.waiting), len(d.started)) < each {
		d.fill(s)
	}
	for _, step := range []struct {
		cases  *[]int64
		column string
	}{{&d.waiting, "started_at"}, {&d.started, "closed_at"}} {
		if len(*step.cases) < each {
			s.b.Fatalf("of %d cases there are no %d left whose %s could be set", s.n, each, step.column)
		}
		var ids []string
		for _, id := range (*step.cases)[:each] {
			ids = append(ids, strconv.FormatInt(id, 10))
		}
		*step.cases = (*step.cases)[each:]
		s.exec(`UPDATE casework_cases SET ` + step.column + ` = NOW(), changed_at = NOW(6) WHERE case_id IN (` + strings.Join(ids, ",") + `)`)
	}
}
