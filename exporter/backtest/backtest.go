// Package backtest shows which alerts collectors/detect would have raised in a source's own
// past: how many, how many of them told of a change that lasted, and how soon.
package backtest

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"time"

	"casework/collectors/civil"
	"casework/exporter/app"
	"casework/exporter/command"
	"casework/exporter/config"
	"casework/exporter/text"
)

// Options are the arguments of the command backtest.
type Options struct{ source, lang, output, until string }

const flagNames = "flags are --source, --lang, --output and --until (see help)"

// ParseArgs reads the arguments of the command backtest. The error names what is
// allowed.
func ParseArgs(args []string) (Options, error) {
	var o Options
	err := command.ParseOwn("backtest", flagNames, args, func(flags *flag.FlagSet) {
		flags.StringVar(&o.source, "source", "", "")
		flags.StringVar(&o.lang, "lang", "", "")
		flags.StringVar(&o.output, "output", "-", "")
		flags.StringVar(&o.until, "until", "", "")
	})
	if err == nil {
		err = command.CheckLanguage("backtest", o.lang)
	}
	if err != nil {
		return o, err
	}
	if _, ok := civil.ParseDay(o.until); o.until != "" && !ok {
		return o, fmt.Errorf("backtest: --until=%s: a day such as 2027-01-31 is allowed", text.Quote(o.until))
	}
	return o, nil
}

// end is the instant at which the past ends: now, or when the day of the options has passed.
func (o Options) end(zone *time.Location, now time.Time) time.Time {
	day, ok := civil.ParseDay(o.until)
	if !ok {
		return now
	}
	if end := (day + 1).Start(zone); end.Before(now) {
		return end
	}
	return now
}

// Source is the source that is judged: the one that is named, or the only one.
func (o Options) Source(cfg *config.Config) (*config.SourceConfig, error) {
	return app.NamedSource(cfg, "backtest", o.source)
}

// Write reads a source once, as the exporter would, and writes what alerts would have said of
// its past to w or to the file of the options. It fails if no unit that is shown
// has enough history.
func Write(ctx context.Context, w io.Writer, cfg *config.Config, s *config.SourceConfig, o Options) error {
	content, err := o.content(ctx, cfg, s)
	if err != nil {
		return fmt.Errorf("backtest of source %q: %w", s.Name, err)
	}
	return app.WriteOutput(w, o.output, content)
}

func (o Options) content(ctx context.Context, cfg *config.Config, s *config.SourceConfig) (_ []byte, err error) {
	source, err := app.OpenSource(cfg, s, slog.New(slog.DiscardHandler)) // what fails is returned
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	now := o.end(s.Location, time.Now())
	read, err := source.ReadOnce(ctx, app.ReadOptions{At: now, Unjudged: true})
	if err != nil {
		return nil, err
	}
	f, err := judge(ctx, read.Ledger.Histories(now.Unix()), s.Location, now, options{app.ChangeSettings(cfg), read.ShownSince})
	if err != nil {
		return nil, err
	}
	f.least = cfg.MinCell
	return f.render(s.Name, cmp.Or(o.lang, cfg.Language)), nil
}
