// Release builds what is published, each file the same byte for byte for the
// same sources and Go version: static programs for Linux, archives with the
// deploy bundle, .deb and .rpm packages, container images (OCI), the Helm chart,
// the boards to import, a bill of materials (CycloneDX) of each program, and
// SHA256SUMS of them all; with a key, its signature (OpenPGP), and signed .rpm.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	var (
		root      = flag.String("root", "../..", "folder of the sources")
		dist      = flag.String("dist", "../../dist", "folder to write into; emptied first")
		version   = flag.String("version", "", "version; by default what the file VERSION of the sources says")
		revision  = flag.String("revision", "unknown", "commit")
		committed = flag.String("committed", "", "time of the commit, seconds since 1970; the time of every file")
		key       = flag.String("key", "", "file of the private OpenPGP key to sign with; none signs nothing")
		secret    = flag.String("passphrase-file", "", "file of the key's passphrase, if it has one")
		arches    = flag.String("arch", "amd64,arm64", "architectures, separated by commas")
	)
	flag.Parse()
	seconds, err := strconv.ParseInt(*committed, 10, 64)
	if err != nil {
		fail(fmt.Errorf("-committed=%q: must be seconds since 1970, as git log -1 --format=%%ct gives", *committed))
	}
	if *version == "" {
		if *version, err = namedVersion(*root); err != nil {
			fail(err)
		}
	}
	r := release{
		root: absolute(*root), dist: absolute(*dist), version: packageVersion(*version),
		revision: *revision, time: time.Unix(seconds, 0).UTC(), arches: strings.Split(*arches, ","),
	}
	if *key != "" {
		if r.signer, err = newSigner(absolute(*key), *secret); err != nil {
			fail(err)
		}
	}
	if err := r.make(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "release:", err)
	os.Exit(1)
}

// absolute is path from the root of the file system, as parts of the release
// are built in other working directories.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		fail(err)
	}
	return abs
}

// namedVersion is the version that the sources below root name.
func namedVersion(root string) (string, error) {
	content, err := os.ReadFile(filepath.Join(root, "VERSION"))
	return strings.TrimSpace(string(content)), err
}

var semantic = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// packageVersion makes a semantic version of what it is given, since packages
// and charts take no other: what is none, such as a revision, comes before every
// release.
func packageVersion(described string) string {
	if v := strings.TrimPrefix(described, "v"); semantic.MatchString(v) {
		return v
	}
	return "0.0.0-dev.g" + described
}

// A release is what is built, and from what.
type release struct {
	root, dist string // absolute paths
	version    string // semantic, without v
	revision   string
	time       time.Time // of the commit, and of every file
	arches     []string  // GOARCH
	signer     *signer   // nil signs nothing
}

// make builds everything into an empty dist.
func (r *release) make() error {
	if err := os.RemoveAll(r.dist); err != nil {
		return err
	}
	for _, arch := range r.arches {
		stage, err := r.stage(arch)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("casework-exporter_%s_linux_%s", r.version, arch)
		if err := r.archive(stage, name+".tar.gz", name); err != nil {
			return err
		}
		if err := r.packages(stage, arch); err != nil {
			return err
		}
	}
	for _, i := range images {
		if err := r.image(i); err != nil {
			return err
		}
	}
	boards := "casework-exporter-boards_" + r.version
	if err := r.archive(filepath.Join(r.stages(), r.arches[0], "deploy/grafana/import"), boards+".tar.gz", boards); err != nil {
		return err
	}
	if err := r.chart(); err != nil {
		return err
	}
	if err := os.RemoveAll(r.stages()); err != nil {
		return err
	}
	if err := r.checksums(); err != nil || r.signer == nil {
		return err
	}
	return r.signer.sign(filepath.Join(r.dist, "SHA256SUMS"))
}

// run runs a command and shows what it prints only if it fails.
func run(c *exec.Cmd) error {
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, out)
	}
	return nil
}
