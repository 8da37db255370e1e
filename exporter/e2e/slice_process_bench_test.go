package e2e

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/testutil"
)

// process starts the real exporter on the database, env being further settings.
func (s *slice) process(env ...string) (address string, stop func(), pid int) {
	path, err := binary()
	if err != nil {
		s.b.Fatal(err)
	}
	address = testutil.FreeAddress(s.b)
	cmd := exec.Command(path)
	cmd.Env = append(append(s.environment(), "CASEWORK_LISTEN_ADDRESS="+address), env...)
	cmd.Stderr = os.Stderr
	if s.log != nil {
		cmd.Stderr = s.log
	}
	if err := cmd.Start(); err != nil {
		s.b.Fatal(err)
	}
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	s.b.Cleanup(stop) // a benchmark that fails leaves none behind
	s.await(address)
	return address, stop, cmd.Process.Pid
}

// environment is what tells a program of the exporter's of the database.
func (s *slice) environment() []string {
	return append(os.Environ(), "CASEWORK_SOURCES=bench", "CASEWORK_LOG_LEVEL=error",
		"BENCH_HOST="+s.server.Host, "BENCH_PORT="+strconv.Itoa(s.server.Port), "BENCH_USER=exporter",
		"BENCH_PASSWORD=secret", "BENCH_DATABASE="+s.server.Database, "BENCH_INTERVAL=2s", "BENCH_TIMEOUT=2m",
		"CASEWORK_STATE_DIR="+s.b.TempDir())
}

// await waits until a server is ready.
func (s *slice) await(address string) {
	if !testutil.Within(5*time.Minute, func() bool { return answers(s.b.Context(), "http://"+address+"/-/ready") }) {
		s.b.Fatalf("%s is not ready after 5 minutes", address)
	}
}

// memory runs the exporter for some polls and scrapes, and returns the bytes
// that it keeps resident then.
func (s *slice) memory(when string, scrapes int) float64 {
	address, stop, pid := s.process()
	defer stop()
	for range scrapes {
		time.Sleep(time.Second)
		s.scrape(address)
	}
	resident, most := s.status(pid, "VmRSS"), s.status(pid, "VmHWM")
	s.b.Logf("memory %s: %.0f MiB resident, %.0f MiB at most", when, resident/(1<<20), most/(1<<20))
	return resident
}

// status is a size that the system reports of a process, bytes.
func (s *slice) status(pid int, name string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		s.b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), name+":")
	v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		s.b.Fatal(err)
	}
	return v * 1024
}

// scrape fetches /metrics with gzip, and returns how long that took and what
// came.
func (s *slice) scrape(address string) (time.Duration, []byte) { return s.scrapeAs(address, "") }

// scrapeAs is scrape with a header Accept; "" for none.
func (s *slice) scrapeAs(address, accept string) (time.Duration, []byte) {
	r, err := http.NewRequest(http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		s.b.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	began := time.Now()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.b.Fatal(err)
	}
	body := bytes.NewBuffer(make([]byte, 0, response.ContentLength+1))
	_, err = body.ReadFrom(response.Body)
	took := time.Since(began)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		s.b.Fatal(err)
	}
	return took, body.Bytes()
}

// lines counts the lines of a scrape.
func (s *slice) lines(body []byte) int {
	text, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		s.b.Fatal(err)
	}
	plain, err := io.ReadAll(text)
	if err != nil {
		s.b.Fatal(err)
	}
	return bytes.Count(plain, []byte("\n"))
}

// scrapes measures scrapes while polls run, and with the database stopped,
// hung and killed.
func (s *slice) scrapes() {
	address, stop, _ := s.process()
	defer stop()
	measure := func(when string) {
		var all []time.Duration
		var body []byte
		for range 1000 {
			var took time.Duration
			took, body = s.scrape(address)
			all = append(all, took)
			time.Sleep(5 * time.Millisecond)
		}
		slices.Sort(all)
		p99 := all[len(all)*99/100]
		s.b.Logf("scrape, %s: median %v, p99 %v, %d lines", when, all[len(all)/2], p99, s.lines(body))
		s.report(float64(p99.Microseconds())/1000, "scrape-p99-ms-"+when)
	}
	measure("polling")
	s.server.Stop()
	measure("database-hung")
	s.server.Continue()
	s.server.Kill()
	measure("database-killed")
	if err := s.server.Restart(); err != nil {
		s.b.Fatal(err)
	}
}

// metrics are the /metrics of a server, as text.
func (s *slice) metrics(address string) string {
	response, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		s.b.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.b.Fatal(err)
	}
	return string(text)
}
