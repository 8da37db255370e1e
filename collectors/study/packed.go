package study

import "casework/collectors/ledger"

// A packedStudy is a Stored as its file has it. The file identifies a field by
// its name alone, and reads 0 for one that it does not know. So the names here
// stay, whatever becomes of those of the ledger. A new field is absent in older
// files.
type packedStudy struct {
	Source, Identity string
	Months           int
	Panel            *packedPanel
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

// pack returns s as its file has it.
func (s Stored) pack() packedStudy {
	out := packedStudy{
		Source: s.Source, Identity: s.Identity, Months: s.Months, Chosen: s.Chosen, Lottery: s.Lottery, LotterySince: s.LotterySince,
		Deadlines: s.Deadlines,
	}
	if s.Panel == nil {
		return out
	}
	out.Panel = &packedPanel{At: s.Panel.At, Bounds: s.Panel.Bounds, FollowUp: s.Panel.FollowUp}
	for _, u := range s.Panel.Units {
		packed := packedUnit{Unit: u.Unit, Since: u.Since}
		for _, m := range u.Months {
			packed.Months = append(packed.Months, packedMonth{
				Received: m.Received, Vague: m.Vague, Queued: m.Queued, Open: m.Open, Started: m.Started, Waited: m.WaitTotal,
				Closed: m.Closed, Taken: m.TurnaroundTotal, Judged: m.WithDeadline, Met: m.Met, Errors: m.Errors,
				Paused: m.Paused, NetSquares: m.NetSquares, PausedTotal: m.PausedTotal, Begun: m.Begun, Handled: m.Handled,
				HandledSquares: m.HandledSquares, Ended: m.Ended, EndedTotal: m.EndedTotal,
				QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares, Mix: packTypes(&m),
			})
		}
		out.Panel.Units = append(out.Panel.Units, packed)
	}
	return out
}

// unpack returns what a file holds.
func (p packedStudy) unpack() Stored {
	out := Stored{
		Source: p.Source, Identity: p.Identity, Months: p.Months, Chosen: p.Chosen, Lottery: p.Lottery, LotterySince: p.LotterySince,
		Deadlines: p.Deadlines,
	}
	if p.Panel == nil {
		return out
	}
	out.Panel = &ledger.Panel{At: p.Panel.At, Bounds: p.Panel.Bounds, FollowUp: p.Panel.FollowUp}
	for _, u := range p.Panel.Units {
		unit := ledger.PanelUnit{Unit: u.Unit, Since: u.Since}
		for _, m := range u.Months {
			month := ledger.Month{
				Received: m.Received, Vague: m.Vague, Queued: m.Queued, Open: m.Open, Started: m.Started, WaitTotal: m.Waited,
				Closed: m.Closed, TurnaroundTotal: m.Taken, WithDeadline: m.Judged, Met: m.Met, Errors: m.Errors,
				Paused: m.Paused, NetSquares: m.NetSquares, PausedTotal: m.PausedTotal, Begun: m.Begun, Handled: m.Handled,
				HandledSquares: m.HandledSquares, Ended: m.Ended, EndedTotal: m.EndedTotal,
				QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares,
			}
			m.unpackTypes(&month)
			unit.Months = append(unit.Months, month)
		}
		out.Panel.Units = append(out.Panel.Units, unit)
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
