package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	quotedPattern = regexp.MustCompile("`([^`\n]+)`")
	pathPattern   = regexp.MustCompile(`^\.?[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)*/?$`)
	testPattern   = regexp.MustCompile(`^Test[A-Z][A-Za-z0-9]*$`)
	namePattern   = regexp.MustCompile(`^([a-z]+)\.([A-Z][A-Za-z0-9]*)$`)
	methodPattern = regexp.MustCompile(`^([A-Z][A-Za-z]*)\.([A-Z][A-Za-z0-9]*)$`)
)

// TestDocumentsNameWhatExists: what ARCHITECTURE.md and CONTRIBUTING.md quote
// is there: files and folders, tests, targets of make, and names of packages.
func TestDocumentsNameWhatExists(t *testing.T) {
	tree := readTree(t, "../..")
	for _, name := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md"} {
		checked := 0
		for _, found := range quotedPattern.FindAllStringSubmatch(strings.Join(prose(t, filepath.Join("../..", name)), "\n"), -1) {
			known, ok := tree.knows(found[1])
			if ok {
				checked++
			}
			if ok && !known {
				t.Errorf("%s quotes `%s`, which does not exist", name, found[1])
			}
		}
		if checked < 40 {
			t.Errorf("%s: only %d quotations understood: does the test still see them?", name, checked)
		}
	}
}

// A tree is the text of the repository's Go files by folder, and its Makefile.
type tree struct {
	root, makefile string
	code           map[string]string // by folder, with tests
}

func readTree(t *testing.T, root string) *tree {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	tree := &tree{root: root, makefile: string(makefile), code: map[string]string{}}
	err = filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		content, err := os.ReadFile(path)
		tree.code[filepath.Dir(path)] += string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// knows reports whether what is quoted exists; and whether it is of a kind
// that can be looked up.
func (r *tree) knows(quoted string) (known, understood bool) {
	if target, ok := strings.CutPrefix(quoted, "make "); ok {
		target, _, _ = strings.Cut(target, " ")
		return strings.Contains(r.makefile, "\n"+target+":"), true
	}
	if testPattern.MatchString(quoted) {
		return r.declares("", `func `+quoted+`\(`), true
	}
	if m := namePattern.FindStringSubmatch(quoted); m != nil {
		return r.declares(m[1], `(?m)^(func|type|var|const|\t)( ?\([^)]*\))? ?`+m[2]+`\b`), true
	}
	if m := methodPattern.FindStringSubmatch(quoted); m != nil {
		return r.declares("", `(?m)^func \(\w* ?\*?`+m[1]+`\) `+m[2]+`\b`), true
	}
	if !pathPattern.MatchString(quoted) || strings.Contains(quoted, "NAME") {
		return false, false
	}
	_, err := os.Stat(filepath.Join(r.root, filepath.FromSlash(quoted)))
	if err == nil {
		return true, true
	}
	first, _, isPath := strings.Cut(quoted, "/")
	top := slices.Contains([]string{"collectors", "dashboards", "deploy", "exporter"}, first)
	return false, isPath && top || strings.HasSuffix(quoted, ".md")
}

// declares reports whether the code of a package, or with "" of any, has what
// the pattern describes.
func (r *tree) declares(pkg, pattern string) bool {
	declaration := regexp.MustCompile(pattern)
	for folder, code := range r.code {
		if (pkg == "" || filepath.Base(folder) == pkg) && declaration.MatchString(code) {
			return true
		}
	}
	return false
}
