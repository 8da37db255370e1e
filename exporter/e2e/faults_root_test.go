package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// rootFaults are what only root can make.
var rootFaults = []fault{
	{"disk full (a file system without room)", "as with the limit of file sizes", 2, func(g *ground) {
		fill := filepath.Join(g.disk, "fill")
		block := bytes.Repeat([]byte{1}, 1<<16)
		file, err := os.Create(fill)
		for err == nil {
			_, err = file.Write(block)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			g.Fatal(err)
		}
		_ = file.Close()
		g.standStill()
		if err := os.Remove(fill); err != nil {
			g.Fatal(err)
		}
	}},
	{"state directory on a read-only file system at the start", "refuses to start, and names the directory", 1, func(g *ground) {
		g.x.kill()
		g.mount("-o", "remount,ro", g.disk)
		g.refuses("read-only file system", g.states)
		g.mount("-o", "remount,rw", g.disk)
		g.x.start()
		g.x.waitReady()
	}},
	{"database's name gone from the DNS", "open connections go on; without them up 0; goes on when it is back", 2, func(g *ground) {
		g.put(g.hosts, []byte("127.0.0.1 localhost\n"))
		g.work(func() {
			g.until("a connection that goes on", g.polled(2))
			g.until("down", g.cutting(isDown)) // again and again, as names are remembered for some time
			g.until("gauges withheld", g.cutting(isWithheld))
		})
		g.put(g.hosts, []byte(wholeHosts))
	}},
}

const (
	databaseName = "database.example"

	// wholeHosts is what the exporter sees as /etc/hosts.
	wholeHosts = "127.0.0.1 localhost " + databaseName + "\n"
)

// useRoot makes what the exporter's files lie on, if this is root.
func (g *ground) useRoot() {
	g.Helper()
	if os.Geteuid() != 0 {
		return
	}
	disk := g.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64m", "none", disk).CombinedOutput(); err != nil {
		g.Logf("mount: %v: %s", err, out) // a container without the right to
		return
	}
	g.Cleanup(func() { _ = exec.Command("umount", disk).Run() })
	g.disk, g.states = disk, filepath.Join(disk, "states")
	if err := os.Mkdir(g.states, 0o700); err != nil {
		g.Fatal(err)
	}
}

// seeHosts gives the exporter names of its own, if this is root.
func (g *ground) seeHosts() {
	g.Helper()
	if g.disk == "" {
		return
	}
	dir := g.TempDir()
	g.hosts = filepath.Join(dir, "hosts")
	resolver := filepath.Join(dir, "resolv.conf")
	g.put(g.hosts, []byte(wholeHosts))
	g.put(resolver, []byte("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")) // where nobody answers
	g.x.within = []string{
		"unshare", "--mount", "sh", "-c",
		`mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"`, g.hosts, resolver,
	}
	g.x.env = append(g.x.env, "TEST_HOST="+databaseName, "GODEBUG=netdns=go")
}

func (g *ground) mount(args ...string) {
	g.Helper()
	if out, err := exec.Command("mount", args...).CombinedOutput(); err != nil {
		g.Fatalf("mount: %v: %s", err, out)
	}
}
