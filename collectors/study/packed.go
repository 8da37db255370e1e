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

// A packedType is a ledger.TypeMonth.
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
				QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares, Mix: convert(m.Types, func(t ledger.TypeMonth) packedType { return packedType(t) }),
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
			unit.Months = append(unit.Months, ledger.Month{
				Received: m.Received, Vague: m.Vague, Queued: m.Queued, Open: m.Open, Started: m.Started, WaitTotal: m.Waited,
				Closed: m.Closed, TurnaroundTotal: m.Taken, WithDeadline: m.Judged, Met: m.Met, Errors: m.Errors,
				Paused: m.Paused, NetSquares: m.NetSquares, PausedTotal: m.PausedTotal, Begun: m.Begun, Handled: m.Handled,
				HandledSquares: m.HandledSquares, Ended: m.Ended, EndedTotal: m.EndedTotal,
				QueuedSquares: m.QueuedSquares, OpenSquares: m.OpenSquares, Types: m.types(),
			})
		}
		out.Panel.Units = append(out.Panel.Units, unit)
	}
	return out
}

// types are the cases of each type.
func (m *packedMonth) types() []ledger.TypeMonth {
	for place, t := range m.Types {
		if t.Received > 0 {
			t.Type = uint16(place)
			m.Mix = append(m.Mix, t)
		}
	}
	return convert(m.Mix, func(t packedType) ledger.TypeMonth { return ledger.TypeMonth(t) })
}

// convert converts each item of a list; nil stays nil.
func convert[A, B any](all []A, one func(A) B) (out []B) {
	for _, a := range all {
		out = append(out, one(a))
	}
	return out
}
