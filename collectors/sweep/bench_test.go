package sweep_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
)

// reads is how many rows the server has read so far, in tables and indexes.
// PostgreSQL's sessions tell of theirs a while later.
func (w *town) reads() (rows int64) {
	w.Helper()
	if w.server != nil {
		indexed, scanned, err := w.server.Reads(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		return indexed + scanned
	}
	time.Sleep(12 * time.Second)
	err := w.db.QueryRow(`SELECT (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes) + (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables)`).Scan(&rows)
	if err != nil {
		w.Fatal(err)
	}
	return rows
}

// BenchmarkSweep measures a sweep of 200,000 open cases, or a fifth of CASES: a
// whole round, and learning the identifiers after a restart.
func BenchmarkSweep(b *testing.B) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("CASES"), "500000"))
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range kinds {
		b.Run(kind.name, func(b *testing.B) { benchmarkSweep(b, kind, n) })
	}
}

func benchmarkSweep(b *testing.B, kind *kind, n int) {
	w := newTown(b, kind, "BIGINT", nil)
	w.exec("DELETE FROM casework_cases", fmt.Sprintf(`INSERT INTO casework_cases (case_id, unit, received_at, closed_at, changed_at)
		SELECT seq, 'A', UTC_TIMESTAMP() - INTERVAL 9 DAY, CASE WHEN seq %% %d = 0 THEN NULL ELSE UTC_TIMESTAMP() - INTERVAL 8 DAY END,
			UTC_TIMESTAMP(6) - INTERVAL 8 DAY FROM seq_1_to_%d`, max(5, n/200_000), n))
	w.exec(map[string]string{"MariaDB": "ANALYZE TABLE casework_cases", "PostgreSQL": "VACUUM ANALYZE casework_cases"}[kind.name])
	adapter, err := adapters.Open("views")
	if err != nil {
		b.Fatal(err)
	}
	w.source, err = kind.open(w, source.Options{Name: "test", Adapter: adapter, Keyer: ledger.NewKeyer(1), Timeout: 5 * time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.source.Close() })
	w.poll()
	w.begin() // only now are identifiers kept, as in a process that begins anew
	step := func() time.Duration {
		began := time.Now()
		if err := w.sweep.Step(b.Context(), w.now); err != nil {
			b.Fatal(err)
		}
		w.now = w.now.Add(w.interval)
		return time.Since(began)
	}
	before, learning, steps := w.reads(), time.Duration(0), 0
	for len(w.source.Unidentified(w.ledger.OpenCases(w.source.Columns()))) > 0 {
		learning += step()
		if steps++; steps > 60 {
			b.Fatalf("after an hour identifiers are unknown still:\n%s", w.log.String())
		}
	}
	b.ReportMetric(float64(w.reads()-before), "rows-read-to-learn")
	b.ReportMetric(learning.Seconds(), "s-to-learn")
	for range 15 { // to the beginning of a round
		step()
	}
	var took []time.Duration
	before = w.reads()
	for range 12 {
		took = append(took, step())
	}
	round := time.Duration(0)
	for _, t := range took {
		round += t
	}
	slices.Sort(took)
	b.ReportMetric(float64(w.reads()-before)/12, "rows-read/step")
	b.ReportMetric(float64(took[6].Microseconds())/1000, "ms/step")
	b.ReportMetric(float64(took[11].Microseconds())/1000, "ms/longest-step")
	b.ReportMetric(round.Seconds(), "s/round")
	b.ReportMetric(float64(w.opened()), "open")
	b.ReportMetric(0, "ns/op")
}
