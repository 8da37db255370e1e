package e2e

import (
	"bytes"
	bin "encoding/binary"
	"hash/crc32"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/testutil"
)

const wholeProgrammes = "unit,programme,starts_on,ends_on\nNAV,veiledning,2024-01-01,\nByggesak,veiledning,2024-06-01,2024-12-31\n"

// fileFaults are what can happen to the exporter's own process and files.
var fileFaults = []fault{
	{"exporter killed (SIGKILL)", "goes on where it was last seen", 10, func(g *ground) {
		g.work(func() {
			for until := time.Now().Add(time.Duration(g.random.IntN(1500)) * time.Millisecond); time.Now().Before(until); {
				g.scrape()
				time.Sleep(20 * time.Millisecond)
			}
			g.x.kill()
			g.x.start()
			g.x.waitReady()
		})
	}},
	{"disk full (limit of file sizes)", "gauges go on, counters stand still; both right again once there is room", 2, func(g *ground) {
		g.limitFiles("0")
		g.standStill()
		g.limitFiles("unlimited")
	}},
	{"state file deleted while the exporter runs", "written again at the next poll", 2, func(g *ground) {
		path, _ := g.state()
		if err := os.Remove(path); err != nil {
			g.Fatal(err)
		}
		g.work(func() {
			g.until("a new state file", func(page) bool { _, err := os.Stat(path); return err == nil })
		})
		g.x.kill()
		g.x.start()
		g.x.waitReady()
	}},
	{"state directory removed while the exporter runs", "as when the disk is full; goes on once there is one again", 2, func(g *ground) {
		if err := os.RemoveAll(g.states); err != nil {
			g.Fatal(err)
		}
		g.standStill()
		if err := os.Mkdir(g.states, 0o700); err != nil {
			g.Fatal(err)
		}
		g.agree()
		g.x.kill() // what is saved there must be whole
		g.x.start()
		g.x.waitReady()
	}},
	{"state file damaged", "moved aside and said so; counters restart at 0, gauges are right", 2, func(g *ground) {
		g.x.kill()
		path, content := g.state()
		content[len(content)/2] ^= 0x55
		g.put(path, content)
		g.x.start()
		g.x.waitReady()
		if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) == 0 {
			g.Error("the damaged file was not moved aside")
		} else {
			_ = os.Remove(aside[0])
		}
		g.w.happen, g.seen = map[string]float64{}, newIncreases() // a reset, of which Prometheus takes note
	}},
	{"state file of a newer version", "refuses to start, names the file and leaves it alone", 1, func(g *ground) {
		g.x.kill()
		path, content := g.state()
		newer := newerState(content)
		g.put(path, newer)
		g.refuses("state of another version", path)
		if now, _ := os.ReadFile(path); !bytes.Equal(now, newer) {
			g.Error("the file was changed")
		}
		g.put(path, content)
		g.x.start()
	}},
	{"second exporter on the same state file", "the second refuses to start; the first is not disturbed", 1, func(g *ground) {
		path, _ := g.state()
		g.refuses("another exporter", path)
	}},
	{"programmes file half written", "the last good version stays in force, and casework_programmes_file_valid is 0", 3, func(g *ground) {
		valid := func(want float64) func(page) bool {
			return func(p page) bool { return p[`casework_programmes_file_valid{source="test"}`] == want }
		}
		g.until("a valid file", valid(1))
		half, _, _ := strings.Cut(wholeProgrammes, "06-01")
		g.writeProgrammes(half)
		g.until("an invalid file", valid(0))
		g.work(func() { g.until("two good polls", g.polled(2)) })
		const active = `casework_supervision_active{source="test",unit="NAV",programme="veiledning"}`
		if p := g.scrape(); p[active] != 1 {
			g.Errorf("%s is %v, want 1 by the last good version", active, p[active])
		}
		g.writeProgrammes(wholeProgrammes)
		g.until("a valid file", valid(1))
	}},
}

// standStill sees gauges go on and counters not, as they cannot be saved.
func (g *ground) standStill() {
	g.Helper()
	g.work(func() { g.until("saving fails", savingFails(g.scrape())) })
	before := maps.Clone(g.seen.total)
	g.work(func() { g.until("three polls", g.polledAtAll(3)) })
	if !maps.Equal(before, g.seen.total) {
		g.Error("counters moved although they could not be saved")
	}
	var diff []string
	if !testutil.Eventually(func() bool { diff = g.compareGauges(g.scrape()); return diff == nil }) {
		g.Fatalf("gauges do not go on: %s", strings.Join(diff, "; "))
	}
}

func (g *ground) writeProgrammes(content string) {
	g.Helper()
	g.put(g.programmes, []byte(content))
}

func (g *ground) put(path string, content []byte) {
	g.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		g.Fatal(err)
	}
}

// state is the path and content of the state file.
func (g *ground) state() (string, []byte) {
	g.Helper()
	path := filepath.Join(g.states, "test.state")
	content, err := os.ReadFile(path)
	if err != nil {
		g.Fatal(err)
	}
	return path, content
}

// refuses starts another exporter, which must end with an error that says all
// of the words.
func (g *ground) refuses(words ...string) {
	g.Helper()
	cmd := g.x.command(g.Context())
	cmd.Env = slices.Concat(g.x.env, []string{"CASEWORK_LISTEN_ADDRESS=127.0.0.1:0"})
	out, err := cmd.CombinedOutput()
	for _, word := range words {
		if err == nil || !strings.Contains(string(out), word) {
			g.Errorf("the exporter ended with %v, and does not say %q:\n%s", err, word, out)
		}
	}
}

// limitFiles limits the size of files that the exporter may write, bytes.
func (g *ground) limitFiles(limit string) {
	g.Helper()
	out, err := exec.Command("prlimit", "--pid", strconv.Itoa(g.x.cmd.Process.Pid), "--fsize="+limit+":unlimited").CombinedOutput()
	if err != nil {
		g.Fatalf("prlimit: %v\n%s", err, out)
	}
}

const stateFailures = `casework_source_poll_failures_total{source="test",stage="state"}`

func savingFails(before page) func(page) bool {
	return func(p page) bool { return p[stateFailures] > before[stateFailures] }
}

// polledAtAll holds after so many more polls, however they went.
func (g *ground) polledAtAll(more float64) func(page) bool {
	from := math.NaN()
	return func(p page) bool {
		n := p[polls]
		if math.IsNaN(from) {
			from = n
		}
		return n >= from+more
	}
}

// newerState raises the version in a state file, and makes its checksums
// right again. A header is the payload's length, its checksum and a checksum
// of both; the payload begins with a letter and the version.
func newerState(content []byte) []byte {
	const magic, header = len("casework-state\n\x00"), 12
	newer := bytes.Clone(content)
	head := newer[magic : magic+header]
	payload := newer[magic+header:][:bin.LittleEndian.Uint32(head)]
	payload[1]++
	table := crc32.MakeTable(crc32.Castagnoli)
	bin.LittleEndian.PutUint32(head[4:], crc32.Checksum(payload, table))
	bin.LittleEndian.PutUint32(head[8:], crc32.Checksum(head[:8], table))
	return newer
}
