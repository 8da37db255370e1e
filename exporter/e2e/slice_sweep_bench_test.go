package e2e

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
	"casework/collectors/source/mysql"
	"casework/collectors/sweep"
)

// sweeps measures what a sweep of the open cases adds to each poll, and how
// long learning their identifiers takes after a restart.
func (s *slice) sweeps() {
	ctx, now := context.Background(), time.Now()
	adapter, err := adapters.Open("views")
	if err != nil {
		s.b.Fatal(err)
	}
	led := ledger.New(ledger.Options{}, 5, now.Unix())
	database, err := mysql.Open(mysql.Options{
		Options: source.Options{Name: "bench", Adapter: adapter, Keyer: led.Keyer(), Logger: slog.New(slog.DiscardHandler), Timeout: 5 * time.Minute},
		Server: source.Server{
			Host: s.server.Host, Port: s.server.Port, User: "exporter", Database: s.server.Database,
			Password: func() (string, error) { return "secret", nil },
		},
	})
	if err != nil {
		s.b.Fatal(err)
	}
	defer database.Close()
	err = database.Changes(ctx, ledger.Cases, 0, func(p *ledger.Page) error { led.Apply(ledger.Cases, p, now.Unix()); return nil })
	if err != nil {
		s.b.Fatal(err)
	}
	led.EndBaseline(ledger.Cases)
	within := 15 * time.Minute
	// Only now are identifiers kept, as in a process that restarts.
	w := sweep.New(sweep.Config{
		Source: database, Ledger: led, Columns: database.Columns, Within: within, Interval: time.Minute, Keep: 2 * time.Hour,
		Read: func(int) {}, Log: slog.New(slog.DiscardHandler),
	})
	step := func() (took time.Duration, reads float64) {
		before := s.handlerReads()
		idle := s.handlerReads() - before
		began := time.Now()
		if err := w.Step(ctx, now); err != nil {
			s.b.Fatal(err)
		}
		took, reads = time.Since(began), s.handlerReads()-before-2*idle
		now = now.Add(time.Minute)
		return took, reads
	}
	var learning time.Duration
	open := led.OpenCases(database.Columns())
	for len(database.Unidentified(open)) > 0 {
		took, _ := step()
		learning += took
	}
	for range 15 { // to the beginning of a round
		step()
	}
	var took []time.Duration
	var reads []float64
	for range 12 {
		t, n := step()
		if n >= 1 { // few cases are not asked for at every poll
			took, reads = append(took, t), append(reads, n)
		}
	}
	if took == nil {
		s.b.Fatal("no case was asked for within 12 minutes")
	}
	slices.Sort(took)
	slices.Sort(reads)
	s.b.Logf("sweep of %d open cases within %v: median %v a poll, longest %v; rows read on the server, median %.0f, most %.0f; learning identifiers after a restart, in all %v",
		len(open), within, took[len(took)/2], took[len(took)-1], reads[len(reads)/2], reads[len(reads)-1], learning.Round(time.Millisecond))
	s.report(float64(took[len(took)/2].Microseconds())/1000, "sweep-ms")
	s.report(reads[len(reads)/2], "sweep-rows-read")

	s.exec("CREATE TABLE taken AS SELECT case_id FROM casework_cases WHERE closed_at IS NULL AND case_id % 1000 = 7")
	s.exec("DELETE c FROM casework_cases c JOIN taken t ON t.case_id = c.case_id")
	for range 15 {
		step()
	}
	var left int
	if err := s.db.QueryRow("SELECT COUNT(*) FROM casework_cases WHERE closed_at IS NULL").Scan(&left); err != nil {
		s.b.Fatal(err)
	}
	if got := len(led.OpenCases(database.Columns())); got != left || left == len(open) {
		s.b.Errorf("a quarter of an hour after %d cases were deleted %d are open, want %d", len(open)-left, got, left)
	}
}
