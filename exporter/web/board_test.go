package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"casework/collectors"
	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/testutil"
	"casework/exporter/board"
)

// A shownTown is a source with units whose queues are set by a test.
type shownTown struct {
	asked  atomic.Int64 // how often it was asked what there is to see
	queue  atomic.Int64
	units  int
	before func() // is called before it answers
	unread atomic.Bool
}

func (s *shownTown) overviews() []*families.Overview {
	s.asked.Add(1)
	if s.before != nil {
		s.before()
	}
	if s.unread.Load() {
		return []*families.Overview{{Source: "kommune", Location: time.UTC, Whole: true}}
	}
	o := &families.Overview{
		Source: "kommune", Location: time.UTC, AsOf: time.Unix(1, 0), Read: true, Whole: true, Columns: ledger.Columns{Started: true},
	}
	for i := range s.units {
		o.Units = append(o.Units, families.UnitNow{
			Unit: ledger.Unit{Unit: fmt.Sprintf("Enhet %d", i)}, Queue: ledger.Queue{Waiting: int(s.queue.Load())},
		})
	}
	return []*families.Overview{o}
}

// A clock is set by a test.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(c.at.Load(), 0) }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d / time.Second)) }

func ask(t *testing.T, h http.Handler, path, coding string) *httptest.ResponseRecorder {
	t.Helper()
	r, w := httptest.NewRequest(http.MethodGet, path, nil), httptest.NewRecorder()
	r.Header.Set("Accept-Encoding", coding)
	h.ServeHTTP(w, r)
	return w
}

// TestBoardsAreDrawnOnceAMinute shows that a board is drawn when somebody asks,
// anyone who asks as well, and again once it is a minute old and somebody asks.
func TestBoardsAreDrawnOnceAMinute(t *testing.T) {
	town, at := &shownTown{units: 1}, &clock{}
	b := newBoards(town.overviews, "", "", at.now, discard)
	town.queue.Store(4217)
	if got := ask(t, b, "/board", "").Body.String(); !strings.Contains(got, "4\u202f217") {
		t.Fatal("the first board is not of what there is")
	}
	town.queue.Store(5318)
	for _, tt := range []struct {
		after time.Duration
		want  string
		asked int64
	}{{59 * time.Second, "4\u202f217", 1}, {time.Second, "5\u202f318", 2}, {time.Hour, "5\u202f318", 3}} {
		at.advance(tt.after)
		for _, path := range []string{"/board", "/board?lang=en", "/board?order=name", "/board/unit?source=kommune&unit=Enhet+0"} {
			if got := ask(t, b, path, "").Body.String(); !strings.Contains(got, tt.want) {
				t.Errorf("%s after %v more: not %s", path, tt.after, tt.want)
			}
		}
		if n := town.asked.Load(); n != tt.asked {
			t.Errorf("after %v more: looked %d times, want %d", tt.after, n, tt.asked)
		}
	}
}

// TestBoardsComeWithTheFirstReading: whoever looked before it sees the figures at
// once when they look again, and their browser does so by itself.
func TestBoardsComeWithTheFirstReading(t *testing.T) {
	town, at := &shownTown{units: 1}, &clock{}
	b := newBoards(town.overviews, "", "", at.now, discard)
	town.queue.Store(4217)
	town.unread.Store(true)
	const refresh = `<meta http-equiv="refresh" content="2">`
	for _, path := range []string{"/board", "/board?lang=en"} {
		before := b.page(boardKey{lang: "nb", order: board.Orders()[0]})
		if got := ask(t, b, path, "").Body.String(); !strings.Contains(got, refresh) {
			t.Errorf("%s does not load itself again", path)
		}
		if b.page(boardKey{lang: "nb", order: board.Orders()[0]}) != before {
			t.Error("a page is drawn each time, although nothing came")
		}
	}
	town.unread.Store(false)
	for _, path := range []string{"/board", "/board?lang=en", "/board/unit?source=kommune&unit=Enhet+0"} {
		if got := ask(t, b, path, "").Body.String(); !strings.Contains(got, "4\u202f217") || strings.Contains(got, `http-equiv`) {
			t.Errorf("%s after the first reading is of before it", path)
		}
	}
	asked := town.asked.Load()
	if ask(t, b, "/board", ""); town.asked.Load() != asked {
		t.Error("it is looked at each time, although all is there")
	}
}

// TestBoardsAreDrawnForAll: many who ask at once get one board, and few pages
// are remembered.
func TestBoardsAreDrawnForAll(t *testing.T) {
	town, at := &shownTown{units: 3 * boardPages}, &clock{}
	b := newBoards(town.overviews, "", "", at.now, discard)
	first := b.page(boardKey{lang: "nb", order: board.ByName})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if ask(t, b, "/board?order=name", "gzip").Code != http.StatusOK {
				t.Error("no board")
			}
		})
	}
	wg.Wait()
	if again := b.page(boardKey{lang: "nb", order: board.ByName}); again != first {
		t.Error("it was drawn again")
	}
	for i := range town.units {
		if w := ask(t, b, fmt.Sprintf("/board/unit?source=kommune&unit=Enhet+%d", i), "gzip"); w.Code != http.StatusOK {
			t.Fatalf("unit %d: status %d", i, w.Code)
		}
	}
	if n := len(b.pages); n > boardPages {
		t.Errorf("%d pages are remembered, more than %d", n, boardPages)
	}
}

// TestBoardsSpeakTheLanguageSet: unless a request names one.
func TestBoardsSpeakTheLanguageSet(t *testing.T) {
	for _, test := range [][3]string{{"", "/board", "nb"}, {"nb", "/board", "nb"}, {"en", "/board", "en"}, {"en", "/board?lang=nb", "nb"}, {"en", "/board/unit?source=kommune&unit=Enhet+1", "en"}} {
		b := newBoards((&shownTown{units: 2}).overviews, "", test[0], time.Now, discard)
		if page := ask(t, b, test[1], "").Body.String(); !strings.Contains(page, `<html lang="`+test[2]+`">`) {
			t.Errorf("%q, %s: not in %s:\n%.200s", test[0], test[1], test[2], page)
		}
	}
}

func TestBoardsAnswer(t *testing.T) {
	b := newBoards((&shownTown{units: 2}).overviews, "", "", time.Now, discard)
	plain, packed := ask(t, b, "/board?lang=en", "deflate, gzip;q=0"), ask(t, b, "/board?lang=en", "br, gzip")
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil || string(content) != plain.Body.String() || !strings.Contains(string(content), `<html lang="en">`) {
		t.Errorf("packed and plain differ: %v", err)
	}
	if plain.Header().Get("Content-Encoding") != "" || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Error("a coding is not what was asked for")
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Vary": "Accept-Encoding",
		"Content-Security-Policy": board.Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	} {
		if got := plain.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if strings.Contains(board.Policy, "unsafe") || !strings.HasPrefix(board.Policy, "default-src 'none'; style-src 'sha256-") {
		t.Errorf("the policy %s allows more than the style sheet", board.Policy)
	}
	for _, tt := range []struct {
		path   string
		status int
		body   string
	}{
		{"/board", 200, `<html lang="nb">`},
		{"/board?lang=nb&order=queue", 200, "board/unit?lang=nb&amp;source=kommune&amp;unit=Enhet%201"},
		{"/board?lang=sv", 400, `lang="sv": allowed: nb or en`},
		{"/board?order=luck", 400, `order="luck": allowed: [overdue queue oldest name]`},
		{"/board/unit?source=kommune&unit=Enhet+1&lang=en", 200, "<h1>Enhet 1</h1>"},
		{"/board/unit?source=kommune", 400, "source and unit: both must be named"},
		{"/board/unit?source=kommune&unit=Enhet+9", 404, "no such unit is shown here"},
		{"/board/unit?source=skole&unit=Enhet+1", 404, "no such unit is shown here"},
	} {
		if w := ask(t, b, tt.path, ""); w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) {
			t.Errorf("%s: status %d, want %d with %q", tt.path, w.Code, tt.status, tt.body)
		}
	}
}

// TestFaultOfABoardEndsNothing: a board that cannot be drawn is an answer and a
// line in the log.
func TestFaultOfABoardEndsNothing(t *testing.T) {
	var log testutil.Buffer
	broken := func() []*families.Overview { return []*families.Overview{{Source: "kommune"}} } // has no zone
	w := ask(t, newBoards(broken, "", "", time.Now, slog.New(slog.NewTextHandler(&log, nil))), "/board", "")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "the exporter's log says why") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "board cannot be drawn") {
		t.Errorf("the log says %q", log.String())
	}
}

// TestBoardsCanBeOff: then there is neither a board nor a link to one.
func TestBoardsCanBeOff(t *testing.T) {
	for _, on := range []bool{true, false} {
		p, status := testPages(showMetrics), http.StatusNotFound
		if on {
			p.Boards, status = (&shownTown{units: 1}).overviews, http.StatusOK
		}
		h := newServer(p, defaultLimits(), discard).http.Handler
		for _, path := range []string{"/board", "/board/unit?source=kommune&unit=Enhet+0"} {
			if w := ask(t, h, path, ""); w.Code != status {
				t.Errorf("%s with boards %v: status %d", path, on, w.Code)
			}
		}
		if w := ask(t, h, "/", ""); strings.Contains(w.Body.String(), `href="board"`) != on {
			t.Errorf("with boards %v, the page at / does not fit", on)
		}
	}
}

// TestScrapesDoNotWaitForBoards: they are answered while a board is being drawn,
// and while all who may wait for one do.
func TestScrapesDoNotWaitForBoards(t *testing.T) {
	held := make(chan struct{})
	asked := make(chan struct{}, 1)
	town := &shownTown{units: 1, before: func() { asked <- struct{}{}; <-held }}
	p := testPages(showMetrics)
	p.Boards = town.overviews
	p.Status = func() []collectors.Status { return nil }
	h := newServer(p, defaultLimits(), discard).http.Handler
	var wg sync.WaitGroup
	var refused atomic.Int64
	for range boardRequests + 5 {
		wg.Go(func() {
			if ask(t, h, "/board", "").Code == http.StatusServiceUnavailable {
				refused.Add(1)
			}
		})
	}
	<-asked
	for _, path := range []string{"/metrics", "/-/ready", "/"} {
		if w := ask(t, h, path, ""); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	if n := refused.Load(); n > 5 {
		t.Errorf("%d were refused", n)
	}
	close(held)
	wg.Wait()
}
