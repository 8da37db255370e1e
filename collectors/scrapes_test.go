package collectors

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/prometheus/client_golang/prometheus"

	"casework/collectors/exposition"
	"casework/collectors/families"
)

// scrapes are the formats and codings that are asked for.
var scrapes = []struct{ accept, coding string }{
	{"text/plain", "gzip"},
	{"text/plain", "gzip"},
	{"text/plain", "identity"},
	{"text/plain", "zstd"},
	{"application/openmetrics-text;version=1.0.0", "gzip"},
	{"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited", "gzip"},
}

// A slowScraper takes its time: of what it is answered with it reads nothing until it is
// told to go on.
type slowScraper struct {
	*httptest.ResponseRecorder
	coding      string
	begun, goOn chan struct{}
	done        chan struct{}
	want        []byte // what it should get
	poll        int    // after which it scraped
}

// askSlowly begins a scrape.
func askSlowly(e http.Handler, accept, coding string) *slowScraper {
	request := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	request.Header.Set("Accept", accept)
	request.Header.Set("Accept-Encoding", coding)
	s := &slowScraper{
		ResponseRecorder: httptest.NewRecorder(), coding: coding,
		begun: make(chan struct{}, 2), goOn: make(chan struct{}), done: make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		e.ServeHTTP(s, request)
	}()
	<-s.begun
	return s
}

func (s *slowScraper) Write(b []byte) (int, error) {
	s.begun <- struct{}{} // a body and its tail
	<-s.goOn
	return s.ResponseRecorder.Write(b)
}

// text is what a scraper got.
func (s *slowScraper) text(t *testing.T) []byte {
	t.Helper()
	close(s.goOn)
	<-s.done
	var from io.Reader = s.Body
	var err error
	switch s.coding {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from)
	}
	if err != nil {
		t.Fatalf("scrape after poll %d: %s: %v", s.poll, s.coding, err)
	}
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatalf("scrape after poll %d: %s: %v", s.poll, s.coding, err)
	}
	return text
}

// check holds what a scraper got against what it should have got.
func (s *slowScraper) check(t *testing.T) {
	t.Helper()
	got := s.text(t)
	at := 0
	for at < min(len(got), len(s.want)) && got[at] == s.want[at] {
		at++
	}
	if at < max(len(got), len(s.want)) {
		around := func(b []byte) []byte { return b[max(0, at-200):min(len(b), at+200)] }
		t.Fatalf("scrape after poll %d: byte %d of %d, and %d wanted:\n%q\nwant\n%q", s.poll, at, len(got), len(s.want), around(got), around(s.want))
	}
}

// anew is an exporter that has never shown anything, with what is to be shown. Of a source
// without a screen, which remembers what was hidden, the ledger is one that was stored and
// read again.
func (w *scrapedTown) anew() *exposition.Exposition {
	w.t.Helper()
	e := exposition.New(prometheus.NewRegistry(), slog.New(slog.DiscardHandler), exposition.Options{SelfAge: -1})
	pub := mustPublisher(w.t, e.Publish, "one", "two")
	for i, p := range w.pollers {
		if p.input.View == nil {
			continue
		}
		in := p.input
		if p.failures == 0 && in.View.At == w.now.Unix() && p.opts.SmallUnits == nil {
			l, f := w.restored(i), w.sources[i]
			l.SetDeadlines(p.opts.Deadlines)
			l.SetProgrammes(f.programmes)
			if f.units != nil {
				l.SetUnits(f.units, w.now.Unix())
			}
			in.View = p.opts.Shard.Select(l.View(w.now.Unix(), true))
			w.stored++
		}
		made, err := families.NewBuilder(p.opts.families(p.name)).Build(&in)
		if err != nil {
			w.t.Fatal(err)
		}
		pub.set(p.name, made, nil)
	}
	return e
}

// look scrapes, and checks some of those that scraped a while ago.
func (w *scrapedTown) look(poll int) {
	w.t.Helper()
	w.begin(poll)
	w.scrapers = slices.DeleteFunc(w.scrapers, func(s *slowScraper) bool {
		if w.IntN(3) == 0 {
			return false
		}
		s.check(w.t)
		return true
	})
}

// begin begins scrapes.
func (w *scrapedTown) begin(poll int) {
	w.t.Helper()
	for _, p := range w.pollers { // gauges of a poll that seems to hang are withheld beside it
		p.publishing.Lock()
		defer p.publishing.Unlock()
	}
	anew := w.anew()
	for range 1 + w.IntN(2) {
		how := scrapes[w.IntN(len(scrapes))]
		s := askSlowly(w.shown, how.accept, how.coding)
		s.want, s.poll = askSlowly(anew, how.accept, "identity").text(w.t), poll
		w.scrapers = append(w.scrapers, s)
	}
}

// TestScrapesAreAsFromScratch: whatever happens from poll to poll, what is scraped is
// what an exporter would show that has never shown anything, however slow scrapers are.
func TestScrapesAreAsFromScratch(t *testing.T) {
	stored := 0
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newScrapedTown(t, rand.New(rand.NewPCG(seed, 5)), []int{8, 40}[seed%2])
			for poll := range 30 {
				w.poll()
				w.look(poll)
			}
			for _, s := range w.scrapers {
				s.check(t)
			}
			stored += w.stored
		})
	}
	if stored < 20 {
		t.Errorf("%d ledgers were stored and read again: the test says too little", stored)
	}
}
