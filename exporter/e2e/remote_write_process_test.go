package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"casework/collectors/testutil"
)

// What make builds, from this folder.
const (
	prometheusBinary = "../../bin/prometheus"
	backfillBinary   = "../../bin/casework-backfill"
)

// A prometheusServer is a Prometheus that runs.
type prometheusServer struct {
	address, folder string
	stop            func()
	pid             int
}

// prometheus starts one with a configuration, on an empty storage.
func (s *slice) prometheus(config map[string]any, flags ...string) *prometheusServer {
	content, err := json.Marshal(config) // JSON is YAML
	if err != nil {
		s.b.Fatal(err)
	}
	p := &prometheusServer{address: testutil.FreeAddress(s.b), folder: s.b.TempDir()}
	path := filepath.Join(s.b.TempDir(), "prometheus.yml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.b.Fatal(err)
	}
	cmd := exec.Command(prometheusBinary, append(flags, "--config.file="+path, "--storage.tsdb.path="+p.folder,
		"--web.listen-address="+p.address, "--log.level=error")...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	p.pid = cmd.Process.Pid
	p.stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	s.b.Cleanup(p.stop)
	s.await(p.address)
	return p
}

// A meter is what a Prometheus reports about itself, in all since it started.
type meter struct {
	series, scraped, scrapes float64
	cpu, memory, farCPU      float64 // seconds, bytes
	sent, wire, lost         float64 // samples, bytes, samples
}

// read reads the meter, and the CPU of the one that it sends to, if any.
func (p *prometheusServer) read(s *slice, far *prometheusServer) meter {
	text := s.metrics(p.address)
	m := meter{
		series: total(text, "prometheus_tsdb_head_series"), scraped: total(text, "prometheus_tsdb_head_samples_appended_total"),
		scrapes: total(text, "prometheus_target_interval_length_seconds_count"), cpu: total(text, "process_cpu_seconds_total"),
		memory: s.status(p.pid, "VmRSS"), wire: total(text, "prometheus_remote_storage_bytes_total"),
	}
	for _, kind := range []string{"samples", "histograms"} {
		name := "prometheus_remote_storage_" + kind
		m.sent += total(text, name+"_total") - total(text, name+"_failed_total") - total(text, name+"_retried_total")
		m.lost += total(text, name+"_failed_total") + total(text, name+"_dropped_total")
	}
	if far != nil {
		m.farCPU = total(s.metrics(far.address), "process_cpu_seconds_total")
	}
	return m
}

// after waits for so many more scrapes, while 20 cases are worked on between
// any two.
func (p *prometheusServer) after(s *slice, scrapes float64) *prometheusServer {
	begin := p.read(s, nil).scrapes
	for deadline := time.Now().Add(20 * time.Minute); p.read(s, nil).scrapes < begin+scrapes; time.Sleep(remoteInterval) {
		if time.Now().After(deadline) {
			s.b.Fatalf("Prometheus has not scraped %v times", scrapes)
		}
		s.exec(`UPDATE casework_cases SET started_at = COALESCE(started_at, NOW()), closed_at = IF(started_at < NOW(), NOW(), NULL), changed_at = NOW(6)
			WHERE closed_at IS NULL ORDER BY case_id LIMIT 20`)
	}
	return p
}

// snapshot has Prometheus write what it holds as a block, and returns the
// folder in which that lies.
func (p *prometheusServer) snapshot(s *slice) string {
	response, err := http.Post("http://"+p.address+"/api/v1/admin/tsdb/snapshot", "", http.NoBody)
	if err != nil {
		s.b.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ Data struct{ Name string } }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Data.Name == "" {
		s.b.Fatalf("Prometheus takes no snapshot: %s, %v", response.Status, err)
	}
	return filepath.Join(p.folder, "snapshots", answer.Data.Name)
}

// total adds all series of a name; none is nothing.
func total(text, name string) (sum float64) {
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		if v, err := strconv.ParseFloat(strings.TrimSpace(rest[strings.LastIndexByte(rest, ' '):]), 64); err == nil {
			sum += v
		}
	}
	return sum
}
