package files

import (
	"context"

	"casework/collectors/ledger"
)

// A Missing is what of the known rows a snapshot has not.
type Missing struct {
	Known, Open          int // rows before it, and open cases among them
	GoneOpen, GoneClosed int // of the open cases and of the other rows, those that it has not
}

// count counts a row that a snapshot has not.
func (m *Missing) count(one *ledger.Absent) {
	if one.Open {
		m.GoneOpen++
	} else {
		m.GoneClosed++
	}
}

// Preview says what the newest files of cases lack of what a ledger knows, and
// changes nothing. The source must make identifiers as the ledger does.
func (s *Source) Preview(ctx context.Context, l *ledger.Ledger) (m Missing, err error) {
	all, err := s.look(ledger.Cases.String())
	if err != nil {
		return m, err
	}
	r := &reading{source: s, table: ledger.Cases, was: &applied{}}
	r.snapshot, r.changes = split(all)
	files, err := s.openAll(ctx, append(r.snapshot, r.changes...))
	if err != nil {
		return m, err
	}
	defer closeAll(files)
	roll := l.NewRoll(ledger.Cases, s.opts.Now().Unix(), 0) // which of them come twice is not asked
	var p ledger.Page
	for _, f := range files {
		err := r.each(ctx, f, &p, func(id ledger.ID, keyed bool) error {
			if keyed {
				roll.Skip(id)
			}
			p = ledger.Page{Cases: p.Cases[:0]}
			return nil
		})
		if err != nil {
			return m, err
		}
	}
	m.Known, m.Open = roll.Absent(ledger.Columns{Unclosed: r.lacks("closed_at")}, m.count)
	return m, nil
}
