package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"casework/collectors/testutil"
)

// Scrapes follow each other so fast to have many of them. A block of two
// hours holds as many of each series as one scrape a minute gives.
const (
	remoteInterval = 2 * time.Second
	remoteScrapes  = 40
	blockScrapes   = 120
)

// BenchmarkRemoteWrite measures what it costs to send the series of 1,000
// units on to a far storage: bytes a sample on the wire and in blocks, and
// what the Prometheus that sends takes, against one that only scrapes, in the
// same run. Its storage must hold all that was sent, or nothing is said.
func BenchmarkRemoteWrite(b *testing.B) {
	for _, path := range []string{prometheusBinary, backfillBinary} {
		if _, err := os.Stat(path); err != nil {
			b.Skipf("no %s: make bench-remote-write builds it", path)
		}
	}
	s := newSlice(b, casesOf(b, 200_000)[0], 1000)
	for b.Loop() {
		s.empty()
		s.generate()
		s.warm()
		address, stop, _ := s.process()
		alone := s.scraping(address, "")
		b.Logf("scrapes alone: %s", alone)
		for _, way := range [][2]string{{"1.0", "prometheus.WriteRequest"}, {"2.0", "io.prometheus.write.v2.Request"}} {
			protocol, message := way[0], way[1]
			sent := s.scraping(address, message)
			b.Logf("remote write %s: %s; against scrapes alone: %.2f of the CPU, %.2f of the memory",
				protocol, sent, sent.cpu/alone.cpu, sent.memory/alone.memory)
			b.ReportMetric(sent.wire/sent.sent, "wire-bytes/sample-"+protocol)
			b.ReportMetric(sent.cpu/alone.cpu, "cpu-"+protocol+"/alone")
		}
		stop()
		blocks := s.blocks(s.backfilled(), 0)
		b.Logf("a day of casework-backfill --step 5m: %s", blocks)
		b.ReportMetric(alone.block.each(), "block-bytes/sample")
		b.ReportMetric(blocks.each(), "backfill-bytes/sample")
	}
}

// A load is what a Prometheus takes to scrape, and to send what it scraped.
type load struct {
	series, samples float64 // held; scraped, native histograms among them
	cpu, memory     float64 // seconds for a million samples; bytes
	sent, wire      float64 // samples that were sent, in so many bytes
	receiver        float64 // seconds of CPU for a million samples, in which the far side stores them
	block           stored
}

func (l load) String() string {
	text := fmt.Sprintf("%.0f series, %.0f samples a scrape; %.2f s of CPU for a million samples, %.0f MiB",
		l.series, l.samples, l.cpu, l.memory/(1<<20))
	if l.sent > 0 {
		return text + fmt.Sprintf("; %.2f bytes a sample on the wire, %.0f bytes a scrape; the receiver takes %.2f s of CPU for a million",
			l.wire/l.sent, l.wire/l.sent*l.samples, l.receiver)
	}
	return text + "; block: " + l.block.String()
}

// scraping runs a Prometheus that scrapes the exporter, as the files in
// deploy have it do, and sends all on to another by a message of remote write;
// with none it keeps all, and the block is measured that two hours make.
func (s *slice) scraping(target, message string) (l load) {
	config := map[string]any{
		"global": map[string]any{"scrape_interval": remoteInterval.String(), "scrape_timeout": remoteInterval.String()},
		"scrape_configs": []any{map[string]any{
			"job_name": "casework", "scrape_native_histograms": true,
			"static_configs": []any{map[string]any{"targets": []string{target}}},
		}},
	}
	var far *prometheusServer
	if message != "" {
		far = s.prometheus(map[string]any{}, "--web.enable-remote-write-receiver")
		defer far.stop()
		config["remote_write"] = []any{map[string]any{
			"url": "http://" + far.address + "/api/v1/write", "send_native_histograms": true, "protobuf_message": message,
		}}
	}
	near := s.prometheus(config, "--web.enable-admin-api")
	defer near.stop()
	near.after(s, 5) // the first scrapes make the series
	begin := near.read(s, far)
	end := near.after(s, remoteScrapes).read(s, far)
	l.series, l.samples = end.series, (end.scraped-begin.scraped)/(end.scrapes-begin.scrapes)
	l.cpu, l.memory = (end.cpu-begin.cpu)/(end.scraped-begin.scraped)*1e6, end.memory
	if far == nil {
		near.after(s, blockScrapes-remoteScrapes-5)
		l.block = s.blocks(near.snapshot(s), l.samples)
		return l
	}
	l.sent, l.wire = end.sent-begin.sent, end.wire-begin.wire
	l.receiver = (end.farCPU - begin.farCPU) / l.sent * 1e6
	if !testutil.Within(2*time.Minute, func() bool { return far.read(s, nil).series >= end.series }) {
		s.b.Fatalf("the receiver holds %.0f series of %.0f", far.read(s, nil).series, end.series)
	}
	if lost := near.read(s, nil).lost; lost > 0 || l.sent < 0.9*(end.scraped-begin.scraped) {
		s.b.Fatalf("of %.0f samples, %.0f were sent and %.0f lost", end.scraped-begin.scraped, l.sent, lost)
	}
	return l
}

// A stored is what blocks hold, and the bytes that they take.
type stored struct{ samples, series, chunks, index, day float64 }

func (t stored) each() float64 { return (t.chunks + t.index) / t.samples }

func (t stored) String() string {
	text := fmt.Sprintf("%.2f bytes a sample (chunks %.2f, index %.2f; %.0f series)", t.each(), t.chunks/t.samples, t.index/t.samples, t.series)
	if t.day > 0 {
		text += fmt.Sprintf("; twelve such blocks a day: %.0f MiB", t.day/(1<<20))
	}
	return text
}

// blocks measures the blocks in a folder. Where one scrape has so many
// samples, it also says what a day of them takes at one scrape a minute.
func (s *slice) blocks(folder string, scrape float64) (t stored) {
	metas, err := filepath.Glob(filepath.Join(folder, "*", "meta.json"))
	if err != nil || len(metas) == 0 {
		s.b.Fatalf("no blocks in %s: %v", folder, err)
	}
	for _, path := range metas {
		content, err := os.ReadFile(path)
		if err != nil {
			s.b.Fatal(err)
		}
		var meta struct {
			Stats struct{ NumSamples, NumSeries float64 }
		}
		if err := json.Unmarshal(content, &meta); err != nil {
			s.b.Fatal(err)
		}
		t.samples, t.series = t.samples+meta.Stats.NumSamples, max(t.series, meta.Stats.NumSeries)
		t.index += s.size(filepath.Join(filepath.Dir(path), "index"))
		chunks, err := filepath.Glob(filepath.Join(filepath.Dir(path), "chunks", "*"))
		if err != nil {
			s.b.Fatal(err)
		}
		for _, chunk := range chunks {
			t.chunks += s.size(chunk)
		}
	}
	t.day = t.each() * scrape * 24 * 60
	return t
}

func (s *slice) size(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		s.b.Fatal(err)
	}
	return float64(info.Size())
}

// backfilled is a folder with the blocks of a day, a sample every 5 minutes:
// values move more from one to the next than they do in a minute.
func (s *slice) backfilled() string {
	folder, now := s.b.TempDir(), time.Now().UTC()
	cmd := exec.Command(backfillBinary, "--output", folder, "--step", "5m",
		"--from", now.Add(-24*time.Hour).Format(time.RFC3339), "--to", now.Format(time.RFC3339))
	cmd.Env = s.environment()
	if out, err := cmd.CombinedOutput(); err != nil {
		s.b.Fatalf("backfill: %v\n%s", err, tail(out, 4000))
	}
	return folder
}
