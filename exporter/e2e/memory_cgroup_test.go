package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"casework/collectors/testutil"
)

// A cage is where cgroups are made that limit the memory of what runs in them, page
// cache included, as containers and services are limited.
type cage struct {
	folder string
	second bool // it is of version 2 of cgroups
}

// findCage is the folder that CGROUP names, or else the cgroup of the test itself. It
// fails if no cgroup with a limit of memory can be made there.
func findCage() (c *cage, err error) {
	c = &cage{folder: os.Getenv("CGROUP")}
	if c.folder == "" {
		if c.folder, err = ownCgroup(); err != nil {
			return nil, err
		}
	}
	// In a folder of version 2, its own controllers are named; in one of version 1, the limit is there.
	_, err = os.Stat(filepath.Join(c.folder, "cgroup.controllers"))
	c.second = err == nil
	cell, err := c.cell(1 << 30)
	if err != nil {
		return nil, fmt.Errorf("%w; name a folder of cgroups in which memory can be limited in CGROUP, "+
			"such as one that systemd-run --scope -p Delegate=yes makes", err)
	}
	return c, os.Remove(cell)
}

// ownCgroup is the folder of the cgroup that this process is in, as far as it is
// about memory.
func ownCgroup() (string, error) {
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(part) != 3 {
			continue
		}
		if slices.Contains(strings.Split(part[1], ","), "memory") {
			return filepath.Join("/sys/fs/cgroup/memory", part[2]), nil
		}
		if _, err := os.Stat("/sys/fs/cgroup/cgroup.controllers"); part[1] == "" && err == nil {
			return filepath.Join("/sys/fs/cgroup", part[2]), nil
		}
	}
	return "", errors.New("this process is in no cgroup that is about memory")
}

// cell makes a cgroup of which the processes may have so many bytes, and no swap. The
// caller removes it, once they have ended.
func (c *cage) cell(bytes int64) (folder string, err error) {
	if c.second {
		// Fails where processes are in the folder itself, unless it is the root.
		if err := os.WriteFile(filepath.Join(c.folder, "cgroup.subtree_control"), []byte("+memory"), 0); err != nil {
			return "", err
		}
	}
	folder, err = os.MkdirTemp(c.folder, "casework-")
	if err != nil {
		return "", err
	}
	limit := strconv.FormatInt(bytes, 10)
	files := []string{"memory.limit_in_bytes", "memory.memsw.limit_in_bytes"}
	if c.second {
		files = []string{"memory.max", "memory.swap.max"}
	}
	err = os.WriteFile(filepath.Join(folder, files[0]), []byte(limit), 0)
	if c.second {
		limit = "0"
	}
	if _, missing := os.Stat(filepath.Join(folder, files[1])); missing == nil { // where the system accounts swap
		err = cmp.Or(err, os.WriteFile(filepath.Join(folder, files[1]), []byte(limit), 0))
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(folder))
	}
	return folder, nil
}

// removeCell removes a cell whose processes have just ended: the system may still be
// taking them out of it, those above all that it killed.
func removeCell(t testing.TB, cell string) {
	t.Helper()
	var err error
	if !testutil.Eventually(func() bool { err = os.Remove(cell); return err == nil }) {
		t.Error(err)
	}
}

// within is the command that runs another in a cgroup.
func within(cell string) []string {
	return []string{"sh", "-c", `echo $$ >"$0/cgroup.procs" && exec "$@"`, cell}
}

// TestCage: what takes more than its cell allows is killed, and what does not is not.
func TestCage(t *testing.T) {
	c, err := findCage()
	if err != nil {
		t.Skipf("no memory can be limited here: %v", err)
	}
	for limit, passes := range map[int64]bool{256 << 20: true, 16 << 20: false} {
		cell, err := c.cell(limit)
		if err != nil {
			t.Fatal(err)
		}
		// A string of 64 MiB in a shell's variable, and in the pipe to it none.
		words := append(within(cell), "sh", "-c", `x=$(head -c 67108864 /dev/zero | tr '\0' x) && [ ${#x} = 67108864 ]`)
		err = runOut(t, words)
		if (err == nil) != passes {
			t.Errorf("with a limit of %d MiB, what takes 64 MiB ends with the error %v; want it to pass: %v", limit>>20, err, passes)
		}
		removeCell(t, cell)
	}
}
