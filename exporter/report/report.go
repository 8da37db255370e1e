// Package report writes the report for a meeting: a comparison of the units of
// one source with and without supervision. It is one HTML file, which prints as two
// pages and a third for specialists.
package report

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"casework/exporter/app"
	"casework/exporter/command"
	"casework/exporter/config"
)

// Options are the arguments of the command report.
type Options struct {
	source, output string
	lang           string // "" for that of the settings
}

// ParseArgs reads the arguments of the command report. The error names what is
// allowed.
func ParseArgs(args []string) (Options, error) {
	var o Options
	err := command.ParseOwn("report", "flags are --source, --lang and --output (see help)", args, func(flags *flag.FlagSet) {
		flags.StringVar(&o.source, "source", "", "")
		flags.StringVar(&o.lang, "lang", "", "")
		flags.StringVar(&o.output, "output", "-", "")
	})
	if err == nil {
		err = command.CheckLanguage("report", o.lang)
	}
	return o, err
}

// Source is the source that the report is about: the one that is named, or the
// only one. It fails if there is none, or nothing of it to report.
func (o Options) Source(cfg *config.Config) (*config.SourceConfig, error) {
	return app.ChooseSource(cfg, "report", o.source)
}

// Write reads a source once and writes the report on it, to w or to the file
// of the options. It leaves the files of a running exporter alone.
func Write(ctx context.Context, w io.Writer, cfg *config.Config, s *config.SourceConfig, o Options) error {
	o.lang = cmp.Or(o.lang, cfg.Language)
	found, err := app.ReadStudy(ctx, cfg, s)
	if early := (*app.EarlyError)(nil); errors.As(err, &early) {
		content, err := renderEarly(s.Name, o.lang, early.Overview, nil)
		return o.write(w, s.Name, content, err)
	}
	if err != nil {
		return fmt.Errorf("report on source %q: %w", s.Name, err)
	}
	return write(w, s.Name, found, o)
}

// write writes the report on a study of a source.
func write(w io.Writer, source string, found *app.Compared, o Options) error {
	content, err := render(source, o.lang, found)
	return o.write(w, source, content, err)
}

// write writes a report where the options say, unless it could not be made.
func (o Options) write(w io.Writer, source string, content []byte, err error) error {
	if err != nil {
		return fmt.Errorf("report on source %q: %w", source, err)
	}
	err = app.WriteOutput(w, o.output, content)
	if err != nil && o.output != "-" {
		return fmt.Errorf("write report: %w", err)
	}
	return err
}
