package adapters_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

var _ = test(product{adapter: "glpi", zone: "UTC", begun: glpiBegun, writer: func(s *store) writer { return &glpi{s} }})

// glpi writes as GLPI 10 does.
type glpi struct{ *store }

const glpiNew, glpiAssigned, glpiPlanned, glpiWaiting, glpiSolved, glpiClosed = 1, 2, 3, 4, 5, 6

// glpiBegun are the cases that were moved, or had a note among staff, before
// anything else was done to them.
var glpiBegun = map[int]string{6: "2024-06-02 07:00:00", 10: "2024-09-03 07:00:00"}

func (p *glpi) prepare() {
	p.exec("INSERT INTO glpi_entities (id, name, completename) VALUES (1, ?, ?), (2, ?, ?)", home, home, other, other)
}

// touch moves date_mod, and takeintoaccountdate when staff act first, whatever
// they do.
func (p *glpi) touch(id int, at any, staff bool) {
	p.exec("UPDATE glpi_tickets SET date_mod = ? WHERE id = ?", at, id)
	if staff {
		p.exec("UPDATE glpi_tickets SET takeintoaccountdate = ? WHERE id = ? AND takeintoaccountdate IS NULL", at, id)
	}
}

func (p *glpi) log(id int, at any, option int, before, after any) {
	p.exec("INSERT INTO glpi_logs (itemtype, items_id, user_name, date_mod, id_search_option, old_value, new_value) VALUES ('Ticket', ?, 'private', ?, ?, ?, ?)",
		id, at, option, before, after)
}

func (p *glpi) status(id int, at any, to int) {
	from := p.number("SELECT status FROM glpi_tickets WHERE id = ?", id)
	p.waiting(id, at, int(from), to)
	switch {
	case to == glpiSolved:
		p.exec("UPDATE glpi_tickets SET solvedate = ? WHERE id = ?", at, id)
	case to == glpiClosed:
		p.exec("UPDATE glpi_tickets SET closedate = ? WHERE id = ?", at, id)
	case from >= glpiSolved:
		p.exec("UPDATE glpi_tickets SET solvedate = NULL, closedate = NULL WHERE id = ?", id)
	}
	p.exec("UPDATE glpi_tickets SET status = ? WHERE id = ?", to, id)
	p.log(id, at, 12, from, to)
	p.touch(id, at, true)
}

// waiting keeps the sum of pauses, in each of which GLPI has a ticket from its
// solution to its reopening as well. Its entity has no calendar.
func (p *glpi) waiting(id int, at any, from, to int) {
	if from == to {
		return
	}
	if from == glpiWaiting || from == glpiSolved && to != glpiClosed || from == glpiClosed && to < glpiSolved {
		p.exec("UPDATE glpi_tickets SET waiting_duration = waiting_duration + TIMESTAMPDIFF(SECOND, begin_waiting_date, ?), begin_waiting_date = NULL "+
			"WHERE id = ? AND begin_waiting_date IS NOT NULL", at, id)
	}
	if to == glpiWaiting || to == glpiSolved {
		p.exec("UPDATE glpi_tickets SET begin_waiting_date = ? WHERE id = ?", at, id)
	}
}

func (p *glpi) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		p.exec("INSERT INTO glpi_tickets (id, entities_id, name, content, date, date_mod, date_creation, status, time_to_resolve) "+
			"VALUES (?, 1, 'private', 'private', ?, ?, ?, ?, ?)", id, at, at, at, glpiNew, p.clock(deadline))
	case take:
		p.touch(id, at, true)
		p.log(id, at, 5, "", "private (30)")
		p.status(id, at, glpiAssigned)
	case answer:
		p.touch(id, at, true)
	case ask:
		p.touch(id, at, false)
	case note:
		p.touch(id, at, true)
	case pend:
		p.status(id, at, glpiWaiting)
	case resume:
		p.status(id, at, glpiPlanned)
	case finish:
		p.status(id, at, glpiSolved)
	case confirm:
		p.status(id, at, glpiClosed)
	case reopen:
		p.status(id, at, glpiWaiting)
	case move:
		p.exec("UPDATE glpi_tickets SET entities_id = 2 WHERE id = ?", id)
		p.log(id, at, 80, home, other)
		p.touch(id, at, true)
	case merge, erase: // the merged ticket is thrown away
		p.exec("UPDATE glpi_tickets SET is_deleted = 1 WHERE id = ?", id)
		p.touch(id, at, false)
	}
}

func (p *glpi) fill(n int) {
	p.exec("INSERT INTO glpi_tickets (id, entities_id, status, date, date_mod, takeintoaccountdate) " +
		"SELECT seq, 1 + seq % 2, IF(seq % 4, 5, 2), @at := '2020-01-01' + INTERVAL seq * 10 SECOND, @at, @at FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO glpi_logs (itemtype, items_id, id_search_option, old_value, new_value, date_mod) "+
		"SELECT 'Ticket', t.id, 12, ELT(s.seq, 1, 2, 5, 4), ELT(s.seq, 2, 5, 4, 5), t.date + INTERVAL s.seq SECOND FROM glpi_tickets t JOIN seq_1_to_4 s WHERE t.id > ?", n-1000)
	p.exec("ANALYZE TABLE glpi_tickets, glpi_logs")
}

// TestGLPIByGroup: the line that the README offers in place of the unit's
// counts each ticket once, under the group assigned first.
func TestGLPIByGroup(t *testing.T) {
	p := productOf(t, "glpi")
	store, w := p.store(t, "_group")
	at := instant(t, scenario[0].at)
	for number := range 3 {
		w.do(receive, number, at, time.Time{})
	}
	store.exec("INSERT INTO glpi_groups (id, completename) VALUES (1, 'Mottak &#38; vakt'), (2, 'Drift')")
	store.exec("INSERT INTO glpi_groups_tickets (tickets_id, groups_id, type) VALUES (1000, 2, 1), (1001, 1, 2), (1002, 2, 2), (1002, 1, 2)")

	p = p.withLine(t, "unit")
	got := map[string]int{}
	err := p.open(t, store, account{}).Changes(t.Context(), ledger.Cases, 0, func(page *ledger.Page) error {
		for _, c := range page.Cases {
			got[c.Unit]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"no group": 1, "Mottak & vakt": 1, "Drift": 1}, got); diff != "" {
		t.Errorf("tickets by group (-want +got):\n%s", diff)
	}
}
