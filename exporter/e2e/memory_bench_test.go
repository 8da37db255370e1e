package e2e

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"casework/collectors/testutil"
	"casework/collectors/testutil/daemon"
)

// memoryPolls is how many polls must have gone well for a limit to be enough.
const memoryPolls = 5

// runOut runs a command that ends by itself.
func runOut(t *testing.T, words []string) error {
	t.Helper()
	p, err := daemon.Run(words, nil)
	if err != nil {
		t.Fatal(err)
	}
	<-p.Done()
	return p.Err()
}

// TestMemory measures how much memory an exporter keeps and has at most, and the least
// limit of a cgroup under which a first load and a restart go well: the port answers
// that the source was read, and polls follow. make bench-memory measures it at real
// sizes (MEASURE_MEMORY=1; CASES, UNITS); otherwise the test sees only that it works.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("measures a process")
	}
	sizes, units := []int{20_000}, 50
	measuring := os.Getenv("MEASURE_MEMORY") != ""
	if measuring {
		sizes, units = casesOf(t, 1_000_000, 10_000_000), unitsOf(t, 1000)
	}
	c, err := findCage()
	if err != nil {
		t.Logf("no memory can be limited here, so that peaks are all there is: %v", err)
	}
	for _, n := range sizes {
		s := newSlice(t, n, units)
		s.empty()
		s.generate()
		first := s.try(nil, 0, t.TempDir())
		kept := t.TempDir()
		if err := os.CopyFS(kept, os.DirFS(first.state)); err != nil {
			t.Fatal(err)
		}
		restart := s.try(nil, 0, first.state)
		for _, r := range []*tried{&first, &restart} {
			if !r.passed {
				t.Fatalf("without a limit, an exporter does not get to poll %d times; its log:\n%s", memoryPolls, r.log)
			}
		}
		mib := func(bytes float64) float64 { return bytes / (1 << 20) }
		t.Logf("%d units, %d cases: kept %.0f MiB; at most %.0f MiB during the first load (%.2f times), %.0f MiB at a restart (%.2f times)", units, n,
			mib(first.kept), mib(first.peak), first.peak/first.kept, mib(restart.peak), restart.peak/first.kept)
		if c == nil {
			continue
		}
		step := int64(first.kept) / 50
		if !measuring {
			step = 64 << 20
		}
		for _, way := range []struct {
			name string
			peak float64
			from func() string // a state to begin with
		}{
			{"first load", first.peak, func() string { return t.TempDir() }},
			{"restart", restart.peak, func() string {
				dir := t.TempDir()
				if err := os.CopyFS(dir, os.DirFS(kept)); err != nil {
					t.Fatal(err)
				}
				return dir
			}},
		} {
			low, high := int64(4<<20), int64(way.peak*1.5)+step // too little, and enough
			if r := s.try(c, low, way.from()); r.passed {
				t.Fatalf("%s: a limit of %d MiB is none", way.name, low>>20)
			}
			for high-low > step {
				middle := (low + high) / 2
				if s.try(c, middle, way.from()).passed {
					high = middle
				} else {
					low = middle
				}
			}
			t.Logf("%d units, %d cases, %s: passes with a limit of %d MiB, and not with %d MiB; %.2f times what is kept",
				units, n, way.name, high>>20, low>>20, float64(high)/first.kept)
		}
	}
}

// tried is what became of an exporter.
type tried struct {
	passed     bool
	kept, peak float64 // bytes
	state      string  // folder
	log        string
}

// try runs an exporter on a state folder, in a cell of a cage unless that is nil.
func (s *slice) try(c *cage, limit int64, state string) (r tried) {
	path, err := binary()
	if err != nil {
		s.b.Fatal(err)
	}
	words := []string{path}
	if c != nil {
		cell, err := c.cell(limit)
		if err != nil {
			s.b.Fatal(err)
		}
		words = append(within(cell), words...)
		defer removeCell(s.b, cell)
	}
	r.state = state
	address := testutil.FreeAddress(s.b)
	log, err := os.Create(filepath.Join(s.b.TempDir(), "log"))
	if err != nil {
		s.b.Fatal(err)
	}
	defer log.Close()
	p, err := daemon.Run(words, func(cmd *exec.Cmd) {
		cmd.Env = append(s.environment(), "CASEWORK_STATE_DIR="+state, "CASEWORK_LISTEN_ADDRESS="+address, "BENCH_INTERVAL=1s")
		cmd.Stderr = log
	})
	if err != nil {
		s.b.Fatal(err)
	}
	defer func() {
		p.Signal(syscall.SIGTERM)
		select {
		case <-p.Done():
		case <-time.After(time.Minute):
			p.Signal(syscall.SIGKILL)
			<-p.Done()
		}
		text, _ := fs.ReadFile(os.DirFS(filepath.Dir(log.Name())), "log") // whatever there is
		r.log = string(tail(text, 4000))
	}()
	ended := func() bool {
		select {
		case <-p.Done():
			return true
		default:
			return false
		}
	}
	ready := func() bool {
		if !answers(s.b.Context(), "http://"+address+"/-/ready") {
			return false
		}
		response, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			return false // it was killed
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		return err == nil && total(string(text), "casework_source_polls_total") >= memoryPolls
	}
	// A process that has hardly the memory it needs reads its own program again and again.
	if !testutil.Within(3*time.Minute, func() bool { return ended() || ready() }) || ended() {
		return r
	}
	r.passed, r.kept, r.peak = true, s.status(p.Pid, "VmRSS"), s.status(p.Pid, "VmHWM")
	return r
}

// unitsOf is the number of units in UNITS.
func unitsOf(t *testing.T, otherwise int) (n int) {
	t.Helper()
	text := os.Getenv("UNITS")
	if text == "" {
		return otherwise
	}
	if _, err := fmt.Sscan(strings.TrimSpace(text), &n); err != nil || n < 1 || n > manyUnits {
		t.Fatalf("UNITS=%q; allowed: 1 to %d", text, manyUnits)
	}
	return n
}
