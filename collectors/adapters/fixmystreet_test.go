package adapters_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

var _ = test(product{
	adapter: "fixmystreet", due: never, kinds: []kind{postgreSQL}, writer: func(s *store) writer { return &fixmystreet{s} },
})

// fixmystreet writes as FixMyStreet 6 does.
type fixmystreet struct{ *store }

const fixAsker, fixClerk, fixVisitor = 100, 30, 101

func (p *fixmystreet) prepare() {
	p.exec("INSERT INTO body (id, name) VALUES (1, ?), (2, ?)", home, other)
	p.exec("INSERT INTO users (id, email, name, from_body) VALUES (100, 'private', 'private', NULL), (101, 'private', 'private', NULL), (30, 'private', 'private', 1)")
	p.exec("INSERT INTO state (label, type, name) VALUES ('investigating', 'open', 'Investigating'), ('planned', 'open', 'Planned'), " +
		"('fixed', 'fixed', 'Fixed'), ('unable to fix', 'closed', 'No further action')")
}

// update writes one, with the state after it unless that is "".
func (p *fixmystreet) update(id int, at any, who int, state string) {
	var after any
	if state != "" {
		after = state
	}
	p.exec("INSERT INTO comment (problem_id, user_id, name, created, confirmed, text, state, mark_fixed, mark_open, problem_state) "+
		"VALUES (?, ?, 'private', ?, ?, 'private', 'confirmed', ?, ?, ?)",
		id, who, at, at, state == "fixed - user", who == fixAsker && state == "confirmed", after)
	if state != "" {
		p.exec("UPDATE problem SET state = ? WHERE id = ?", state, id)
	}
	p.exec("UPDATE problem SET lastupdate = ? WHERE id = ?", at, id)
}

func (p *fixmystreet) do(d deed, number int, when, _ time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO problem (id, postcode, bodies_str, category, title, detail, user_id, name, created, confirmed, state, lastupdate) "+
			"VALUES (?, 'private', '1,2', 'Veilys', 'private', 'private', ?, 'private', ?, ?, 'confirmed', ?)",
			id, fixAsker, p.clock(when.Add(-time.Hour)), at, at)
	case take:
		p.update(id, at, fixClerk, "investigating")
	case answer:
		p.update(id, at, fixClerk, p.text("SELECT state FROM problem WHERE id = ?", id))
	case ask:
		p.update(id, at, fixAsker, p.text("SELECT state FROM problem WHERE id = ?", id))
		p.update(id, at, fixVisitor, p.text("SELECT state FROM problem WHERE id = ?", id))
	case note:
		p.exec("UPDATE problem SET detail = 'private', lastupdate = ? WHERE id = ?", at, id)
		p.exec("INSERT INTO admin_log (admin_user, object_type, object_id, action, whenedited, reason) VALUES ('private', 'problem', ?, 'edit', ?, 'private')", id, at)
	case pend:
		p.update(id, at, fixClerk, "planned")
	case finish:
		p.update(id, at, fixClerk, "fixed - council")
	case confirm:
		p.update(id, at, fixClerk, "unable to fix")
	case reopen:
		p.update(id, at, fixAsker, "confirmed")
	case move:
		p.exec("UPDATE problem SET bodies_str = '2', category = 'Vann' WHERE id = ?", id)
		p.update(id, at, fixClerk, "") // the note of the new category
	case merge, erase: // there is no merging: one of two is hidden
		p.exec("UPDATE problem SET state = 'hidden' WHERE id = ?", id)
	}
}

func (p *fixmystreet) fill(n int) {
	p.exec("INSERT INTO problem (id, postcode, bodies_str, title, detail, user_id, name, created, confirmed, state, lastupdate) " +
		"SELECT seq, '', 1 + seq % 2, '', '', 100, '', begun, begun, IF(seq % 4 > 0, 'fixed - council', 'investigating'), begun " +
		"FROM (SELECT seq, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND AS begun FROM seq_1_to_" + itoa(n) + ") AS made")
	p.exec("INSERT INTO comment (problem_id, user_id, created, confirmed, text, state, mark_fixed, problem_state) "+
		"SELECT p.id, 30, p.created + INTERVAL s.seq SECOND, p.created + INTERVAL s.seq SECOND, '', 'confirmed', FALSE, "+
		"ELT(s.seq, 'investigating', 'fixed - council', 'confirmed', 'fixed - council') FROM problem p CROSS JOIN seq_1_to_4 s WHERE p.id > ? ORDER BY p.id, s.seq", n-1000)
	p.exec("ANALYZE TABLE problem, comment")
}

// fetched writes an update that FixMyStreet makes itself: its reply to each
// report, or what it fetches from a body by Open311.
func (p *fixmystreet) fetched(id int, at any, number, shown, state string) {
	p.exec("INSERT INTO comment (problem_id, user_id, created, confirmed, text, state, mark_fixed, problem_state, external_id) "+
		"VALUES (?, ?, ?, ?, 'private', ?, FALSE, ?, ?)", id, fixClerk, at, at, shown, state, number)
	p.exec("UPDATE problem SET lastupdate = ? WHERE id = ?", at, id)
}

// TestFixMyStreetTold: what FixMyStreet says by itself begins no report, and
// neither does an update that it fetched and hides, as it says nothing new. An
// update that "fixed" a report and was hidden fixed it never, and hiding a report
// by mistake is neither a reopening nor another closing.
func TestFixMyStreetTold(t *testing.T) {
	p := productOf(t, "fixmystreet")
	begin := instant(t, scenario[0].at)
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	for name, story := range map[string]struct {
		tell            func(p *fixmystreet, id int, at func(n int) any)
		started, closed int // days, -1 if not
	}{
		"a reply to each report, and the status that a body's system sends": {func(p *fixmystreet, id int, at func(n int) any) {
			p.fetched(id, at(0), "auto-internal", "confirmed", "confirmed")
			p.fetched(id, at(1), "U1", "hidden", "confirmed")
			p.fetched(id, at(3), "U2", "confirmed", "confirmed")
		}, 3, -1},
		"a reply to each report, which closes those of others": {func(p *fixmystreet, id int, at func(n int) any) {
			p.fetched(id, at(0), "auto-internal", "confirmed", "closed")
			p.exec("UPDATE problem SET state = 'closed' WHERE id = ?", id)
		}, 0, 0},
		"fixed by somebody whose update was hidden, then by the body": {func(p *fixmystreet, id int, at func(n int) any) {
			p.update(id, at(1), fixVisitor, "fixed - user")
			p.exec("UPDATE comment SET state = 'hidden' WHERE problem_id = ?", id)
			p.exec("UPDATE problem SET state = 'confirmed' WHERE id = ?", id)
			p.update(id, at(4), fixClerk, "fixed - council")
		}, 4, 4},
		"hidden after it was closed, and shown again": {func(p *fixmystreet, id int, at func(n int) any) {
			p.update(id, at(1), fixClerk, "investigating")
			p.update(id, at(2), fixClerk, "fixed - council")
			p.update(id, at(3), fixClerk, "hidden")
			p.update(id, at(4), fixClerk, "fixed - council")
		}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			store, w := p.store(t, "_told")
			w.do(receive, 1, begin, time.Time{})
			story.tell(&fixmystreet{store}, 1001, func(n int) any { return store.clock(day(n)) })
			at := func(n int) int64 {
				if n < 0 {
					return 0
				}
				return day(n).Unix()
			}
			got := p.cases(t, store)[1]
			want := ledger.Case{Started: at(story.started), Closed: at(story.closed)}
			if diff := cmp.Diff(want, ledger.Case{Started: got.Started, Closed: got.Closed, Reopened: got.Reopened}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
