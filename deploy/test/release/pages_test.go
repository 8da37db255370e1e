package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

// follow runs what a page says, as root in a folder of the machine.
func (m machine) follow(t *testing.T, folder, script string) string {
	t.Helper()
	c := m.command("bash", "-euo", "pipefail", "-c", "cd "+folder+"\n"+script)
	c.Env = append(c.Env, "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "SYSTEMD_OFFLINE=1")
	return subject.Run(t, c)
}

// toFollow puts on the machine what following a page takes: sudo, which has nothing
// to do; an editor, which does edit, in the words of sed; and a systemctl that enables
// and starts nothing, as no systemd runs.
func (m machine) toFollow(t *testing.T, edit ...string) {
	t.Helper()
	testutil.NeedProgram(t, "systemctl", "systemd")
	for _, name := range []string{"/proc", "/dev"} {
		if err := syscall.Mount(name, m.root+name, "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
			t.Skipf("may not mount %s: %v", name, err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(m.root+name, syscall.MNT_DETACH) })
	}
	for name, content := range map[string]string{
		"sudo":      "#!/bin/sh\nexec \"$@\"\n",
		"systemctl": "#!/bin/sh\nfor word; do shift; test \"$word\" = --now || set -- \"$@\" \"$word\"; done\nexec /usr/bin/systemctl \"$@\"\n",
		"editor":    "#!/bin/sh\nexec sed -i -e '" + strings.Join(edit, "' -e '") + "' \"$1\"\n",
	} {
		if err := os.WriteFile(filepath.Join(m.root, "usr/local/bin", name), []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPackageOfPage follows the README from the download on: what is checked,
// installed, set and asked; the past; and what is enabled.
func TestPackageOfPage(t *testing.T) {
	m := newMachine(t)
	db := subject.Database(t)
	m.toFollow(t, "s/^BYGGESAK_HOST=.*/BYGGESAK_HOST=127.0.0.1/", "s/^#BYGGESAK_PORT=.*/BYGGESAK_PORT="+strconv.Itoa(db.Port)+"/", "s/^BYGGESAK_DATABASE=.*/BYGGESAK_DATABASE="+db.Database+"/")
	m.run(t, "mkdir", "/download")
	for _, name := range []string{"SHA256SUMS", "casework-exporter_1.2.3_" + runtime.GOARCH + ".deb"} {
		subject.Run(t, exec.Command("cp", filepath.Join(released(t), name), m.root+"/download/"))
	}
	got := m.follow(t, "/download", pages.Script(t, subject.Root, "deploy/README.md", "sha256sum --check"))
	if want := "casework-exporter_1.2.3_" + runtime.GOARCH + ".deb: OK\n"; got != want {
		t.Errorf("the checksums say %q, want %q", got, want)
	}
	m.follow(t, "/download", pages.Replace(t, pages.Script(t, subject.Root, "deploy/README.md", "sudo dpkg -i", "sudo install -m 0600 /dev/stdin", "sudo editor"),
		"_VERSION_amd64", "_1.2.3_"+runtime.GOARCH, "the password", "secret"))
	if got := m.run(t, "stat", "--format=%A %U", "/etc/casework-exporter/secrets/byggesak"); got != "-rw------- root\n" {
		t.Errorf("the password is %s", got)
	}
	if got := m.follow(t, "/", pages.Script(t, subject.Root, "deploy/README.md", "sudo sh -c 'set -a; . /etc/casework-exporter/casework-exporter.env\n  BYGGESAK_PASSWORD_FILE=/etc/casework-exporter/secrets/byggesak casework-exporter check")); !strings.Contains(got, "0 problems") {
		t.Errorf("the doctor says\n%s", got)
	}

	const data, state = "/var/lib/prometheus/metrics2", "/var/lib/casework-exporter"
	m.run(t, "sh", "-c", "getent passwd prometheus >/dev/null || useradd --system --user-group prometheus; install -d -o prometheus -g prometheus "+data)
	m.follow(t, "/", pages.Script(t, subject.Root, "deploy/README.md", "sudo sh -c 'set -a; . /etc/casework-exporter/casework-exporter.env\n  BYGGESAK_PASSWORD_FILE=/etc/casework-exporter/secrets/byggesak CASEWORK_STATE_DIR="))
	for path, owner := range map[string]string{data: "prometheus", state: "casework-exporter"} {
		files := strings.Fields(m.run(t, "find", path, "-type", "f", "-printf", "%u:%f\n"))
		if len(files) == 0 {
			t.Errorf("the past left nothing in %s", path)
		}
		for _, file := range files {
			if !strings.HasPrefix(file, owner+":") {
				t.Errorf("in %s, %s is not %s's", path, file, owner)
			}
		}
	}

	m.follow(t, "/", pages.Script(t, subject.Root, "deploy/README.md", "sudo systemctl enable --now casework-exporter"))
	m.isEnabled(t, "multi-user.target.wants/casework-exporter.service")
	m.follow(t, "/", pages.Script(t, subject.Root, "deploy/README.md", "systemctl enable --now casework-exporter.socket"))
	m.isEnabled(t, "sockets.target.wants/casework-exporter.socket")
}

func (m machine) isEnabled(t *testing.T, unit string) {
	t.Helper()
	if !m.exists("/etc/systemd/system/" + unit) {
		t.Errorf("no %s: it would not start with the machine", unit)
	}
}

// TestPlainSystemdOfPage follows the README in the folder of a release's archive:
// what is there then is what the package would have brought.
func TestPlainSystemdOfPage(t *testing.T) {
	m := newMachine(t)
	m.toFollow(t)
	name := "casework-exporter_1.2.3_linux_" + runtime.GOARCH
	subject.Run(t, exec.Command("tar", "-xzf", filepath.Join(released(t), name+".tar.gz"), "-C", m.root))
	m.follow(t, "/"+name, pages.Script(t, subject.Root, "deploy/README.md", "sudo useradd", "sudo install -m 0755 casework-exporter", "sudo install -d -m 0750",
		"sudo install -d -m 0700", "sudo install -m 0640", "sudo install -m 0644", "sudo systemctl daemon-reload"))
	m.has(t, map[string]string{
		"/etc/casework-exporter":                        "drwxr-x--- root casework-exporter",
		"/etc/casework-exporter/secrets":                "drwx------ root root",
		"/etc/casework-exporter/casework-exporter.env":  "-rw-r----- root casework-exporter",
		"/usr/bin/casework-exporter":                    "-rwxr-xr-x root root",
		"/etc/systemd/system/casework-exporter.service": "-rw-r--r-- root root",
	})
	if got := m.run(t, "getent", "passwd", "casework-exporter"); !strings.HasSuffix(got, ":/usr/sbin/nologin\n") {
		t.Errorf("user %s", got)
	}
	m.run(t, "rm", "/usr/bin/casework-exporter")
	subject.Run(t, exec.Command("cp", filepath.Join(released(t), name+".tar.gz"), m.root+"/root/"))
	m.follow(t, "/root", pages.Replace(t, pages.Script(t, subject.Root, "README.md", "tar -xzf"), "amd64", runtime.GOARCH))
	if got := m.run(t, "/usr/local/bin/casework-exporter", "version"); !strings.HasPrefix(got, "casework-exporter 1.2.3 ") {
		t.Errorf("version %s", got)
	}
	m.run(t, "sh", "-c", "SYSTEMD_OFFLINE=1 systemctl enable casework-exporter")
	m.isEnabled(t, "multi-user.target.wants/casework-exporter.service")
}

// TestNextSteps: where the package is installed, the commands that init writes into
// next-steps.md check its settings and make the service that they describe.
func TestNextSteps(t *testing.T) {
	m := newMachine(t)
	db := subject.Database(t)
	m.toFollow(t)
	const deb = "/casework-exporter.deb"
	subject.Run(t, exec.Command("cp", filepath.Join(released(t), "casework-exporter_1.2.3_"+runtime.GOARCH+".deb"), m.root+deb))
	m.run(t, "dpkg", "--install", deb)
	m.run(t, "mkdir", "/home/somebody")
	answers := "HOST=127.0.0.1\nPORT=" + strconv.Itoa(db.Port) + "\nDATABASE=" + db.Database + "\nUSER=exporter\nPASSWORD=secret\nSOURCE=kommune\nTIMEZONE=Europe/Oslo\nLISTEN=127.0.0.1:0\n"
	if err := os.WriteFile(filepath.Join(m.root, "home/somebody/answers"), []byte(answers), 0o600); err != nil {
		t.Fatal(err)
	}
	m.follow(t, "/home/somebody", "casework-exporter init --answers=answers")
	check, service := "", ""
	part := ""
	for line := range strings.Lines(m.run(t, "cat", "/home/somebody/casework/next-steps.md")) {
		if heading, ok := strings.CutPrefix(line, "**"); ok {
			part, _, _ = strings.Cut(heading, "**")
		}
		command, isCommand := strings.CutPrefix(line, "    ")
		switch {
		case isCommand && part == "As a service":
			service += command
		case isCommand && strings.HasSuffix(strings.TrimSpace(command), " check)"):
			check = command
		}
	}
	if got := m.follow(t, "/", check); !strings.Contains(got, "0 problems") {
		t.Errorf("%q says\n%s", check, got)
	}
	m.follow(t, "/", service)
	m.isEnabled(t, "multi-user.target.wants/casework-exporter.service")
	settings := m.run(t, "cat", "/etc/casework-exporter/casework-exporter.env")
	if !strings.Contains(settings, "\nKOMMUNE_PASSWORD_FILE=/run/credentials/casework-exporter.service/secret_kommune\n") || strings.Contains(settings, "CASEWORK_STATE_DIR") || strings.Contains(settings, "/home/") {
		t.Errorf("the service's settings are\n%s", settings)
	}
	if got := m.run(t, "cat", "/etc/casework-exporter/secrets/kommune"); strings.TrimSpace(got) != "secret" {
		t.Error("the password is another's")
	}
	start(t, m)
}

// TestSignedRelease: gpg accepts a signed release by the command of the README, and
// the checksums are those of its files.
func TestSignedRelease(t *testing.T) {
	subject.NeedSlow(t)
	testutil.NeedProgram(t, "gpg", "gpg")
	home := t.TempDir()
	t.Setenv("GNUPGHOME", home)
	t.Cleanup(func() { _ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run() })
	key := filepath.Join(t.TempDir(), "key.asc")
	const gpg = "gpg --batch --quiet --pinentry-mode loopback --passphrase '' "
	subject.Run(t, exec.Command("sh", "-euc", gpg+"--quick-generate-key 'Release <release@example.org>' rsa3072 sign never\n"+gpg+"--export-secret-keys --armor >"+key))
	dist := filepath.Join(t.TempDir(), "dist")
	release := exec.Command("go", "run", "./release", "-root", "../..", "-dist", dist, "-version", version, "-committed", committed, "-arch", runtime.GOARCH, "-key", key)
	release.Dir = subject.Root + "/deploy/tools"
	subject.Run(t, release)
	verify := func() *exec.Cmd {
		c := exec.Command("sh", "-euc", pages.Script(t, subject.Root, "deploy/README.md", "gpg --verify", "sha256sum --check"))
		c.Dir = dist
		return c
	}
	if got := subject.Run(t, verify()); !strings.Contains(got, "Good signature") || strings.Contains(got, "FAILED") {
		t.Errorf("it says\n%s", got)
	}
	if err := os.WriteFile(filepath.Join(dist, "SHA256SUMS"), []byte("0  x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := verify().CombinedOutput(); err == nil {
		t.Errorf("checksums that were exchanged are accepted:\n%s", out)
	}
}
