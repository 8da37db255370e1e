package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/testutil"
	"casework/exporter/config"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want Line
		err  string
	}{
		{nil, Line{Command: "serve", Flags: config.Flags{}}, ""},
		{[]string{"-h"}, Line{Command: "help"}, ""},
		{[]string{"-help"}, Line{Command: "help"}, ""},
		{[]string{"report", "--help"}, Line{Command: "help"}, ""},
		{[]string{"serve", "--version"}, Line{Command: "version"}, ""},
		{[]string{"backfill", "--help"}, Line{Command: "backfill", Flags: config.Flags{}, Args: []string{"--help"}}, ""},
		{[]string{"-config.check"}, Line{Command: CheckSettings, Flags: config.Flags{}}, ""},
		{
			[]string{"--web.listen-address", ":1", "serve", "-web.listen-address=:2", "--no-web.systemd-socket", "--web.config.file="},
			Line{Command: "serve", Flags: config.Flags{
				"web.listen-address": {":1", ":2"}, "web.systemd-socket": {"off"}, "web.config.file": {""},
			}},
			"",
		},
		{
			[]string{"--web.systemd-socket", "plan", "--log.level=x"},
			Line{Command: "plan", Flags: config.Flags{"web.systemd-socket": {"on"}}, Args: []string{"--log.level=x"}},
			"",
		},
		{[]string{"--log.level=a", "--log.level=b"}, Line{}, "flag --log.level is given twice"},
		{[]string{"--log.level"}, Line{}, "flag --log.level: its value is missing, as in --log.level=debug|info|warn|error"},
		{[]string{"--log.format", "--log.level=info"}, Line{}, "flag --log.format: its value is missing, as in --log.format=logfmt|json"},
		{[]string{"--web.systemd-socket=true"}, Line{}, `flag --web.systemd-socket takes no value, and was given "true"`},
		{[]string{"--no-log.level"}, Line{}, `unknown flag "--no-log.level": did you mean --log.level?`},
		{[]string{"check", "--config.check"}, Line{}, "--config.check checks the settings of serve alone; the command check checks more"},
		{[]string{"--log.level=info", "backfill"}, Line{}, "backfill takes flags of its own alone, behind its name; what it shares with the exporter is set by environment variables"},
		{[]string{"serve", "now"}, Line{}, `unexpected argument "now" after serve`},
	} {
		got, err := Parse(tt.args)
		said := ""
		if err != nil {
			said = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || said != tt.err {
			t.Errorf("%q: error %q, want %q; line (-want +got):\n%s", tt.args, said, tt.err, diff)
		}
	}
}

// TestFilesAreGenerated: the man page and the completions that packages hold are
// those of the declarations.
func TestFilesAreGenerated(t *testing.T) {
	for name, content := range Files() {
		testutil.Golden(t, filepath.Join("..", "..", "deploy", "package", name), content)
	}
}

// TestManNamesEverything: each command, flag and setting stands in the page.
func TestManNamesEverything(t *testing.T) {
	page := strings.ReplaceAll(Man(), `\-`, "-")
	var names []string
	for _, c := range Commands() {
		names = append(names, c.Name)
		for _, f := range c.Flags {
			names = append(names, f.written())
		}
	}
	for _, f := range Flags() {
		names = append(names, f.written())
	}
	for _, g := range config.Groups() {
		for _, s := range g.Settings {
			names = append(names, s.Name)
		}
	}
	for _, name := range names {
		if !strings.Contains(page, "\n.B "+name) {
			t.Errorf("the man page does not list %s", name)
		}
	}
	for i, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "'") || strings.HasPrefix(line, ".") && !strings.ContainsAny(line[1:2], `BTSRP\`) {
			t.Errorf("line %d is a request that is not ours: %q", i+1, line)
		}
	}
}

// TestEveryFlagIsRead: each flag of init, report and plan is one that they know,
// which their own tests try.
func TestEveryFlagIsRead(t *testing.T) {
	for _, c := range Commands() {
		if len(c.Flags) == 0 {
			continue
		}
		file := filepath.Join("..", c.Name, c.Name+".go")
		if c.Name == "init" { // no package may be named so
			file = filepath.Join("..", "setup", "options.go")
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		read := strings.Count(string(content), "Var(&o.")
		for _, f := range c.Flags {
			if !strings.Contains(string(content), `, "`+f.Name+`", `) {
				t.Errorf("%s does not read --%s", c.Name, f.Name)
			}
		}
		if read != len(c.Flags) {
			t.Errorf("%s reads %d flags, and declares %d", c.Name, read, len(c.Flags))
		}
	}
}
