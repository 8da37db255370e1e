package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"syscall"
	"time"

	"casework/exporter/app"
	"casework/exporter/config"
)

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program. It returns the exit status: 0 done, 1 failed or
// interrupted, 2 wrong settings or arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fail := func(status int, err error) int {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintln(stderr, "casework-backfill:", line)
		}
		return status
	}
	o, err := parse(args, time.Now(), stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return fail(2, err)
	}
	cfg, err := config.Load()
	if err != nil {
		return fail(2, fmt.Errorf("%w\n(casework-exporter help lists every setting)", err))
	}
	if o.state && cfg.StateDir == "" {
		return fail(2, errors.New("--state: CASEWORK_STATE_DIR is not set; allowed: the exporter's state directory"))
	}
	if cfg.MinCell > 0 && (o.overlap || !o.state && !o.dryRun) {
		return fail(2, fmt.Errorf("CASEWORK_MIN_CELL=%d: the exporter must go on hiding the units that the history hid; "+
			"allowed: with --state, without --allow-overlap", cfg.MinCell))
	}
	log := app.NewLogger(stderr, cfg.LogFormat, max(cfg.LogLevel, slog.LevelWarn))
	if err := backfill(ctx, &o, cfg, log, newReporter(stdout)); err != nil {
		return fail(1, err)
	}
	return 0
}

// How much garbage may pile up beside what is in use, in percent and bytes: the less of
// the two. Rows are most of what is in use and hold no pointers, so collecting is cheap.
const (
	gcPercent = 40
	gcRoom    = 80 << 20

	leastPercent = 5 // or all time would go to collecting
)

// tuneMemory keeps memory close to what is in use, as it was when garbage was collected
// last, unless GOGC says otherwise.
func tuneMemory() {
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	percent := uint64(gcPercent)
	if bytes := live[0].Value.Uint64(); bytes > 0 {
		percent = min(percent, max(100*gcRoom/bytes, leastPercent))
	}
	debug.SetGCPercent(int(percent))
}
