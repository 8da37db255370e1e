package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"casework/collectors"
	"casework/exporter/text"
)

//go:embed status.html.tmpl
var statusPage string

// statusTemplate is the status page: the status of each source. It names no unit
// and no row, and says at what a poll failed, but not why: errors may name
// hosts and users, and are in the log.
var statusTemplate = template.Must(template.New("status").Parse(statusPage))

// sourceInWords is the Status of a source in words.
type sourceInWords struct {
	Source, State, Class         string // the class is one of the style sheet's
	Remarks                      []string
	LastSuccess, NextPoll, Queue string
	RowsRead, Rejected           []string
}

// newStatusPage serves the status page.
func newStatusPage(p Pages, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		at := now()
		page := struct {
			Version, Revision, Now, Base string
			Boards                       bool
			Sources                      []sourceInWords
		}{Version: p.Version, Revision: p.Revision, Now: instant(at), Base: p.Base, Boards: p.Boards != nil}
		for _, s := range p.Status() {
			page.Sources = append(page.Sources, inWords(s, at))
		}
		var b bytes.Buffer
		if err := statusTemplate.Execute(&b, page); err != nil {
			writeText(w, http.StatusInternalServerError, err.Error())
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Cache-Control", "no-store")
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		header.Set("X-Content-Type-Options", "nosniff")
		_, _ = b.WriteTo(w) // a client that has left needs no answer
	})
}

// inWords is the status of a source as of now.
func inWords(s collectors.Status, now time.Time) sourceInWords {
	shown := sourceInWords{Source: s.Source, State: "up", Class: "up"}
	remark := func(format string, args ...any) { shown.Remarks = append(shown.Remarks, fmt.Sprintf(format, args...)) }
	switch {
	case s.Restoring:
		shown.State, shown.Class = "not read yet", "starting"
		remark("Its state, which the exporter kept before it started again, is being read.")
	case s.Polls == 0:
		shown.State, shown.Class = "not read yet", "starting"
	case !s.Up:
		shown.State, shown.Class = "down", "down"
		remark("%s failed in a row, the last at: %s.", text.Count(s.Failures, "poll"), strings.Join(s.FailedAt, ", "))
		if s.Withheld {
			remark("State gauges are withheld, as they are too old; counters stay.")
		}
	}
	if s.Unsaved {
		remark("The state could not be saved, so counters stand still until it can.")
	}
	if len(s.Off) > 0 {
		remark("Off, as the source does not have it: %s. What that would add, check says.", strings.Join(s.Off, ", "))
	}
	shown.LastSuccess = "none since the start"
	if !s.LastSuccess.IsZero() {
		shown.LastSuccess = fmt.Sprintf("%s, %s ago", instant(s.LastSuccess), now.Sub(s.LastSuccess).Round(time.Second))
	}
	shown.NextPoll = "under way"
	if s.Restoring {
		shown.NextPoll = "once the state is read"
	}
	if !s.NextPoll.IsZero() {
		shown.NextPoll = fmt.Sprintf("in %s", max(s.NextPoll.Sub(now), 0).Round(time.Second))
	}
	shown.Queue = "withheld"
	if q := s.Queue; q != nil {
		shown.Queue = fmt.Sprintf("%d open, of them %d in the queue", q.Open, q.Waiting)
		if q.Deadlines {
			shown.Queue += fmt.Sprintf(" and %d past their deadline", q.Overdue)
		}
	}
	shown.RowsRead, shown.Rejected = byName(s.RowsRead), byName(s.Rejected)
	return shown
}

// byName lists numbers by what they are of.
func byName(numbers map[string]int64) (lines []string) {
	for _, name := range slices.Sorted(maps.Keys(numbers)) {
		lines = append(lines, fmt.Sprintf("%d %s", numbers[name], strings.ReplaceAll(name, "_", " ")))
	}
	return lines
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }
