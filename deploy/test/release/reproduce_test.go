// Package release tests what make release makes: that it is the same each
// time, that it is complete, and that its packages install and go away.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"helm.sh/helm/v4/pkg/chart/v2/loader"

	"casework/deploy/test/subject"
)

const (
	version   = "1.2.3"
	committed = "1767323045" // 2026-01-02T03:04:05Z
)

// build releases the sources of root into a new folder and returns it.
func build(t *testing.T, root string, env ...string) string {
	t.Helper()
	dist := filepath.Join(t.TempDir(), "dist")
	release := exec.Command("go", "run", "./release", "-root", root, "-dist", dist, "-version", version, "-revision", "abc", "-committed", committed)
	release.Dir = subject.Root + "/deploy/tools"
	release.Env = append(os.Environ(), env...)
	subject.Run(t, release)
	return dist
}

var shared struct {
	once sync.Once
	dist string
}

func TestMain(m *testing.M) {
	status := m.Run()
	_ = os.RemoveAll(shared.dist)
	os.Exit(status)
}

// released is a release of the sources as they are, built once for all tests.
func released(t *testing.T) string {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "casework-release-")
		if err != nil {
			t.Fatal(err)
		}
		shared.dist = dir
		subject.Run(t, exec.Command("cp", "-r", build(t, "../.."), dir))
	})
	return filepath.Join(shared.dist, "dist")
}

// sums are the checksums of what is in a folder, by name.
func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		all[e.Name()] = hex.EncodeToString(sum[:])
	}
	return all
}

// TestReproducible releases twice, the second time from a copy elsewhere,
// with nothing compiled before, other times and modes of files, another
// clock's zone and another umask, and compares every byte.
func TestReproducible(t *testing.T) {
	subject.NeedSlow(t)
	first := released(t)
	copied := filepath.Join(t.TempDir(), "elsewhere", "sources")
	for _, c := range []string{
		`mkdir -p "$1"`,
		`cd "$0" && tar -c --exclude=./.git --exclude=./bin --exclude=./dist . | tar -x -C "$1"`,
		`find "$1" -type f -exec touch -h -d 2001-02-03 {} +`,
		`chmod -R g+w,o-r "$1"`,
	} {
		subject.Run(t, exec.Command("sh", "-c", c, subject.Root, copied))
	}
	second := build(t, copied, "GOCACHE="+t.TempDir(), "TZ=Pacific/Apia", "LC_ALL=C", "GOFLAGS=-v=false", "HOSTNAME=other")
	if diff := cmp.Diff(sums(t, first), sums(t, second)); diff != "" {
		t.Errorf("checksums (-first +second):\n%s", diff)
	}
}

// TestComplete looks into a release: names, checksums, programs, bills of
// materials, the chart.
func TestComplete(t *testing.T) {
	subject.NeedSlow(t)
	dist := released(t)
	got := slices.Sorted(maps.Keys(sums(t, dist)))
	want := []string{
		"SHA256SUMS",
		"casework-backfill-image_1.2.3.oci.tar",
		"casework-backfill_1.2.3_linux_amd64.cdx.json",
		"casework-backfill_1.2.3_linux_arm64.cdx.json",
		"casework-exporter-1.2.3-1.aarch64.rpm",
		"casework-exporter-1.2.3-1.x86_64.rpm",
		"casework-exporter-boards_1.2.3.tar.gz",
		"casework-exporter-chart-1.2.3.tgz",
		"casework-exporter-image_1.2.3.oci.tar",
		"casework-exporter_1.2.3_amd64.deb",
		"casework-exporter_1.2.3_arm64.deb",
		"casework-exporter_1.2.3_linux_amd64.cdx.json",
		"casework-exporter_1.2.3_linux_amd64.tar.gz",
		"casework-exporter_1.2.3_linux_arm64.cdx.json",
		"casework-exporter_1.2.3_linux_arm64.tar.gz",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	check := exec.Command("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS")
	check.Dir = dist
	subject.Run(t, check)
	for _, arch := range []string{"amd64", "arm64"} {
		checkArchive(t, dist, "casework-exporter_1.2.3_linux_"+arch)
	}
	chart, err := loader.Load(filepath.Join(dist, "casework-exporter-chart-1.2.3.tgz"))
	if err != nil {
		t.Fatal(err)
	}
	if chart.Metadata.Version != version || chart.Metadata.AppVersion != version || len(chart.Files) < 13 {
		t.Errorf("chart %+v with %d files", chart.Metadata, len(chart.Files))
	}
}

// checkArchive: the archive holds a static program that its bill of materials
// describes, and a deploy folder without anything that points out of it.
func checkArchive(t *testing.T, dist, name string) {
	t.Helper()
	dir := t.TempDir()
	subject.Run(t, exec.Command("tar", "-xzf", filepath.Join(dist, name+".tar.gz"), "-C", dir))
	for _, program := range []string{"casework-exporter", "casework-backfill"} {
		bill := program + strings.TrimPrefix(name, "casework-exporter") + ".cdx.json"
		checkProgram(t, filepath.Join(dir, name, program), filepath.Join(dist, bill))
	}
	if links := subject.Run(t, exec.Command("find", dir, "-type", "l")); links != "" {
		t.Errorf("%s holds links:\n%s", name, links)
	}
	for _, file := range []string{"deploy/compose.yaml", "deploy/compose/schema.sql", "deploy/README.md", "LICENSE"} {
		if info, err := os.Stat(filepath.Join(dir, name, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %s: %v", name, file, err)
		}
	}
	for _, file := range []string{"deploy/tools", "deploy/test", "deploy/compose/secrets"} {
		if _, err := os.Stat(filepath.Join(dir, name, file)); err == nil {
			t.Errorf("%s: %s should not be in it", name, file)
		}
	}
}

// checkProgram: the program is static, for the architecture that its name
// says, and its bill of materials names every module in it.
func checkProgram(t *testing.T, program, billPath string) {
	t.Helper()
	name := filepath.Base(billPath)
	described := subject.Run(t, exec.Command("go", "version", "-m", program))
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath=true", "GOARCH=" + strings.TrimSuffix(name[strings.LastIndex(name, "_")+1:], ".cdx.json")} {
		if !strings.Contains(described, want) {
			t.Errorf("%s: not built with %s:\n%s", name, want, described)
		}
	}
	content, err := os.ReadFile(billPath)
	if err != nil {
		t.Fatal(err)
	}
	var bill struct {
		BOMFormat, SpecVersion, SerialNumber string
		Components                           []struct{ Name, Version, PURL string }
	}
	if err := json.Unmarshal(content, &bill); err != nil {
		t.Fatal(err)
	}
	if bill.BOMFormat != "CycloneDX" || !strings.HasPrefix(bill.SerialNumber, "urn:uuid:") {
		t.Errorf("%s: bill of materials %+v", name, bill)
	}
	named := map[string]bool{}
	for _, c := range bill.Components {
		named[c.Name+" "+c.Version] = true
	}
	modules := 0
	for line := range strings.Lines(described) {
		if f := strings.Fields(line); len(f) >= 3 && f[0] == "dep" && f[1] != "casework" {
			modules++
			if !named[f[1]+" "+f[2]] {
				t.Errorf("%s: the bill of materials lacks %s %s", name, f[1], f[2])
			}
		}
	}
	if modules < 10 || len(named) < modules+1 { // and the standard library
		t.Errorf("%s: %d components for %d modules", name, len(named), modules)
	}
}
