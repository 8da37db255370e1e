package adapters_test

import (
	"maps"
	"slices"
	"testing"
	"time"
)

var _ = test(product{adapter: "export", schema: sqlFiles + "export-schema.sql", writer: func(s *store) writer { return &export{store: s} }})

// export is a closed product: it keeps its cases to itself and writes a file
// of all of them after every deed, as if a night fell.
type export struct {
	*store
	cases map[int]*exported
}

// An exported is a line of the file.
type exported struct {
	unit                      string
	received, started, closed time.Time
	deadline                  time.Time
}

func (p *export) prepare() { p.cases = map[int]*exported{} }

func (p *export) do(d deed, number int, when, deadline time.Time) {
	id := 1000 + number
	if d == receive {
		p.cases[id] = &exported{unit: home, received: when, deadline: deadline}
	}
	c := p.cases[id]
	switch d {
	case take, answer:
		if c.started.IsZero() {
			c.started = when
		}
	case finish:
		if c.started.IsZero() {
			c.started = when
		}
		c.closed = when
	case reopen:
		c.closed = time.Time{}
	case move:
		c.unit = other
	case merge, erase:
		delete(p.cases, id)
	case receive, ask, note, pend, confirm: // the file shows nothing of it
	}
	p.night(when)
}

// night loads the file as it stands.
func (p *export) night(when time.Time) {
	p.exec("SET timestamp = ?", when.Unix())
	defer p.exec("SET timestamp = DEFAULT")
	p.exec("TRUNCATE export_incoming")
	for _, id := range slices.Sorted(maps.Keys(p.cases)) {
		c := p.cases[id]
		p.exec("INSERT INTO export_incoming (case_id, unit, received_at, started_at, closed_at, deadline_at) VALUES (?, ?, ?, ?, ?, ?)",
			id, c.unit, p.clock(c.received), p.clock(c.started), p.clock(c.closed), p.clock(c.deadline))
	}
	p.script(sqlFiles+"export-load.sql", nil)
}

func (p *export) fill(n int) {
	p.exec("INSERT INTO export_cases (case_id, unit, case_type, received_at, closed_at, changed_at) " +
		"SELECT seq, 'nord', '', @at := '2020-01-01' + INTERVAL seq * 10 SECOND, IF(seq % 4, @at, NULL), @at FROM seq_1_to_" + itoa(n))
	p.exec("ANALYZE TABLE export_cases")
}

// TestExportTornFile: a file with less than half of the cases deletes none,
// one that lacks fewer deletes those.
func TestExportTornFile(t *testing.T) {
	s := newStore(t, shared.Server(t), "product_export_torn", location(t, oslo), sqlFiles+"export-schema.sql")
	p := &export{store: s}
	p.prepare()
	at := instant(t, scenario[0].at)
	for number := range 4 {
		p.do(receive, number, at, time.Time{})
	}
	for _, tt := range []struct{ lines, kept int64 }{{1, 4}, {3, 3}, {3, 3}, {0, 3}} {
		p.cases = map[int]*exported{}
		for number := range int(tt.lines) {
			p.cases[1000+number] = &exported{unit: home, received: at}
		}
		p.night(at)
		if n := s.number("SELECT COUNT(*) FROM export_cases"); n != tt.kept {
			t.Errorf("after a file of %d lines there are %d cases, want %d", tt.lines, n, tt.kept)
		}
	}
}
