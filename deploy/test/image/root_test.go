package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"casework/collectors/source/mysql/mariadbtest"

	"casework/deploy/test/subject"
)

// user is who the image runs as.
const user = 65534

// TestRunsInAnEmptyRoot runs the exporter as the image's user in a root with
// nothing but the program and the folder of its state: no libraries, no time
// zones, no resolver's files, no /tmp, no /proc.
func TestRunsInAnEmptyRoot(t *testing.T) {
	subject.NeedRoot(t)
	root := t.TempDir()
	subject.Run(t, exec.Command("cp", subject.Build(t), filepath.Join(root, "casework-exporter")))
	state := filepath.Join(root, "var/lib/casework-exporter")
	if err := os.MkdirAll(state, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(state, user, user); err != nil {
		t.Fatal(err)
	}
	runInRoot(t, root)
}

// runInRoot serves from the folder root, asks the exporter's own health
// check, and looks at what was left behind.
func runInRoot(t *testing.T, root string) {
	t.Helper()
	openParents(t, root)
	db, address := subject.Database(t), subject.FreeAddress(t)
	secrets := filepath.Join(root, "run/secrets")
	if err := os.MkdirAll(secrets, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(secrets, "kommune"), []byte("secret\n"), 0o444); err != nil {
		t.Fatal(err)
	}
	metrics, stop := subject.Serve(t, inRoot(root, db, address), address)
	subject.CheckMetrics(t, metrics)
	if out, err := inRoot(root, db, address, "healthcheck").CombinedOutput(); err != nil {
		t.Errorf("healthcheck of the living: %v: %s", err, out)
	}
	stop()
	if err := inRoot(root, db, address, "healthcheck").Run(); err == nil {
		t.Error("the dead are healthy")
	}
	info, err := os.Stat(filepath.Join(root, "var/lib/casework-exporter/kommune.state"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != user || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the state is %d's with mode %v, want %d's alone", owner, info.Mode(), user)
	}
}

// inRoot is the exporter with root as its root folder, as the image's user.
func inRoot(root string, db *mariadbtest.Server, address string, args ...string) *exec.Cmd {
	c := exec.Command("/casework-exporter", args...)
	c.Dir = "/"
	c.Env = []string{
		"CASEWORK_SOURCES=kommune", "CASEWORK_LISTEN_ADDRESS=" + address, "CASEWORK_STATE_DIR=/var/lib/casework-exporter",
		"KOMMUNE_HOST=" + db.Host, fmt.Sprintf("KOMMUNE_PORT=%d", db.Port), "KOMMUNE_DATABASE=" + db.Database,
		"KOMMUNE_USER=exporter", "KOMMUNE_PASSWORD_FILE=/run/secrets/kommune", "KOMMUNE_TIMEZONE=Europe/Oslo",
	}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: user, Gid: user}}
	return c
}

// openParents lets the image's user through the folders that lead to root,
// which a test has closed to others.
func openParents(t *testing.T, root string) {
	t.Helper()
	for dir := root; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o001 == 0 {
			if err := os.Chmod(dir, info.Mode().Perm()|0o011); err != nil {
				t.Fatal(err)
			}
		}
	}
}
