package study

import (
	"cmp"

	"casework/collectors/ledger"
)

// A packedStudy is a Stored as its file begins; its units follow, each as a value of its
// own, so that no copy of all of them is ever in memory. The file identifies a field by
// its name alone, and reads 0 for one that it does not know. So the names here
// stay, whatever becomes of those of the ledger. A new field is absent in older
// files.
type packedStudy struct {
	Source, Identity string
	Months           int
	Head             *packedPanel // without its units
	Following        int          // how many units follow
	Panel            *packedPanel // with them, in place of which earlier programs had all in one value
	Chosen           []Choice
	Lottery          string
	LotterySince     int64
	Deadlines        string
}

// A packedPanel is a ledger.Panel.
type packedPanel struct {
	At       int64
	Bounds   []int64
	FollowUp int64
	Units    []packedUnit
}

// A packedUnit is a ledger.PanelUnit.
type packedUnit struct {
	Unit   string
	Since  int64
	Months []packedMonth
}

// A packedMonth is a ledger.Month.
type packedMonth struct {
	Received, Vague, Queued, Open int64
	Started, Waited               int64
	Closed, Taken                 int64 // Taken is TurnaroundTotal
	Judged, Met                   int64 // Judged is WithDeadline
	Errors                        int64
	QueuedSquares, OpenSquares    int64
	Paused, NetSquares            int64
	PausedTotal                   int64
	Begun, Handled                int64
	HandledSquares                int64
	Ended, EndedTotal             int64
	Mix                           []packedType
	Types                         []packedType // as Mix, in place of which earlier programs had a place for every type
}

// A packedType is a ledger.TypeMonth, with what pauses take of it.
type packedType struct {
	Type                                                   uint16
	Received, Vague, Begun                                 int32
	Queued, Open, Paused, Handled                          int64
	QueuedSquares, OpenSquares, NetSquares, HandledSquares int64
}

// pack returns s as its file begins.
func (s Stored) pack() packedStudy {
	out := packedStudy{
		Source: s.Source, Identity: s.Identity, Months: s.Months, Chosen: s.Chosen, Lottery: s.Lottery, LotterySince: s.LotterySince,
		Deadlines: s.Deadlines,
	}
	if s.Panel == nil {
		return out
	}
	out.Head = &packedPanel{At: s.Panel.At, Bounds: s.Panel.Bounds, FollowUp: s.Panel.FollowUp}
	out.Following = len(s.Panel.Units)
	return out
}

// packUnit returns a unit as a file has it.
func packUnit(u *ledger.PanelUnit) packedUnit {
	out := packedUnit{Unit: u.Unit, Since: u.Since, Months: make([]packedMonth, 0, len(u.Months))}
	for i := range u.Months {
		m := &u.Months[i]
		out.Months = append(out.Months, packedMonth{
			Received: m.Received, Vague: m.Vague, Queued: m.Queued, Open: m.Open, Started: m.Started, Waited: m.WaitTotal,
			Closed: m.Closed, Taken: m.TurnaroundTotal, Judged: m.WithDeadline, Met: m.Met, Errors: m.Errors,
			Paused: m.Paused, NetSquares: m.NetSquares, PausedTotal: m.PausedTotal, Begun: m.Begun, Handled: m.Handled,
			HandledSquares: m.HandledSquares, Ended: m.Ended, EndedTotal: m.EndedTotal,
			QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares, Mix: packTypes(m),
		})
	}
	return out
}

// unpack returns what a file begins with, and the units of an earlier program's.
func (p packedStudy) unpack() Stored {
	out := Stored{
		Source: p.Source, Identity: p.Identity, Months: p.Months, Chosen: p.Chosen, Lottery: p.Lottery, LotterySince: p.LotterySince,
		Deadlines: p.Deadlines,
	}
	head := cmp.Or(p.Head, p.Panel)
	if head == nil {
		return out
	}
	out.Panel = &ledger.Panel{At: head.At, Bounds: head.Bounds, FollowUp: head.FollowUp}
	for i := range head.Units {
		out.Panel.Units = append(out.Panel.Units, head.Units[i].unpack())
	}
	return out
}

// unpack returns the unit that a file holds.
func (u *packedUnit) unpack() ledger.PanelUnit {
	out := ledger.PanelUnit{Unit: u.Unit, Since: u.Since, Months: make([]ledger.Month, 0, len(u.Months))}
	for i := range u.Months {
		m := &u.Months[i]
		month := ledger.Month{
			Received: m.Received, Vague: m.Vague, Queued: m.Queued, Open: m.Open, Started: m.Started, WaitTotal: m.Waited,
			Closed: m.Closed, TurnaroundTotal: m.Taken, WithDeadline: m.Judged, Met: m.Met, Errors: m.Errors,
			Paused: m.Paused, NetSquares: m.NetSquares, PausedTotal: m.PausedTotal, Begun: m.Begun, Handled: m.Handled,
			HandledSquares: m.HandledSquares, Ended: m.Ended, EndedTotal: m.EndedTotal,
			QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares,
		}
		m.unpackTypes(&month)
		out.Months = append(out.Months, month)
	}
	return out
}

// packTypes are the cases of each type of a month.
func packTypes(m *ledger.Month) (mix []packedType) {
	for i, t := range m.Types {
		paused := m.TypePaused(i)
		mix = append(mix, packedType{
			Type: t.Type, Received: t.Received, Vague: t.Vague, Begun: t.Begun,
			Queued: t.Queued, Open: t.Open, Paused: paused.Paused, Handled: t.Handled,
			QueuedSquares: t.QueuedSquares, OpenSquares: t.OpenSquares, NetSquares: t.OpenSquares - paused.Squares, HandledSquares: t.HandledSquares,
		})
	}
	return mix
}

// unpackTypes gives a month the cases of each type.
func (m *packedMonth) unpackTypes(out *ledger.Month) {
	mix := m.Mix
	for place, t := range m.Types {
		if t.Received > 0 {
			t.Type = uint16(place)
			mix = append(mix, t)
		}
	}
	for i, t := range mix {
		out.Types = append(out.Types, ledger.TypeMonth{
			Type: t.Type, Received: t.Received, Vague: t.Vague, Begun: t.Begun, Queued: t.Queued, Open: t.Open, Handled: t.Handled,
			QueuedSquares: t.QueuedSquares, OpenSquares: t.OpenSquares, HandledSquares: t.HandledSquares,
		})
		if t.Paused == 0 { // NetSquares are OpenSquares, and 0 in files from before there were any
			continue
		}
		if out.TypesPaused == nil {
			out.TypesPaused = make([]ledger.TypePaused, len(mix))
		}
		out.TypesPaused[i] = ledger.TypePaused{Paused: t.Paused, Squares: t.OpenSquares - t.NetSquares}
	}
}
