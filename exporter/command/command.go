// Package command declares the command line: its commands and flags, from which
// the help, the man page and the shell completions are made, and how it is read.
package command

import (
	"slices"
	"strings"

	"casework/exporter/config"
	"casework/exporter/text"
)

// Name is the program's.
const Name = "casework-exporter"

// A Command is what the program does.
type Command struct {
	Name string
	Desc string
	// Flags are its own, which stand behind its name; none if it takes the
	// flags that stand for settings.
	Flags []Flag
	// Help says that it answers --help itself.
	Help bool
	// Foreign says that another program reads what stands behind its name.
	Foreign bool
}

// own reports whether the command reads what stands behind its name itself.
func (c *Command) own() bool { return c.Foreign || len(c.Flags) > 0 }

// A Flag is an option of the command line.
type Flag struct {
	Name    string   // without dashes
	Value   string   // what stands for its value in documents; "" for a switch
	Words   []string // that its value may be; nil if it may be others
	Path    bool     // its value is a path
	Default string   // "" if there is none
	List    bool     // may be repeated
	No      bool     // a switch that --no-NAME turns off
	Desc    string
}

// written is the flag with what stands for its value.
func (f *Flag) written() string {
	if f.Value == "" {
		return "--" + f.Name
	}
	return "--" + f.Name + "=" + f.Value
}

// Commands lists every command. The first is the default.
func Commands() []Command {
	source := Flag{Name: "source", Value: "NAME", Desc: "Source; by default the only one."}
	lang := Flag{Name: "lang", Value: strings.Join(text.Languages(), "|"), Words: text.Languages(), Desc: "Language; CASEWORK_LANGUAGE by default, which is bokmål."}
	output := Flag{Name: "output", Value: "FILE", Path: true, Desc: "File to write to; standard output by default."}
	return []Command{
		{Name: "serve", Desc: "Poll the sources and serve /metrics. The default."},
		{
			Name: "init", Help: true,
			Desc: "Set an exporter up: ask what is to be read, show what can be measured, and write the settings; init --help says more.",
			Flags: []Flag{
				{Name: "folder", Value: "DIR", Path: true, Desc: "Folder to write; casework by default."},
				{Name: "answers", Value: "FILE", Path: true, Desc: "File of answers, in place of a terminal."},
			},
		},
		{Name: "check", Desc: "Test settings, databases and data, and show what would be exposed."},
		{
			Name:  "report",
			Desc:  "Write a two-page report that compares units with and without supervision, as HTML.",
			Flags: []Flag{source, lang, output},
		},
		{
			Name: "plan",
			Desc: "Write how small a change would be seen with how many units, by the source's own past; " +
				"or, with --units, draw by lot in which month units start, as the file of <SOURCE>_LOTTERY_FILE.",
			Flags: []Flag{
				source, lang, output,
				{Name: "outcome", Value: "NAME", Desc: "Outcome of the table alone; all by default."},
				{Name: "units", Value: "all|FILE", Path: true, Desc: "Units among which is drawn: all, or a file with a unit a line."},
				{Name: "per-month", Value: "N", Desc: "Units that start in a month."},
				{Name: "seed", Value: "TEXT", Desc: "What the lot is drawn from: something that nobody can choose."},
				{Name: "starts", Value: "N", Desc: "Months in which units start."},
				{Name: "from", Value: "YYYY-MM", Desc: "First month in which units start; by default the next."},
				{Name: "sign-key", Value: "FILE", Path: true, Desc: "Private key (Ed25519, PEM) that signs the starting order, into its --output with .sig behind the name."},
				{Name: "strata", Value: "N", Desc: "Groups of units of like size, among each of which is drawn."},
			},
		},
		{
			Name: "backtest",
			Desc: "Write what alerts of changes would have said of the source's history: how often, of how much that lasted, " +
				"how soon, and with other thresholds.",
			Flags: []Flag{source, lang, output, {Name: "until", Value: "YYYY-MM-DD", Desc: "Last day of the past, for copies that are old; today by default."}},
		},
		{
			Name: "backfill", Foreign: true,
			Desc: "Write the past of the databases for Prometheus, by the program casework-backfill beside this one or in PATH; " +
				"backfill --help lists its flags.",
		},
		{Name: "healthcheck", Desc: "Ask the exporter that runs here whether it serves, for container images without shell."},
		{Name: "version", Desc: "Print version and build."},
		{Name: "help", Desc: "Print this text."},
	}
}

// Flags that are commands: what they do instead of serving.
const (
	checkFlag   = "config.check"
	versionFlag = "version"
	helpFlag    = "help"
)

// Flags lists the flags that no command has to itself: those that stand for
// settings, and those that are commands.
func Flags() []Flag {
	var all []Flag
	for _, s := range config.FlagSettings() {
		f := Flag{
			Name: s.Flag, Value: strings.ToUpper(strings.TrimPrefix(s.Unit, "list of ")), Path: s.Flag == "web.config.file",
			Default: s.Default, List: s.IsList(), No: s.IsSwitch(), Desc: "In place of " + s.Name + ".",
		}
		if f.No {
			f.Value, f.Default = "", ""
		} else if s.Unit == "word" {
			f.Words = strings.Split(strings.ReplaceAll(s.Allowed, " or ", ", "), ", ")
			f.Value = strings.Join(f.Words, "|")
		}
		if f.List {
			f.Desc += " May be repeated."
		}
		all = append(all, f)
	}
	return append(
		all,
		Flag{Name: checkFlag, Desc: "Check the settings alone, then exit."},
		Flag{Name: versionFlag, Desc: "As the command version."},
		Flag{Name: helpFlag, Desc: "As the command help."},
	)
}

// find is the flag of that name among all.
func find(all []Flag, name string) (*Flag, bool) {
	i := slices.IndexFunc(all, func(f Flag) bool { return f.Name == name })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}
