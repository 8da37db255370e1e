package adapters_test

import "time"

var _ = test(product{adapter: "template", path: "./template/", kinds: both, writer: func(s *store) writer { return &template{s} }})

// template writes as the product that does not exist would.
type template struct{ *store }

func (p *template) prepare() {
	p.exec("INSERT INTO enhet (id, navn) VALUES (1, ?), (2, ?)", home, other)
	p.exec("INSERT INTO avvik (enhet_id, slag, meldt, endret) VALUES (1, 'complaint', '2024-01-02', '2024-01-02')")
}

func (p *template) happen(id int, at any, kind, status string) {
	p.exec("INSERT INTO sak_hendelse (sak_id, slag, tidspunkt, body) VALUES (?, ?, ?, 'private')", id, kind, at)
	p.exec("UPDATE sak SET endret = ?, status = IF(? = '', status, ?) WHERE id = ?", at, status, status, id)
}

func (p *template) do(d deed, number int, when, deadline time.Time) {
	id, at := 1000+number, p.clock(when)
	switch d {
	case receive:
		var due any
		if !deadline.IsZero() {
			due = deadline.In(p.zone).Format(time.DateOnly)
		}
		p.exec("INSERT INTO sak (id, enhet_id, title, status, mottatt, frist, endret) VALUES (?, 1, 'private', 'ny', ?, ?, ?)", id, at, due, at)
	case take:
		p.happen(id, at, "tildelt", "apen")
	case answer:
		p.happen(id, at, "svar", "")
	case ask:
		p.happen(id, at, "henvendelse", "")
	case note:
		p.happen(id, at, "notat", "")
	case pend:
		p.happen(id, at, "venter", "venter")
	case finish, confirm:
		p.happen(id, at, "lukket", "lukket")
	case reopen:
		p.happen(id, at, "gjenapnet", "apen")
	case move:
		p.exec("UPDATE sak SET enhet_id = 2 WHERE id = ?", id)
		p.happen(id, at, "flyttet", "")
	case merge:
		p.exec("UPDATE sak SET slatt_sammen_med = ?, endret = ? WHERE id = ?", 1000+mergedInto, at, id)
	case erase:
		p.exec("UPDATE sak SET slettet = 1, endret = ? WHERE id = ?", at, id)
	}
}

func (p *template) fill(n int) {
	p.exec("INSERT INTO sak (id, enhet_id, status, mottatt, endret) " +
		"SELECT seq, 1 + seq % 2, IF(seq % 4 > 0, 'lukket', 'apen'), TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL seq * 10 SECOND FROM seq_1_to_" + itoa(n))
	p.exec("INSERT INTO sak_hendelse (sak_id, slag, tidspunkt) "+
		"SELECT s.id, ELT(q.seq, 'tildelt', 'lukket', 'gjenapnet', 'lukket'), s.mottatt + INTERVAL q.seq SECOND FROM sak s CROSS JOIN seq_1_to_4 q WHERE s.id > ? ORDER BY s.id, q.seq", n-1000)
	p.exec("ANALYZE TABLE sak, sak_hendelse")
}
