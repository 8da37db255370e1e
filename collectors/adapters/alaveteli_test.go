package adapters_test

import (
	"testing"
	"time"
)

var _ = test(product{
	adapter: "alaveteli", zone: "UTC", kinds: []kind{postgreSQL}, writer: func(s *store) writer { return &alaveteli{s} },
})

// alaveteli writes as Alaveteli does, for people who describe what they get at
// once.
type alaveteli struct{ *store }

func (p *alaveteli) prepare() {
	p.exec("INSERT INTO public_bodies (id, version, last_edit_editor, name, request_email) VALUES (1, 1, 'private', NULL, 'private'), (2, 1, 'private', ?, 'private')", other)
	p.exec("INSERT INTO public_body_translations (public_body_id, locale, name) VALUES (1, 'nb_NO', ?), (1, 'en', 'north')", home)
}

func (p *alaveteli) event(id int, at any, kind string, described any) {
	p.exec("INSERT INTO info_request_events (info_request_id, event_type, created_at, described_state, calculated_state, params) VALUES (?, ?, ?, ?, ?, '{\"old\": \"private\"}')",
		id, kind, at, described, described)
	p.exec("UPDATE info_requests SET last_event_time = ? WHERE id = ?", at, id)
}

// respond brings an answer, which is described with a state at once: the event
// is described, and so is the request.
func (p *alaveteli) respond(id int, at any, state string) {
	p.event(id, at, "response", state)
	p.exec("UPDATE info_requests SET last_public_response_at = ? WHERE id = ?", at, id)
	p.describe(id, at, state)
}

func (p *alaveteli) describe(id int, at any, state string) {
	p.exec("UPDATE info_requests SET described_state = ?, awaiting_description = FALSE, updated_at = ? WHERE id = ?", state, at, id)
}

func (p *alaveteli) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		var last any
		if !deadline.IsZero() {
			last = deadline.In(location(p, oslo)).Format(time.DateOnly)
		}
		p.exec("INSERT INTO info_requests (id, title, user_id, public_body_id, created_at, updated_at, described_state, date_response_required_by) "+
			"VALUES (?, 'private', 100, 1, ?, ?, 'waiting_response', ?)", id, at, at, last)
		p.event(id, at, "sent", "waiting_response")
	case take: // the authority answers, and nobody says what
		p.event(id, at, "response", nil)
		p.exec("UPDATE info_requests SET awaiting_description = TRUE, last_public_response_at = ?, updated_at = ? WHERE id = ?", at, at, id)
	case answer:
		p.respond(id, at, "waiting_clarification")
		p.event(id, at, "followup_sent", "waiting_response")
		p.describe(id, at, "waiting_response")
	case ask: // an acknowledgement is no answer
		state := p.text("SELECT described_state FROM info_requests WHERE id = ?", id)
		p.event(id, at, "comment", nil)
		if state == "waiting_response" {
			p.respond(id, at, state)
		}
	case note:
		p.event(id, at, "edit", nil)
		p.exec("UPDATE info_requests SET title = 'private', updated_at = ? WHERE id = ?", at, id)
	case pend: // what the authority wrote was no answer to all of it
		p.event(id, at, "followup_sent", "waiting_response")
		p.describe(id, at, "waiting_response")
	case finish:
		p.respond(id, at, "partially_successful")
	case confirm:
		p.event(id, at, "status_update", "successful")
		p.describe(id, at, "successful")
	case reopen:
		p.event(id, at, "followup_sent", "internal_review")
		p.describe(id, at, "internal_review")
	case move:
		p.exec("UPDATE info_requests SET public_body_id = 2, updated_at = ? WHERE id = ?", at, id)
		p.event(id, at, "move_request", nil)
	case merge: // there is no merging: one of two is hidden
		p.exec("UPDATE info_requests SET prominence = 'hidden', updated_at = ? WHERE id = ?", at, id)
	case erase:
		p.exec("DELETE FROM info_request_events WHERE info_request_id = ?", id)
		p.exec("DELETE FROM info_requests WHERE id = ?", id)
	}
}

func (p *alaveteli) fill(n int) {
	p.exec("INSERT INTO info_requests (id, title, public_body_id, created_at, updated_at, described_state) " +
		"SELECT seq, '', 1 + seq % 2, begun, begun, IF(seq % 4 > 0, 'successful', 'waiting_response') " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO info_request_events (info_request_id, event_type, created_at, described_state, calculated_state) "+
		"SELECT i.id, ELT(s.seq, 'sent', 'response', 'followup_sent', 'response'), i.created_at + INTERVAL s.seq SECOND, "+
		"ELT(s.seq, 'waiting_response', 'rejected', 'internal_review', 'successful'), ELT(s.seq, 'waiting_response', 'rejected', 'internal_review', 'successful') "+
		"FROM info_requests i CROSS JOIN seq_1_to_4 s WHERE i.id > ? ORDER BY i.id, s.seq", n-1000)
	p.exec("ANALYZE TABLE info_requests, info_request_events")
}

// TestAlaveteliDescribed: an answer that nobody described begins a request and
// does not close it; once it is described, the request was closed when the
// answer came, or had not begun if it was none.
func TestAlaveteliDescribed(t *testing.T) {
	p := productOf(t, "alaveteli")
	store, w := p.store(t, "_described")
	received := instant(t, scenario[0].at)
	answered, described := received.AddDate(0, 0, 5), received.AddDate(0, 0, 40)
	for number := 1; number <= 3; number++ {
		w.do(receive, number, received, received.AddDate(0, 0, 20))
		w.do(take, number, answered, time.Time{})
	}
	a := &alaveteli{store}
	for number, state := range map[int]string{2: "successful", 3: "waiting_response"} {
		store.exec("UPDATE info_request_events SET described_state = ?, calculated_state = ? WHERE event_type = 'response' AND info_request_id = ?", state, state, 1000+number)
		a.describe(1000+number, store.clock(described), state)
	}
	last := instant(t, "2024-01-30 22:59:59").Unix() // in Oslo
	got := p.cases(t, store)
	for number, want := range map[int][3]int64{1: {answered.Unix(), 0, 0}, 2: {answered.Unix(), answered.Unix(), last}, 3: {0, 0, last}} {
		if c := got[number]; c.Started != want[0] || c.Closed != want[1] || c.Deadline != want[2] {
			t.Errorf("request %d began at %d, was closed at %d and due at %d, want %v", number, c.Started, c.Closed, c.Deadline, want)
		}
	}
}
