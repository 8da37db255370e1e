package e2e

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// kills is how often TestKill kills the exporter; KILLS sets another number.
func kills(t *testing.T) int {
	text := os.Getenv("KILLS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("KILLS=%q is not a number of kills; allowed: 1 and more", text)
	}
	return n
}

// TestKill kills the exporter with SIGKILL at random moments while cases are
// received, started, closed and reopened in a real database, and adds up the
// increases of its counters as Prometheus would. They must be what happened:
// nothing lost, nothing counted twice, and no counter ever lower than before.
func TestKill(t *testing.T) {
	for product, start := range products {
		t.Run(product, func(t *testing.T) { killOften(t, start(t), kills(t)) })
	}
}

func killOften(t *testing.T, db *database, n int) {
	if err := db.Views(t.Context()); err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d, %d kills", seed, n)
	random := rand.New(rand.NewPCG(seed, 0))
	w := newWriter(t, db, rand.New(rand.NewPCG(seed, 1)))
	w.fill(200) // the baseline, which must not be counted

	x := newProcess(t, db)
	x.start()
	x.waitReady()
	seen := newIncreases()
	x.scrape(seen)

	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { w.run(ctx) })
	for range n {
		// Polls begin at the start and each second after it.
		until := time.Now().Add(time.Duration(random.IntN(1500)) * time.Millisecond)
		for time.Now().Before(until) {
			x.scrape(seen)
			time.Sleep(20 * time.Millisecond)
		}
		x.kill()
		x.start()
	}
	stop()
	wg.Wait()

	want := w.expected()
	diff := seen.differ(want)
	testutil.Eventually(func() bool {
		if diff != nil {
			x.scrape(seen)
			diff = seen.differ(want)
		}
		return diff == nil
	})
	if len(want) < 8 {
		t.Fatalf("only %d kinds of transition happened: the test would prove nothing", len(want))
	}
	for _, d := range diff {
		t.Error(d)
	}
	for _, fault := range seen.faults {
		t.Error(fault)
	}
	t.Logf("%d transitions, %d scrapes answered", sum(want), seen.scrapes)
}

func sum(m map[string]float64) (total int) {
	for _, v := range m {
		total += int(v)
	}
	return total
}
