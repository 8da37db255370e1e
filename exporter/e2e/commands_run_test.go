package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
)

// A follower does what pages say, in a folder with the program: in PATH, and in
// bin as in the sources.
type follower struct {
	dir string
	env []string
}

func newFollower(t *testing.T, env ...string) *follower {
	t.Helper()
	testutil.NeedProgram(t, "bash", "bash")
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	f := &follower{dir: t.TempDir()}
	if err := os.Mkdir(filepath.Join(f.dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(f.dir, "bin", "casework-exporter")); err != nil {
		t.Fatal(err)
	}
	f.env = append([]string{"PATH=" + filepath.Join(f.dir, "bin") + ":" + os.Getenv("PATH"), "HOME=" + f.dir, "TZ=Europe/Oslo"}, env...)
	return f
}

// command runs a script as a shell does that stops at the first error.
func (f *follower) command(script string, env ...string) *exec.Cmd {
	c := exec.Command("bash", "-euo", "pipefail", "-c", script)
	c.Dir, c.Env = f.dir, slices.Concat(f.env, env)
	return c
}

// run runs a script, which must succeed, and returns what it prints.
func (f *follower) run(t *testing.T, script string, env ...string) string {
	t.Helper()
	out, err := f.command(script, env...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	return string(out)
}

// says fails unless a text has each of some.
func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// writeCases fills a folder with two years of cases of two dozen units.
func writeCases(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var b strings.Builder
	b.WriteString("case_id;unit;case_type;received_at;started_at;closed_at\n")
	now := time.Now().UTC().Truncate(24 * time.Hour)
	for n := range 24 * 24 * 5 {
		received := now.AddDate(0, 0, -730+n*730/(24*24*5)).Add(9 * time.Hour)
		at := func(days int) string { return received.AddDate(0, 0, days).Format("2006-01-02 15:04") }
		kind := []string{"Serveringsbevilling", "Skjenkebevilling", "Innsynskrav"}[n%3]
		fmt.Fprintf(&b, "%d;Enhet %d;%s;%s;", n+1, n%24, kind, at(0))
		if received.AddDate(0, 0, 20).Before(now) {
			fmt.Fprintf(&b, "%s;%s", at(1+n%7), at(10+n%10))
		} else {
			b.WriteString(";")
		}
		b.WriteString("\n")
	}
	put(t, filepath.Join(folder, "cases.csv"), []byte(b.String()))
	return folder
}

// TestCommandsOfFiles: what pages say to run on a folder of files works as it
// stands there, and finds what it says.
func TestCommandsOfFiles(t *testing.T) {
	cases, state := writeCases(t), t.TempDir()
	f := newFollower(t)
	settings := pages.Replace(t, pages.Script(t, "../..", "deploy/FILES.md", "export CASEWORK_SOURCES=", "export BYGGESAK_DRIVER="),
		"/var/lib/casework-exporter", state, "/srv/casework/byggesak", cases)
	t.Run("FILES.md", func(t *testing.T) {
		says(t, f.run(t, settings+pages.Script(t, "../..", "deploy/FILES.md", "casework-exporter check")), "Source byggesak", "0 problems")
	})
	t.Run("DEADLINES.md", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "deadlines.csv")
		put(t, file, []byte(pages.Example(t, "../..", "deploy/DEADLINES.md", "case_type,length")))
		script := pages.Replace(t, pages.Script(t, "../..", "deploy/DEADLINES.md", "export BYGGESAK_DEADLINES_FILE=", "casework-exporter check"),
			"/etc/casework-exporter/deadlines.csv", file)
		says(t, f.run(t, settings+script), "deadlines file: ", "Serveringsbevilling", "0 problems, 0 warnings")
	})
	t.Run("study/README.md", func(t *testing.T) {
		script := pages.Script(t, "../..", "collectors/study/README.md", "bin/casework-exporter report", "bin/casework-exporter plan --lang=en", "bin/casework-exporter plan --units=all")
		says(t, f.run(t, settings+script), "How small a change of waiting time")
		for name, want := range map[string]string{"report.html": "<html lang=\"en\"", "order.csv": "Enhet 23"} {
			content, err := os.ReadFile(filepath.Join(f.dir, name))
			if err != nil {
				t.Fatal(err)
			}
			says(t, string(content), want)
		}
	})
	t.Run("study/README.md, signed", func(t *testing.T) {
		testutil.NeedProgram(t, "openssl", "openssl")
		script := pages.Replace(t, pages.Script(t, "../..", "collectors/study/README.md", "openssl genpkey", "bin/casework-exporter plan …", "openssl pkeyutl -sign",
			"openssl pkeyutl -verify", "openssl pkey -pubin"), "plan …", `plan --units=all --per-month=4 --starts=20 --seed="1 2 3"`)
		says(t, f.run(t, settings+"rm order.csv\n"+script), "Signature Verified Successfully", "  -")
	})
	t.Run("README.md", func(t *testing.T) {
		script := pages.Script(t, "../..", "README.md", "bin/casework-exporter plan", "bin/casework-exporter backtest", "casework-exporter check")
		says(t, f.run(t, settings+script), "Hvor liten en endring i ventetiden", "Hva varslene ville sagt om kilden byggesak", "0 problems") // bokmål, by default
	})
	t.Run("CaseworkWaitRising.md", func(t *testing.T) {
		says(t, f.run(t, settings+pages.Script(t, "../..", "deploy/runbooks/CaseworkWaitRising.md", "casework-exporter backtest")), "Hva varslene ville sagt om kilden byggesak")
	})
	t.Run("SETTINGS.md", func(t *testing.T) {
		script := pages.Script(t, "../..", "deploy/SETTINGS.md", "casework-exporter help", "casework-exporter --config.check")
		says(t, f.run(t, settings+script), "CASEWORK_SOURCES", "<SOURCE>_DEADLINES_FILE")
		out, err := f.command(settings+script, "BYGGESAK_FOLDR=/x").CombinedOutput()
		if err == nil {
			t.Error("a misspelt setting is accepted")
		}
		says(t, string(out), "BYGGESAK_FOLDR")
	})
	t.Run("SECURITY.md", func(t *testing.T) {
		says(t, f.run(t, pages.Script(t, "../..", "SECURITY.md", "casework-exporter version")), "casework-exporter ", "(revision ")
	})
}

// TestSmallestSettings: the smallest configuration that SETTINGS.md shows is one.
func TestSmallestSettings(t *testing.T) {
	f := newFollower(t)
	secret := filepath.Join(f.dir, "secret")
	put(t, secret, []byte("secret"))
	env := pages.Replace(t, pages.Example(t, "../..", "deploy/SETTINGS.md", "CASEWORK_SOURCES="), "/run/secrets/byggesak", secret, "/var/lib/casework-exporter", t.TempDir())
	says(t, f.run(t, "casework-exporter --config.check", strings.Split(strings.TrimSpace(env), "\n")...), "")
}

// TestGeneratorOfPages: the generator is run as pages say, and writes where it is
// told to.
func TestGeneratorOfPages(t *testing.T) {
	f := newFollower(t, "HOME="+os.Getenv("HOME"))
	boards, rules := t.TempDir(), t.TempDir()
	f.dir = "../.." // of which it is a program
	f.run(t, pages.Replace(t, pages.Script(t, "../..", "deploy/grafana/README.md", "go run ./dashboards -import"), "FOLDER", boards))
	found, err := filepath.Glob(filepath.Join(boards, "*", "*.json"))
	if err != nil || len(found) < 16 {
		t.Errorf("%d boards to import: %v", len(found), err)
	}
	f.run(t, pages.Replace(t, pages.Script(t, "../..", "deploy/prometheus/README.md", "CASEWORK_RULES_OLDEST_DAYS=120"), "/etc/casework", rules))
	says(t, readText(t, filepath.Join(rules, "prometheus", "casework-alerts.yml")), "/ 86400 > 120", "https://intranet/runbooks/CaseworkOldestCaseBeyondLimit.md")
}
