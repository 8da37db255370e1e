package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestPackageVersion(t *testing.T) {
	for described, want := range map[string]string{
		"v1.2.3":           "1.2.3",
		"1.2.3":            "1.2.3",
		"v1.2.3-rc.1":      "1.2.3-rc.1",
		"v1.2.3-4-gabcdef": "1.2.3-4-gabcdef",
		"1.2.3+abcdef":     "1.2.3+abcdef",
		"0123456":          "0.0.0-dev.g0123456",
		"abcdef0-dirty":    "0.0.0-dev.gabcdef0-dirty",
	} {
		if got := packageVersion(described); got != want {
			t.Errorf("%s: %s, want %s", described, got, want)
		}
	}
}

// TestArchiveForgetsTheMachine packs the same content twice, written at other
// times with other modes, in another order, once behind a link.
func TestArchiveForgetsTheMachine(t *testing.T) {
	pack := func(umask os.FileMode, written time.Time, names ...string) []byte {
		t.Helper()
		sources, r := t.TempDir(), &release{dist: t.TempDir(), time: time.Unix(1767323045, 0)}
		for _, name := range append(names, "left/secret") {
			path := filepath.Join(sources, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o777&^umask); err != nil {
				t.Fatal(err)
			}
			mode := os.FileMode(0o666)
			if name == "run.sh" {
				mode = 0o777
			}
			if err := os.WriteFile(path, []byte(name), mode&^umask); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, written, written); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("a/b", filepath.Join(sources, "link")); err != nil {
			t.Fatal(err)
		}
		stage := filepath.Join(t.TempDir(), "stage")
		if err := copyTree(sources, stage, []string{"left/secret"}); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(filepath.Join(stage, "link")); err != nil || !info.Mode().IsRegular() {
			t.Errorf("the link became %v: %v", info.Mode(), err)
		}
		if _, err := os.Stat(filepath.Join(stage, "left/secret")); !os.IsNotExist(err) {
			t.Errorf("what should be left out: %v", err)
		}
		if err := r.settle(stage); err != nil {
			t.Fatal(err)
		}
		if err := r.archive(stage, "x.tar.gz", "x"); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(r.dist, "x.tar.gz"))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	first := pack(0o022, time.Unix(1e9, 0), "run.sh", "a/b", "c")
	second := pack(0o077, time.Unix(2e9, 0), "c", "a/b", "run.sh")
	if !bytes.Equal(first, second) {
		t.Errorf("%d and %d bytes, not the same", len(first), len(second))
	}
}

// TestVersionIsNamedOnce: the chart and the changelog have the version of the
// file VERSION, which is one that needs no change to be packed.
func TestVersionIsNamedOnce(t *testing.T) {
	version, err := namedVersion("../../..")
	if err != nil || packageVersion(version) != version {
		t.Fatalf("VERSION is %q: %v", version, err)
	}
	for path, want := range map[string]string{
		"../../helm/casework-exporter/Chart.yaml": "\nversion: " + version + "\nappVersion: " + version + "\n",
		"../../../CHANGELOG.md":                   "\n## " + version + " / ",
	} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(content, []byte(want)) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}
