package command

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"casework/exporter/config"
	"casework/exporter/text"
)

// About says what the program is.
const About = `Casework Exporter serves queue times, throughput and errors of case work to Prometheus,
by unit and by whether a supervision programme is active.`

const (
	exitStatus = `0 success, 1 failure while running (or problems found by check), 2 wrong settings
or arguments.`
	aboutFlags    = `Flags stand before the command, or behind it if it has none of its own. They win over the variables that they stand for.`
	aboutSettings = `Settings are environment variables. An empty variable counts as not set. Durations are numbers
with a unit: ms, s, m, h, d (24 hours) or w (7 days), as in 90s, 1h30m or 28d. Lists are separated
by commas.`
)

// width is how long lines of the help are.
const width = 98

// WriteHelp writes the commands, the flags and every setting.
func WriteHelp(w io.Writer) error {
	var b strings.Builder
	b.WriteString(About + "\n\nUsage: " + Name + " [flags] [command] [flags of the command]\n\nCommands:\n")
	for _, c := range Commands() {
		item(&b, 2, 17, c.Name, c.Desc)
		for _, f := range c.Flags {
			item(&b, 19, 20, f.written(), f.Desc)
		}
	}
	b.WriteString("\nFlags:\n")
	for _, f := range Flags() {
		item(&b, 2, 31, f.written(), f.Desc)
	}
	for _, line := range text.Wrap(aboutFlags, width-2) {
		b.WriteString("  " + line + "\n")
	}
	b.WriteString("\nExit status: " + exitStatus + "\n\n" + aboutSettings + "\n")
	for _, g := range config.Groups() {
		fmt.Fprintf(&b, "\n%s:\n", g.Title)
		writeSettings(&b, g.Settings)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// item writes a word and what it means, in a column that begins so far behind
// the word's beginning. A longer word has a line of its own.
func item(b *strings.Builder, indent, column int, word, means string) {
	lines := text.Wrap(means, width-indent-column)
	head := strings.Repeat(" ", indent) + word
	if len(word) >= column {
		b.WriteString(head + "\n")
		head = ""
	}
	for _, line := range lines {
		fmt.Fprintf(b, "%-*s%s\n", indent+column, head, line)
		head = ""
	}
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
		for _, line := range text.Wrap(meaning(&s), 92) {
			b.WriteString("      " + line + "\n")
		}
	}
}

// meaning is what a setting means, and what it may be.
func meaning(s *config.Setting) string {
	said := s.Desc + " Allowed: " + s.Allowed + "."
	if s.Flag != "" {
		said += " Flag: --" + s.Flag + "."
	}
	return said
}
