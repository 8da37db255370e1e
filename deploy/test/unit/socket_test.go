package unit

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/deploy/test/subject"
)

// TestSocketActivation runs the exporter on a socket of systemd's own, as the
// socket unit does: systemd listens, and the exporter serves what it was passed.
func TestSocketActivation(t *testing.T) {
	testutil.NeedProgram(t, "systemd-socket-activate", "systemd")
	db, address := subject.Database(t), subject.FreeAddress(t)
	c := exec.Command("systemd-socket-activate", "--listen="+address)
	for _, variable := range []string{
		"CASEWORK_SOURCES=kommune", "KOMMUNE_HOST=" + db.Host, fmt.Sprintf("KOMMUNE_PORT=%d", db.Port),
		"KOMMUNE_USER=exporter", "KOMMUNE_PASSWORD=secret", "KOMMUNE_DATABASE=" + db.Database,
		"CASEWORK_LISTEN_ADDRESS=192.0.2.1:1", // which nobody may take: the sockets have its place
	} {
		c.Args = append(c.Args, "--setenv="+variable)
	}
	c.Args = append(c.Args, subject.Build(t), "--web.systemd-socket")
	metrics, stop := subject.Serve(t, c, address)
	subject.CheckMetrics(t, metrics)
	stop()
}

// TestSocketAndServiceAgree: the socket is the service's by its name, its port is
// the exporter's, and the settings show how to turn it on.
func TestSocketAndServiceAgree(t *testing.T) {
	socket := subject.Read(t, "deploy/systemd/casework-exporter.socket")
	for _, want := range []string{"\nListenStream=19780\n", "\nWantedBy=sockets.target\n"} {
		if !strings.Contains(socket, want) {
			t.Errorf("the socket has no line %q", strings.TrimSpace(want))
		}
	}
	if strings.Contains(socket, "\nAccept=yes") {
		t.Error("the socket starts an exporter a connection")
	}
	if !strings.Contains(subject.Read(t, "deploy/systemd/casework-exporter.env"), "\n#CASEWORK_SYSTEMD_SOCKET=on\n") {
		t.Error("the settings do not show CASEWORK_SYSTEMD_SOCKET")
	}
}

// TestManPage: man renders the page without a warning, whole.
func TestManPage(t *testing.T) {
	testutil.NeedProgram(t, "man", "man-db")
	c := exec.Command("man", "--warnings", "-E", "UTF-8", "-l", subject.Root+"/deploy/package/casework-exporter.1")
	c.Env = append(os.Environ(), "MANWIDTH=100", "LC_ALL=C.UTF-8")
	var complaints strings.Builder
	c.Stderr = &complaints
	page, err := c.Output()
	if err != nil || complaints.Len() > 0 {
		t.Errorf("man: %v\n%s", err, complaints.String())
	}
	for _, want := range []string{"--web.listen-address=HOST:PORT", "CASEWORK_SOURCES", "<SOURCE>_CASE_TYPES", "EXIT STATUS"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page as shown has no %q", want)
		}
	}
}

// TestCompletions asks each shell what it offers.
func TestCompletions(t *testing.T) {
	completions := map[string]func(line string) []string{
		"bash": func(line string) []string {
			return complete(t, `source "$1"
COMP_WORDS=() COMP_LINE=$2
read -ra words <<<"${2//=/ = }"; COMP_WORDS=("${words[@]}")
[[ $2 == *" " || $2 == *= ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; }
_casework_exporter
printf '%s\n' "${COMPREPLY[@]}"`, "bash", "--norc", "-c", "", "bash", "casework-exporter.bash", line)
		},
		"fish": func(line string) []string {
			return complete(t, `source $argv[1]; complete -C $argv[2] | string replace -r '\t.*' ''`,
				"fish", "--no-config", "-c", "", "casework-exporter.fish", line)
		},
		// zsh completes in a terminal alone: these functions say what it would ask.
		"zsh": func(line string) []string {
			return complete(t, `_arguments() { local spec; for spec; do print -r -- ${${${spec#\*}%%\[*}%=} ${(M)spec%:value:*}; done; state=$want }
_describe() { print -rl -- ${commands%%:*} }
words=(${=2}) want=argument
(( $#words < 3 )) && [[ $2 != *--* ]] && want=command
shift words
() { source $1 } $1`, "zsh", "-f", "-c", "", "zsh", "_casework-exporter", line)
		},
	}
	for shell, offers := range completions {
		t.Run(shell, func(t *testing.T) {
			testutil.NeedProgram(t, shell, shell)
			for line, want := range map[string][]string{
				"casework-exporter re":               {"report"},
				"casework-exporter --web.external":   {"--web.external-url="},
				"casework-exporter --log.format=":    {"logfmt", "json"},
				"casework-exporter report --lang=":   {"nb", "en"},
				"casework-exporter plan --per":       {"--per-month="},
				"casework-exporter serve --log.lev":  {"--log.level="},
				"casework-exporter --no-web.systemd": {"--no-web.systemd-socket"},
			} {
				got := offers(line)
				for _, one := range want {
					bare := strings.TrimSuffix(one, "=")
					if !slices.ContainsFunc(got, func(offered string) bool {
						return strings.TrimSuffix(offered, "=") == bare || shell != "bash" && strings.Contains(offered, bare)
					}) {
						t.Errorf("%q: %q is not offered, but %q", line, one, got)
					}
				}
				if shell != "zsh" && slices.ContainsFunc(got, func(offered string) bool { return strings.Contains(offered, "healthcheck") }) {
					t.Errorf("%q: %q are offered", line, got)
				}
			}
		})
	}
}

// complete runs a script of a shell, whose place among args is empty, and
// returns the lines that it prints. A file among args is one of the package's.
func complete(t *testing.T, script string, args ...string) []string {
	t.Helper()
	for i, arg := range args {
		switch {
		case arg == "":
			args[i] = script
		case strings.HasSuffix(arg, ".bash"), strings.HasSuffix(arg, ".fish"), arg == "_casework-exporter":
			args[i] = subject.Root + "/deploy/package/" + arg
		}
	}
	c := exec.Command(args[0], args[1:]...)
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TERM=vt100", "HOME="+t.TempDir())
	return strings.Fields(subject.Run(t, c))
}
