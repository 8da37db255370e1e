package collectors

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/exposition"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/timeseries"
)

// TestMemoryIsUsedAgain: samples and bodies are written in memory of earlier ones while
// scrapes go on, fast and slow ones. Each of those sees one snapshot, whole, as a
// Builder without a past makes it.
func TestMemoryIsUsedAgain(t *testing.T) {
	const day = 86400
	now, rng := int64(1_780_000_000), rand.New(rand.NewPCG(1, 2))
	l := ledger.New(ledger.Options{Windows: []ledger.Window{{Name: "28d", Seconds: 28 * day}}}, 1, now)
	for _, table := range ledger.Tables() {
		l.EndBaseline(table)
	}
	b := families.NewBuilder(families.Options{Source: "test"})
	e := exposition.New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), exposition.Options{})
	p := mustPublisher(t, e.Publish, "test")
	wants := sync.Map{} // of every snapshot, once it may be seen
	poll := func(n int) {
		now += 60
		for i := range 40 {
			id := uint64(rng.IntN(2000))
			c := ledger.Case{ID: l.Keyer().Int(id), Unit: fmt.Sprintf("unit %03d", id%97), Received: now - int64(rng.IntN(20*day)), Reopened: -1, Changed: int64(n*40 + i + 1)}
			if rng.IntN(2) == 0 {
				c.Started = min(c.Received+int64(rng.IntN(5*day)), now)
				c.Closed = min(c.Started+int64(rng.IntN(5*day)), now)
			}
			l.Apply(ledger.Cases, &ledger.Page{Cases: []ledger.Case{c}, Next: ledger.Cursor(n)}, now)
		}
		v := l.View(now, true)
		in := families.Input{View: v, Now: now, Columns: v.Columns}
		made, err := b.Build(&in)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := families.NewBuilder(families.Options{Source: "test"}).Build(&in)
		if err != nil {
			t.Fatal(err)
		}
		mustPublisher(t, func(s *timeseries.Snapshot) {
			var text bytes.Buffer
			if err := exposition.WriteText(&text, s); err != nil {
				t.Error(err)
			}
			wants.Store(text.String(), n)
		}, "test").set("test", whole, nil)
		p.set("test", made, b.Use())
	}
	poll(0)

	done := make(chan struct{})
	var scrapers sync.WaitGroup
	for i, coding := range []string{"gzip", "gzip", "identity", "gzip"} {
		scrapers.Go(func() {
			for {
				r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
				r.Header.Set("Accept-Encoding", coding)
				w := httptest.NewRecorder()
				e.ServeHTTP(&slowly{w, time.Duration(i) * time.Millisecond}, r)
				var body io.Reader = w.Body
				if coding == "gzip" {
					z, err := gzip.NewReader(w.Body)
					if err != nil {
						t.Error(err)
						return
					}
					body = z
				}
				text, err := io.ReadAll(body)
				if _, known := wants.Load(string(text)); err != nil || !known {
					t.Errorf("a scrape with %s got what was never published, %d bytes: %v", coding, len(text), err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for n := range 80 {
		poll(n + 1)
	}
	close(done)
	scrapers.Wait()
}

// slowly takes a while between the parts of an answer.
type slowly struct {
	*httptest.ResponseRecorder
	pause time.Duration
}

func (s *slowly) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		part := b[:min(len(b), max(len(b)/3, 1000))]
		var k int
		k, err = s.ResponseRecorder.Write(part)
		n, b = n+k, b[len(part):]
		time.Sleep(s.pause)
	}
	return n, err
}
