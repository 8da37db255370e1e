package app

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How much garbage may pile up beside a large ledger before it is collected, bytes.
// Go's default, as much as is in use, would double the memory. The ledger's records
// hold no pointers, but what is kept of units does: with 1,000 of them, ten case types and
// four windows a collection takes some 80 ms of the processor's time, and a poll makes some
// 4 MiB of garbage; without types and windows it is a fraction of both. Go collects every two
// minutes anyway: so with an interval of a minute, more room than two polls fill is of no use.
const (
	loadingHeadroom = 32 << 20 // a first load makes garbage fast
	leastHeadroom   = 8 << 20
	mostHeadroom    = 32 << 20
)

// headroom is how much garbage may pile up once the first load is over, beside so much
// that is in use: a sixth, within bounds.
func headroom(live uint64) uint64 { return min(max(live/6, leastHeadroom), mostHeadroom) }

// tuneMemory keeps memory close to what is in use, until ctx ends, unless
// GOGC or GOMEMLIMIT says otherwise. Once loaded reports true, what the
// first load left over is given back to the system.
func tuneMemory(ctx context.Context, loaded func() bool) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for loading := true; ; {
		if loading && loaded() {
			loading = false
			debug.FreeOSMemory()
		}
		metrics.Read(live)
		percent, bytes, room := 100, live[0].Value.Uint64(), uint64(loadingHeadroom)
		if !loading {
			room = headroom(bytes)
		}
		if bytes > loadingHeadroom {
			percent = max(int(100*room/bytes), 1)
		}
		debug.SetGCPercent(percent)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
