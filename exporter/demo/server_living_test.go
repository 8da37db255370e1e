package main

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPollsSeeAllOfALivingTown reads a town as the exporter does while it
// lives, and must end with the very rows that the town has.
func TestPollsSeeAllOfALivingTown(t *testing.T) {
	s := simulate(t, func(o *Options) { o.Months = 3 })
	db := dial(t, s.Town)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		for now := s.Options.Now; ctx.Err() == nil; now = now.Add(time.Second) {
			if err := s.advance(now, 20); err != nil {
				t.Error(err)
				return
			}
			time.Sleep(2 * time.Millisecond)
		}
	})
	next, err := db.Prepare(nextPage)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	wall := s.Town.Clock.Wall(s.Options.Now)
	have := map[int64]wireCase{}
	for changed, c := range s.Town.Cases.View().Between(minTime, wall.UnixMicro()) {
		row := wireAt(s.Town.Clock, changed, c)
		have[row.ID] = row
	}
	at, id := wall, int64(0)
	poll := func() {
		for {
			rows, err := next.Query(at, at, id, 500)
			page := scanCases(t, rows, err)
			for _, row := range page {
				have[row.ID] = row
				at, id = row.Changed, row.ID
			}
			if len(page) < 500 {
				return
			}
		}
	}
	for range 100 {
		poll()
	}
	cancel()
	wg.Wait()
	poll()
	want := map[int64]wireCase{}
	for changed, c := range s.Town.Cases.View().Between(minTime, maxTime) {
		row := wireAt(s.Town.Clock, changed, c)
		want[row.ID] = row
	}
	t.Logf("%d cases, %d of them changed since", len(want), count(s.Town.Cases.View().Between(wall.UnixMicro(), maxTime)))
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("rows (-town +polled):\n%.2000s", diff)
	}
}
