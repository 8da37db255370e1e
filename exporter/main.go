// Casework-exporter polls case-management databases and serves queue times,
// throughput and errors of case work to Prometheus, by unit and by whether a
// supervision programme is active. Run it with help to see its settings.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"casework/collectors"
	"casework/collectors/families"
	"casework/exporter/app"
	"casework/exporter/backtest"
	"casework/exporter/check"
	"casework/exporter/command"
	"casework/exporter/config"
	"casework/exporter/plan"
	"casework/exporter/report"
	"casework/exporter/setup"
	"casework/exporter/text"
	"casework/exporter/web"
)

func main() {
	ignoreFileSizeSignal()
	// The first signal ends the program in good order; stop then restores
	// what signals do by default, so that a second one ends it at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	p := program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, build: currentBuild(), executable: os.Executable,
		newService: newService,
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// Exit statuses.
const (
	exitOK      = 0
	exitFailure = 1 // while running, or problems found by check
	exitUsage   = 2 // wrong settings or arguments
)

// A service polls the sources and shows what it found.
type service interface {
	// Metrics answers scrapes from memory, from the start.
	Metrics() http.Handler
	// Ready reports whether every source was read once; if not, it says why.
	Ready() (bool, string)
	// Status is the status of each source.
	Status() []collectors.Status
	// Overviews are what there is to see of each source.
	Overviews() []*families.Overview
	// Run polls until ctx ends, and then returns nil once all is saved.
	Run(ctx context.Context) error
}

func newService(cfg *config.Config, b build, log *slog.Logger) (service, error) {
	return app.New(cfg, app.Build{Version: b.Version, Revision: b.Revision, Go: b.Go}, log)
}

// A program is the command line and what it needs.
type program struct {
	stdin          *os.File
	stdout, stderr io.Writer
	build          build
	executable     func() (string, error) // path of this program
	newService     func(*config.Config, build, *slog.Logger) (service, error)
}

// usageError marks an error in the arguments, or in what settings name.
type usageError struct{ error }

// run executes a command line, without the program's name, and returns the
// exit status. Settings come from the environment of the process.
func (p *program) run(ctx context.Context, args []string) int {
	line, err := command.Parse(args)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	switch line.Command {
	case "help":
		err = command.WriteHelp(p.stdout)
	case "backfill":
		return p.backfill(line.Args) // it has flags and settings of its own to read
	case "healthcheck":
		err = healthcheck(ctx, line.Flags)
	case "init":
		return p.setUp(ctx, line.Args)
	case "version":
		_, err = fmt.Fprintln(p.stdout, p.build)
	default:
		return p.runConfigured(ctx, &line)
	}
	if err != nil {
		return p.fail(exitFailure, err)
	}
	return exitOK
}

// runConfigured executes a command that needs settings.
func (p *program) runConfigured(ctx context.Context, line *command.Line) int {
	var options report.Options
	var planned plan.Options
	var tested backtest.Options
	var err error
	switch line.Command {
	case "backtest":
		tested, err = backtest.ParseArgs(line.Args)
	case "report":
		options, err = report.ParseArgs(line.Args)
	case "plan":
		planned, err = plan.ParseArgs(line.Args)
	}
	if err != nil {
		return p.fail(exitUsage, err)
	}
	cfg, err := config.LoadWith(line.Flags)
	if err != nil {
		return p.fail(exitUsage, fmt.Errorf("%w\n(casework-exporter help lists every setting)", err))
	}
	if err := app.CheckAdapters(cfg); err != nil {
		return p.fail(exitUsage, err)
	}
	level := cfg.LogLevel
	if line.Command == "check" && level == slog.LevelInfo {
		level = slog.LevelWarn // what is worth knowing, it says itself
	}
	log := app.NewLogger(p.stderr, cfg.LogFormat, level)
	switch line.Command {
	case command.CheckSettings:
		err = p.checkConfig(cfg)
	case "check":
		err = check.Run(ctx, p.stdout, cfg, log, check.Options{})
	case "report":
		err = p.report(ctx, cfg, options)
	case "plan":
		err = p.plan(ctx, cfg, planned)
	case "backtest":
		err = p.backtest(ctx, cfg, tested)
	default:
		err = p.serve(ctx, cfg, log)
	}
	if usage := (usageError{}); errors.As(err, &usage) {
		return p.fail(exitUsage, err)
	}
	if err != nil {
		return p.fail(exitFailure, err)
	}
	return exitOK
}

// setUp sets an exporter up, and serves at once if that is wanted.
func (p *program) setUp(ctx context.Context, args []string) int {
	options, err := setup.ParseArgs(args)
	if err != nil {
		return p.fail(exitUsage, err)
	}
	cfg, err := setup.Run(ctx, options, p.stdin, p.stdout)
	if err == nil && cfg != nil {
		// Of a first try on a terminal, what goes wrong is enough.
		err = p.serve(ctx, cfg, app.NewLogger(p.stderr, cfg.LogFormat, slog.LevelWarn))
	}
	if err != nil {
		return p.fail(exitFailure, err)
	}
	return exitOK
}

// healthcheck reads the address that serve would listen on, and no other
// setting, and asks whether an exporter serves there.
func healthcheck(ctx context.Context, flags config.Flags) error {
	address, err := config.LoopbackAddress(flags)
	if err != nil {
		return err
	}
	return web.CheckHealth(ctx, address)
}

// fail prints an error, each line marked as ours, and returns the status.
func (p *program) fail(status int, err error) int {
	for line := range strings.SplitSeq(text.Printable(err.Error()), "\n") {
		_, _ = fmt.Fprintln(p.stderr, "casework-exporter:", line) // nowhere left to report to
	}
	return status
}

// report writes the report that the options ask for.
func (p *program) report(ctx context.Context, cfg *config.Config, o report.Options) error {
	source, err := o.Source(cfg)
	if err != nil {
		return usageError{err}
	}
	return report.Write(ctx, p.stdout, cfg, source, o)
}

// plan writes the table or the starting order that the options ask for.
func (p *program) plan(ctx context.Context, cfg *config.Config, o plan.Options) error {
	source, err := o.Source(cfg)
	if err != nil {
		return usageError{err}
	}
	return plan.Write(ctx, p.stdout, cfg, source, o)
}

// backtest writes what alerts would have said of the source of the options.
func (p *program) backtest(ctx context.Context, cfg *config.Config, o backtest.Options) error {
	source, err := o.Source(cfg)
	if err != nil {
		return usageError{err}
	}
	return backtest.Write(ctx, p.stdout, cfg, source, o)
}

// checkConfig reports on settings that are right, and reads the files of
// programmes and deadlines, which are data rather than settings.
func (p *program) checkConfig(cfg *config.Config) error {
	var errs []error
	quiet := slog.New(slog.DiscardHandler) // what it would log is reported here
	for i := range cfg.Sources {
		if read := app.ReadProgrammes(&cfg.Sources[i], quiet); read != nil {
			if _, err := read(); err != nil { // of several sources, files may be named alike
				errs = append(errs, fmt.Errorf("programmes of source %q are refused: %w", cfg.Sources[i].Name, err))
			}
		}
		_, err := app.ReadLottery(&cfg.Sources[i])
		errs = append(errs, err)
		_, err = app.ReadDeadlines(&cfg.Sources[i])
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return usageError{err}
	}
	_, err := fmt.Fprintf(p.stdout, "The settings are right. Sources: %d.\n", len(cfg.Sources))
	return err
}

// serve polls and answers requests until ctx ends or either fails.
func (p *program) serve(ctx context.Context, cfg *config.Config, log *slog.Logger) error {
	svc, err := p.newService(cfg, p.build, log)
	if err != nil {
		return err
	}
	names := make([]string, len(cfg.Sources))
	for i, s := range cfg.Sources {
		names[i] = s.Name
		if fault := cfg.Sources[i].PasswordExposed(); fault != "" {
			log.Warn("password file is not protected", "source", s.Name, "err", fault)
		}
	}
	pages := web.Pages{
		Metrics: svc.Metrics(), Ready: svc.Ready, Status: svc.Status, Version: p.build.Version, Revision: p.build.Revision,
		Prefix: cfg.RoutePrefix, Language: cfg.Language,
	}
	if cfg.ExternalURL != nil {
		pages.Base = cfg.ExternalURL.Path + "/"
	}
	if cfg.Board {
		pages.Boards = svc.Overviews
	}
	server := web.NewServer(pages, log)
	listener, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	log.Info("starting", "version", p.build.Version, "revision", p.build.Revision, "sources", names,
		"addresses", web.Addresses(listener))
	// Each must end when the other fails, or half an exporter would live on.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	polled := make(chan error, 1)
	go func() {
		defer cancel()
		polled <- svc.Run(ctx)
	}()
	httpErr := server.Serve(ctx, listener, cfg.WebConfigFile)
	cancel()
	err = errors.Join(httpErr, <-polled)
	if err == nil {
		log.Info("stopped")
	}
	return err
}

// listen takes the addresses of the settings, or the sockets of systemd.
func listen(ctx context.Context, cfg *config.Config) (net.Listener, error) {
	if cfg.SystemdSocket {
		return web.ListenSystemd()
	}
	return web.Listen(ctx, cfg.ListenAddresses)
}
