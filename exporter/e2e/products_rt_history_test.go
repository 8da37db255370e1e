package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
)

// cases are the tickets that Request Tracker's search finds, each with what
// its own history says.
func (p *requestTrackerREST) cases() map[int]productCase {
	p.t.Helper()
	p.learn()
	all := map[int]productCase{}
	rtPages(p, "/tickets", url.Values{
		"query": {"id > 0"}, "orderby": {"id"}, "fields": {"Queue,Owner,Requestor,Status,Created,Started,Resolved,Due"}, "fields[Queue]": {"Name"},
	}, func(ticket *rtTicket) {
		id := number(p.t, ticket.ID)
		c := productCase{
			unit: ticket.Queue.Name, received: unixOf(p.t, ticket.Created), started: unixOf(p.t, ticket.Started), deadline: unixOf(p.t, ticket.Due),
			mayDisown: ticket.Owner.ID != "Nobody" && unixOf(p.t, ticket.Started) != 0,
			mayPause:  ticket.Status == "open", paused: ticket.Status == "stalled",
		}
		p.recall(&c, ticket, p.history[id])
		all[id] = c
	})
	return all
}

// learn fetches the transactions of all tickets since the last time.
func (p *requestTrackerREST) learn() {
	p.t.Helper()
	query, err := json.Marshal([]map[string]any{
		{"field": "ObjectType", "value": "RT::Ticket"},
		{"field": "id", "operator": ">", "value": p.latest},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	rtPages(p, "/transactions", url.Values{
		"query": {string(query)}, "orderby": {"id"}, "fields": {"ObjectId,Type,Field,OldValue,NewValue,Created,Creator"},
	}, func(txn *rtTransaction) {
		p.latest = max(p.latest, number(p.t, txn.ID))
		id := number(p.t, txn.Ticket)
		p.history[id] = append(p.history[id], *txn)
	})
}

// recall adds to a case what its ticket's history shows: the first handling,
// and how often it was closed and opened again.
func (p *requestTrackerREST) recall(c *productCase, ticket *rtTicket, history []rtTransaction) {
	p.t.Helper()
	asked := func(who rtLink) bool {
		return slices.ContainsFunc(ticket.Requestor, func(r rtLink) bool { return r.ID == who.ID })
	}
	for i := range history {
		txn := &history[i]
		at := unixOf(p.t, txn.Created)
		begins := false
		switch {
		case txn.Type == "Status":
			was, is := slices.Contains(rtClosed, string(txn.OldValue)), slices.Contains(rtClosed, string(txn.NewValue))
			if is && !was {
				c.closings++
				c.closed = at
			}
			if was && !is {
				c.reopenings++
			}
			c.pause(at, txn.NewValue == "stalled")
		case txn.Field == "Owner":
			begins = txn.NewValue != rtNobody
		case txn.Type == "Correspond":
			begins = !asked(txn.Creator) && txn.Creator.ID != "RT_System"
		}
		if begins && (c.started == 0 || at < c.started) {
			c.started = at
		}
	}
	c.settle(slices.Contains(rtClosed, ticket.Status), unixOf(p.t, ticket.Resolved))
}

// rtPages fetches all pages of a search.
func rtPages[T any](p *requestTrackerREST, path string, query url.Values, use func(*T)) {
	p.t.Helper()
	query.Set("per_page", "100")
	for page := 1; ; page++ {
		query.Set("page", strconv.Itoa(page))
		var answer struct{ Items []T } // how many pages there are, it does not always say
		p.call("root", http.MethodGet, path, query, nil, &answer)
		for i := range answer.Items {
			use(&answer.Items[i])
		}
		if len(answer.Items) == 0 {
			return
		}
	}
}

func number(t *testing.T, text rtText) int {
	t.Helper()
	n, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
