package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"casework/collectors/study"
	"casework/exporter/app"
	"casework/exporter/config"
	"casework/exporter/text"
)

// reportOptions are the arguments of the command report.
type reportOptions struct {
	source, lang, output string
}

// parseReport reads the arguments of the command report.
func parseReport(args []string) (reportOptions, error) {
	var o reportOptions
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says it
	flags.StringVar(&o.source, "source", "", "")
	flags.StringVar(&o.lang, "lang", "nb", "")
	flags.StringVar(&o.output, "output", "-", "")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("report: %w; flags are --source, --lang and --output (see help)", err)
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("report: unexpected argument %s; flags are --source, --lang and --output (see help)", text.Quote(flags.Arg(0)))
	}
	if !slices.Contains(languages(), o.lang) {
		return o, fmt.Errorf("report: --lang=%s: allowed: %s", text.Quote(o.lang), strings.Join(languages(), " or "))
	}
	return o, nil
}

// pick is the source that the report is about: the one that is named, or the
// only one.
func (o reportOptions) pick(cfg *config.Config) (*config.SourceConfig, error) {
	var names []string
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		if s.Name == o.source || o.source == "" && len(cfg.Sources) == 1 {
			return s, nil
		}
		names = append(names, s.Name)
	}
	if o.source == "" {
		return nil, fmt.Errorf("report: which source? --source is one of %s", strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("report: --source=%s: allowed: %s", text.Quote(o.source), strings.Join(names, ", "))
}

// writeReport writes the report on one source.
func (p *program) writeReport(ctx context.Context, cfg *config.Config, o reportOptions) error {
	source, err := o.pick(cfg)
	if err != nil {
		return usageError{err}
	}
	if cfg.Study == nil {
		return usageError{errors.New("report: CASEWORK_EFFECT is off, so there is nothing to report")}
	}
	found, err := p.newStudy(ctx, cfg, source)
	if err != nil {
		return fmt.Errorf("report on source %q: %w", source.Name, err)
	}
	content, err := renderReport(source.Name, o.lang, found)
	if err != nil {
		return fmt.Errorf("report on source %q: %w", source.Name, err)
	}
	if o.output == "-" {
		_, err = p.stdout.Write(content)
		return err
	}
	if err := os.WriteFile(o.output, content, 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// newStudy reads a source once and compares its units, as the exporter would
// now: with the panel that a running exporter keeps for this month, if there
// is one, so that report and boards show the same figures.
func newStudy(ctx context.Context, cfg *config.Config, s *config.SourceConfig) (_ *study.Study, err error) {
	source, err := app.OpenSource(cfg, s, slog.New(slog.DiscardHandler)) // what fails is returned
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	read, err := source.ReadOnce(ctx, app.ReadOptions{})
	if err != nil {
		return nil, err
	}
	found := read.Poller.Study()
	if found == nil {
		return nil, errors.New("there is not one closed month of cases to compare")
	}
	return found, nil
}
