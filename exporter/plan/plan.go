// Package plan helps to plan supervision: how small a change would be seen with
// how many units, by a source's own past, and a starting order drawn by lot.
package plan

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"casework/collectors/study"
	"casework/exporter/app"
	"casework/exporter/command"
	"casework/exporter/config"
	"casework/exporter/signature"
	"casework/exporter/text"
)

// Options are the arguments of the command plan.
type Options struct {
	source, output, outcome string
	lang                    string // "" for that of the settings

	// Of a draw, which is asked for by units.
	units, seed, from        string
	signKey                  string // file of the key that signs it; "" for none
	perMonth, starts, strata int
}

const flagNames = "flags are --source, --lang, --output and --outcome, and to draw a starting order " +
	"--units, --per-month, --seed, --starts, --from, --strata and --sign-key (see help)"

// ParseArgs reads the arguments of the command plan. The error names what is
// allowed.
func ParseArgs(args []string) (Options, error) {
	var o Options
	err := command.ParseOwn("plan", flagNames, args, func(flags *flag.FlagSet) {
		flags.StringVar(&o.source, "source", "", "")
		flags.StringVar(&o.lang, "lang", "", "")
		flags.StringVar(&o.output, "output", "-", "")
		flags.StringVar(&o.outcome, "outcome", "", "")
		flags.StringVar(&o.units, "units", "", "")
		flags.StringVar(&o.seed, "seed", "", "")
		flags.StringVar(&o.from, "from", "", "")
		flags.StringVar(&o.signKey, "sign-key", "", "")
		flags.IntVar(&o.perMonth, "per-month", 0, "")
		flags.IntVar(&o.starts, "starts", 0, "")
		flags.IntVar(&o.strata, "strata", 0, "")
	})
	if err != nil {
		return o, err
	}
	return o, o.check()
}

// check names what of the arguments is not allowed.
func (o *Options) check() error {
	var outcomes []string
	for _, outcome := range study.Outcomes() {
		outcomes = append(outcomes, string(outcome))
	}
	if err := command.CheckLanguage("plan", o.lang); err != nil {
		return err
	}
	drawing := o.units != ""
	switch {
	case o.outcome != "" && !slices.Contains(outcomes, o.outcome):
		return fmt.Errorf("plan: --outcome=%s: allowed: %s", text.Quote(o.outcome), strings.Join(outcomes, ", "))
	case !drawing && (o.signKey != "" || o.seed != "" || o.from != "" || o.perMonth != 0 || o.starts != 0 || o.strata != 0):
		return errors.New("plan: --units is missing: all, or a file with a unit a line; it says among which units is drawn")
	case drawing && (o.seed == "" || o.perMonth == 0):
		return errors.New("plan: to draw a starting order takes --units, --per-month and --seed; " +
			"for a seed take what nobody can choose, such as the numbers of a public lottery on a day named beforehand")
	case drawing && o.outcome != "":
		return errors.New("plan: --outcome is of the table, and --units draws a starting order: one of them is allowed")
	case o.signKey != "" && o.output == "-":
		return errors.New("plan: --sign-key takes --output: the signature is a file beside that of the starting order")
	}
	if _, err := o.first(time.Now()); err != nil {
		return err
	}
	return nil
}

// first is the first day of the first month in which units start: by default
// of the month after an instant.
func (o *Options) first(now time.Time) (time.Time, error) {
	if o.from == "" {
		return time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC), nil
	}
	first, err := time.Parse("2006-01", o.from)
	if err != nil {
		return first, fmt.Errorf("plan: --from=%s: a month such as 2027-01 is allowed", text.Quote(o.from))
	}
	return first, nil
}

// Source is the source that the plan is about: the one that is named, or the
// only one.
func (o Options) Source(cfg *config.Config) (*config.SourceConfig, error) {
	return app.ChooseSource(cfg, "plan", o.source)
}

// Write reads a source once, as the exporter would, and writes the table, or the
// starting order that it draws, to w or to the file of the options. A key that
// signs is read first.
func Write(ctx context.Context, w io.Writer, cfg *config.Config, s *config.SourceConfig, o Options) error {
	key, err := o.signer()
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	o.lang = cmp.Or(o.lang, cfg.Language)
	found, err := app.ReadStudy(ctx, cfg, s)
	if err == nil {
		err = o.write(w, s.Name, found.Study, key, time.Now())
	}
	if err != nil {
		return fmt.Errorf("plan for source %q: %w", s.Name, err)
	}
	return nil
}

// write writes what the options ask for of a study, signed by key unless that is
// nil.
func (o Options) write(w io.Writer, source string, found *study.Study, key *signature.Signer, now time.Time) error {
	var content []byte
	var err error
	if o.units != "" {
		content, err = o.draw(source, found, now)
	} else {
		content, err = o.table(source, found)
	}
	if err != nil {
		return err
	}
	if o.output == "-" || o.units == "" {
		return app.WriteOutput(w, o.output, content)
	}
	return o.keep(content, key)
}
