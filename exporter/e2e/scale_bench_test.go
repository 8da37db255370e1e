package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkScale measures what it costs to share a source between exporters,
// and to poll several sources with one, against one exporter of one source in
// the same run: memory, rows that the server reads for a poll of all that
// finds 100 changed rows, and lines of /metrics.
func BenchmarkScale(b *testing.B) {
	s := newSlice(b, casesOf(b, 200_000)[0], 1000)
	var three []string // settings of three sources, as it were: all are this database
	for _, name := range []string{"NORTH", "SOUTH", "WEST"} {
		three = append(three, name+"_HOST="+s.server.Host, name+"_PORT="+strconv.Itoa(s.server.Port), name+"_USER=exporter",
			name+"_PASSWORD=secret", name+"_DATABASE="+s.server.Database, name+"_INTERVAL=2s")
	}
	three = append(three, "CASEWORK_SOURCES=north,south,west")
	for b.Loop() {
		s.empty()
		s.generate()
		s.warm()
		one := s.layout([]string{})
		for _, tt := range []struct {
			name      string
			processes [][]string // further settings of each
		}{
			{"three exporters that share a source", [][]string{{"CASEWORK_SHARD=1/3"}, {"CASEWORK_SHARD=2/3"}, {"CASEWORK_SHARD=3/3"}}},
			{"one exporter of three sources", [][]string{three}},
			{"three exporters of a source each", [][]string{{}, {}, {}}},
		} {
			got := s.layout(tt.processes...)
			b.Logf("%s: %s; against one of one: %.2f of its memory, %.2f of the rows read, %.2f of the lines",
				tt.name, got, got.memory/one.memory, got.reads/one.reads, got.lines/one.lines)
		}
		b.Logf("one exporter of one source: %s", one)
	}
}

// A cost is what exporters take together.
type cost struct{ memory, reads, lines float64 }

func (c cost) String() string {
	return fmt.Sprintf("%.0f MiB, %.0f rows read for a poll of all, %.0f lines", c.memory/(1<<20), c.reads, c.lines)
}

// layout runs exporters side by side, each with settings of its own, and
// measures what they take.
func (s *slice) layout(processes ...[]string) (c cost) {
	var addresses []string
	var pids []int
	for _, env := range processes {
		address, stop, pid := s.process(env...)
		defer stop()
		addresses, pids = append(addresses, address), append(pids, pid)
	}
	s.exec(`UPDATE casework_cases SET deadline_at = deadline_at + INTERVAL 1 DAY, changed_at = NOW(6) WHERE case_id BETWEEN 1 AND 100`)
	s.settle(addresses, 3)
	before := s.handlerReads()
	idle := s.handlerReads() - before
	before = s.handlerReads()
	polls := s.settle(addresses, 10)
	c.reads = (s.handlerReads() - before - idle) / polls
	s.exec(`UPDATE casework_cases SET changed_at = NOW() - INTERVAL 20 MINUTE WHERE case_id BETWEEN 1 AND 100`)
	for i, address := range addresses {
		_, body := s.scrape(address)
		c.lines += float64(s.lines(body))
		c.memory += s.status(pids[i], "VmRSS")
	}
	return c
}

// settle waits until each exporter has polled so many more times, scrapes
// meanwhile as Prometheus would, and returns how many times the first has.
func (s *slice) settle(addresses []string, more float64) float64 {
	begun := map[string]float64{}
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		done := true
		for _, address := range addresses {
			polled := s.polled(address)
			if _, ok := begun[address]; !ok {
				begun[address] = polled
			}
			done = done && polled >= begun[address]+more
		}
		if done {
			return s.polled(addresses[0]) - begun[addresses[0]]
		}
	}
	s.b.Fatalf("the exporters have not polled %v times", more)
	return 0
}

// polled is how often the first source of an exporter was polled.
func (s *slice) polled(address string) float64 {
	const name = "casework_source_polls_total{"
	_, rest, _ := strings.Cut(s.metrics(address), "\n"+name)
	_, rest, _ = strings.Cut(rest, "} ")
	value, _, _ := strings.Cut(rest, "\n")
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		s.b.Fatalf("no %s…} in the metrics of %s: %v", name, address, err)
	}
	return v
}
