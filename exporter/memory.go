package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// headroom is how much garbage may pile up beside a large ledger before it
// is collected, bytes. The ledger's records hold no pointers, so collecting
// often costs little; Go's default of once over would double the memory.
const headroom = 32 << 20

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
	for freed := false; ; {
		metrics.Read(live)
		percent := 100
		if bytes := live[0].Value.Uint64(); bytes > headroom {
			percent = max(int(100*headroom/bytes), 5)
		}
		debug.SetGCPercent(percent)
		if !freed && loaded() {
			debug.FreeOSMemory()
			freed = true
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
