package e2e

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
)

// notRun are the commands of pages that no test runs, each with the reason, by
// how they begin. All others are run, as they stand in the page, by a test that
// takes them from there (pages.Script). Those of make are in makeByHand.
var notRun = []struct{ start, reason string }{
	{"sqlcmd ", "needs a SQL Server"},
	{"bcp ", "needs a SQL Server"},
	{"docker build ", "needs Docker; TestBuild builds the same file by Buildah, TestBuildOfPage looks at the arguments"},
	{"docker run ", "needs Docker; TestBuild and TestRunsInAnEmptyRoot run what it runs"},
	{"docker compose ", "needs Docker; TestStackRuns runs the same services, commands and files, TestCommandsOfPages looks at the arguments"},
	{"skopeo copy ", "needs a registry; TestComplete and TestImage look into the archive"},
	{"kubectl ", "needs a cluster; TestPodRunsAsTold looks at what it would find there"},
	{"helm uninstall", "needs a cluster"},
	{"promtool tsdb create-blocks-from", "is named as what a measurement compares with: make bench-backfill runs it"},
	{"promtool test rules", "make test-rules runs it"},
	{"go test ", "make test runs it"},
	{"gpg --export-secret-keys --armor", "is named as what wrote a key: TestSignature runs it"},
}

// makeByHand are the targets that neither continuous integration nor a test
// runs, with the reason. All are tried with make --dry-run.
var makeByHand = map[string]string{
	"bench": "minutes, and its figures depend on the machine", "bench-alerts": "minutes", "bench-backfill": "minutes",
	"bench-effect": "minutes", "bench-first-load": "a quarter of an hour", "bench-large": "half an hour; TestPolls does the same with less", "bench-memory": "half an hour; TestMemory does the same with less", "bench-remote-write": "minutes", "bench-scale": "minutes",
	"demo-prometheus": "builds Prometheus, and serves until it is ended; TestHistoryEndToEnd does what it does",
	"fuzz":            "a minute a decoder", "generate": "writes files of the repository; tests compare them with what it would write",
	"release":     "asks for a whole build; TestReproducible and TestSignature run the program that it runs",
	"sim-effect":  "20 minutes",
	"soak":        "half an hour",
	"test-deploy": "half an hour, as root", "test-faults": "half an hour", "test-race": "half an hour", "test-adapters": "minutes",
	"test-grafana": "needs an installed Grafana", "test-mysql": "needs a MySQL, which Debian has not", "test-postgres": "needs another PostgreSQL",
	"test-products": "half an hour, installs products as root", "vulncheck": "needs its database, on the web",
	"help": "lists what this test reads",
}

// TestDocumentsCommandsAreRun: each command that a page gives is run by a test, or
// stands above with the reason why none can; and what stands above is in a page.
// -v lists what runs each.
func TestDocumentsCommandsAreRun(t *testing.T) {
	commands, blocks, err := pages.All("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if !slices.Contains(pages.Languages(), b.Language) {
			t.Errorf("%s:%d: the block says it is %q; allowed are %q, and sh is what is to be run", b.Page, b.Line, b.Language, pages.Languages())
		}
	}
	if len(commands) < 150 {
		t.Fatalf("only %d commands found: does the test still see them?", len(commands))
	}
	runs := runsOf(t, "../..")
	makefile := readMakefile(t)
	by := map[string]string{} // text → what runs it
	for _, c := range commands {
		for i := range runs {
			if r := &runs[i]; r.page == c.Page && strings.HasPrefix(c.Text, r.start) {
				by[c.Text], r.used = r.test, true
			}
		}
	}
	used := map[string]bool{} // of notRun and makeByHand
	for _, c := range commands {
		target, isMake := makeTarget(c.Text)
		excuse, reason := "", ""
		for _, n := range notRun {
			if strings.HasPrefix(c.Text, n.start) {
				excuse, reason = n.start, n.reason
			}
		}
		if isMake {
			excuse, reason = target, makeByHand[target]
			if made := makefile.ci[target]; made && by[c.Text] == "" {
				by[c.Text] = ".ci/run"
			}
		}
		switch {
		case by[c.Text] != "" && reason != "":
			t.Errorf("%s:%d: %q is run by %s, and listed as not run", c.Page, c.Line, c.Text, by[c.Text])
		case by[c.Text] == "" && reason == "":
			t.Errorf("%s:%d: no test runs %q: have one take it from the page by pages.Script, or list it with the reason in exporter/e2e/commands_test.go", c.Page, c.Line, c.Text)
		case reason != "":
			t.Logf("%s:%d: %q is not run: %s", c.Page, c.Line, c.Text, reason)
		default:
			t.Logf("%s:%d: %q is run by %s", c.Page, c.Line, c.Text, by[c.Text])
		}
		used[excuse] = true
	}
	for _, n := range notRun {
		if !used[n.start] {
			t.Errorf("no page has a command that begins with %q any more: take it from the list", n.start)
		}
	}
	tree := readTree(t, "../..")
	for _, name := range testName.FindAllString(strings.Join(reasons(), " "), -1) {
		if known, _ := tree.knows(name); !known {
			t.Errorf("a reason names %s, which does not exist", name)
		}
	}
	for target := range makeByHand {
		if !used[target] {
			t.Errorf("no page has make %s any more: take it from the list", target)
		}
	}
	for _, r := range runs {
		if !r.used {
			t.Errorf("%s runs %q of %s, which has no such command", r.test, r.start, r.page)
		}
	}
}

var testName = regexp.MustCompile(`\bTest[A-Z]\w*`)

// reasons are those of all commands that are not run.
func reasons() (all []string) {
	for _, n := range notRun {
		all = append(all, n.reason)
	}
	return slices.AppendSeq(all, maps.Values(makeByHand))
}

// A run is a command that a test takes from a page.
type run struct {
	test, page, start string
	used              bool
}

// runsOf finds the calls of pages.Script in all tests.
func runsOf(t *testing.T, root string) (runs []run) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(content), "pages.Script(") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !isScript(call) {
					return true
				}
				var words []string
				for _, arg := range call.Args[2:] {
					word := ""
					if literal, ok := arg.(*ast.BasicLit); ok {
						word, _ = strconv.Unquote(literal.Value)
					}
					if word == "" {
						t.Errorf("%s: %s: pages.Script takes literals alone", path, f.Name.Name)
					}
					words = append(words, word)
				}
				for _, start := range words[1:] {
					runs = append(runs, run{f.Name.Name + " of " + folder, words[0], start, false})
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func isScript(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Script" || len(call.Args) < 4 {
		return false
	}
	pkg, ok := f.X.(*ast.Ident)
	return ok && pkg.Name == "pages"
}

// makeTarget is the target of a command of make.
func makeTarget(command string) (target string, ok bool) {
	words := strings.Fields(command)
	if words[0] != "make" {
		return "", false
	}
	return words[1], true
}

// A makefile is what can be made.
type makefile struct {
	needs map[string][]string // what must be made first, by target
	ci    map[string]bool     // what continuous integration makes
}

var (
	rulePattern = regexp.MustCompile(`(?m)^([a-z][a-z-]*):([^=#\n]*)`)
	ciPattern   = regexp.MustCompile(`(?m)^(?:[A-Z_]+=\S+ )*make ([a-z-]+)$`)
)

func readMakefile(t *testing.T) *makefile {
	t.Helper()
	m := &makefile{needs: map[string][]string{}, ci: map[string]bool{}}
	for _, found := range rulePattern.FindAllStringSubmatch(readText(t, "../../Makefile"), -1) {
		m.needs[found[1]] = strings.Fields(found[2])
	}
	todo := []string{}
	for _, found := range ciPattern.FindAllStringSubmatch(readText(t, "../../.ci/run"), -1) {
		todo = append(todo, found[1])
	}
	if len(todo) < 4 {
		t.Fatalf("only %q are made by .ci/run: does the test still see them?", todo)
	}
	for len(todo) > 0 {
		target := todo[0]
		todo = todo[1:]
		if !m.ci[target] {
			m.ci[target] = true
			todo = append(todo, m.needs[target]...)
		}
	}
	return m
}

func readText(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestMakeOfPages: make knows each target that a page names, and would run it,
// whatever the environment does not set.
func TestMakeOfPages(t *testing.T) {
	testutil.NeedProgram(t, "make", "make")
	commands, _, err := pages.All("../..")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, c := range commands {
		if _, ok := makeTarget(c.Text); !ok || tried[c.Text] {
			continue
		}
		tried[c.Text] = true
		dry := exec.Command("sh", "-c", "make --dry-run"+strings.TrimPrefix(c.Text, "make"))
		dry.Dir = "../.."
		dry.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}
		if out, err := dry.CombinedOutput(); err != nil {
			t.Errorf("%s:%d: %s: %v\n%s", c.Page, c.Line, c.Text, err, tail(out, 400))
		}
	}
}
