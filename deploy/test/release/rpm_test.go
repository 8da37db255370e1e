package release

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"casework/collectors/testutil"
	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

// TestRPMInstalls installs the package by rpm, starts what it brought as its
// unit would, installs it again as an upgrade would, and erases it. The
// machine is Debian's, whose rpm knows no other package, so what the package
// requires is looked at by TestRPM alone.
func TestRPMInstalls(t *testing.T) {
	m := newMachine(t)
	testutil.NeedProgram(t, "rpm", "rpm")
	arch := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	pack := "/casework-exporter-1.2.3-1." + arch + ".rpm"
	subject.Run(t, exec.Command("cp", filepath.Join(released(t), filepath.Base(pack)), m.root+pack))
	const flags = "rpm --dbpath /var/lib/rpm-test --nodeps --force-debian "
	rpm := func(args ...string) string {
		return m.run(t, append(strings.Fields(flags), args...)...)
	}

	install := pages.Replace(t, pages.Script(t, subject.Root, "deploy/README.md", "sudo rpm -i"), "sudo rpm ", flags, "-VERSION-1.x86_64", "-1.2.3-1."+arch)
	m.run(t, "sh", "-euc", install)
	again := pages.Replace(t, pages.Script(t, subject.Root, "README.md", "rpm -i"), "rpm -i ", flags+"--install --replacepkgs ", ".x86_64", "."+arch)
	m.run(t, "sh", "-euc", again)
	checkInstalled(t, m, "/usr/share/zsh/site-functions")
	if got := rpm("--verify", "casework-exporter"); strings.TrimSpace(got) != "" {
		t.Errorf("what is installed is not what was packed:\n%s", got)
	}
	start(t, m)

	m.run(t, "sh", "-c", "echo '# edited by an operator' >>/etc/casework-exporter/casework-exporter.env")
	rpm("--upgrade", "--replacepkgs", pack)
	if got := m.run(t, "tail", "-n", "1", "/etc/casework-exporter/casework-exporter.env"); got != "# edited by an operator\n" {
		t.Errorf("an upgrade ends the settings with %q", got)
	}
	m.run(t, "sh", "-euc", strings.TrimSpace(pages.Replace(t, pages.Script(t, subject.Root, "deploy/README.md", "rpm -e"), "rpm ", flags))+" casework-exporter")
	for path, want := range map[string]bool{
		"/usr/bin/casework-exporter": false, "/usr/lib/systemd/system/casework-exporter.service": false,
		"/var/lib/casework-exporter/kommune.state": true, "/etc/casework-exporter/casework-exporter.env.rpmsave": true,
	} {
		if got := m.exists(path); got != want {
			t.Errorf("after the package is erased %s is there: %v, want %v", path, got, want)
		}
	}
}
