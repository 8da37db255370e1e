package adapters_test

import "time"

var _ = test(product{adapter: "redmine", kinds: both, writer: func(s *store) writer { return &redmine{s} }})

// redmine writes as Redmine 5 does.
type redmine struct{ *store }

const (
	redmineNew, redmineWorking, redmineFeedback, redmineClosed, redmineRejected = 1, 2, 4, 5, 6
	redmineAsker, redmineClerk                                                  = 100, 30
)

func (p *redmine) prepare() {
	p.exec("INSERT INTO projects (id, identifier, name) VALUES (1, ?, 'Nord'), (2, ?, 'Vest')", home, other)
	p.exec("INSERT INTO trackers (id, name) VALUES (1, 'Henvendelse')")
	p.exec("INSERT INTO issue_statuses (id, name, is_closed) VALUES (1, 'New', FALSE), (2, 'In Progress', FALSE), (3, 'Resolved', FALSE), (4, 'Feedback', FALSE), (5, 'Closed', TRUE), (6, 'Rejected', TRUE)")
}

// journal writes an entry with one change, or with a note alone, and moves
// updated_on.
func (p *redmine) journal(id int, at any, who int, private bool, key string, before, after any) {
	p.exec("INSERT INTO journals (journalized_id, journalized_type, user_id, notes, private_notes, created_on) "+
		"VALUES (?, 'Issue', ?, 'private', ?, ?)", id, who, private, at)
	if key != "" {
		p.exec("INSERT INTO journal_details (journal_id, property, prop_key, old_value, value) VALUES (?, 'attr', ?, ?, ?)", p.last(), key, before, after)
	}
	p.exec("UPDATE issues SET updated_on = ?, lock_version = lock_version + 1 WHERE id = ?", at, id)
}

func (p *redmine) status(id int, at any, who, to int) {
	from := p.number("SELECT status_id FROM issues WHERE id = ?", id)
	if to >= redmineClosed && from < redmineClosed {
		p.exec("UPDATE issues SET closed_on = ? WHERE id = ?", at, id)
	}
	p.exec("UPDATE issues SET status_id = ? WHERE id = ?", to, id)
	p.journal(id, at, who, false, "status_id", from, to)
}

func (p *redmine) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		var due any
		if !deadline.IsZero() {
			due = deadline.In(p.zone).Format(time.DateOnly)
		}
		p.exec("INSERT INTO issues (id, tracker_id, project_id, subject, status_id, author_id, due_date, created_on, updated_on) "+
			"VALUES (?, 1, 1, 'private', ?, ?, ?, ?, ?)", id, redmineNew, redmineAsker, due, at, at)
	case take:
		p.exec("UPDATE issues SET assigned_to_id = ? WHERE id = ?", redmineClerk, id)
		p.journal(id, at, redmineClerk, false, "assigned_to_id", nil, redmineClerk)
	case answer:
		p.journal(id, at, redmineClerk, false, "", nil, nil)
	case ask:
		p.journal(id, at, redmineAsker, false, "", nil, nil)
	case note:
		p.journal(id, at, redmineClerk, true, "description", "private", "private")
	case pend:
		p.status(id, at, redmineClerk, redmineFeedback)
	case resume:
		p.status(id, at, redmineClerk, redmineWorking)
	case finish:
		p.status(id, at, redmineClerk, redmineClosed)
	case confirm:
		p.status(id, at, redmineClerk, redmineRejected)
	case reopen:
		p.status(id, at, redmineAsker, redmineFeedback)
	case move:
		p.exec("UPDATE issues SET project_id = 2 WHERE id = ?", id)
		p.journal(id, at, redmineClerk, false, "project_id", 1, 2)
	case merge, erase: // there is no merging: one of two is deleted
		p.exec("DELETE FROM journal_details WHERE journal_id IN (SELECT id FROM journals WHERE journalized_id = ?)", id)
		p.exec("DELETE FROM journals WHERE journalized_id = ?", id)
		p.exec("DELETE FROM issues WHERE id = ?", id)
	}
}

func (p *redmine) fill(n int) {
	p.exec("INSERT INTO issues (id, tracker_id, project_id, status_id, author_id, created_on, updated_on, closed_on) " +
		"SELECT seq, 1, 1 + seq % 2, IF(seq % 4 > 0, 5, 2), 100, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO journals (id, journalized_id, journalized_type, user_id, created_on) "+
		"SELECT i.id * 5 + s.seq, i.id, 'Issue', 30, i.created_on + INTERVAL s.seq SECOND FROM issues i CROSS JOIN seq_0_to_4 s WHERE i.id > ?", n-1000)
	p.exec("INSERT INTO journal_details (journal_id, property, prop_key, old_value, value) " +
		"SELECT id, 'attr', IF(id % 5 > 0, 'status_id', 'assigned_to_id'), ELT(id % 5, '1', '5', '2', '4'), ELT(id % 5, '5', '2', '4', '5') FROM journals")
	p.exec("ANALYZE TABLE issues, journals, journal_details")
}
