package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
)

// options are the command line.
type options struct {
	from, to   time.Time // zero: as far as the data goes; now
	step       time.Duration
	output     string
	format     format
	url        string // of the receiver
	protocol   string // of remote write: 1.0 or 2.0
	httpConfig string // a file of how to reach the receiver; empty is none
	client     *http.Client
	histograms histograms
	target     labelFlag
	external   labelFlag
	rules      listFlag
	dryRun     bool
	overlap    bool
	state      bool
}

// A format is what the history is written as.
type format string

const (
	blocks      format = "blocks"
	openMetrics format = "openmetrics"
	remoteWrite format = "remote-write"
)

// histograms says in which form histograms are written.
type histograms string

func (h histograms) native() bool  { return h == "native" || h == "both" }
func (h histograms) classic() bool { return h == "classic" || h == "both" }

const usage = `Writes the past of the databases as casework-exporter would have shown it, had it been there.

Usage: casework-backfill [flags]

The sources and all else that the exporter knows are set by its environment variables
(casework-exporter help lists them). The databases are only read.

The history may go into the data directory of a Prometheus, which then must keep it:
--storage.tsdb.retention.time has to reach back to --from. Labels must be those of the series
that Prometheus scrapes, so give --job and --instance as in its configuration.

Flags:
`

// parse reads the command line.
func parse(args []string, now time.Time, out io.Writer) (options, error) {
	o := options{target: labelFlag{}, external: labelFlag{}}
	f := flag.NewFlagSet("casework-backfill", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	var from, to, job, instance, histogramForm, form string
	f.StringVar(&from, "from", "", "first `instant`: 2006-01-02 or 2006-01-02T15:04:05Z; default when the first case was received")
	f.StringVar(&to, "to", "", "last `instant`; default now, or before what the output holds of the live exporter")
	f.DurationVar(&o.step, "step", 6*time.Hour, "`time` between two samples, 5m to 24h; boards read 6h")
	f.StringVar(&o.output, "output", "", "`directory` to write to: a Prometheus data directory, or any")
	f.StringVar(&form, "format", string(blocks), "blocks, openmetrics (a gzip file a block's time) or remote-write")
	f.StringVar(&o.url, "remote-write-url", "", "`URL` of the receiver, with its path; it must accept samples as old as --from")
	f.StringVar(&o.protocol, "remote-write-protocol", "1.0", "`version` of the remote-write protocol: 1.0 or 2.0")
	f.StringVar(&o.httpConfig, "http-config-file", "", "`file` of how to reach the receiver, as promtool reads it: basic_auth, authorization, tls_config, http_headers and so on")
	f.StringVar(&histogramForm, "histograms", "native", "native, classic, both or none: what your Prometheus scrapes; no board or rule reads histograms")
	f.StringVar(&job, "job", "casework", "`label` job of the scraped series")
	f.StringVar(&instance, "instance", "localhost:19780", "`label` instance of the scraped series")
	f.Var(o.target, "label", "further `name=value` of the scraped series; may be repeated")
	f.Var(o.external, "external-label", "`name=value` of the blocks, for Thanos; may be repeated")
	f.Var(&o.rules, "rules", "`file` of recording rules to evaluate over the history; may be repeated")
	f.BoolVar(&o.dryRun, "dry-run", false, "write nothing; say how many series, samples and bytes it would be")
	f.BoolVar(&o.overlap, "allow-overlap", false, "write even where the output holds samples of the live exporter")
	f.BoolVar(&o.state, "state", false, "also write the exporter's state files: its counters then go on where the history ends, with the same small units hidden and the same figures about people; without, the latter are left out")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		f.SetOutput(out)
		f.PrintDefaults()
		return o, err
	} else if err != nil {
		return o, fmt.Errorf("%w; --help lists the flags", err)
	}
	o.format, o.histograms = format(form), histograms(histogramForm)
	o.target["job"], o.target["instance"] = job, instance
	var errs []error
	wrong := func(name, value, allowed string) {
		errs = append(errs, fmt.Errorf("--%s=%q: allowed: %s", name, value, allowed))
	}
	o.from, o.to = instant(from, "from", wrong), instant(to, "to", wrong)
	if f.NArg() > 0 {
		errs = append(errs, fmt.Errorf("argument %q is no flag; --help lists the flags", f.Arg(0)))
	}
	o.check(now, wrong)
	return o, errors.Join(errs...)
}

// check reports what is not allowed.
func (o *options) check(now time.Time, wrong func(name, value, allowed string)) {
	if o.step < 5*time.Minute || o.step > 24*time.Hour || (24*time.Hour)%o.step != 0 {
		wrong("step", o.step.String(), "5m to 24h, of which a day is a multiple")
	}
	if !o.from.IsZero() && o.from.Unix() < 1 {
		wrong("from", o.from.Format(time.RFC3339), "after 1970-01-01")
	}
	if o.to.After(now) {
		wrong("to", o.to.Format(time.RFC3339), "not after now")
	}
	if !o.to.IsZero() && o.to.Before(o.from) {
		wrong("to", o.to.Format(time.RFC3339), "not before --from")
	}
	switch o.format {
	case blocks, openMetrics:
		if o.output == "" && !o.dryRun {
			wrong("output", "", "a directory")
		}
		if o.url != "" {
			wrong("remote-write-url", discreet(o.url), "only with --format=remote-write")
		}
		if o.httpConfig != "" {
			wrong("http-config-file", o.httpConfig, "only with --format=remote-write")
		}
	case remoteWrite:
		if u, err := url.Parse(o.url); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			wrong("remote-write-url", discreet(o.url), "http://host/path or https://host/path")
		} else if _, secret := u.User.Password(); secret {
			wrong("remote-write-url", u.Redacted(), "no password, which others can see; --http-config-file takes one")
		}
		if o.output != "" {
			wrong("output", o.output, "nothing with --format=remote-write")
		}
		var err error
		if o.client, err = newClient(o.httpConfig); err != nil {
			wrong("http-config-file", o.httpConfig, "HTTP settings as Prometheus reads them; "+err.Error())
		}
	default:
		wrong("format", string(o.format), "blocks, openmetrics or remote-write")
	}
	if len(o.rules) > 0 && o.format != blocks {
		wrong("rules", o.rules.String(), "only with --format=blocks")
	}
	if o.protocol != "1.0" && o.protocol != "2.0" {
		wrong("remote-write-protocol", o.protocol, "1.0 or 2.0")
	}
	switch o.histograms {
	case "native", "both":
		if o.format == openMetrics {
			wrong("histograms", string(o.histograms), "classic or none in OpenMetrics text, which has no native ones")
		}
	case "classic", "none":
	default:
		wrong("histograms", string(o.histograms), "native, classic, both or none")
	}
}

// discreet is an address as it may be printed: without a password, or not at
// all if it cannot be told where one would be.
func discreet(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" && strings.Contains(address, "@") {
		return "(withheld, as it may hold a password)"
	}
	return u.Redacted()
}

// instant reads a date, in UTC, or an instant; zero if empty.
func instant(value, name string, wrong func(name, value, allowed string)) time.Time {
	if value == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, value); err == nil {
			return t
		}
	}
	wrong(name, value, "2006-01-02 or 2006-01-02T15:04:05Z")
	return time.Time{}
}

// A labelFlag collects labels.
type labelFlag map[string]string

// String implements flag.Value.
func (l labelFlag) String() string { return labels.FromMap(l).String() }

// Set implements flag.Value.
func (l labelFlag) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok || !model.LegacyValidation.IsValidLabelName(name) || name == model.MetricNameLabel {
		return errors.New("allowed: name=value")
	}
	l[name] = value
	return nil
}

// A listFlag collects values.
type listFlag []string

// String implements flag.Value.
func (l *listFlag) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *listFlag) Set(value string) error {
	*l = append(*l, value)
	return nil
}

// labels are the labels that Prometheus adds to the series it scrapes.
func (o *options) labels() labels.Labels {
	b := labels.NewBuilder(labels.EmptyLabels())
	for name, value := range o.target {
		b.Set(name, value)
	}
	return b.Labels()
}
