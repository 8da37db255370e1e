package adapters_test

import "time"

var _ = test(product{adapter: "znuny", zone: "UTC", due: whileOpen, kinds: both, writer: func(s *store) writer { return &znuny{s} }})

// znuny writes as Znuny 6 does.
type znuny struct{ *store }

const (
	znunyNew, znunyOpen, znunyPending, znunyClosed, znunyFailed, znunyMerged, znunyRemoved = 1, 4, 5, 2, 3, 9, 6
	znunyAgent, znunySystem, znunyCustomer                                                 = 1, 2, 3
	znunyHome, znunyOther, znunyClerk                                                      = 1, 2, 30
)

func (p *znuny) prepare() {
	p.exec("INSERT INTO queue (id, name, group_id) VALUES (1, ?, 1), (2, ?, 1)", home, other)
	p.exec("INSERT INTO ticket_type (id, name) VALUES (1, 'Unclassified')")
	p.exec("INSERT INTO ticket_state_type (id, name) VALUES (1, 'new'), (2, 'open'), (3, 'closed'), (4, 'pending reminder'), (6, 'removed'), (7, 'merged')")
	p.exec("INSERT INTO ticket_state (id, name, type_id) VALUES (1, 'new', 1), (2, 'closed successful', 3), (3, 'closed unsuccessful', 3), " +
		"(4, 'open', 2), (5, 'pending reminder', 4), (6, 'removed', 6), (9, 'merged', 7)")
	p.exec("INSERT INTO ticket_history_type (name) VALUES ('NewTicket'), ('StateUpdate'), ('Move'), ('Lock'), ('OwnerUpdate'), " +
		"('SendAnswer'), ('FollowUp'), ('AddNote'), ('Merged'), ('SendAutoReply')")
	p.exec("INSERT INTO article_sender_type (id, name) VALUES (1, 'agent'), (2, 'system'), (3, 'customer')")
}

// happen writes a line of the history, which holds the ticket as it then is,
// and moves its change_time.
func (p *znuny) happen(id int, at any, kind string, article any) {
	p.exec("UPDATE ticket SET change_time = ? WHERE id = ?", at, id)
	p.exec("INSERT INTO ticket_history (name, history_type_id, ticket_id, article_id, type_id, queue_id, owner_id, priority_id, state_id, create_time, create_by) "+
		"SELECT 'private', k.id, t.id, ?, t.type_id, t.queue_id, t.user_id, 3, t.ticket_state_id, ?, 1 FROM ticket t CROSS JOIN ticket_history_type k WHERE t.id = ? AND k.name = ?",
		article, at, id, kind)
}

func (p *znuny) article(id int, at any, kind string, sender, visible int) {
	p.exec("INSERT INTO article (ticket_id, article_sender_type_id, is_visible_for_customer, create_time, create_by) VALUES (?, ?, ?, ?, 1)", id, sender, visible, at)
	p.happen(id, at, kind, p.last())
}

func (p *znuny) status(id int, at any, to int, kind string) {
	p.exec("UPDATE ticket SET ticket_state_id = ? WHERE id = ?", to, id)
	if to != znunyOpen && to != znunyPending {
		p.exec("UPDATE ticket SET escalation_solution_time = 0 WHERE id = ?", id)
	}
	p.happen(id, at, kind, nil)
}

func (p *znuny) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		solution := max(deadline.Unix(), 0)
		p.exec("INSERT INTO ticket (id, tn, title, queue_id, ticket_lock_id, type_id, user_id, ticket_state_id, escalation_solution_time, create_time, create_by, change_time, change_by) "+
			"VALUES (?, ?, 'private', ?, 1, 1, 1, ?, ?, ?, 1, ?, 1)", id, id, znunyHome, znunyNew, solution, at, at)
		p.happen(id, at, "NewTicket", nil)
		p.article(id, at, "FollowUp", znunyCustomer, 1)
		p.article(id, at, "SendAutoReply", znunySystem, 1)
	case take:
		p.exec("UPDATE ticket SET ticket_lock_id = 2, user_id = ? WHERE id = ?", znunyClerk, id)
		p.happen(id, at, "Lock", nil)
		p.happen(id, at, "OwnerUpdate", nil)
	case answer:
		p.article(id, at, "SendAnswer", znunyAgent, 1)
		p.status(id, at, znunyOpen, "StateUpdate")
	case ask:
		p.article(id, at, "FollowUp", znunyCustomer, 1)
	case note:
		p.article(id, at, "AddNote", znunyAgent, 0)
	case pend:
		p.status(id, at, znunyPending, "StateUpdate")
	case resume:
		p.status(id, at, znunyOpen, "StateUpdate")
	case finish:
		p.status(id, at, znunyClosed, "StateUpdate")
	case confirm:
		p.status(id, at, znunyFailed, "StateUpdate")
	case reopen:
		p.article(id, at, "FollowUp", znunyCustomer, 1)
		p.status(id, at, znunyOpen, "StateUpdate")
	case move:
		p.exec("UPDATE ticket SET queue_id = ? WHERE id = ?", znunyOther, id)
		p.happen(id, at, "Move", nil)
	case merge: // its articles go to the other, with their lines
		p.exec("UPDATE article SET ticket_id = ? WHERE ticket_id = ?", 1000+mergedInto, id)
		p.exec("UPDATE ticket_history SET ticket_id = ? WHERE ticket_id = ? AND article_id IS NOT NULL", 1000+mergedInto, id)
		p.article(id, at, "AddNote", znunyAgent, 1)
		p.happen(id, at, "Merged", nil)
		p.happen(1000+mergedInto, at, "Merged", nil)
		p.status(id, at, znunyMerged, "StateUpdate")
	case erase:
		p.status(id, at, znunyRemoved, "StateUpdate")
	}
}

func (p *znuny) fill(n int) {
	p.exec("INSERT INTO ticket (id, tn, title, queue_id, ticket_lock_id, type_id, user_id, ticket_state_id, escalation_solution_time, create_time, create_by, change_time, change_by) " +
		"SELECT seq, seq, '', 1 + seq % 2, 1, 1, 1, IF(seq % 4 > 0, 2, 4), 0, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, 1, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, 1 FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO ticket_history (name, history_type_id, ticket_id, type_id, queue_id, owner_id, priority_id, state_id, create_time, create_by) "+
		"SELECT '', k.id, t.id, 1, t.queue_id, 1, 3, ELT(s.seq, 1, 2, 5, 2), t.create_time + INTERVAL s.seq SECOND, 1 "+
		"FROM ticket t CROSS JOIN seq_1_to_4 s JOIN ticket_history_type k ON k.name = IF(s.seq = 1, 'Lock', 'StateUpdate') WHERE t.id > ? ORDER BY t.id, s.seq", n-1000)
	p.exec("ANALYZE TABLE ticket, ticket_history")
}
