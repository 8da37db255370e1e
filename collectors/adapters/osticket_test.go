package adapters_test

import "time"

var _ = test(product{adapter: "osticket", due: noticed, writer: func(s *store) writer { return &osticket{s} }})

// osticket writes as osTicket 1.17 does. The thread of a ticket has the
// ticket's number and 5000.
type osticket struct{ *store }

const (
	ostOpen, ostResolved, ostClosed, ostHeld = 1, 2, 3, 6
	ostAsker, ostClerk                       = 100, 30
)

func (p *osticket) prepare() {
	p.exec("INSERT INTO ost_department (id, name) VALUES (1, ?), (2, ?)", home, other)
	p.exec("INSERT INTO ost_ticket_status (id, name, state) VALUES (1, 'Open', 'open'), (2, 'Resolved', 'closed'), (3, 'Closed', 'closed'), (5, 'Deleted', 'deleted'), (6, 'On hold', 'open')")
	p.exec("INSERT INTO ost_event (name) VALUES ('created'), ('closed'), ('reopened'), ('assigned'), ('transferred'), ('edited'), ('merged'), ('overdue')")
}

func (p *osticket) happen(id int, at any, event string, staff int) {
	var who any
	if staff > 0 {
		who = staff
	}
	p.exec("INSERT INTO ost_thread_event (thread_id, thread_type, event_id, staff_id, dept_id, username, uid, uid_type, timestamp) "+
		"SELECT ?, 'T', id, ?, 1, 'private', ?, 'S', ? FROM ost_event WHERE name = ?", 5000+id, staff, who, at, event)
	p.exec("UPDATE ost_ticket SET lastupdate = ?, updated = ? WHERE ticket_id = ?", at, at, id)
}

func (p *osticket) write(id int, at any, kind string, staff, asker int) {
	p.exec("INSERT INTO ost_thread_entry (thread_id, staff_id, user_id, type, poster, body, created) VALUES (?, ?, ?, ?, 'private', 'private', ?)",
		5000+id, staff, asker, kind, at)
	p.exec("UPDATE ost_ticket SET updated = ?, isanswered = ? WHERE ticket_id = ?", at, staff > 0, id)
	if kind == "M" { // neither a reply nor a note moves it
		p.exec("UPDATE ost_ticket SET lastupdate = ? WHERE ticket_id = ?", at, id)
	}
}

func (p *osticket) annul(id int) {
	p.exec("UPDATE ost_thread_event SET annulled = 1 WHERE thread_id = ? AND event_id = (SELECT id FROM ost_event WHERE name = 'closed')", 5000+id)
}

// cron marks a ticket overdue, a second after the date of an agent or, without
// one, of the SLA.
func (p *osticket) cron(id int, at any) {
	p.exec("INSERT INTO ost_thread_event (thread_id, thread_type, event_id, staff_id, dept_id, username, uid_type, timestamp) "+
		"SELECT ?, 'T', e.id, 0, 1, 'SYSTEM', 'S', COALESCE(t.duedate, t.est_duedate) + INTERVAL 1 SECOND FROM ost_ticket t JOIN ost_event e "+
		"WHERE t.ticket_id = ? AND t.closed IS NULL AND COALESCE(t.duedate, t.est_duedate) < ? AND e.name = 'overdue'", 5000+id, id, at)
}

// close closes a ticket, which empties all dates that are past.
func (p *osticket) close(id int, at any, status int) {
	p.cron(id, at)
	p.annul(id)
	p.exec("UPDATE ost_ticket SET status_id = ?, closed = ?, duedate = IF(duedate <= ?, NULL, duedate), est_duedate = IF(est_duedate <= ?, NULL, est_duedate) "+
		"WHERE ticket_id = ?", status, at, at, at, id)
	p.happen(id, at, "closed", ostClerk)
}

func (p *osticket) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		// The date of an agent, which goes before that of the SLA, or the latter alone.
		agent, sla := deadline, deadline
		if number%4 == 1 {
			agent = time.Time{}
		} else if !deadline.IsZero() {
			sla = when.Add(time.Hour)
		}
		p.exec("INSERT INTO ost_ticket (ticket_id, number, status_id, dept_id, duedate, est_duedate, created, updated) VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
			id, id, ostOpen, p.clock(agent), p.clock(sla), at, at)
		p.exec("INSERT INTO ost_thread (id, object_id, object_type, created) VALUES (?, ?, 'T', ?)", 5000+id, id, at)
		p.happen(id, at, "created", 0)
		p.happen(id, at, "assigned", 0) // by a filter, which is nobody
		p.write(id, at, "M", 0, ostAsker)
		p.write(id, at, "R", 0, 0) // a canned answer, which is nobody's either
	case take:
		p.exec("UPDATE ost_ticket SET staff_id = ? WHERE ticket_id = ?", ostClerk, id)
		p.happen(id, at, "assigned", ostClerk)
	case answer:
		p.write(id, at, "R", ostClerk, 0)
	case ask:
		p.write(id, at, "M", 0, ostAsker)
	case note:
		p.write(id, at, "N", ostClerk, 0)
	case pend:
		p.exec("UPDATE ost_ticket SET status_id = ? WHERE ticket_id = ?", ostHeld, id)
		p.happen(id, at, "edited", ostClerk)
	case finish:
		p.close(id, at, ostResolved)
	case confirm:
		p.close(id, at, ostClosed)
	case reopen:
		p.annul(id)
		p.exec("UPDATE ost_ticket SET status_id = ?, closed = NULL, reopened = ? WHERE ticket_id = ?", ostOpen, at, id)
		p.happen(id, at, "reopened", ostAsker)
	case move:
		p.exec("UPDATE ost_ticket SET dept_id = 2 WHERE ticket_id = ?", id)
		p.happen(id, at, "transferred", ostClerk)
	case merge: // what was written goes to the other's thread
		p.exec("UPDATE ost_thread_entry SET thread_id = ? WHERE thread_id = ?", 6000+mergedInto, 5000+id)
		p.exec("UPDATE ost_thread SET object_type = 'C' WHERE id = ?", 5000+id)
		p.close(id, at, ostClosed)
		p.exec("UPDATE ost_ticket SET ticket_pid = ?, flags = 2 WHERE ticket_id = ?", 1000+mergedInto, id)
		p.happen(1000+mergedInto, at, "merged", ostClerk)
	case erase:
		p.exec("DELETE FROM ost_thread_entry WHERE thread_id = ?", 5000+id)
		p.exec("DELETE FROM ost_thread WHERE id = ?", 5000+id)
		p.exec("DELETE FROM ost_ticket WHERE ticket_id = ?", id)
	}
}

func (p *osticket) fill(n int) {
	p.exec("INSERT INTO ost_ticket (ticket_id, number, status_id, dept_id, created, updated) " +
		"SELECT seq, seq, IF(seq % 4, 2, 1), 1 + seq % 2, @at := '2020-01-01' + INTERVAL seq * 10 SECOND, @at FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO ost_thread (id, object_id, object_type, created) SELECT ticket_id, ticket_id, 'T', created FROM ost_ticket")
	p.exec("INSERT INTO ost_thread_event (thread_id, thread_type, event_id, staff_id, dept_id, uid, timestamp) "+
		"SELECT d.id, 'T', e.id, 30, 1, 30, d.created + INTERVAL s.seq SECOND FROM ost_thread d JOIN seq_1_to_4 s "+
		"JOIN ost_event e ON e.name = ELT(s.seq, 'assigned', 'closed', 'reopened', 'closed') WHERE d.id > ? ORDER BY d.id, s.seq", n-1000)
	p.exec("ANALYZE TABLE ost_ticket, ost_thread, ost_thread_event")
}
