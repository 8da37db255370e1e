package image

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/testutil"
	"casework/deploy/test/subject"
)

// A store is where Buildah keeps images, apart from those of the machine.
type store struct {
	dir string
}

// buildah is a command of Buildah on the store. It needs neither a daemon nor
// mounts of its own.
func (s store) buildah(args ...string) *exec.Cmd {
	where := []string{"--root", s.dir + "/images", "--runroot", s.dir + "/run", "--storage-driver", "vfs"}
	c := exec.Command("buildah", append(where, args...)...)
	c.Env = append(os.Environ(), "BUILDAH_ISOLATION=chroot")
	return c
}

// TestBuild builds the image from its container file with Buildah, on the Go
// of this machine instead of one from a registry, and runs what comes out.
func TestBuild(t *testing.T) {
	subject.NeedSlow(t)
	subject.NeedRoot(t)
	testutil.NeedProgram(t, "buildah", "buildah")
	testutil.NeedProgram(t, "busybox", "busybox-static")
	s := store{t.TempDir()}
	s.golang(t)
	version := []string{
		"--build-arg", "VERSION=1.2.3", "--build-arg", "REVISION=abc", "--build-arg", "COMMITTED=2026-01-02T03:04:05Z",
		"--build-arg", "TARGETARCH=" + runtime.GOARCH,
	}
	build := []string{
		"bud", "--format", "docker", "--pull-never", "--build-arg", "GO_IMAGE=localhost/golang",
		"--volume", strings.TrimSpace(subject.Run(t, exec.Command("go", "env", "GOROOT"))) + ":/usr/local/go:ro",
		"--volume", strings.TrimSpace(subject.Run(t, exec.Command("go", "env", "GOMODCACHE"))) + ":/go/pkg/mod:ro",
		"--volume", strings.TrimSpace(subject.Run(t, exec.Command("go", "env", "GOCACHE"))) + ":/go/cache",
		"--ignorefile", subject.Root + "/deploy/container/Dockerfile.dockerignore",
		"--file", subject.Root + "/deploy/container/Dockerfile", "--target", "exporter", "--tag", "casework-exporter",
	}
	build = append(append(build, version...), subject.Root)
	subject.Run(t, s.buildah(build...))
	s.checkConfig(t)
	container := strings.TrimSpace(subject.Run(t, s.buildah("from", "--pull-never", "localhost/casework-exporter")))
	root := strings.TrimSpace(subject.Run(t, s.buildah("mount", container)))
	checkFiles(t, root)
	said := subject.Run(t, exec.Command(filepath.Join(root, "casework-exporter"), "version"))
	if want := "casework-exporter 1.2.3 (revision abc, committed 2026-01-02T03:04:05Z, " + runtime.Version() + ")\n"; said != want {
		t.Errorf("version %q, want %q", said, want)
	}
	checkSameAsRelease(t, filepath.Join(root, "casework-exporter"))
	runInRoot(t, root)
}

// golang makes an image with a shell, which finds Go where it is mounted.
func (s store) golang(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, c := range [][]string{
		{"mkdir", "-p", dir + "/bin", dir + "/etc/ssl/certs", dir + "/tmp"},
		{"cp", "-L", "/bin/busybox", dir + "/bin/busybox"},
		{"ln", "-s", "busybox", dir + "/bin/sh"},
		{"ln", "-s", "busybox", dir + "/bin/mkdir"},
		{"cp", "-L", "/etc/ssl/certs/ca-certificates.crt", dir + "/etc/ssl/certs/"},
	} {
		subject.Run(t, exec.Command(c[0], c[1:]...))
	}
	file := filepath.Join(t.TempDir(), "Dockerfile")
	const content = "FROM scratch\nCOPY . /\n" +
		"ENV PATH=/usr/local/go/bin:/bin GOPATH=/go GOCACHE=/go/cache GOPROXY=off GOTOOLCHAIN=local\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	subject.Run(t, s.buildah("bud", "--tag", "golang", "--file", file, dir))
}

// checkConfig looks at what the image tells anyone who runs it.
func (s store) checkConfig(t *testing.T) {
	t.Helper()
	type config struct {
		User         string
		Entrypoint   []string
		Cmd          []string
		ExposedPorts map[string]struct{}
		Healthcheck  struct{ Test []string }
	}
	var got struct {
		Docker struct {
			Config config `json:"config"`
		}
	}
	out := subject.Run(t, s.buildah("inspect", "--type", "image", "localhost/casework-exporter"))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	want := config{
		User: "65534:65534", Cmd: []string{}, Entrypoint: []string{"/casework-exporter"}, ExposedPorts: map[string]struct{}{"19780/tcp": {}},
	}
	want.Healthcheck.Test = []string{"CMD", "/casework-exporter", "healthcheck"}
	if diff := cmp.Diff(want, got.Docker.Config); diff != "" {
		t.Errorf("image (-want +got):\n%s", diff)
	}
}

// checkFiles: the image holds the program, certificate authorities and the
// folder of the state, which is the image's user's.
func checkFiles(t *testing.T, root string) {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, strings.TrimPrefix(path, root))
		}
		return err
	})
	if want := []string{"/casework-exporter", "/etc/ssl/certs/ca-certificates.crt"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("files %v, want %v: %v", files, want, err)
	}
	state := subject.Run(t, exec.Command("stat", "--format=%u %g %a", filepath.Join(root, "var/lib/casework-exporter")))
	if state != "65534 65534 755\n" {
		t.Errorf("owner and mode of the state: %s", state)
	}
}

// checkSameAsRelease compares the image's program with the release's.
func checkSameAsRelease(t *testing.T, program string) {
	t.Helper()
	dist := t.TempDir()
	release := exec.Command("go", "run", "./release", "-root", "../..", "-dist", dist, "-version", "1.2.3", "-revision", "abc",
		"-committed", "1767323045", "-arch", runtime.GOARCH)
	release.Dir = subject.Root + "/deploy/tools"
	subject.Run(t, release)
	name := "casework-exporter_1.2.3_linux_" + runtime.GOARCH
	subject.Run(t, exec.Command("tar", "-xzf", filepath.Join(dist, name+".tar.gz"), "-C", dist))
	if out, err := exec.Command("cmp", program, filepath.Join(dist, name, "casework-exporter")).CombinedOutput(); err != nil {
		t.Errorf("the image's program is not the release's: %s", out)
	}
}
