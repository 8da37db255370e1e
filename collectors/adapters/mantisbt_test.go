package adapters_test

import (
	"fmt"
	"testing"
	"time"
)

var _ = test(product{adapter: "mantisbt", zone: "UTC", kinds: both, writer: func(s *store) writer { return &mantisbt{s} }})

// mantisbt writes as MantisBT 2 does, whose clock counts seconds.
type mantisbt struct{ *store }

const (
	mantisNew, mantisFeedback, mantisAssigned, mantisResolved, mantisClosed = 10, 20, 50, 80, 90
	mantisAsker, mantisClerk                                                = 100, 30
)

func (p *mantisbt) prepare() {
	p.exec("INSERT INTO mantis_project_table (id, name) VALUES (1, ?), (2, ?)", home, other)
	p.exec("INSERT INTO mantis_category_table (id, name) VALUES (1, 'General')")
}

func (p *mantisbt) happen(id int, at int64, kind int, field string, before, after any, who int) {
	p.exec("INSERT INTO mantis_bug_history_table (user_id, bug_id, type, field_name, old_value, new_value, date_modified) VALUES (?, ?, ?, ?, ?, ?, ?)",
		who, id, kind, field, before, after, at)
	p.exec("UPDATE mantis_bug_table SET last_updated = ? WHERE id = ?", at, id)
}

func (p *mantisbt) note(id int, at int64, who, view int) {
	p.exec("INSERT INTO mantis_bugnote_table (bug_id, reporter_id, view_state, last_modified, date_submitted) VALUES (?, ?, ?, ?, ?)", id, who, view, at, at)
	p.exec("INSERT INTO mantis_bug_history_table (user_id, bug_id, type, field_name, old_value, new_value, date_modified) "+
		"VALUES (?, ?, 2, '', ?, '', ?)", who, id, fmt.Sprintf("%07d", p.last()), at)
	p.exec("UPDATE mantis_bug_table SET last_updated = ? WHERE id = ?", at, id)
}

func (p *mantisbt) status(id int, at int64, to int) {
	from := p.number("SELECT status FROM mantis_bug_table WHERE id = ?", id)
	p.exec("UPDATE mantis_bug_table SET status = ? WHERE id = ?", to, id)
	p.happen(id, at, 0, "status", from, to, mantisClerk)
}

func (p *mantisbt) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, when.Unix()
	switch d {
	case receive:
		due := int64(1)
		if !deadline.IsZero() {
			due = deadline.Unix()
		}
		p.exec("INSERT INTO mantis_bug_table (id, project_id, reporter_id, status, summary, date_submitted, due_date, last_updated) VALUES (?, 1, ?, ?, 'private', ?, ?, ?)",
			id, mantisAsker, mantisNew, at, due, at)
		p.happen(id, at, 1, "", "", "", mantisAsker)
	case take:
		p.exec("UPDATE mantis_bug_table SET handler_id = ? WHERE id = ?", mantisClerk, id)
		p.status(id, at, mantisAssigned)
		p.happen(id, at, 0, "handler_id", 0, mantisClerk, mantisClerk)
	case answer:
		p.note(id, at, mantisClerk, 10)
	case ask:
		p.note(id, at, mantisAsker, 10)
	case note:
		p.note(id, at, mantisClerk, 50)
		p.happen(id, at, 0, "summary", "private", "private", mantisClerk)
	case pend:
		p.status(id, at, mantisFeedback)
	case resume:
		p.status(id, at, mantisAssigned)
	case finish:
		p.status(id, at, mantisResolved)
	case confirm:
		p.status(id, at, mantisClosed)
	case reopen:
		p.status(id, at, mantisFeedback)
	case move:
		p.exec("UPDATE mantis_bug_table SET project_id = 2 WHERE id = ?", id)
		p.happen(id, at, 0, "project_id", home, other, mantisClerk)
	case merge, erase: // there is no merging: one of two is deleted
		p.exec("DELETE FROM mantis_bugnote_table WHERE bug_id = ?", id)
		p.exec("DELETE FROM mantis_bug_history_table WHERE bug_id = ?", id)
		p.exec("DELETE FROM mantis_bug_table WHERE id = ?", id)
	}
}

func (p *mantisbt) fill(n int) {
	begin := time.Date(2020, 1, 1, 0, 0, 0, 0, p.zone).Unix()
	p.exec("INSERT INTO mantis_bug_table (id, project_id, reporter_id, status, date_submitted, last_updated) "+
		"SELECT seq, 1 + seq % 2, 100, IF(seq % 4 > 0, 80, 50), ? + seq * 10, ? + seq * 10 FROM seq_1_to_"+itoa(n), begin, begin)
	p.exec("INSERT INTO mantis_bug_history_table (user_id, bug_id, type, field_name, old_value, new_value, date_modified) "+
		"SELECT 30, b.id, 0, 'status', ELT(s.seq, '10', '50', '80', '50', '20'), ELT(s.seq, '50', '80', '50', '20', '80'), b.date_submitted + s.seq FROM mantis_bug_table b CROSS JOIN seq_1_to_5 s WHERE b.id > ?", n-1000)
	p.exec("ANALYZE TABLE mantis_bug_table, mantis_bug_history_table")
}

// TestMantisBTAssignedAsCreated: a handler whom an issue has from its creation, such
// as that of its category, has begun it only if he or she created it.
func TestMantisBTAssignedAsCreated(t *testing.T) {
	only(t, "mantisbt", func(t *testing.T, p *product) {
		store, w := p.store(t, "_assigned")
		m, received := w.(*mantisbt), instant(t, scenario[0].at)
		taken := received.AddDate(0, 0, 3)
		assign := func(number, creator, handler int, late int64) { // after its creation, in seconds
			w.do(receive, number, received, time.Time{})
			id, at := 1000+number, received.Unix()+late
			store.exec("UPDATE mantis_bug_history_table SET user_id = ? WHERE bug_id = ?", creator, id)
			store.exec("UPDATE mantis_bug_table SET reporter_id = ?, handler_id = ?, status = ? WHERE id = ?", creator, handler, mantisAssigned, id)
			m.happen(id, at, 0, "status", mantisNew, mantisAssigned, creator)
			m.happen(id, at, 0, "handler_id", 0, handler, creator)
		}
		assign(1, mantisAsker, mantisClerk, 0)
		assign(2, mantisAsker, mantisClerk, 1) // the clock struck in between
		assign(3, mantisClerk, mantisClerk, 0)
		assign(4, mantisClerk, 31, 0)
		w.do(finish, 2, taken, time.Time{})
		m.note(1004, taken.Unix(), 31, 10)
		got := p.cases(t, store)
		for number, want := range map[int]int64{1: 0, 2: taken.Unix(), 3: received.Unix(), 4: taken.Unix()} {
			if got[number].Started != want {
				t.Errorf("issue %d started at %d, want %d", number, got[number].Started, want)
			}
		}
	})
}
