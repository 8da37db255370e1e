package families

import (
	"slices"

	"casework/collectors/intake"
	"casework/collectors/metric"
	"casework/collectors/timeseries"
)

// received are the metrics of what became of the cases received, per unit or pooled.
type received struct{ cases, wait, followed, started *metric.Def }

var (
	receivedPerUnit = received{&metric.IntakeCases, &metric.IntakeWait, &metric.IntakeFollowed, &metric.IntakeStarted}
	receivedPooled  = received{&metric.GroupIntakeCases, &metric.GroupIntakeWait, &metric.GroupIntakeFollowed, &metric.GroupIntakeStarted}
)

// intakes collects what became of the cases that every unit received: under its
// state now, and under the other state if it received any under it; and of all units
// of a group, pooled.
func (b *Builder) intakes() {
	if !b.in.Columns.Started {
		return
	}
	for u := range b.shown {
		b.unit(intakeOfUnit, u, func() {
			for state := range u.Intake {
				if state == u.State || !emptyIntake(&u.Intake[state]) {
					b.intake(&receivedPerUnit, &u.Intake[state], -1, func(slot, within int) timeseries.Series { return b.intaken(u, state, slot, within) })
				}
			}
		})
	}
	if !b.shard.Whole() {
		return
	}
	for state := range b.in.View.GroupIntake {
		b.intake(&receivedPooled, &b.in.View.GroupIntake[state], -1, func(slot, within int) timeseries.Series {
			if within < 0 {
				return b.labelled(&metric.GroupIntakeCases, states[state], b.slotName(slot), b.in.View.Intake.Name)
			}
			return b.labelled(&metric.GroupIntakeFollowed, states[state], b.slotName(slot), b.in.View.Intake.Name, b.in.View.Within[within])
		})
	}
}

func emptyIntake(in *intake.Intake) bool {
	return in.N == 0 && !slices.ContainsFunc(in.Within, func(s intake.Share) bool { return s.Followed > 0 })
}

// intake adds what became of cases received. slot is that of a case type, or −1 for all
// types. series gives the series for the slot and for the index of a time within which
// cases were started, or −1 for no such time. A figure with too few cases behind it is
// absent.
func (b *Builder) intake(defs *received, in *intake.Intake, slot int, series func(slot, within int) timeseries.Series) {
	s := series(slot, -1)
	b.gauge(defs.cases, s, float64(in.N))
	if in.Reached && b.enough(in.N) {
		b.gauge(defs.wait, s, in.Median)
	}
	for i, share := range in.Within {
		s := series(slot, i)
		b.gauge(defs.followed, s, float64(share.Followed))
		if b.enough(share.Followed) {
			b.gauge(defs.started, s, float64(share.Started)/float64(share.Followed))
		}
	}
	for one := range in.Slots {
		b.intake(defs, &in.Slots[one], one, series)
	}
}
