package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// A productDriver makes things happen in a real product, and asks it what it
// holds, over the REST interface of the server that comes with it.
type productDriver interface {
	// newUnit creates a queue or project; kind is a lifecycle, where there are such.
	newUnit(name, kind string)
	// do does what an act says. The clock is at its instant.
	do(a *act)
	// search is what the product's own search counts in a unit, by the series
	// of the exporter that it stands for.
	search(unit string, now time.Time) map[series]int64
	// cases are all cases, as the product shows them.
	cases() map[int]productCase
}

// An act is one thing that somebody does at an instant.
type act struct {
	at   time.Time
	verb string
	id   int       // of the case, unless it is new
	unit string    // to create it in, or to move it to
	into int       // the case to merge it into
	due  time.Time // zero is none
	by   int       // which of the people, counted from 0
}

// The people in a product. Who asks never has more rights than an outsider.
var (
	clerks = []string{"kari", "ola", "nils"}
	askers = []string{"anne", "bjorn"}
)

func (a *act) clerk() string { return clerks[a.by%len(clerks)] }
func (a *act) asker() string { return askers[a.by%len(askers)] }

// A series is the name of a metric without its prefix, and a window, if it
// has one.
type series struct {
	metric string
	days   int
}

// A productCase is a case as its product shows it. Times are Unix seconds, 0
// for what has not happened.
type productCase struct {
	unit                                string
	received, started, closed, deadline int64
	closings, reopenings                int
	mayDisown                           bool // it has an owner, and shows its beginning without
	mayPause, paused                    bool
	pauses                              []span // in which it was paused, in order
}

// A span is a part of time in Unix seconds; until 0 it lasts.
type span struct{ from, until int64 }

// pause notes that a case has, or has no longer, a status that pauses it.
func (c *productCase) pause(at int64, paused bool) {
	lasts := len(c.pauses) > 0 && c.pauses[len(c.pauses)-1].until == 0
	switch {
	case paused && !lasts:
		c.pauses = append(c.pauses, span{from: at})
	case !paused && lasts:
		c.pauses[len(c.pauses)-1].until = at
	}
}

// net is the time from the receipt of a case to an instant, without pauses.
func (c *productCase) net(until int64) int64 {
	seconds := until - c.received
	for _, p := range c.pauses {
		end := until
		if p.until != 0 {
			end = min(p.until, until)
		}
		seconds -= max(0, end-max(p.from, c.received))
	}
	return seconds
}

// settle ends what a history was read for. A case that was created closed has
// no entry that says so, but its date of closing does.
func (c *productCase) settle(isClosed bool, closed int64) {
	now := 0
	if isClosed {
		now = 1
	}
	if c.reopenings+now > c.closings {
		c.closings++
		if c.closed == 0 {
			c.closed = closed
		}
	}
	if !isClosed {
		c.closed = 0
	}
}

// A restClient speaks JSON with a product's server.
type restClient struct {
	t    *testing.T
	base string
	auth func(r *http.Request, user string)
}

// call sends a request as a user and decodes the answer, unless that is nil.
func (c *restClient) call(user, method, path string, query url.Values, body, answer any) {
	c.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(c.t.Context(), method, target, content)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	c.auth(request, user)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, target, err)
	}
	if response.StatusCode >= 300 {
		c.t.Fatalf("%s %s as %s answers %s\n%s", method, target, user, response.Status, tail(text, 2000))
	}
	if answer == nil {
		return
	}
	if err := json.Unmarshal(text, answer); err != nil {
		c.t.Fatalf("%s %s as %s answers %s: %v", method, target, user, tail(text, 500), err)
	}
}
