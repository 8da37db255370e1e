package families

import (
	"slices"

	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// supervision collects which unit takes part in which programme since when,
// what is known of each unit, and what became of sessions lately.
func (b *Builder) supervision() {
	programmes := byName(b.in.View.Programmes)
	for _, u := range b.in.View.Units {
		b.unit(supervisionOfUnit, u, func() {
			b.gauge(&metric.UnitInfo, b.unitInfo(u), 1)
			for _, p := range u.Programmes {
				s := b.programme(u, p.Name)
				b.gauge(&metric.SupervisionActive, s, indicator(p.Active))
				if p.Start != 0 {
					b.gauge(&metric.SupervisionStart, s, float64(p.Start))
				}
			}
			for w := range u.Sessions {
				if !b.showSessions() {
					break
				}
				for _, code := range programmes {
					if code >= len(u.Sessions[w]) || !hasSessions(u, code) {
						continue
					}
					h, s := u.Sessions[w][code], b.session(u, w, code)
					b.gauge(&metric.WindowSessionsPlanned, s, float64(h.Planned))
					b.gauge(&metric.WindowSessionsHeld, s, float64(h.Held))
					b.gauge(&metric.WindowSupervision, s, float64(h.Seconds))
				}
			}
		})
	}
}

// hasSessions reports whether a unit had sessions of a programme in any
// window: codes are shared by all units.
func hasSessions(u *ledger.UnitView, code int) bool {
	return slices.ContainsFunc(u.Sessions, func(held []ledger.Held) bool {
		return code < len(held) && held[code] != ledger.Held{}
	})
}

// sessions collects the counters of supervision sessions, as long as the
// source has any: those that nobody counts any more would look like none held.
func (b *Builder) sessions() {
	if !b.in.HasSessions {
		return
	}
	programmes := byName(b.in.View.Programmes)
	for _, u := range b.in.View.Units {
		b.unit(sessionsOfUnit, u, func() {
			for _, code := range programmes {
				if code >= len(u.Counters.Sessions) {
					continue
				}
				n, name := &u.Counters.Sessions[code], b.in.View.Programmes[code]
				if *n == (ledger.Supervised{}) { // codes are shared by all units
					continue
				}
				s := b.supervised(u, name.Name)
				created := max(u.Created, b.in.View.Created, name.Created)
				b.counter(&metric.SessionsPlanned, s, n.Planned, created)
				b.counter(&metric.SessionsHeld, s, n.Held, created)
				b.counter(&metric.SupervisionSeconds, s, n.Seconds, created)
			}
		})
	}
}
