package ledger

// SetScreen has a Screen asked at every View, as Ledger.SetScreen does. It
// comes before the first View.
func (r *Replay) SetScreen(screen Screen) { r.l.SetScreen(screen) }

// screen has the units treated as the Screen says.
func (r *Replay) screen(s *scan) {
	if r.l.screen == nil {
		return
	}
	for r.aged < r.next.received && int64(r.cases[r.aged].first) <= r.at-screenedYear {
		r.year[r.cases[r.aged].unit]--
		r.aged++
	}
	copy(s.year, r.year)
	s.each = func(t Table, visit func(*record)) {
		rows, appeared := r.cases, r.next.received
		if t == Errors {
			rows, appeared = r.reports, r.next.reports
		}
		for i := range rows[:appeared] {
			visit(&rows[i])
		}
	}
	s.screen()
	for _, p := range r.windows {
		for code, t := range s.treatments {
			if p.treatments[code] != t {
				p.treat(code, t)
			}
		}
	}
}

// Knows reports whether rows of a unit count at the Replay's instant: it is
// listed, or there is no list and some row has named it.
func (r *Replay) Knows(unit string) bool {
	if r.l.listed != nil {
		return r.l.Knows(unit)
	}
	code, ok := r.l.units.codes[unit]
	return ok && r.shown[code]
}
