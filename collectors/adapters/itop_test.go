package adapters_test

import (
	"testing"
	"time"

	"casework/collectors/ledger"
)

var _ = test(product{adapter: "itop", due: whileOpen, writer: func(s *store) writer { return &itop{s} }})

// itop writes as iTop 3 does.
type itop struct{ *store }

const itopHome, itopOther, itopClerk = 1, 2, 30

func (p *itop) prepare() {
	p.exec("INSERT INTO contact (id, name, finalclass) VALUES (1, ?, 'Team'), (2, ?, 'Team'), (30, 'private', 'Person')", home, other)
}

// change records that an attribute was set, and moves last_update.
func (p *itop) change(id int, at any, attribute string, before, after any) {
	p.exec("INSERT INTO priv_change (date, userinfo) VALUES (?, 'private')", at)
	p.exec("INSERT INTO priv_changeop (changeid, objclass, objkey, optype) VALUES (LAST_INSERT_ID(), 'UserRequest', ?, 'CMDBChangeOpSetAttributeScalar')", id)
	op := p.number("SELECT LAST_INSERT_ID()")
	p.exec("INSERT INTO priv_changeop_setatt (id, attcode) VALUES (?, ?)", op, attribute)
	p.exec("INSERT INTO priv_changeop_setatt_scalar (id, oldvalue, newvalue) VALUES (?, ?, ?)", op, before, after)
	p.exec("UPDATE ticket SET last_update = ? WHERE id = ?", at, id)
}

func (p *itop) status(id int, at any, to string) {
	var from string
	if err := p.conn.QueryRowContext(p.Context(), "SELECT status FROM ticket_request WHERE id = ?", id).Scan(&from); err != nil {
		p.Fatal(err)
	}
	operational := map[string]string{"resolved": "resolved", "closed": "closed", "rejected": "closed"}[to]
	if operational == "" {
		operational = "ongoing"
	}
	if operational != "ongoing" || to == "pending" { // the clock of the SLA stops, for good where it is late
		p.exec("UPDATE ticket_request SET ttr_100_deadline = NULL WHERE id = ? AND ttr_100_deadline >= ?", id, at)
	}
	p.exec("UPDATE ticket SET operational_status = ? WHERE id = ?", operational, id)
	p.exec("UPDATE ticket_request SET status = ? WHERE id = ?", to, id)
	if from == "pending" { // the stop watch stops
		p.exec("UPDATE ticket_request SET cumulatedpending_timespent = COALESCE(cumulatedpending_timespent, 0) + TIMESTAMPDIFF(SECOND, cumulatedpending_laststart, ?), cumulatedpending_laststart = NULL WHERE id = ?", at, id)
	}
	if to == "pending" {
		p.exec("UPDATE ticket_request SET cumulatedpending_started = COALESCE(cumulatedpending_started, ?), cumulatedpending_laststart = ? WHERE id = ?", at, at, id)
	}
	switch to {
	case "resolved":
		p.exec("UPDATE ticket_request SET resolution_date = ? WHERE id = ?", at, id)
	case "closed":
		p.exec("UPDATE ticket SET close_date = ? WHERE id = ?", at, id)
	}
	p.change(id, at, "status", from, to)
}

func (p *itop) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO ticket (id, team_id, title, description, start_date, last_update, finalclass) VALUES (?, ?, 'private', 'private', ?, ?, 'UserRequest')", id, itopHome, at, at)
		p.exec("INSERT INTO ticket_request (id, ttr_100_deadline, cumulatedpending_timespent) VALUES (?, ?, 0)", id, p.clock(deadline))
	case take, answer: // nobody answers without being assigned
		if p.number("SELECT agent_id FROM ticket WHERE id = ?", id) == 0 {
			p.exec("UPDATE ticket SET agent_id = ? WHERE id = ?", itopClerk, id)
			p.status(id, at, "assigned")
		}
		p.change(id, at, "agent_id", "0", "30")
	case ask:
		p.exec("UPDATE ticket SET last_update = ? WHERE id = ?", at, id)
	case note:
		p.change(id, at, "title", "private", "private")
		p.status(id, at, "waiting_for_approval") // which nobody has begun either
	case pend:
		p.status(id, at, "pending")
	case resume:
		p.status(id, at, "assigned")
	case finish:
		p.status(id, at, "resolved")
	case confirm:
		p.status(id, at, "closed")
	case reopen:
		p.status(id, at, "assigned")
	case move:
		p.exec("UPDATE ticket SET team_id = ? WHERE id = ?", itopOther, id)
		p.change(id, at, "team_id", "1", "2")
	case merge, erase: // there is no merging: one of two is deleted
		p.exec("DELETE FROM ticket_request WHERE id = ?", id)
		p.exec("DELETE FROM ticket WHERE id = ?", id)
	}
}

func (p *itop) fill(n int) {
	p.exec("INSERT INTO ticket (id, team_id, operational_status, start_date, last_update, finalclass) " +
		"SELECT seq, 1 + seq % 2, IF(seq % 4, 'resolved', 'ongoing'), @at := '2020-01-01' + INTERVAL seq * 10 SECOND, @at, 'UserRequest' FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO ticket_request (id, cumulatedpending_timespent) SELECT id, 0 FROM ticket")
	p.exec("INSERT INTO priv_change (id, date) SELECT t.id * 4 + s.seq, t.start_date + INTERVAL s.seq SECOND FROM ticket t JOIN seq_0_to_3 s WHERE t.id > ?", n-1000)
	p.exec("INSERT INTO priv_changeop (id, changeid, objclass, objkey) SELECT id, id, 'UserRequest', id DIV 4 FROM priv_change")
	p.exec("INSERT INTO priv_changeop_setatt (id, attcode) SELECT id, 'status' FROM priv_change")
	p.exec("INSERT INTO priv_changeop_setatt_scalar (id, oldvalue, newvalue) " +
		"SELECT id, ELT(1 + id % 4, 'new', 'assigned', 'resolved', 'assigned'), ELT(1 + id % 4, 'assigned', 'resolved', 'assigned', 'resolved') FROM priv_change")
	p.exec("ANALYZE TABLE ticket, ticket_request, priv_change, priv_changeop, priv_changeop_setatt, priv_changeop_setatt_scalar")
}

// TestITopIncidents: incidents count, and the line that the README offers in
// place of the deadline's tells theirs as well.
func TestITopIncidents(t *testing.T) {
	p := productOf(t, "itop")
	store, w := p.store(t, "_incidents")
	at := instant(t, scenario[0].at)
	deadline := at.Add(24 * time.Hour)
	w.do(receive, 1, at, deadline)
	store.exec("INSERT INTO ticket (id, team_id, start_date, last_update, finalclass) VALUES (1002, 1, ?, ?, 'Incident'), (1003, 1, ?, ?, 'Problem')",
		store.clock(at), store.clock(at), store.clock(at), store.clock(at))
	store.exec("INSERT INTO ticket_incident (id, ttr_100_deadline) VALUES (1002, ?)", store.clock(deadline))
	for _, tt := range []struct {
		product
		incident int64
	}{{p, 0}, {p.withLine(t, "deadline_at"), deadline.Unix()}} {
		got := map[ledger.ID]int64{}
		err := tt.open(t, store, account{}).Changes(t.Context(), ledger.Cases, 0, func(page *ledger.Page) error {
			for _, c := range page.Cases {
				got[c.ID] = c.Deadline
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[p.id(1)] != deadline.Unix() || got[p.id(2)] != tt.incident {
			t.Errorf("deadlines are %v, want %d of the request and %d of the incident", got, deadline.Unix(), tt.incident)
		}
	}
}

// TestITopApproved: a request that was approved waits for somebody to take it: iTop's
// own clock of the time to own runs then.
func TestITopApproved(t *testing.T) {
	p := productOf(t, "itop")
	store, w := p.store(t, "_approved")
	received := instant(t, scenario[0].at)
	approved, taken := received.AddDate(0, 0, 2), received.AddDate(0, 0, 5)
	for number := 1; number <= 2; number++ {
		w.do(receive, number, received, time.Time{})
		w.do(note, number, received.AddDate(0, 0, 1), time.Time{}) // which asks for approval
		w.(*itop).status(1000+number, store.clock(approved), "approved")
	}
	w.do(take, 2, taken, time.Time{})
	got := p.cases(t, store)
	for number, want := range map[int]int64{1: 0, 2: taken.Unix()} {
		if got[number].Started != want {
			t.Errorf("request %d started at %d, want %d", number, got[number].Started, want)
		}
	}
}
