package exposition

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func selfRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return r
}

// BenchmarkCompress compares levels of compression over a snapshot of 1,000
// units that is rendered already.
func BenchmarkCompress(b *testing.B) {
	var text bytes.Buffer
	if err := WriteText(&text, municipality(1000)); err != nil {
		b.Fatal(err)
	}
	run := func(name string, z compressor) {
		b.Run(name, func(b *testing.B) {
			out := newSink(text.Len())
			for b.Loop() {
				out.b = out.b[:0]
				z.Reset(out)
				for part := range slices.Chunk(text.Bytes(), bufferSize) {
					_, _ = z.Write(part)
				}
				z.end(true)
			}
			b.SetBytes(int64(text.Len()))
			b.ReportMetric(float64(len(out.b))/1024, "KiB")
			b.ReportMetric(float64(text.Len())/float64(len(out.b)), "ratio")
		})
	}
	for level := flate.BestSpeed; level <= 6; level++ {
		run(fmt.Sprintf("gzip-%d", level), &deflater{Writer: newDeflate(level)})
	}
	for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBetterCompression} {
		for _, window := range []int{1 << 18, 1 << 20, 4 << 20} {
			z, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(level),
				zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window))
			run(fmt.Sprintf("zstd-%v-%dk", level, window>>10), zstdEncoder{z})
		}
	}
}

// BenchmarkPublish publishes a snapshot of 1,000 units, with text and gzip in
// demand as always, and with everything in demand.
func BenchmarkPublish(b *testing.B) {
	snapshot := municipality(1000)
	for _, bb := range []struct {
		name    string
		formats []format
		codings []coding
	}{
		{"text-gzip", nil, nil},
		{"text-zstd", []format{formatText}, []coding{codingZstd}},
		{"openmetrics-gzip", []format{formatOpenMetrics}, []coding{codingGzip}},
		{"protobuf-gzip", []format{formatProto}, []coding{codingGzip}},
		{"text-identity", []format{formatText}, []coding{codingIdentity}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			e := New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), Options{})
			b.ReportAllocs()
			if bb.formats == nil {
				for b.Loop() {
					e.Publish(snapshot)
				}
				return
			}
			for b.Loop() {
				e.render(snapshot, bb.formats[0], bb.codings)
			}
		})
	}
}

// BenchmarkScrape compares a scrape of 1,000 units, gzip, with promhttp over
// the same series: the handler alone, and over a connection, while snapshots
// are published once a second. It reports quantiles, and how many times longer
// promhttp takes (medians). The floor is what the machine and net/http allow:
// a handler that writes a fixed body of the same size.
func BenchmarkScrape(b *testing.B) {
	snapshot := municipality(1000)
	e := New(selfRegistry(), slog.New(slog.DiscardHandler), Options{})
	e.Publish(snapshot)
	promhttpHandler := promhttp.HandlerFor(
		prometheus.Gatherers{selfRegistry(), peer(b, snapshot)}, promhttp.HandlerOpts{})

	body, done := e.body(formatText, codingGzip)
	defer done()
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body.bytes)
	})

	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.Tick(time.Second); ; {
			select {
			case <-tick:
				e.Publish(snapshot)
			case <-stop:
				return
			}
		}
	}()
	defer func() { close(stop); <-stopped }()

	for _, transport := range []struct {
		name   string
		scrape func(*testing.B, http.Handler) func()
	}{{"handler", scrapeHandler}, {"connection", scrapeConnection}} {
		b.Run(transport.name, func(b *testing.B) {
			theirs := times(transport.scrape(b, promhttpHandler), 20)
			scrape := transport.scrape(b, e)
			var took durations
			for b.Loop() {
				took = append(took, timed(scrape))
			}
			floor := times(transport.scrape(b, bare), len(took))
			p50, p99 := took.at(.5), took.at(.99)
			b.ReportMetric(p50, "p50-ms")
			b.ReportMetric(p99, "p99-ms")
			b.ReportMetric(floor.at(.5), "floor-p50-ms")
			b.ReportMetric(floor.at(.99), "floor-p99-ms")
			b.ReportMetric(theirs.at(.5), "promhttp-p50-ms")
			b.ReportMetric(theirs.at(.5)/p50, "times-faster")
		})
	}
}

// durations are how long some runs took.
type durations []time.Duration

// at is a quantile, in milliseconds.
func (d durations) at(q float64) float64 {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[int(q*float64(len(d)-1))].Seconds() * 1e3
}

func timed(run func()) time.Duration {
	start := time.Now()
	run()
	return time.Since(start)
}

func times(run func(), n int) durations {
	d := make(durations, n)
	for i := range d {
		d[i] = timed(run)
	}
	return d
}

func scrapeHandler(b *testing.B, h http.Handler) func() {
	request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	request.Header.Set("Accept-Encoding", "gzip")
	return func() {
		w := &discardResponse{header: http.Header{}}
		h.ServeHTTP(w, request)
		if w.n == 0 {
			b.Fatal("empty response")
		}
	}
}

type discardResponse struct {
	header http.Header
	n      int
}

func (w *discardResponse) Header() http.Header { return w.header }
func (w *discardResponse) WriteHeader(int)     {}
func (w *discardResponse) Write(p []byte) (int, error) {
	w.n += len(p)
	return len(p), nil
}

func scrapeConnection(b *testing.B, h http.Handler) func() {
	server := httptest.NewServer(h)
	b.Cleanup(server.Close)
	request, err := http.NewRequest(http.MethodGet, server.URL, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	return func() {
		response, err := server.Client().Do(request)
		if err != nil {
			b.Fatal(err)
		}
		defer response.Body.Close()
		if n, err := io.Copy(io.Discard, response.Body); err != nil || n == 0 {
			b.Fatalf("read %d bytes: %v", n, err)
		}
	}
}
