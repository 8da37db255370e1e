package adapters_test

import "time"

var _ = test(product{
	adapter: "zammad", zone: "UTC", due: toMinute, kinds: []kind{postgreSQL}, writer: func(s *store) writer { return &zammad{s} },
})

// zammad writes as Zammad 7 does.
type zammad struct{ *store }

const (
	zammadNew, zammadOpen, zammadReminder, zammadClosed, zammadMerged, zammadSolved = 1, 2, 3, 4, 5, 8
	zammadNobody, zammadClerk, zammadAsker                                          = 1, 30, 100
	zammadOwner, zammadState, zammadGroup, zammadTitle                              = 1, 2, 3, 4 // attributes
)

func (p *zammad) prepare() {
	p.exec("INSERT INTO groups (id, name) VALUES (1, ?), (2, ?)", home, other)
	p.exec("INSERT INTO ticket_state_types (id, name) VALUES (1, 'new'), (2, 'open'), (3, 'pending reminder'), (4, 'pending action'), (5, 'closed'), (6, 'merged'), (7, 'removed')")
	p.exec("INSERT INTO ticket_states (id, state_type_id, name, ignore_escalation) VALUES (1, 1, 'new', FALSE), (2, 2, 'open', FALSE), " +
		"(3, 3, 'pending reminder', TRUE), (4, 5, 'closed', TRUE), (5, 6, 'merged', TRUE), (8, 5, 'solved', TRUE)")
	p.exec("INSERT INTO history_types (id, name) VALUES (1, 'created'), (2, 'updated'), (3, 'merged_into'), (4, 'received_merge')")
	p.exec("INSERT INTO history_objects (id, name) VALUES (1, 'Ticket'), (2, 'Ticket::Article'), (3, 'User')")
	p.exec("INSERT INTO history_attributes (id, name) VALUES (1, 'owner'), (2, 'state'), (3, 'group'), (4, 'title')")
	// A user of the number of a case has a history of its own.
	p.exec("INSERT INTO histories (history_type_id, history_object_id, history_attribute_id, o_id, id_from, id_to, created_by_id, created_at, updated_at) " +
		"VALUES (2, 3, 2, 1010, 4, 2, 1, '2024-09-01 08:00:00', '2024-09-01 08:00:00')")
}

// happen writes a line of the history and moves updated_at.
func (p *zammad) happen(id int, at any, kind int, attribute, from, to any, who int) {
	p.exec("INSERT INTO histories (history_type_id, history_object_id, history_attribute_id, o_id, id_from, id_to, value_from, value_to, created_by_id, created_at, updated_at) "+
		"VALUES (?, 1, ?, ?, ?, ?, 'private', 'private', ?, ?, ?)", kind, attribute, id, from, to, who, at, at)
	p.touch(id, at)
}

func (p *zammad) touch(id int, at any) {
	p.exec("UPDATE tickets SET updated_at = ? WHERE id = ?", at, id)
}

// article writes one, and its own line in the history.
func (p *zammad) article(id int, at any, who int, internal bool) {
	p.exec("INSERT INTO ticket_articles (ticket_id, body, internal) VALUES (?, 'private', ?)", id, internal)
	p.exec("INSERT INTO histories (history_type_id, history_object_id, o_id, related_o_id, created_by_id, created_at, updated_at) VALUES (1, 2, ?, ?, ?, ?, ?)",
		p.last(), id, who, at, at)
	if who == zammadClerk && !internal {
		p.exec("UPDATE tickets SET first_response_at = COALESCE(first_response_at, ?) WHERE id = ?", at, id)
	}
	if !internal {
		p.exec("UPDATE tickets SET last_contact_at = ? WHERE id = ?", at, id)
	}
	p.touch(id, at)
}

// status changes the state, with what the model and the escalation do then.
func (p *zammad) status(id int, at any, to int) {
	from := p.number("SELECT state_id FROM tickets WHERE id = ?", id)
	if to == zammadClosed || to == zammadSolved {
		p.exec("UPDATE tickets SET close_diff_in_min = FLOOR(EXTRACT(EPOCH FROM close_escalation_at - ?::timestamp) / 60) WHERE id = ? AND close_at IS NULL", at, id)
		p.exec("UPDATE tickets SET close_at = COALESCE(close_at, ?) WHERE id = ?", at, id)
	}
	if to != zammadOpen {
		p.exec("UPDATE tickets SET close_escalation_at = NULL WHERE id = ?", id)
	}
	p.exec("UPDATE tickets SET state_id = ? WHERE id = ?", to, id)
	p.happen(id, at, 2, zammadState, from, to, zammadClerk)
}

func (p *zammad) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO tickets (id, group_id, priority_id, state_id, number, title, owner_id, customer_id, close_escalation_at, updated_by_id, created_by_id, created_at, updated_at) "+
			"VALUES (?, 1, 2, ?, ?, 'private', ?, ?, ?, ?, ?, ?, ?)", id, zammadNew, itoa(id), zammadNobody, zammadAsker, p.clock(deadline), zammadAsker, zammadAsker, at, at)
		p.happen(id, at, 1, nil, nil, nil, zammadAsker)
		p.article(id, at, zammadAsker, false)
	case take:
		from := p.number("SELECT owner_id FROM tickets WHERE id = ?", id)
		p.exec("UPDATE tickets SET owner_id = ? WHERE id = ?", zammadClerk, id)
		p.happen(id, at, 2, zammadOwner, from, zammadClerk, zammadClerk)
	case answer:
		p.article(id, at, zammadClerk, false)
		p.status(id, at, zammadOpen)
	case ask:
		p.article(id, at, zammadAsker, false)
	case note:
		p.article(id, at, zammadClerk, true)
		p.happen(id, at, 2, zammadTitle, nil, nil, zammadClerk)
	case pend:
		p.status(id, at, zammadReminder)
	case resume:
		p.status(id, at, zammadOpen)
	case finish:
		p.status(id, at, zammadClosed)
	case confirm:
		p.status(id, at, zammadSolved)
	case reopen:
		p.article(id, at, zammadAsker, false)
		p.status(id, at, zammadOpen)
	case move:
		p.exec("UPDATE tickets SET group_id = 2 WHERE id = ?", id)
		p.happen(id, at, 2, zammadGroup, 1, 2, zammadClerk)
	case merge:
		p.happen(1000+mergedInto, at, 4, nil, id, 1000+mergedInto, zammadClerk)
		p.happen(id, at, 3, nil, id, 1000+mergedInto, zammadClerk)
		p.status(id, at, zammadMerged)
	case erase:
		p.exec("DELETE FROM ticket_articles WHERE ticket_id = ?", id)
		p.exec("DELETE FROM histories WHERE history_object_id = 1 AND o_id = ?", id)
		p.exec("DELETE FROM tickets WHERE id = ?", id)
	}
}

func (p *zammad) fill(n int) {
	p.exec("INSERT INTO tickets (id, group_id, priority_id, state_id, number, title, owner_id, customer_id, close_at, updated_by_id, created_by_id, created_at, updated_at) " +
		"SELECT seq, 1 + seq % 2, 2, IF(seq % 4 > 0, 4, 2), seq, '', 30, 100, begun, 30, 100, begun, begun " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO histories (history_type_id, history_object_id, history_attribute_id, o_id, id_from, id_to, created_by_id, created_at, updated_at) "+
		"SELECT 2, 1, IF(s.seq = 1, 1, 2), t.id, ELT(s.seq, 1, 2, 4, 3), ELT(s.seq, 30, 4, 3, 4), 30, t.created_at + INTERVAL s.seq SECOND, t.created_at "+
		"FROM tickets t CROSS JOIN seq_1_to_4 s WHERE t.id > ? ORDER BY t.id, s.seq", n-1000)
	p.exec("ANALYZE TABLE tickets, histories")
}
