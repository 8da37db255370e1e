package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/testutil"
)

// changedRows is how many rows change between two polls.
const changedRows = 100

// A setup is how an exporter is set up to be measured.
type setup struct {
	name     string
	env      []string
	protobuf bool // scraped as a Prometheus with native histograms does
}

// A subjectOfPolls is an exporter that runs, with a state file that tells when
// it has saved: once a poll, behind reading and before publishing.
type subjectOfPolls struct {
	s       *slice
	address string
	stop    func()
	pid     int
	state   string // path of its state file
	desk    desk

	saved os.FileInfo // as of the last save that was seen
}

// follow starts an exporter. The time from one poll to the next is a sixtieth of the
// default, and so are the overlap and the time within which cases are swept, so
// that a poll has as much to do as a real one has.
func (s *slice) follow(u setup, env ...string) *subjectOfPolls {
	dir := s.b.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		s.b.Fatal(err)
	}
	s.log = log
	defer func() { s.log = nil }()
	settings := append([]string{
		"CASEWORK_STATE_DIR=" + dir, "CASEWORK_LOG_LEVEL=info",
		"BENCH_INTERVAL=1s", "BENCH_OVERLAP=10s", "BENCH_SWEEP=off", "BENCH_RECONCILE_AT=off",
	}, u.env...)
	p := &subjectOfPolls{s: s, state: filepath.Join(dir, "bench.state")}
	p.desk.fill(s)
	p.address, p.stop, p.pid = s.process(append(settings, env...)...)
	return p
}

// logged counts the lines of the log that have a text.
func (p *subjectOfPolls) logged(text string) int {
	log, err := os.ReadFile(filepath.Join(filepath.Dir(p.state), "log"))
	if err != nil {
		p.s.b.Fatal(err)
	}
	return bytes.Count(log, []byte(text))
}

// awaitSave waits until the exporter has saved once more. Asking the file costs
// the exporter nothing.
func (p *subjectOfPolls) awaitSave() time.Time {
	changed := func() bool {
		now, err := os.Stat(p.state)
		if err != nil {
			return false
		}
		if p.saved != nil && now.ModTime().Equal(p.saved.ModTime()) {
			return false
		}
		p.saved = now
		return true
	}
	for deadline := time.Now().Add(2 * time.Minute); !changed(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.s.b.Fatalf("the exporter has not saved for 2 minutes; its log:\n%s", p.tail())
		}
	}
	return p.saved.ModTime()
}

func (p *subjectOfPolls) tail() []byte {
	log, _ := os.ReadFile(filepath.Join(filepath.Dir(p.state), "log")) // whatever there is
	return tail(log, 4000)
}

// turn waits for a poll, changes rows and scrapes once, if that is to be. It returns
// when the poll had saved and how much CPU the process had had by then, all its threads
// together, in seconds.
func (p *subjectOfPolls) turn(u setup, scraped bool) (at time.Time, cpu float64) {
	at, cpu = p.awaitSave(), p.cpu()
	p.s.work(&p.desk, changedRows)
	switch {
	case !scraped:
	case u.protobuf:
		p.s.scrapeAs(p.address, "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")
	default:
		p.s.scrape(p.address)
	}
	return at, cpu
}

// cpu is for how long the threads of a process have run, in user mode and in the
// system's, as the scheduler counts it.
func (p *subjectOfPolls) cpu() (seconds float64) { return p.s.cpu(p.pid) }

func (s *slice) cpu(pid int) (seconds float64) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid)) // the pattern is well formed
	if len(tasks) == 0 {
		s.b.Fatalf("the system tells nothing of the threads of process %d in schedstat", pid)
	}
	for _, path := range tasks {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		ns, err := strconv.ParseFloat(strings.Fields(string(text))[0], 64)
		if err != nil {
			s.b.Fatal(err)
		}
		seconds += ns / 1e9
	}
	return seconds
}

// polled is what polls cost.
type polled struct {
	mean, median, most float64       // CPU of the process a poll, seconds
	scraped            float64       // mean likewise, of a poll and a scrape
	gap                time.Duration // longest time from one poll to the next
	late               int           // polls that came more than half an interval late
	rows, server       float64       // read by the server for it, a poll; CPU of the server, seconds
	poll, publish      float64       // how long the last poll took by the exporter's own account, seconds
	memory             float64       // resident, median, bytes
}

func (m polled) String() string {
	return fmt.Sprintf("CPU a poll %.1f ms (median %.1f, most %.1f), and with a scrape %.1f; %.0f rows read on the server, %.1f ms of its CPU; "+
		"the last poll took %.0f ms, saving and publishing %.0f ms; longest gap %v, %d late",
		m.mean*1e3, m.median*1e3, m.most*1e3, m.scraped*1e3, m.rows, m.server*1e3, m.poll*1e3, m.publish*1e3, m.gap.Round(time.Millisecond), m.late)
}

// measure lets polls go by, warm to fill the overlap, and measures those that
// follow: as many behind which there is a scrape as without. Between any two,
// changedRows rows change.
func (p *subjectOfPolls) measure(u setup, warm, polls int) (m polled) {
	for range warm {
		p.turn(u, true)
	}
	at, cpu := p.turn(u, false)
	begin := p.s.usage("exporter")
	var each, memory []float64
	for i := range 2 * polls {
		scraped := i%2 == 0 // this turn's scrape counts in the next
		now, next := p.turn(u, scraped)
		if scraped {
			each = append(each, next-cpu)
			m.mean += (next - cpu) / float64(polls)
		} else {
			m.scraped += (next - cpu) / float64(polls)
		}
		memory = append(memory, p.s.status(p.pid, "VmRSS"))
		gap := now.Sub(at)
		m.gap = max(m.gap, gap)
		if gap > 1500*time.Millisecond {
			m.late++
		}
		at, cpu = now, next
	}
	end := p.s.usage("exporter")
	m.rows, m.server = (end.rows-begin.rows)/float64(2*polls), (end.cpu-begin.cpu)/float64(2*polls)
	slices.Sort(each)
	slices.Sort(memory)
	m.median, m.most, m.memory = each[len(each)/2], each[len(each)-1], memory[len(memory)/2]
	text := p.s.metrics(p.address)
	m.poll, m.publish = total(text, "casework_source_poll_duration_seconds"), total(text, "casework_source_publish_duration_seconds")
	return m
}

// A count is how many cases each unit received, of those that are shown by themselves, and
// the newest case by then.
type count struct {
	received map[string]float64
	newest   int64
}

// count counts.
func (p *subjectOfPolls) count() count {
	c := count{received: map[string]float64{}}
	const name = "casework_cases_received_total"
	for line := range strings.Lines(p.s.metrics(p.address)) {
		if labels, ok := strings.CutPrefix(line, name+"{"); ok {
			_, rest, _ := strings.Cut(labels, `unit="`)
			unit, _, _ := strings.Cut(rest, `"`)
			c.received[unit] += total(line, name)
		}
	}
	if err := p.s.db.QueryRow(`SELECT MAX(case_id) FROM casework_cases`).Scan(&c.newest); err != nil {
		p.s.b.Fatal(err)
	}
	return c
}

// counted waits until the exporter shows that it has counted each case that was
// written since, in each unit that it shows.
func (p *subjectOfPolls) counted(before count) {
	wrote := map[string]float64{}
	rows, err := p.s.db.Query(`SELECT unit, COUNT(*) FROM casework_cases WHERE case_id > ? GROUP BY unit`, before.newest)
	if err != nil {
		p.s.b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var unit string
		var n float64
		if err := rows.Scan(&unit, &n); err != nil {
			p.s.b.Fatal(err)
		}
		wrote[unit] = n
	}
	if err := rows.Err(); err != nil {
		p.s.b.Fatal(err)
	}
	var faults []string
	if !testutil.Within(time.Minute, func() bool {
		faults = nil
		shown := 0.
		for unit, n := range p.count().received {
			if got, want := n-before.received[unit], wrote[unit]; got != want {
				faults = append(faults, fmt.Sprintf("%s received %.0f more, and %.0f were written", unit, got, want))
			}
			shown += wrote[unit]
		}
		if shown == 0 {
			faults = append(faults, "no case was written for a unit that is shown")
		}
		return len(faults) == 0
	}) {
		p.s.b.Errorf("cases are not counted: %s", strings.Join(faults, "; "))
	}
}

// serveFile serves a file with gzip in it as anybody's file server would, from a
// process of its own, and returns its address.
func (s *slice) serveFile(content []byte) (address string) {
	path := filepath.Join(s.b.TempDir(), "metrics.gz")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.b.Fatal(err)
	}
	address = testutil.FreeAddress(s.b)
	cmd := exec.Command(os.Args[0], "-test.run=^TestStaticFileServer$", "-test.timeout=0")
	cmd.Env = append(os.Environ(), "E2E_STATIC_FILE="+path, "E2E_STATIC_ADDRESS="+address)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	s.b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	s.await(address)
	return address
}
