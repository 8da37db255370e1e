package ledger

// A Past tells a Screen of units at an instant gone by, in Unix seconds, and of
// the seconds before it: as of now, what lies behind the instant not having
// happened. Of each unit, from says whether it is asked for, and the instant up
// to which what was received or reported does not count.
type Past func(at, seconds int64, from func(unit string) (int64, bool)) []UnitPast

// A UnitPast is what happened in a unit in a window, and its queue at the end.
// Units whose supervision has changed within the window are left out.
type UnitPast struct {
	Unit                   string
	State                  int // Active or Inactive
	Received, Started      int
	Waits, Turnarounds     []uint32 // of the cases started, where known, and of those closed; seconds
	WithDeadline, Met      int      // closed with a deadline, and of those in time
	Errors                 int
	Waiting, Open, Overdue int
}

// past is a Past.
func (s *scan) past(at, seconds int64, from func(unit string) (int64, bool)) []UnitPast {
	since := at - seconds
	byCode := make([]*UnitPast, len(s.shown))
	after := make([]int64, len(s.shown))
	for code := 1; code < len(s.shown); code++ {
		name := s.l.units.list[code]
		instant, asked := from(name)
		if s.shown[code] && asked && s.l.supervision.steady(uint16(code), since, at) {
			byCode[code] = &UnitPast{Unit: name, State: s.l.supervision.active(uint16(code), at)}
			after[code] = instant
		}
	}
	of := func(r *record) *UnitPast {
		if !r.live() || s.l.secret(r) || int64(r.first) > at || int64(r.first) <= after[r.unit] {
			return nil
		}
		return byCode[r.unit]
	}
	within := func(t uint32) bool { return int64(t) > since && int64(t) <= at }
	s.each(Cases, func(r *record) {
		if u := of(r); u != nil {
			u.add(r, s.l.dueAt(r), at, within)
		}
	})
	s.each(Errors, func(r *record) {
		if u := of(r); u != nil && within(r.first) {
			u.Errors++
		}
	})
	var all []UnitPast
	for _, u := range byCode {
		if u != nil {
			all = append(all, *u)
		}
	}
	return all
}

// add adds a case received by an instant, given its deadline.
func (u *UnitPast) add(r *record, due uint32, at int64, within func(uint32) bool) {
	if within(r.first) {
		u.Received++
	}
	if r.started != 0 && within(r.startedAt()) {
		u.Started++
		if r.waitKnown() {
			u.Waits = append(u.Waits, r.startedAt()-r.first)
		}
	}
	if r.closed != 0 && within(r.closedAt()) {
		u.Turnarounds = append(u.Turnarounds, r.closedAt()-r.first)
		u.WithDeadline += one(due != 0)
		u.Met += one(due != 0 && r.closed <= due)
	}
	if until(r.closedAt(), at) != 0 {
		return
	}
	u.Open++
	u.Waiting += one(until(r.leftQueueAt(), at) == 0)
	u.Overdue += one(due != 0 && int64(due) < at)
}
