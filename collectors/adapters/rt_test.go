package adapters_test

import (
	"testing"
	"time"
)

var _ = test(product{adapter: "rt", zone: "UTC", kinds: both, writer: func(s *store) writer { return &rt{s} }})

// rt writes as Request Tracker 5 does.
type rt struct{ *store }

const (
	rtNobody, rtAsker, rtClerk = 6, 100, 30
	rtUnset                    = "1970-01-01 00:00:00"
)

func (p *rt) prepare() {
	p.exec("INSERT INTO Queues (id, Name) VALUES (1, ?), (2, ?)", home, other)
}

// happen writes a transaction and the ticket's LastUpdated.
func (p *rt) happen(id int, at any, kind string, field, before, after any, who int) {
	p.exec("INSERT INTO Transactions (ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created) "+
		"VALUES ('RT::Ticket', ?, ?, ?, ?, ?, ?, ?)", id, kind, field, before, after, who, at)
	p.exec("UPDATE Tickets SET LastUpdated = ?, LastUpdatedBy = ? WHERE id = ?", at, who, id)
}

// status changes the status as SetStatus does.
func (p *rt) status(id int, at any, to string, who int) {
	from := p.text("SELECT Status FROM Tickets WHERE id = ?", id)
	if from == "new" {
		p.exec("UPDATE Tickets SET Started = ? WHERE id = ? AND Started = ?", at, id, rtUnset)
	}
	if to == "resolved" || to == "rejected" || to == "deleted" {
		p.exec("UPDATE Tickets SET Resolved = ? WHERE id = ?", at, id)
	}
	p.exec("UPDATE Tickets SET Status = ? WHERE id = ?", to, id)
	p.happen(id, at, "Status", "Status", from, to, who)
}

func (p *rt) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		due := p.clock(deadline)
		if due == nil {
			due = rtUnset
		}
		p.exec("INSERT INTO Tickets (id, EffectiveId, Queue, Type, Owner, Subject, Status, Started, Due, Resolved, Creator, Created) "+
			"VALUES (?, ?, 1, 'ticket', ?, 'private', 'new', ?, ?, ?, ?, ?)", id, id, rtNobody, rtUnset, due, rtUnset, rtAsker, at)
		p.exec("INSERT INTO `Groups` (id, Name, Domain, Instance) VALUES (?, 'Requestor', 'RT::Ticket-Role', ?)", id, id)
		p.exec("INSERT INTO GroupMembers (GroupId, MemberId) VALUES (?, ?)", id, rtAsker)
		p.happen(id, at, "Create", nil, nil, nil, rtAsker)
	case take:
		p.exec("UPDATE Tickets SET Owner = ? WHERE id = ?", rtClerk, id)
		p.happen(id, at, "Set", "Owner", rtNobody, rtClerk, rtClerk)
		p.happen(id, at, "SetWatcher", "Owner", rtNobody, rtClerk, rtClerk)
	case answer:
		p.happen(id, at, "Correspond", nil, nil, nil, rtClerk)
		p.status(id, at, "open", rtClerk)
	case ask:
		p.happen(id, at, "Correspond", nil, nil, nil, rtAsker)
	case note:
		p.happen(id, at, "Comment", nil, nil, nil, rtClerk)
		p.happen(id, at, "Set", "Subject", "private", "private", rtClerk)
	case pend:
		p.status(id, at, "stalled", rtClerk)
	case resume:
		p.status(id, at, "open", rtClerk)
	case finish:
		p.status(id, at, "resolved", rtClerk)
	case confirm:
		p.status(id, at, "rejected", rtClerk)
	case reopen:
		p.status(id, at, "open", rtAsker)
	case move:
		p.exec("UPDATE Tickets SET Queue = 2 WHERE id = ?", id)
		p.happen(id, at, "Set", "Queue", 1, 2, rtClerk)
	case merge:
		p.exec("UPDATE Tickets SET EffectiveId = ?, IsMerged = 1 WHERE id = ?", 1000+mergedInto, id)
		p.happen(id, at, "AddLink", "MergedInto", nil, "ticket", rtClerk)
		p.happen(1000+mergedInto, at, "AddLink", "MergedInto", nil, "ticket", rtClerk)
	case erase:
		p.status(id, at, "deleted", rtClerk)
	}
}

func (p *rt) fill(n int) {
	p.exec("INSERT INTO Tickets (id, EffectiveId, Queue, Type, Owner, Status, Created, LastUpdated, Resolved) " +
		"SELECT seq, seq, 1 + seq % 2, 'ticket', 30, IF(seq % 4 > 0, 'resolved', 'open'), TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO Transactions (ObjectType, ObjectId, Type, Field, OldValue, NewValue, Creator, Created) "+
		"SELECT 'RT::Ticket', t.id, IF(s.seq = 1, 'Correspond', 'Status'), NULL, ELT(s.seq, NULL, 'new', 'resolved', 'open', 'stalled'), "+
		"ELT(s.seq, NULL, 'resolved', 'open', 'stalled', 'resolved'), 30, t.Created + INTERVAL s.seq SECOND FROM Tickets t CROSS JOIN seq_1_to_5 s WHERE t.id > ?", n-1000)
	p.exec("ANALYZE TABLE Tickets, Transactions")
}

// TestRTOwnerSetByItself: an owner whom RT sets by itself, by a scrip or as a
// ticket moves to a queue in which its owner may own none, begins no ticket.
func TestRTOwnerSetByItself(t *testing.T) {
	const system = 1
	only(t, "rt", func(t *testing.T, p *product) {
		store, w := p.store(t, "_owner")
		r, received := w.(*rt), instant(t, scenario[0].at)
		moved, taken := received.AddDate(0, 0, 2), received.AddDate(0, 0, 3)
		own := func(number int, at time.Time, from, to, who int) {
			store.exec("UPDATE Tickets SET Owner = ? WHERE id = ?", to, 1000+number)
			r.happen(1000+number, store.clock(at), "Set", "Owner", from, to, who)
			r.happen(1000+number, store.clock(at), "SetWatcher", "Owner", from, to, who)
		}
		for number := 1; number <= 3; number++ {
			w.do(receive, number, received, time.Time{})
		}
		own(1, received, rtNobody, rtClerk, system)
		store.exec("UPDATE Tickets SET Owner = ? WHERE id = 1002", rtClerk) // as it was created
		w.do(move, 2, moved, time.Time{})
		own(2, moved, rtClerk, rtNobody, system)
		own(3, received, rtNobody, 31, system)
		own(3, taken, 31, rtClerk, rtClerk)
		got := p.cases(t, store)
		for number, want := range map[int]int64{1: 0, 2: 0, 3: taken.Unix()} {
			if got[number].Started != want {
				t.Errorf("ticket %d started at %d, want %d", number, got[number].Started, want)
			}
		}
	})
}

// TestRTRestored: RT writes that a ticket was started when it is deleted. One that
// is restored waits as before, or has begun by being opened.
func TestRTRestored(t *testing.T) {
	only(t, "rt", func(t *testing.T, p *product) {
		store, w := p.store(t, "_restored")
		received := instant(t, scenario[0].at)
		for number, restored := range map[int]string{1: "new", 2: "new", 3: "open"} {
			w.do(receive, number, received, time.Time{})
			w.do(erase, number, received.AddDate(0, 0, 1), time.Time{})
			w.(*rt).status(1000+number, store.clock(received.AddDate(0, 0, 2)), restored, rtClerk)
		}
		w.do(take, 2, received.AddDate(0, 0, 3), time.Time{})
		got := p.cases(t, store)
		for number, want := range map[int]int64{1: 0, 2: received.AddDate(0, 0, 3).Unix(), 3: received.AddDate(0, 0, 2).Unix()} {
			if c := got[number]; c.Started != want || c.Reopened != 0 {
				t.Errorf("ticket %d started at %d and was reopened %d times, want %d and none", number, c.Started, c.Reopened, want)
			}
		}
	})
}
