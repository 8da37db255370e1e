package exposition

import (
	"bytes"
	stdgzip "compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/timeseries"
)

const askProto = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"

// askFor are the headers that ask for a variant.
func askFor(f format, c coding) http.Header {
	return http.Header{
		"Accept": {[...]string{
			"text/plain;version=0.0.4", "application/openmetrics-text;version=1.0.0", askProto,
		}[f]},
		"Accept-Encoding": {c.String()},
	}
}

// scrape is the response to a request with the headers.
func scrape(h http.Handler, method string, header http.Header) *http.Response {
	request := httptest.NewRequest(method, "/metrics", nil)
	request.Header = header
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	return w.Result()
}

func readAll(t *testing.T, r io.Reader, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// oneMetric is a registry with one counter, at 3.
func oneMetric() *prometheus.Registry {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "self_scrapes_total", Help: "Self."})
	c.Add(3)
	r := prometheus.NewRegistry()
	r.MustRegister(c)
	return r
}

const (
	selfText        = "# HELP self_scrapes_total Self.\n# TYPE self_scrapes_total counter\nself_scrapes_total 3\n"
	selfOpenMetrics = "# HELP self_scrapes Self.\n# TYPE self_scrapes counter\nself_scrapes_total 3.0\n# EOF\n"
)

func discardLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Every variant is read as Prometheus reads it: zstd with a window of at most
// 8 MiB, gzip in one member.
func TestScrapeIsSnapshotThenSelfMetrics(t *testing.T) {
	s := municipality(30)
	e := New(oneMetric(), discardLog(), Options{})
	e.Publish(s)
	for f := range numFormats {
		want := renderAll(s, f)
		switch f {
		case formatText:
			want = append(want, selfText...)
		case formatOpenMetrics:
			want = append(want, selfOpenMetrics...)
		}
		for c := range numCodings {
			t.Run(fmt.Sprintf("%d %v", f, c), func(t *testing.T) {
				response := scrape(e, http.MethodGet, askFor(f, c))
				sent := readAll(t, response.Body, nil)
				if got := response.Header.Get("Content-Length"); got != strconv.Itoa(len(sent)) {
					t.Errorf("Content-Length %s for %d bytes", got, len(sent))
				}
				for _, got := range decode(t, c, sent) {
					if f == formatProto {
						if !bytes.HasPrefix(got, want) || !bytes.Contains(got[len(want):], []byte("self_scrapes_total")) {
							t.Error("body is not the snapshot and the self-metrics")
						}
					} else if diff := cmp.Diff(string(want), string(got)); diff != "" {
						t.Errorf("body (-want +got):\n%s", diff)
					}
				}
			})
		}
	}
}

// readGzip reads a body as clients do that stop after the first member.
func readGzip(b []byte) ([]byte, error) {
	in := bytes.NewReader(b)
	z, err := stdgzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	text, err := io.ReadAll(z)
	if err == nil && in.Len() > 0 {
		err = fmt.Errorf("%d bytes stand behind the first member", in.Len())
	}
	return text, err
}

// decode is what each of several readers makes of a body.
func decode(t *testing.T, c coding, b []byte) [][]byte {
	switch c {
	case codingGzip:
		std, err := stdgzip.NewReader(bytes.NewReader(b))
		first := readAll(t, std, err)
		fast, err := gzip.NewReader(bytes.NewReader(b))
		second := readAll(t, fast, err)
		one, err := readGzip(b)
		if err != nil {
			t.Error(err)
		}
		return [][]byte{first, second, one}
	case codingZstd:
		stream, err := zstd.NewReader(bytes.NewReader(b),
			zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		first := readAll(t, stream, err)
		stream.Close()
		block, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		defer block.Close()
		second, err := block.DecodeAll(b, nil)
		if err != nil {
			t.Fatal(err)
		}
		return [][]byte{first, second}
	default:
		return [][]byte{b}
	}
}

func TestHeaders(t *testing.T) {
	e := New(oneMetric(), discardLog(), Options{})
	e.Publish(municipality(1))
	got := scrape(e, http.MethodGet, askFor(formatOpenMetrics, codingZstd)).Header
	got.Del("Content-Length")
	want := http.Header{
		"Content-Type":     {"application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"},
		"Content-Encoding": {"zstd"},
		"Vary":             {"Accept, Accept-Encoding"},
		"Cache-Control":    {"no-store"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if got, ok := scrape(e, http.MethodGet, nil).Header["Content-Encoding"]; ok {
		t.Errorf("Content-Encoding %q of an uncompressed body", got)
	}
}

func TestMethods(t *testing.T) {
	e := New(oneMetric(), discardLog(), Options{})
	e.Publish(municipality(1))
	server := httptest.NewServer(e)
	defer server.Close()
	get := scrape(e, http.MethodGet, nil)

	head, err := server.Client().Head(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if b := readAll(t, head.Body, head.Body.Close()); len(b) != 0 || head.StatusCode != http.StatusOK {
		t.Errorf("HEAD: status %d with %d bytes, want 200 with none", head.StatusCode, len(b))
	}
	for _, name := range []string{"Content-Type", "Vary", "Cache-Control"} {
		if diff := cmp.Diff(get.Header[name], head.Header[name]); diff != "" {
			t.Errorf("%s (-GET +HEAD):\n%s", name, diff)
		}
	}
	if head.ContentLength <= 0 {
		t.Errorf("HEAD: Content-Length %d", head.ContentLength)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		got := scrape(e, method, nil)
		if got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, got.StatusCode, got.Header.Get("Allow"))
		}
	}
}

func TestBeforeFirstPublish(t *testing.T) {
	e := New(oneMetric(), discardLog(), Options{})
	want := [numFormats]string{formatText: selfText, formatOpenMetrics: selfOpenMetrics}
	for f := range formatProto {
		for c := range numCodings {
			response := scrape(e, http.MethodGet, askFor(f, c))
			if response.StatusCode != http.StatusOK {
				t.Errorf("status %d", response.StatusCode)
			}
			for _, got := range decode(t, c, readAll(t, response.Body, nil)) {
				if diff := cmp.Diff(want[f], string(got)); diff != "" {
					t.Errorf("%d %v (-want +got):\n%s", f, c, diff)
				}
			}
		}
	}
}

func TestNothingAtAll(t *testing.T) { // an empty snapshot and no self-metrics
	e := New(prometheus.NewRegistry(), discardLog(), Options{})
	e.Publish(&timeseries.Snapshot{})
	for c := range numCodings {
		response := scrape(e, http.MethodGet, askFor(formatText, c))
		for _, got := range decode(t, c, readAll(t, response.Body, nil)) {
			if len(got) != 0 {
				t.Errorf("%v: body %q", c, got)
			}
		}
	}
}
