package app

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How much garbage may pile up beside a large ledger before it is collected,
// bytes. The ledger's records hold no pointers, so collecting often costs
// little; Go's default, as much as is in use, would double the memory.
const (
	loadingHeadroom = 32 << 20 // a first load makes garbage fast
	headroom        = 8 << 20
)

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
	for room := uint64(loadingHeadroom); ; {
		if room == loadingHeadroom && loaded() {
			room = headroom
			debug.FreeOSMemory()
		}
		metrics.Read(live)
		percent := 100
		if bytes := live[0].Value.Uint64(); bytes > loadingHeadroom {
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
