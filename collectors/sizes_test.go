package collectors

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a reader can take in: lines of a file, and files of a package apart
// from its tests. The poll loop stands at the root of collectors, and what can
// stand alone does not.
const (
	maxLines        = 300
	maxFiles        = 35
	maxFilesOfRoot  = 12
	fewestFilesSeen = 300 // fewer, and the test no longer sees the tree
)

// TestSizes holds the sizes of files and packages, in every module.
func TestSizes(t *testing.T) {
	files, seen := map[string]int{}, 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), "."), path == filepath.Join("..", "bin"),
			path == filepath.Join("..", "dist"): // what make built
			return fs.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		content, err := os.ReadFile(path)
		if lines := bytes.Count(content, []byte("\n")); lines > maxLines {
			t.Errorf("%s has %d lines, more than %d: split it by topic", path, lines, maxLines)
		}
		if seen++; !strings.HasSuffix(path, "_test.go") {
			files[filepath.Dir(path)]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, n := range files {
		most := maxFiles
		if folder == filepath.Join("..", "collectors") {
			most = maxFilesOfRoot
		}
		if n > most {
			t.Errorf("%s has %d files, more than %d: what can stand alone is a package of its own", folder, n, most)
		}
	}
	if seen < fewestFilesSeen {
		t.Errorf("only %d files seen", seen)
	}
}
