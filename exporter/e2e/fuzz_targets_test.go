package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var fuzzTest = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// TestMakeFuzzRunsEveryTargetOnce runs it with a go command that only says
// what it was asked for: names of targets may be those of several packages.
func TestMakeFuzzRunsEveryTargetOnce(t *testing.T) {
	mk, err := exec.LookPath("make")
	if err != nil {
		t.Skip("make is not installed")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, folder := range []string{"collectors", "dashboards", "deploy", "exporter"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			for _, m := range fuzzTest.FindAllStringSubmatch(string(content), -1) {
				want = append(want, m[1]+" in "+filepath.Dir(path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	bin := t.TempDir()
	const asked = `#!/bin/sh
for last in "$@"; do :; done
echo "ran $5 in $(cd "$last" && pwd -P)"
`
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(asked), 0o700); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), mk, "-C", root, "fuzz")
	c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got []string
	for line := range strings.Lines(string(out)) {
		if target, ok := strings.CutPrefix(line, "ran ^"); ok {
			got = append(got, strings.Replace(strings.TrimSpace(target), "$ in ", " in ", 1))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 2 {
		t.Errorf("%d targets were found", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("targets that are run (-want +got):\n%s", diff)
	}
}
