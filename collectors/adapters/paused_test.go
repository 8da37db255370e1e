package adapters_test

import (
	"testing"
	"time"
)

// pauses names the products whose clock stands still while a case is pending,
// and what makes a case of the test so where the writer's own deed does not.
var pauses = map[string]string{
	"alaveteli": "", // but while an answer is not described
	"glpi":      "",
	"itop":      "",
	"openzaak":  "UPDATE zaken_zaak SET opschorting_indicatie = TRUE WHERE identificatie_ptr_id = ?",
	"zammad":    "",
}

// TestPausedIsNotOverdue: of two cases past their deadline, the one that is
// pending counts as overdue where the product's own search shows it, and not
// where the product's clock stands still.
func TestPausedIsNotOverdue(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		if p.due == never {
			t.Skip("it has no deadlines")
		}
		store, w := p.store(t, "_paused")
		begin := instant(t, scenario[0].at)
		deadline := instant(t, "2024-01-20 22:59:59")
		now := deadline.AddDate(0, 0, 5)
		for number := 1; number <= 2; number++ {
			w.do(receive, number, begin, deadline)
			w.do(take, number, begin.Add(time.Hour), time.Time{})
		}
		w.do(pend, 2, now.Add(-time.Hour), time.Time{})
		want := 2
		if pause, ok := pauses[p.adapter]; ok {
			want = 1
			if pause != "" {
				store.exec(pause, 1002)
			}
		}
		polled := newPolled(t, p.granted(t, store), now)
		polled.poll(false)
		open, overdue := 0, 0
		for _, u := range polled.ledger.View(now.Unix(), true).Units {
			for _, q := range u.Queue {
				open, overdue = open+q.Open, overdue+q.Overdue
			}
		}
		if open != 2 || overdue != want {
			t.Errorf("%d open, %d of them overdue, want 2 and %d", open, overdue, want)
		}
	})
}

// TestGLPIGoesOn: a ticket that is no longer pending has its deadline again,
// and is judged by it once it is closed.
func TestGLPIGoesOn(t *testing.T) {
	p := productOf(t, "glpi")
	store, w := p.store(t, "_goes_on")
	begin := instant(t, scenario[0].at)
	deadline := begin.AddDate(0, 0, 5)
	for number, status := range []int{glpiNew, glpiAssigned, glpiPlanned, glpiWaiting, glpiSolved, glpiClosed} {
		w.do(receive, number, begin, deadline)
		store.exec("UPDATE glpi_tickets SET status = ? WHERE id = ?", status, 1000+number)
	}
	for number, c := range p.cases(t, store) {
		if paused := number == glpiWaiting-glpiNew; (c.Deadline == 0) != paused || !paused && c.Deadline != deadline.Unix() {
			t.Errorf("a ticket in status %d has the deadline %d", number+glpiNew, c.Deadline)
		}
	}
}

// TestITopLate: iTop leaves the deadline of a request that is late when its
// clock stops. It tells nothing, as that of one in time is gone.
func TestITopLate(t *testing.T) {
	p := productOf(t, "itop")
	store, w := p.store(t, "_late")
	begin := instant(t, scenario[0].at)
	for number := 1; number <= 2; number++ {
		w.do(receive, number, begin, begin.AddDate(0, 0, 5))
		w.do(take, number, begin.Add(time.Hour), time.Time{})
		w.do(finish, number, begin.AddDate(0, 0, 4*number), time.Time{})
	}
	if n := store.number("SELECT COUNT(ttr_100_deadline) FROM ticket_request"); n != 1 {
		t.Fatalf("%d requests have a deadline, want that which is late", n)
	}
	for number, c := range p.cases(t, store) {
		if c.Closed == 0 || c.Deadline != 0 {
			t.Errorf("case %d, closed at %d, has the deadline %d", number, c.Closed, c.Deadline)
		}
	}
}
