package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// settings are the demo's flags.
type settings struct {
	exporter, listen          string
	prometheus, promListen    string
	backfill, deploy          string
	dbPort                    int
	interval                  time.Duration
	once, verbose             bool
	cases, errors, programmes string
	noShift                   bool
	seed                      uint64
	effectWait, effectErrors  float64
	liveRate                  float64
}

// parse reads the flags, and for those not given the environment: CASES,
// ERRORS and PROGRAMMES, and DEMO_SEED for -seed and so on. It prints the
// usage where asked for or needed.
func parse(args []string, getenv func(string) string, usage io.Writer) (settings, error) {
	var o settings
	f := flag.NewFlagSet("demo", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.exporter, "exporter", "", "`path` of the exporter's binary (required)")
	f.StringVar(&o.listen, "listen", "127.0.0.1:19780", "`address` for the exporter to serve on; port 0 is any that is free")
	f.StringVar(&o.prometheus, "prometheus", "", "`path` of a Prometheus to run beside it, with three years of history")
	f.StringVar(&o.promListen, "prometheus-listen", "127.0.0.1:19790", "`address` for that Prometheus to serve on; port 0 is any that is free")
	f.StringVar(&o.backfill, "backfill", "bin/casework-backfill", "`path` of the program that writes the history")
	f.StringVar(&o.deploy, "deploy", "deploy", "`directory` with prometheus/casework-*.yml")
	f.IntVar(&o.dbPort, "db-port", 0, "`port` of the database on 127.0.0.1; 0 is any that is free")
	f.DurationVar(&o.interval, "interval", 5*time.Second, "`time` from one poll of the database to the next, 1s to 1h")
	f.BoolVar(&o.once, "once", false, "stop after the first scrape, and say what it says")
	f.BoolVar(&o.verbose, "v", false, "show what the exporter logs below warnings")
	f.StringVar(&o.cases, "cases", "", "CSV `file` of cases, plain or gzip, or XLSX, instead of the simulation")
	f.StringVar(&o.errors, "errors", "", "CSV or XLSX `file` of error reports, with -cases")
	f.StringVar(&o.programmes, "programmes", "", "CSV or XLSX `file` of supervision programmes, with -cases")
	f.BoolVar(&o.noShift, "no-shift", false, "keep the times of files, instead of moving them forward by whole weeks")
	f.Uint64Var(&o.seed, "seed", 1, "`number` that the simulation is drawn from")
	f.Float64Var(&o.effectWait, "effect-wait", -0.25, "true effect of supervision on waiting, as a `share` from -0.9 to 1; 0 is none")
	f.Float64Var(&o.effectErrors, "effect-errors", -0.33, "true effect of supervision on error reports, as a `share` from -1 to 1; 0 is none")
	f.Float64Var(&o.liveRate, "live-rate", 1, "extra changes a `second`, 0 to 100; 0 is real life's pace")
	f.Usage = func() {
		fmt.Fprintln(usage, "Usage: demo -exporter PATH [flags]\n\n"+
			"Shows the exporter at work on a simulated municipality, or on your own files of CSV or XLSX.\n"+
			"CASES, ERRORS and PROGRAMMES in the environment stand for the flags of those names,\n"+
			"DEMO_LISTEN for -listen, DEMO_LIVE_RATE for -live-rate and so on.\n\nFlags:")
		f.SetOutput(usage)
		f.PrintDefaults()
		f.SetOutput(io.Discard)
	}
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, fmt.Errorf("%w; -help lists the flags", err)
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("argument %q is not a flag; -help lists the flags", f.Arg(0))
	}
	return o, errors.Join(fromEnv(f, getenv), o.validate())
}

// fromEnv sets the flags that were not given.
func fromEnv(f *flag.FlagSet, getenv func(string) string) error {
	given := map[string]bool{}
	f.Visit(func(one *flag.Flag) { given[one.Name] = true })
	var errs []error
	f.VisitAll(func(one *flag.Flag) {
		name := strings.ToUpper(strings.ReplaceAll(one.Name, "-", "_"))
		switch one.Name {
		case "cases", "errors", "programmes":
		default:
			name = "DEMO_" + name
		}
		value := getenv(name)
		if value == "" || given[one.Name] {
			return
		}
		if err := f.Set(one.Name, value); err != nil {
			errs = append(errs, fmt.Errorf("%s=%q: %w", name, value, err))
		}
	})
	return errors.Join(errs...)
}

func (o *settings) validate() error {
	var errs []error
	wrong := func(flag string, value any, allowed string) {
		errs = append(errs, fmt.Errorf("-%s %v; allowed: %s", flag, value, allowed))
	}
	if o.exporter == "" {
		errs = append(errs, errors.New("-exporter is missing; allowed: the path of the exporter's binary"))
	}
	if o.dbPort < 0 || o.dbPort > 65535 {
		wrong("db-port", o.dbPort, "0 to 65535")
	}
	if o.interval < time.Second || o.interval > time.Hour {
		wrong("interval", o.interval, "1s to 1h")
	}
	if !(o.effectWait >= -0.9 && o.effectWait <= 1) {
		wrong("effect-wait", o.effectWait, "-0.9 to 1")
	}
	if !(o.effectErrors >= -1 && o.effectErrors <= 1) {
		wrong("effect-errors", o.effectErrors, "-1 to 1")
	}
	if !(o.liveRate >= 0 && o.liveRate <= 100) {
		wrong("live-rate", o.liveRate, "0 to 100")
	}
	if o.cases == "" && (o.errors != "" || o.programmes != "") {
		errs = append(errs, errors.New("-errors (ERRORS) and -programmes (PROGRAMMES) need -cases (CASES)"))
	}
	return errors.Join(errs...)
}
