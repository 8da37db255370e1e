package adapters_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// say writes an event and what was said by it, as Alaveteli does: the last event
// bears the state, and so does the request, unless it is "". Then the states are
// put to the answers.
func (p *alaveteli) say(id int, at time.Time, kind, state string) {
	clock := p.clock(at)
	p.exec("INSERT INTO info_request_events (info_request_id, event_type, created_at) VALUES (?, ?, ?)", id, kind, clock)
	switch {
	case kind == "response":
		p.exec("UPDATE info_requests SET awaiting_description = TRUE, last_public_response_at = ?, updated_at = ? WHERE id = ?", clock, clock, id)
	case kind == "edit": // the form of administrators changes the request alone
		p.describe(id, clock, state)
	case state != "":
		p.exec("UPDATE info_request_events SET described_state = ? WHERE id = (SELECT MAX(id) FROM info_request_events WHERE info_request_id = ?)", state, id)
		p.describe(id, clock, state)
		p.calculate(id)
	}
}

// calculate puts states to events from the last one to the first, as Alaveteli's
// calculate_event_states does.
func (p *alaveteli) calculate(id int) {
	column := func(name string) []string {
		return p.texts(p.words("SELECT "+name+" FROM info_request_events WHERE info_request_id = ? ORDER BY created_at DESC, id DESC"), id)
	}
	kinds, states, ids := column("event_type"), column("COALESCE(described_state, '')"), column("CAST(id AS text)")
	current := ""
	for i, kind := range kinds {
		if current == "" {
			current = states[i]
		}
		put := "" // into the event
		switch {
		case current == "":
		case kind == "response":
			put, current = current, ""
		case slices.Contains([]string{"sent", "followup_sent"}, kind) && slices.Contains([]string{"waiting_response", "internal_review"}, states[i]):
			put, current = states[i], ""
		case kind == "status_update":
			put = states[i]
		}
		if put != "" {
			p.exec("UPDATE info_request_events SET calculated_state = ? WHERE id = CAST(? AS integer)", put, ids[i])
		}
	}
}

// TestAlaveteliSaid: what is said of a request tells when it was begun, closed and
// reopened, in whatever order it is said. Days since it came; -1 is never.
func TestAlaveteliSaid(t *testing.T) {
	p := productOf(t, "alaveteli")
	type act struct {
		day         int
		kind, state string
	}
	type course struct{ Started, Closed, Reopened int }
	const said, answer, letter = "status_update", "response", "followup_sent"
	for name, story := range map[string]struct {
		acts []act
		want course
	}{
		"two acknowledgements, of which the last was described": {
			[]act{{1, answer, ""}, {2, answer, ""}, {3, said, "waiting_response"}, {10, answer, ""}, {11, said, "successful"}}, course{10, 10, 0},
		},
		"two answers, of which the last was described": {
			[]act{{1, answer, ""}, {2, answer, ""}, {3, said, "rejected"}}, course{1, 2, 0},
		},
		"an answer to which the requester wrote, and an acknowledgement of that": {
			[]act{{1, answer, ""}, {2, letter, ""}, {3, answer, ""}, {4, said, "waiting_response"}}, course{1, -1, 0},
		},
		"an acknowledgement, and withdrawn long after": {
			[]act{{1, answer, ""}, {2, said, "waiting_response"}, {30, said, "user_withdrawn"}}, course{30, 30, 0},
		},
		"an answer of which nothing was said but that it is withdrawn": {
			[]act{{1, answer, ""}, {30, said, "user_withdrawn"}}, course{1, 30, 0},
		},
		"described otherwise the day after": {
			[]act{{1, answer, ""}, {2, said, "waiting_response"}, {3, said, "successful"}}, course{1, 3, 0},
		},
		"described as closed, then as none": {
			[]act{{1, answer, ""}, {2, said, "successful"}, {3, said, "waiting_response"}}, course{2, -1, 1},
		},
		"a mail that came back": {
			[]act{{1, answer, ""}, {2, said, "error_message"}}, course{-1, -1, 0},
		},
		"a question, and a letter that could not be sent": {
			[]act{{1, answer, ""}, {2, said, "waiting_clarification"}, {3, "send_error", "error_message"}}, course{1, -1, 0},
		},
		"an acknowledgement, and reported by a reader": {
			[]act{{1, answer, ""}, {2, said, "waiting_response"}, {3, "report_request", "attention_requested"}}, course{-1, -1, 0},
		},
		"closed, and reported by a reader": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {90, "report_request", "attention_requested"}}, course{1, 1, 0},
		},
		"closed, reported, and as before": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {90, "report_request", "attention_requested"}, {91, said, "rejected"}}, course{1, 1, 0},
		},
		"closed, reported, and put right by an administrator": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {90, "report_request", "attention_requested"}, {91, "edit", "rejected"}}, course{1, 1, 0},
		},
		"closed, hidden as none, and shown again": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {90, "hide", "vexatious"}, {91, "edit", "rejected"}}, course{1, 1, 0},
		},
		"closed, and another letter of the authority": {
			[]act{{1, answer, ""}, {2, said, "successful"}, {40, answer, ""}}, course{1, 1, 0},
		},
		"closed, and another letter that changes nothing": {
			[]act{{1, answer, ""}, {2, said, "successful"}, {40, answer, ""}, {41, said, "successful"}}, course{1, 1, 0},
		},
		"closed, and a question": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {40, answer, ""}, {41, said, "waiting_clarification"}}, course{1, -1, 1},
		},
		"closed, and reviewed": {
			[]act{{1, answer, ""}, {2, said, "rejected"}, {20, letter, "internal_review"}, {50, answer, ""}, {51, said, "successful"}}, course{1, 50, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, w := p.store(t, "_said")
			received := instant(t, scenario[0].at)
			w.do(receive, 1, received, received.AddDate(0, 0, 20))
			for _, a := range story.acts {
				w.(*alaveteli).say(1001, received.AddDate(0, 0, a.day), a.kind, a.state)
			}
			day := func(at int64) int {
				if at == 0 {
					return -1
				}
				return int(at-received.Unix()) / 86400
			}
			c := p.cases(t, store)[1]
			if diff := cmp.Diff(story.want, course{day(c.Started), day(c.Closed), int(c.Reopened)}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if c.Closed != 0 && c.Deadline == 0 {
				t.Error("it has no deadline, though it is closed")
			}
		})
	}
}

// TestAlaveteliClosedOnce: a request to which the authority writes again once it
// is closed is counted as closed once, and so is one that a reader reports.
func TestAlaveteliClosedOnce(t *testing.T) {
	p := productOf(t, "alaveteli")
	store, w := p.store(t, "_once")
	a, begin := &alaveteli{store}, instant(t, scenario[0].at)
	polled := newPolled(t, p.granted(t, store), begin.Add(-time.Hour))
	polled.poll(false)
	for number := 1; number <= 2; number++ {
		w.do(receive, number, begin, time.Time{})
	}
	again := map[int]string{1: "response", 2: "report_request"}
	for day, act := range []func(id, number int, at time.Time){
		func(id, _ int, at time.Time) { a.say(id, at, "response", "") },
		func(id, _ int, at time.Time) { a.say(id, at, "status_update", "successful") },
		func(id, number int, at time.Time) { a.say(id, at, again[number], "attention_requested") },
		func(id, _ int, at time.Time) { a.say(id, at, "status_update", "successful") },
	} {
		polled.now = begin.AddDate(0, 0, day+1)
		for number := range again {
			act(1000+number, number, polled.now)
		}
		polled.now = polled.now.Add(time.Second)
		polled.poll(false)
	}
	got := counted(polled.ledger.View(polled.now.Unix(), true))[home]
	if got.Closed != 2 || got.Reopened != 0 {
		t.Errorf("%d closings and %d reopenings of two requests, want 2 and none", got.Closed, got.Reopened)
	}
}
