package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"casework/exporter/config"
	"casework/exporter/text"
)

const usage = `Casework Exporter serves queue times, throughput and errors of case work to Prometheus,
by unit and by whether a supervision programme is active.

Usage: casework-exporter [command]

Commands:
  serve            Poll the sources and serve /metrics. The default.
  check            Test settings, databases and data, and show what would be exposed.
  report           Write a two-page report that compares units with and without supervision, as HTML:
                   [--source=NAME] [--lang=nb|en] [--output=FILE], by default of the only source,
                   in bokmål, to standard output.
  plan             Write how small a change would be seen with how many units, by the source's own past:
                   [--source=NAME] [--lang=nb|en] [--output=FILE] [--outcome=NAME]; or draw by lot in
                   which month units start, as the file of <SOURCE>_LOTTERY_FILE: --units=all|FILE
                   --per-month=N --seed=TEXT [--starts=N] [--from=YYYY-MM] [--strata=N].
  backfill         Write the past of the databases for Prometheus, by the program casework-backfill
                   beside this one or in PATH: [flags]; "backfill --help" lists them.
  healthcheck      Ask the exporter that runs here whether it serves, for container images without shell.
  version          Print version and build.
  help             Print this text.

Flags:
  --config.check   Check the settings alone, then exit.
  --version        As the command version.
  --help           As the command help.

Exit status: 0 success, 1 failure while running (or problems found by check), 2 wrong settings
or arguments.

Settings are environment variables. An empty variable counts as not set. Durations are numbers
with a unit: ms, s, m, h, d (24 hours) or w (7 days), as in 90s, 1h30m or 28d. Lists are separated
by commas.
`

// writeHelp writes the usage text and every setting.
func writeHelp(w io.Writer) error {
	var b strings.Builder
	b.WriteString(usage)
	for _, g := range config.Groups() {
		fmt.Fprintf(&b, "\n%s:\n", g.Title)
		writeSettings(&b, g.Settings)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeSettings writes name, unit and default of each setting in columns and
// what it means below.
func writeSettings(b *strings.Builder, all []config.Setting) {
	var heads strings.Builder
	columns := tabwriter.NewWriter(&heads, 0, 0, 2, ' ', 0)
	for _, s := range all {
		fmt.Fprintf(columns, "  %s\t%s\tdefault: %s\n", s.Name, s.Unit, s.DefaultText())
	}
	_ = columns.Flush() // a strings.Builder takes everything
	lines := strings.Split(heads.String(), "\n")
	for i, s := range all {
		b.WriteString(lines[i] + "\n")
		for _, line := range text.Wrap(s.Desc+" Allowed: "+s.Allowed+".", 92) {
			b.WriteString("      " + line + "\n")
		}
	}
}
