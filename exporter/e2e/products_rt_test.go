package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// requestTrackerREST drives Request Tracker 5 over its REST interface 2.
type requestTrackerREST struct {
	restClient
	lifecycle map[string]string // by queue
	asker     map[int]string    // by ticket
	owner     map[int]string    // by ticket, "" is nobody
	history   map[int][]rtTransaction
	latest    int // transaction
}

// rtSteps are the statuses that begin handling, close and open again, by lifecycle.
var rtSteps = map[string]map[string]string{
	"default": {"begin": "open", "close": "resolved", "reject": "rejected", "reopen": "open", "pause": "stalled", "resume": "open"},
	"vedtak":  {"begin": "underveis", "close": "vedtatt", "reject": "avvist", "reopen": "underveis"},
}

// rtClosed are the statuses that close, of all lifecycles.
var rtClosed = []string{"resolved", "rejected", "deleted", "vedtatt", "avvist"}

// rtNobody is the number of the user who owns what nobody owns.
const rtNobody = "6"

// An rtText is a value that may be a text, a number or none.
type rtText string

func (s *rtText) UnmarshalJSON(text []byte) error {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	if v != nil {
		*s = rtText(fmt.Sprint(v))
	}
	return nil
}

type rtLink struct {
	ID rtText `json:"id"`
}

type rtTransaction struct {
	ID       rtText `json:"id"`
	Ticket   rtText `json:"ObjectId"`
	Kind     string `json:"type"` // always "transaction"; it would be taken for the following
	Type     string
	Field    rtText
	OldValue rtText
	NewValue rtText
	Created  string
	Creator  rtLink
}

type rtTicket struct {
	ID        rtText `json:"id"`
	Status    string
	Created   string
	Started   string
	Resolved  string
	Due       string
	Queue     struct{ Name string }
	Owner     rtLink
	Requestor []rtLink
}

func newRequestTrackerREST(t *testing.T, base string) *requestTrackerREST {
	return &requestTrackerREST{
		restClient: restClient{t: t, base: base + "/REST/2.0", auth: func(r *http.Request, user string) { r.SetBasicAuth(user, productPassword) }},
		lifecycle:  map[string]string{}, asker: map[int]string{}, owner: map[int]string{}, history: map[int][]rtTransaction{},
	}
}

func (p *requestTrackerREST) newUnit(name, kind string) {
	p.call("root", http.MethodPost, "/queue", nil, map[string]any{"Name": name, "Lifecycle": kind}, nil)
	p.lifecycle[name] = kind
}

// refused is how Request Tracker says no in an answer that says OK.
var refused = regexp.MustCompile(`(?i)denied|could ?n.t|could not|cannot|can.t|isn.t|already|illegal|invalid|fail`)

// put changes a ticket, and wants that to be done.
func (p *requestTrackerREST) put(user, path string, body map[string]any) {
	p.t.Helper()
	var said []string
	p.call(user, http.MethodPut, path, nil, body, &said)
	if all := strings.Join(said, "; "); len(said) == 0 || refused.MatchString(all) {
		p.t.Fatalf("PUT %s %v as %s: %q", path, body, user, all)
	}
}

func (p *requestTrackerREST) do(a *act) {
	p.t.Helper()
	path := fmt.Sprintf("/ticket/%d", a.id)
	switch a.verb {
	case "create":
		p.create(a, a.asker(), "")
	case "record":
		p.create(a, a.clerk(), p.step(a.unit, "close"))
	case "own":
		p.put(a.clerk(), path+"/take", map[string]any{})
		p.owner[a.id] = a.clerk()
	case "assign", "disown":
		to := clerks[(slices.Index(clerks, p.owner[a.id])+1)%len(clerks)]
		if a.verb == "disown" {
			to = "Nobody"
		}
		p.put(a.clerk(), path, map[string]any{"Owner": to})
		p.owner[a.id] = to
	case "comment":
		p.write(a.clerk(), path+"/comment")
	case "reply":
		p.write(a.clerk(), path+"/correspond")
	case "ask":
		p.write(p.asker[a.id], path+"/correspond")
	case "move":
		p.put(a.clerk(), path, map[string]any{"Queue": a.unit})
	case "merge":
		p.put(a.clerk(), path, map[string]any{"MergeInto": a.into})
	case "due":
		p.put(a.clerk(), path, map[string]any{"Due": a.due.UTC().Format(time.DateTime)})
	case "delete":
		p.call(a.clerk(), http.MethodDelete, path, nil, nil, nil)
	default:
		var is rtTicket
		p.call("root", http.MethodGet, path, url.Values{"fields[Queue]": {"Name"}, "fields": {"Queue"}}, nil, &is)
		p.put(a.clerk(), path, map[string]any{"Status": p.step(is.Queue.Name, a.verb)})
	}
}

// step is the status of a step in a queue.
func (p *requestTrackerREST) step(queue, step string) string {
	p.t.Helper()
	status := rtSteps[p.lifecycle[queue]][step]
	if status == "" {
		p.t.Fatalf("no status for %q in queue %q", step, queue)
	}
	return status
}

func (p *requestTrackerREST) create(a *act, by, status string) {
	p.t.Helper()
	body := map[string]any{"Queue": a.unit, "Subject": "case", "Content": "text", "Requestor": a.asker()}
	if status != "" {
		body["Status"] = status
	}
	if !a.due.IsZero() {
		body["Due"] = a.due.UTC().Format(time.DateTime)
	}
	var made rtTicket
	p.call(by, http.MethodPost, "/ticket", nil, body, &made)
	id, err := strconv.Atoi(string(made.ID))
	if err != nil {
		p.t.Fatalf("create: %v", err)
	}
	p.asker[id] = a.asker()
}

func (p *requestTrackerREST) write(user, path string) {
	p.t.Helper()
	p.call(user, http.MethodPost, path, nil, map[string]any{"Content": "text", "ContentType": "text/plain"}, nil)
}

// found counts with Request Tracker's own search.
func (p *requestTrackerREST) found(query string) (total int64, oldest string) {
	p.t.Helper()
	var answer struct {
		Total int64
		Items []rtTicket
	}
	p.call("root", http.MethodGet, "/tickets",
		url.Values{"query": {query}, "per_page": {"1"}, "orderby": {"Created"}, "fields": {"Created"}}, nil, &answer)
	if len(answer.Items) > 0 {
		oldest = answer.Items[0].Created
	}
	return answer.Total, oldest
}

// search: what is open, overdue and waiting, and what came and was closed in
// each window. Request Tracker has no date of beginning for a ticket that was
// taken and not moved on, so those that are not begun are neither. Its date of
// closing moves when a closed ticket is moved to a queue of another lifecycle,
// so what was closed is compared where there is one lifecycle.
func (p *requestTrackerREST) search(unit string, now time.Time) map[series]int64 {
	p.t.Helper()
	found := map[series]int64{}
	local := func(at time.Time) string { return "'" + at.In(now.Location()).Format(time.DateTime) + "'" }
	queue := "Queue = '" + unit + "' AND "
	open := queue + "Status = '__Active__'"
	found[series{"open_cases", 0}], _ = p.found(open)
	found[series{"overdue_cases", 0}], _ = p.found(open + " AND Due < " + local(now) + " AND Due IS NOT NULL")
	var oldest string
	found[series{"queue_cases", 0}], oldest = p.found(open + " AND Started IS NULL AND Owner = 'Nobody'")
	if oldest != "" {
		found[series{"queue_oldest_received_timestamp_seconds", 0}] = unixOf(p.t, oldest)
	}
	for _, days := range replayLengths {
		since := local(now.Add(-time.Duration(days) * 24 * time.Hour))
		found[series{"window_received_cases", days}], _ = p.found(queue + "Created > " + since)
		if len(p.lifecycles()) == 1 {
			found[series{"window_closed_cases", days}], _ = p.found(queue + "Status = '__Inactive__' AND Resolved > " + since)
		}
	}
	return found
}

// lifecycles are those of the queues.
func (p *requestTrackerREST) lifecycles() map[string]bool {
	kinds := map[string]bool{}
	for _, kind := range p.lifecycle {
		kinds[kind] = true
	}
	return kinds
}
