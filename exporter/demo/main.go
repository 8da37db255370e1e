// Command demo shows the exporter at work on a machine with nothing but Go: it
// simulates a municipality, or loads CSV files, serves that as a
// MySQL-compatible database in this process, and runs the exporter on it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// zoneName is the zone of the municipality and of its database's clock.
const zoneName = "Europe/Oslo"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program. It returns the exit code: 0 when ctx ended it or -once
// was done, 1 for a failure, 2 for wrong arguments.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	o, err := parse(args, getenv, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "demo:", err)
		return 2
	}
	if err := show(ctx, o, stdout, stderr); err != nil && ctx.Err() == nil {
		fmt.Fprintln(stderr, "demo:", err)
		return 1
	}
	return 0
}

// A stager is what the demo shows: a Simulation or a Loaded.
type stager interface {
	Live(ctx context.Context) error
}

// show runs the demo until ctx ends, something fails, or -once is done.
func show(ctx context.Context, o settings, stdout, stderr io.Writer) (err error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return fmt.Errorf("load the time zone: %w", err)
	}
	stage, town, err := prepare(o, time.Now(), zone, stdout)
	if err != nil {
		return err
	}
	server, err := Serve(town, o.dbPort)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()

	dir, err := os.MkdirTemp("", "casework-demo-")
	if err != nil {
		return fmt.Errorf("make a directory for the state: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	if err := os.Mkdir(dropFolder(dir), 0o700); err != nil {
		return fmt.Errorf("make the drop folder: %w", err)
	}
	if s, ok := stage.(*Simulation); ok {
		if err := errors.Join(s.writeTables(dropFolder(dir)), s.writeDeadlines(dir)); err != nil {
			return err
		}
	}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	child, err := startExporter(ctx, o, server, dir, stderr)
	if err != nil {
		return err
	}
	// The child ends before the directory and the database it uses do.
	defer func() {
		cancel()
		<-child.done
		if err == nil {
			err = child.err
		}
	}()
	if err := child.ready(ctx); err != nil {
		return err
	}
	if o.prometheus != "" {
		prom, err := startPrometheus(ctx, o, child.listen, dir, stderr)
		if err != nil {
			return err
		}
		defer func() {
			cancel()
			<-prom.done
		}()
		if err := prom.ready(ctx); err != nil {
			return err
		}
		if err := prom.past(ctx, stdout); err != nil {
			return err
		}
	}
	if o.once {
		return child.summarise(ctx, stdout)
	}
	if err := child.guide(stdout, o, server, dir, town); err != nil {
		return err
	}
	return live(ctx, stage, child)
}

// prepare makes what is to be shown, and says what it is.
func prepare(o settings, now time.Time, zone *time.Location, w io.Writer) (stager, *Town, error) {
	if o.cases != "" {
		files := Files{
			Cases: o.cases, Errors: o.errors, Programmes: o.programmes,
			Now: now, Zone: zone, Shift: !o.noShift,
		}
		loaded, err := Load(files)
		if err != nil {
			return nil, nil, err
		}
		loaded.describe(w, files)
		return loaded, loaded.Town, nil
	}
	s, err := Simulate(Options{
		Seed: o.seed, Now: now, Zone: zone,
		EffectWait: o.effectWait, EffectErrors: o.effectErrors, Rate: o.liveRate,
	})
	if err != nil {
		return nil, nil, err
	}
	s.describe(w)
	return s, s.Town, nil
}

// live lets the stage live until ctx or the child ends.
func live(ctx context.Context, stage stager, child *exporter) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	var err error
	wg.Go(func() {
		defer cancel()
		err = stage.Live(ctx)
	})
	select {
	case <-ctx.Done():
	case <-child.done:
	}
	cancel()
	wg.Wait()
	return err
}
