package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"
	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"

	"casework/deploy/test/subject"
)

// A machine is this machine's system, in which everything can be changed and
// nothing lasts: its files are an overlay that is thrown away.
type machine struct{ root string }

// newMachine mounts the overlay in a namespace of this process's mounts.
func newMachine(t *testing.T) machine {
	t.Helper()
	subject.NeedSlow(t)
	subject.NeedRoot(t)
	testutil.NeedProgram(t, "dpkg", "dpkg")
	dir := t.TempDir()
	if err := syscall.Mount("casework-test", dir, "tmpfs", 0, "mode=0755"); err != nil {
		t.Skipf("may not mount: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	for _, name := range []string{"upper", "work", "root"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Join(dir, "root")
	options := "lowerdir=/,upperdir=" + dir + "/upper,workdir=" + dir + "/work"
	if err := syscall.Mount("casework-test", root, "overlay", 0, options); err != nil {
		t.Skipf("may not mount an overlay: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(root, syscall.MNT_DETACH) })
	return machine{root}
}

// run runs a command on the machine.
func (m machine) run(t *testing.T, args ...string) string {
	t.Helper()
	return subject.Run(t, m.command(args...))
}

func (m machine) command(args ...string) *exec.Cmd {
	c := exec.Command("chroot", append([]string{m.root}, args...)...)
	c.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"}
	return c
}

// exists reports whether a file is there.
func (m machine) exists(path string) bool {
	_, err := os.Lstat(filepath.Join(m.root, path))
	return err == nil
}

// TestDeb installs the package, starts what it brought as its unit would,
// upgrades over it, removes it and purges it.
func TestDeb(t *testing.T) {
	m := newMachine(t)
	dist := released(t)
	m.run(t, "mkdir", "/download")
	subject.Run(t, exec.Command("cp", filepath.Join(dist, "casework-exporter_1.2.3_"+runtime.GOARCH+".deb"), m.root+"/download/"))
	dpkg := func(script string) {
		t.Helper()
		m.run(t, "sh", "-euc", "cd /download; "+strings.ReplaceAll(script, "_amd64", "_"+runtime.GOARCH))
	}

	dpkg(pages.Script(t, subject.Root, "README.md", "dpkg -i "))
	checkInstalled(t, m, "/usr/share/zsh/vendor-completions")
	start(t, m)

	// What was edited and counted outlives an upgrade and a removal.
	const edited = "# edited by an operator\n"
	env := filepath.Join(m.root, "etc/casework-exporter/casework-exporter.env")
	if err := os.WriteFile(env, []byte(edited), 0o640); err != nil {
		t.Fatal(err)
	}
	dpkg(pages.Script(t, subject.Root, "README.md", "dpkg -i "))
	dpkg(strings.TrimSpace(pages.Script(t, subject.Root, "deploy/README.md", "dpkg --remove")) + " casework-exporter")
	if m.exists("/usr/bin/casework-exporter") || !m.exists("/var/lib/casework-exporter/kommune.state") {
		t.Error("remove should take the program away and leave the state")
	}
	if content, err := os.ReadFile(env); err != nil || string(content) != edited {
		t.Errorf("the settings are now %q: %v", content, err)
	}
	dpkg(strings.TrimSpace(pages.Script(t, subject.Root, "deploy/README.md", "dpkg --purge")) + " casework-exporter")
	for _, path := range []string{"/var/lib/casework-exporter", "/etc/casework-exporter", "/usr/share/casework-exporter"} {
		if m.exists(path) {
			t.Errorf("purge leaves %s", path)
		}
	}
	for _, database := range []string{"passwd", "group"} {
		if m.command("getent", database, "casework-exporter").Run() == nil {
			t.Errorf("purge leaves casework-exporter in %s", database)
		}
	}
}

// has checks mode, owner and group of what is at paths.
func (m machine) has(t *testing.T, paths map[string]string) {
	t.Helper()
	for path, want := range paths {
		if got := strings.TrimSpace(m.run(t, "stat", "--format=%A %U %G", path)); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// checkInstalled: files are there, whose they should be, with the user that
// the service runs as, and the exporter finds backfill. Zsh is where the system's
// looks for completions.
func checkInstalled(t *testing.T, m machine, zsh string) {
	t.Helper()
	m.has(t, map[string]string{
		"/etc/casework-exporter":                                 "drwxr-x--- root casework-exporter",
		"/etc/casework-exporter/secrets":                         "drwx------ root root",
		"/etc/casework-exporter/casework-exporter.env":           "-rw-r----- root casework-exporter",
		"/usr/bin/casework-exporter":                             "-rwxr-xr-x root root",
		"/usr/lib/systemd/system/casework-exporter.service":      "-rw-r--r-- root root",
		"/usr/lib/systemd/system/casework-exporter.socket":       "-rw-r--r-- root root",
		"/usr/share/man/man1/casework-exporter.1.gz":             "-rw-r--r-- root root",
		zsh + "/_casework-exporter":                              "-rw-r--r-- root root",
		"/usr/share/casework-exporter/grafana/dashboards/nb":     "drwxr-xr-x root root",
		"/usr/share/casework-exporter/prometheus/prometheus.yml": "-rw-r--r-- root root",
		"/usr/share/doc/casework-exporter/copyright":             "-rw-r--r-- root root",
		"/usr/share/doc/casework-exporter/deploy/README.md":      "-rw-r--r-- root root",
	})
	if got := m.run(t, "getent", "passwd", "casework-exporter"); !strings.HasSuffix(got, ":/var/lib/casework-exporter:/usr/sbin/nologin\n") {
		t.Errorf("user %s", got)
	}
	if got := m.run(t, "casework-exporter", "backfill", "--help"); !strings.Contains(got, "Usage: casework-backfill") {
		t.Errorf("backfill --help says\n%s", got)
	}
}

// start runs what the unit's ExecStart says, as its user, with its files of
// settings and a credential where systemd would put it.
func start(t *testing.T, m machine) {
	t.Helper()
	db, address := subject.Database(t), subject.FreeAddress(t)
	unit := map[string]string{}
	for line := range strings.Lines(m.run(t, "cat", "/usr/lib/systemd/system/casework-exporter.service")) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			unit[name] = value
		}
	}
	id := func(flag string) uint32 {
		n, err := strconv.ParseUint(strings.TrimSpace(m.run(t, "id", flag, unit["User"])), 10, 32)
		if err != nil || n == 0 {
			t.Fatalf("id %s of %s: %d, %v", flag, unit["User"], n, err)
		}
		return uint32(n)
	}
	uid, gid := id("-u"), id("-g")
	credentials, state := "/run/credentials/casework-exporter.service", "/var/lib/"+unit["StateDirectory"]
	m.run(t, "install", "-d", "-o", unit["User"], "-g", unit["Group"], "-m", "0700", state)
	m.run(t, "install", "-d", "-o", unit["User"], "-m", "0500", credentials)
	m.run(t, "sh", "-c", "printf secret >"+credentials+"/secret_kommune && chown "+unit["User"]+" "+credentials+"/secret_kommune")

	c := exec.Command(unit["ExecStart"])
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: m.root, Credential: &syscall.Credential{Uid: uid, Gid: gid}}
	c.Env = settingsFor(t, m.root+unit["EnvironmentFile"], db)
	c.Env = append(c.Env, "CASEWORK_STATE_DIR="+state, "CASEWORK_LISTEN_ADDRESS="+address)
	metrics, stop := subject.Serve(t, c, address)
	subject.CheckMetrics(t, metrics)
	asked := pages.Replace(t, pages.Script(t, subject.Root, "deploy/README.md", "curl -s"), "localhost:19780", address)
	if got := subject.Run(t, exec.Command("bash", "-euo", "pipefail", "-c", asked)); !strings.Contains(got, "casework_source_up{source=\"kommune\"} 1\n") {
		t.Errorf("%s says %s", asked, got)
	}
	stop()
	if !m.exists(state + "/kommune.state") {
		t.Error("no state was saved")
	}
}

// settingsFor are the settings of the file as installed, with the source
// renamed and pointed to the test's database, as an operator would.
func settingsFor(t *testing.T, path string, db *mariadbtest.Server) []string {
	t.Helper()
	env, err := subject.ReadEnvFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for name, value := range env {
		name = strings.ReplaceAll(name, "BYGGESAK", "KOMMUNE")
		switch name {
		case "CASEWORK_SOURCES":
			value = "kommune"
		case "KOMMUNE_HOST":
			value = db.Host
		case "KOMMUNE_PASSWORD_FILE":
			value = strings.ReplaceAll(value, "byggesak", "kommune")
		}
		all = append(all, name+"="+value)
	}
	return append(all, "KOMMUNE_PORT="+strconv.Itoa(db.Port))
}

// TestRPM looks at what rpm sees in the package: this is no machine of rpm's.
func TestRPM(t *testing.T) {
	subject.NeedSlow(t)
	testutil.NeedProgram(t, "rpm", "rpm")
	path := filepath.Join(released(t), "casework-exporter-1.2.3-1.x86_64.rpm")
	query := func(args ...string) string {
		return subject.Run(t, exec.Command("rpm", append([]string{"--query", "--package", path}, args...)...))
	}
	if got := query("--queryformat", "%{NAME} %{VERSION}-%{RELEASE} %{ARCH} %{LICENSE} %{BUILDHOST} %{BUILDTIME}"); got !=
		"casework-exporter 1.2.3-1 x86_64 Apache-2.0 reproducible "+committed {
		t.Errorf("package %s", got)
	}
	files := strings.Split(query("--queryformat", "[%{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILEFLAGS:fflags} %{FILENAMES}\n]"), "\n")
	for _, want := range []string{
		"-rwxr-xr-x root root  /usr/bin/casework-exporter",
		"-rw-r----- root casework-exporter cn /etc/casework-exporter/casework-exporter.env",
		"drwx------ root root  /etc/casework-exporter/secrets",
		"-rw-r--r-- root root  /usr/lib/systemd/system/casework-exporter.service",
		"-rw-r--r-- root root  /usr/share/zsh/site-functions/_casework-exporter",
	} {
		if !slices.Contains(files, want) {
			t.Errorf("no %q in\n%s", want, strings.Join(files, "\n"))
		}
	}
	scripts := query("--scripts")
	for _, want := range []string{"preinstall scriptlet", "useradd --system", "postuninstall scriptlet", "try-restart casework-exporter.service"} {
		if !strings.Contains(scripts, want) {
			t.Errorf("no %q in the scripts", want)
		}
	}
	if got := query("--requires"); !strings.Contains(got, "/usr/sbin/useradd\n") {
		t.Errorf("requires\n%s", got)
	}
	subject.Run(t, exec.Command("rpm", "--checksig", "--nosignature", path))
}
