package setup

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"casework/exporter/text"
)

// Options are the arguments of the command init.
type Options struct {
	Folder  string // to write; made if it is not there
	Answers string // a file of answers; "" asks on a terminal
	Help    bool   // only says how it is used
}

const flagNames = "flags are --folder=DIR, --answers=FILE and --help"

// ParseArgs reads the arguments of the command init. The error names what is
// allowed.
func ParseArgs(args []string) (Options, error) {
	var o Options
	flags := flag.NewFlagSet("init", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the error says it
	flags.StringVar(&o.Folder, "folder", "casework", "")
	flags.StringVar(&o.Answers, "answers", "", "")
	help := flags.Bool("help", false, "")
	flags.BoolVar(help, "h", false, "")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("init: %w; %s", err, flagNames)
	}
	o.Help = *help
	if flags.NArg() > 0 {
		return o, fmt.Errorf("init: unexpected argument %s; %s", text.Quote(flags.Arg(0)), flagNames)
	}
	if o.Folder == "" {
		return o, fmt.Errorf("init: --folder=%s: the path of a folder is allowed, which is made if it is not there", text.Quote(o.Folder))
	}
	return o, nil
}

// Usage says how the command is used, and lists the keys of a file of answers.
func Usage() string {
	var b strings.Builder
	b.WriteString(`Usage: casework-exporter init [--folder=DIR] [--answers=FILE]

Asks what is to be read, looks at it with the account that you give, shows what can be measured, and
writes into DIR (by default "casework", here): the settings with the password in a file of its own, the
grants of an account that may read what is needed and nothing else, programmes.csv with the names of
your units, and a configuration of Prometheus with its rules. It changes nothing in the database, and
overwrites no file: programmes.csv stays as it is, a columns.csv in a folder of files gets lines behind
those that it has, and any other that is there ends it before it writes.

FILE answers in place of a person: lines of KEY=value, and comments behind #. What is not there is as
if Enter was pressed. Its keys:

`)
	all, width := questions(), 0
	for _, q := range all {
		width = max(width, len(q.key))
	}
	for _, q := range all {
		fmt.Fprintf(&b, "  %-*s %s\n", width, q.key, q.allowed)
	}
	return b.String()
}
