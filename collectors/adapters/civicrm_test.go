package adapters_test

import (
	"fmt"
	"time"
)

var _ = test(product{adapter: "civicrm", zone: "UTC", due: never, writer: func(s *store) writer { return &civicrm{s} }})

// civicrm writes as CiviCRM 5 does, whose triggers take the time from the
// database. A case type stands for a unit.
type civicrm struct{ *store }

const (
	civiOpenCase, civiChangeStatus, civiChangeType, civiMail, civiMeeting, civiInbound = 13, 16, 15, 3, 1, 12
	civiMerge, civiReassigned                                                          = 18, 19
	civiScheduled, civiCompleted, civiLeft, civiHeld                                   = 1, 2, 4, 9
)

// The statuses of cases, by value.
var civiStatus = map[int]string{1: "Ongoing", 2: "Resolved", 3: "Urgent", 4: "Not needed", 5: "Waiting"}

const civiOngoing, civiResolved, civiUrgent, civiNotNeeded, civiWaiting = 1, 2, 3, 4, 5

func (p *civicrm) prepare() {
	p.exec("INSERT INTO civicrm_case_type (id, name, title) VALUES (1, 'a', ?), (2, 'b', ?)", home, other)
	p.exec("INSERT INTO civicrm_option_group (id, name) VALUES (1, 'activity_type'), (2, 'case_status'), (3, 'activity_status')")
	p.exec("INSERT INTO civicrm_option_value (option_group_id, value, name, label) VALUES (1, 13, 'Open Case', 'x'), (1, 16, 'Change Case Status', 'x'), " +
		"(1, 15, 'Change Case Type', 'x'), (1, 3, 'Email', 'x'), (1, 1, 'Meeting', 'x'), (1, 12, 'Inbound Email', 'x'), " +
		"(1, 18, 'Merge Case', 'x'), (1, 19, 'Reassigned Case', 'x')")
	p.exec("INSERT INTO civicrm_option_value (option_group_id, value, name, label, filter) VALUES (3, 1, 'Scheduled', 'x', 0), (3, 2, 'Completed', 'x', 1), " +
		"(3, 4, 'Left Message', 'x', 0), (3, 9, 'Held', 'x', 1)") // the last is of the site itself
	for value, label := range civiStatus {
		grouping := "Opened"
		if value == civiResolved || value == civiNotNeeded {
			grouping = "Closed"
		}
		p.exec("INSERT INTO civicrm_option_value (option_group_id, value, name, label, `grouping`) VALUES (2, ?, ?, ?, ?)", value, label, label, grouping)
	}
}

func (p *civicrm) activity(id, kind, status int, subject string) {
	p.exec("INSERT INTO civicrm_activity (activity_type_id, subject, details, status_id) VALUES (?, ?, 'private', ?)", kind, subject, status)
	p.exec("INSERT INTO civicrm_case_activity (case_id, activity_id) VALUES (?, LAST_INSERT_ID())", id)
}

func (p *civicrm) status(id, to int) {
	from := p.number("SELECT status_id FROM civicrm_case WHERE id = ?", id)
	p.exec("UPDATE civicrm_case SET status_id = ?, end_date = IF(? IN (2, 4), CURRENT_DATE, NULL) WHERE id = ?", to, to, id)
	p.activity(id, civiChangeStatus, civiCompleted, fmt.Sprintf("Case status changed from %s to %s", civiStatus[int(from)], civiStatus[to]))
}

// merge copies the activities of one case to another, as CiviCRM does: with the
// dates that they bear, and created now.
func (p *civicrm) merge(from, into, kind int) {
	for _, id := range p.texts("SELECT a.id FROM civicrm_activity a JOIN civicrm_case_activity l ON l.activity_id = a.id "+
		"WHERE l.case_id = ? AND (a.activity_type_id <> ? OR ? = ?) ORDER BY a.id", from, civiOpenCase, kind, civiReassigned) {
		p.exec("INSERT INTO civicrm_activity (activity_type_id, subject, activity_date_time, details, status_id, is_current_revision) "+
			"SELECT activity_type_id, subject, activity_date_time, details, status_id, is_current_revision FROM civicrm_activity WHERE id = ?", id)
		p.exec("INSERT INTO civicrm_case_activity (case_id, activity_id) VALUES (?, LAST_INSERT_ID())", into)
	}
	p.exec("UPDATE civicrm_activity a JOIN civicrm_case_activity l ON l.activity_id = a.id SET a.is_deleted = 1 WHERE l.case_id = ?", from)
	p.exec("UPDATE civicrm_case SET is_deleted = 1 WHERE id = ?", from)
	p.activity(into, kind, civiCompleted, "private")
}

func (p *civicrm) do(d deed, number int, when, _ time.Time) {
	id := 1000 + number
	p.exec("SET timestamp = ?", when.Unix())
	defer p.exec("SET timestamp = DEFAULT")
	switch d {
	case receive:
		p.exec("INSERT INTO civicrm_case (id, case_type_id, subject, start_date, status_id, created_date) VALUES (?, 1, 'private', CURRENT_DATE, ?, CURRENT_TIMESTAMP)", id, civiOngoing)
		p.activity(id, civiOpenCase, civiCompleted, "private")
		p.activity(id, civiMeeting, civiScheduled, "private") // of the type's timeline
	case take: // the planned meeting is held
		p.exec("UPDATE civicrm_activity a JOIN civicrm_case_activity l ON l.activity_id = a.id SET a.status_id = ? WHERE l.case_id = ? AND a.activity_type_id = ?", civiHeld, id, civiMeeting)
	case answer:
		p.activity(id, civiMail, civiCompleted, "private")
	case ask:
		p.activity(id, civiInbound, civiCompleted, "private")
	case note:
		p.activity(id, civiMeeting, civiScheduled, "private")
		p.activity(id, civiMeeting, civiLeft, "private")
	case pend:
		p.status(id, civiWaiting)
	case finish:
		p.status(id, civiResolved)
	case confirm:
		p.status(id, civiNotNeeded)
		p.activity(id, civiChangeStatus, civiCompleted, "private") // somebody wrote a subject of their own
	case reopen:
		p.status(id, civiUrgent)
	case move:
		p.exec("UPDATE civicrm_case SET case_type_id = 2 WHERE id = ?", id)
		p.activity(id, civiChangeType, civiCompleted, "private")
	case merge:
		p.merge(id, 1000+mergedInto, civiMerge)
	case erase:
		p.exec("UPDATE civicrm_case SET is_deleted = 1 WHERE id = ?", id)
	}
}

func (p *civicrm) fill(n int) {
	p.exec("INSERT INTO civicrm_case (id, case_type_id, status_id, created_date, modified_date) " +
		"SELECT seq, 1 + seq % 2, IF(seq % 4, 2, 1), @at := '2020-01-01' + INTERVAL seq * 10 SECOND, @at FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO civicrm_activity (id, activity_type_id, subject, status_id, created_date, modified_date) "+
		"SELECT c.id * 4 + s.seq, IF(s.seq, 16, 3), CONCAT('Case status changed from ', ELT(s.seq, 'Ongoing to Resolved', 'Resolved to Urgent', 'Urgent to Resolved')), 2, "+
		"@at := c.created_date + INTERVAL 2 + s.seq MINUTE, @at FROM civicrm_case c JOIN seq_0_to_3 s WHERE c.id > ?", n-1000)
	p.exec("DROP TRIGGER civicrm_case_activity_after_insert") // which would move modified_date
	p.exec("INSERT INTO civicrm_case_activity (case_id, activity_id) SELECT id DIV 4, id FROM civicrm_activity")
	p.exec("ANALYZE TABLE civicrm_case, civicrm_activity, civicrm_case_activity")
}
