package exposition

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// numbered is a snapshot whose every series has the value n.
func numbered(n int) *timeseries.Snapshot {
	def := &metric.Def{Name: "casework_n", Help: "N.", Type: metric.Gauge}
	f := timeseries.Family{Def: def}
	for i := range 500 {
		f.Samples.Append(timeseries.Sample{
			Series: seriesOf([]metric.Label{metric.Unit}, []string{fmt.Sprint(i)}), Value: float64(n),
		})
	}
	return &timeseries.Snapshot{Families: []timeseries.Family{f}}
}

// number is the one value that all series of a body have.
func number(body []byte) (n int, err error) {
	n = -1
	count := 0
	for line := range strings.Lines(string(body)) {
		if !strings.HasPrefix(line, "casework_n{") {
			continue
		}
		var got int
		if _, err := fmt.Sscan(line[strings.LastIndexByte(line, ' '):], &got); err != nil {
			return 0, err
		}
		if n >= 0 && got != n {
			return 0, fmt.Errorf("values of snapshots %d and %d in one body", n, got)
		}
		n = got
		count++
	}
	if count != 500 {
		return 0, fmt.Errorf("%d series of 500", count)
	}
	return n, nil
}

// rendered reports which variants of the current edition are rendered.
func rendered(e *Exposition) (variants [numFormats][numCodings]bool) {
	current := e.current.Load()
	for f := range numFormats {
		for c := range numCodings {
			variants[f][c] = current.bodies[f][c].bytes != nil
		}
	}
	return variants
}

func TestVariantsAreKeptWarmWhileInDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := New(prometheus.NewRegistry(), discardLog(), Options{})
		check := func(when string, want [numFormats][numCodings]bool) {
			t.Helper()
			if diff := cmp.Diff(want, rendered(e)); diff != "" {
				t.Errorf("%s: variants rendered (-want +got):\n%s", when, diff)
			}
		}
		var want [numFormats][numCodings]bool
		want[formatText][codingGzip] = true
		e.Publish(numbered(0))
		check("unasked", want)

		want[formatProto][codingZstd] = true
		scrape(e, http.MethodGet, askFor(formatProto, codingZstd))
		check("asked for", want)

		time.Sleep(15*time.Minute - time.Second)
		want[formatText][codingGzip] = false // nobody asks for it
		e.Publish(numbered(1))
		check("within 15 minutes", want)

		time.Sleep(2 * time.Second)
		want[formatProto][codingZstd] = false
		want[formatText][codingGzip] = true
		e.Publish(numbered(2))
		check("after 15 minutes", want)
	})
}

func TestVariantAskedForBeforeFirstPublishIsWarm(t *testing.T) {
	e := New(prometheus.NewRegistry(), discardLog(), Options{})
	scrape(e, http.MethodGet, askFor(formatText, codingIdentity))
	e.Publish(numbered(0))
	if !rendered(e)[formatText][codingIdentity] {
		t.Error("not rendered")
	}
}

func TestColdVariantIsRenderedOnce(t *testing.T) {
	e := New(prometheus.NewRegistry(), discardLog(), Options{})
	e.Publish(municipality(20))
	bodies := make([]piece, 20)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { bodies[i], _ = e.body(formatProto, codingZstd) })
	}
	wg.Wait()
	for _, b := range bodies {
		if &b.bytes[0] != &bodies[0].bytes[0] { // each rendering has memory of its own
			t.Fatal("rendered more than once")
		}
	}
}

func TestScrapeDoesNotWaitForPublish(t *testing.T) {
	e := New(oneMetric(), discardLog(), Options{})
	e.Publish(numbered(1))
	e.publishing.Lock() // as by a Publish that takes its time
	defer e.publishing.Unlock()
	for f := range formatProto {
		response := scrape(e, http.MethodGet, askFor(f, codingIdentity))
		if n, err := number(readAll(t, response.Body, nil)); n != 1 || err != nil {
			t.Errorf("snapshot %d, %v; want the last one published", n, err)
		}
	}
}

// Scrapes that run while snapshots are published each see one of them whole,
// and no scraper ever sees an older one than before.
func TestScrapesWhilePublishing(t *testing.T) {
	e := New(oneMetric(), discardLog(), Options{KeepWarm: time.Millisecond}) // cold ones too
	e.Publish(numbered(0))

	var scrapers sync.WaitGroup
	done := make(chan struct{})
	for i := range 6 {
		f, c := format(i%2), coding(i%int(numCodings))
		scrapers.Go(func() {
			last := 0
			for {
				response := scrape(e, http.MethodGet, askFor(f, c))
				for _, body := range decode(t, c, readAll(t, response.Body, nil)) {
					n, err := number(body)
					if err != nil || n < last {
						t.Errorf("snapshot %d after %d: %v", n, last, err)
						return
					}
					last = n
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range 60 {
		e.Publish(numbered(n))
	}
	close(done)
	scrapers.Wait()
}

// A client that reads slowly gets the snapshot it asked for, and delays
// neither Publish nor other scrapes.
func TestSlowClientHoldsNothing(t *testing.T) {
	big := municipality(1000)
	e := New(oneMetric(), discardLog(), Options{})
	e.Publish(big)
	server := httptest.NewServer(e)
	defer server.Close()

	slow, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "GET / HTTP/1.0\r\n\r\n")
	reader := bufio.NewReader(slow)
	response, err := http.ReadResponse(reader, nil) // the rest waits in the server: 13 MB exceed any socket buffer
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		e.Publish(numbered(n))
		other := scrape(e, http.MethodGet, askFor(formatText, codingIdentity))
		if got, err := number(readAll(t, other.Body, nil)); got != n || err != nil {
			t.Fatalf("snapshot %d, %v; want %d", got, err, n)
		}
	}
	var want bytes.Buffer
	if err := WriteText(&want, big); err != nil {
		t.Fatal(err)
	}
	want.WriteString(selfText)
	got, err := io.ReadAll(response.Body)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("slow client got %d bytes, want %d as they were when it asked: %v", len(got), want.Len(), err)
	}
}
