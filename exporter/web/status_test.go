package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"casework/collectors"
)

// statusOf is the landing page of sources as of noon.
func statusOf(t *testing.T, noon time.Time, sources ...collectors.Status) (page string, headers map[string][]string) {
	t.Helper()
	p := testPages(showMetrics)
	p.Status = func() []collectors.Status { return sources }
	w := httptest.NewRecorder()
	newStatusPage(p, func() time.Time { return noon }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != 200 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String(), w.Header()
}

// words is what a page says, without its tags.
func words(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

// TestLinksAreRelative: they lead on behind a proxy that serves the page under
// a path of its own.
func TestLinksAreRelative(t *testing.T) {
	page, _ := statusOf(t, time.Now(), collectors.Status{Source: "kommune"})
	links := regexp.MustCompile(`(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) == 0 {
		t.Error("the page has no links")
	}
	for _, link := range links {
		if strings.HasPrefix(link[1], "/") || strings.Contains(link[1], ":") {
			t.Errorf("the link %s is absolute", link[1])
		}
	}
}

func TestStatusPage(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	good := collectors.Status{
		Source: "kommune", Polls: 7, Up: true, LastSuccess: noon.Add(-20 * time.Second), NextPoll: noon.Add(40 * time.Second),
		Queue:    &collectors.QueueStatus{Open: 31, Waiting: 12, Overdue: 3, Deadlines: true},
		RowsRead: map[string]int64{"cases": 1200, "errors": 17}, Rejected: map[string]int64{"cases no_unit": 2},
	}
	for _, tt := range []struct {
		name   string
		change func(*collectors.Status)
		want   []string
		not    []string
	}{
		{"good", func(*collectors.Status) {}, []string{
			"kommune up Last success 2026-11-23 11:59:40 UTC, 20s ago", "Next poll in 40s",
			"31 open, of them 12 in the queue and 3 past their deadline", "1200 cases 17 errors", "2 cases no unit", "Version 1.2.3 (abc)",
		}, []string{"kommune down", "failed in a row", "withheld"}},
		{"down", func(s *collectors.Status) { s.Up, s.Failures, s.FailedAt = false, 3, []string{"cases", "errors"} }, []string{
			"kommune down 3 polls failed in a row, the last at: cases, errors.", "31 open",
		}, []string{"withheld"}},
		{"long down", func(s *collectors.Status) {
			s.Up, s.Failures, s.FailedAt, s.Withheld, s.Queue = false, 1, []string{"cases"}, true, nil
		}, []string{"1 poll failed in a row", "State gauges are withheld", "Cases withheld"}, []string{"31 open"}},
		{"not read yet", func(s *collectors.Status) { *s = collectors.Status{Source: "kommune", Withheld: true} }, []string{
			"kommune not read yet", "none since the start", "Next poll under way", "Rows rejected none",
		}, []string{"down Last"}},
		{"state is being read", func(s *collectors.Status) {
			*s = collectors.Status{Source: "kommune", Restoring: true, Withheld: true}
		}, []string{
			"kommune not read yet Its state, which the exporter kept before it started again, is being read.",
			"Next poll once the state is read",
		}, []string{"under way", "failed in a row"}},
		{"off", func(s *collectors.Status) { s.Off = []string{"cases.deadline_at", "errors"} }, []string{
			"kommune up Off, as the source does not have it: cases.deadline_at, errors.",
		}, nil},
		{"not saved", func(s *collectors.Status) { s.Unsaved = true }, []string{"kommune up The state could not be saved"}, nil},
		{"no deadlines", func(s *collectors.Status) { s.Queue = &collectors.QueueStatus{Open: 4, Waiting: 4} }, []string{
			"4 open, of them 4 in the queue Rows",
		}, []string{"deadline"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := good
			tt.change(&s)
			page, _ := statusOf(t, noon, s)
			got := words(page)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not said in\n%s", want, got)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(got, not) {
					t.Errorf("%q is said in\n%s", not, got)
				}
			}
		})
	}
}

// TestStatusPageIsHarmless: whatever a name holds is text, the page runs and
// loads nothing, and no cache keeps it.
func TestStatusPageIsHarmless(t *testing.T) {
	const evil = `<script>alert("x")</script>`
	page, headers := statusOf(t, time.Now(), collectors.Status{
		Source: evil, Polls: 1, FailedAt: []string{evil}, RowsRead: map[string]int64{evil: 1}, Rejected: map[string]int64{evil: 1},
	})
	if strings.Contains(page, "<script") || strings.Count(page, "&lt;script&gt;") != 4 {
		t.Errorf("names are not escaped:\n%s", page)
	}
	if outside := regexp.MustCompile(`(?i)\s(src|on\w+)=|https?://|@import|url\(`).FindString(page); outside != "" {
		t.Errorf("the page holds %q", outside)
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"} {
		if got := strings.Join(headers[name], ""); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
