package families

import (
	"slices"

	"casework/collectors/flow"
	"casework/collectors/metric"
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
		for state := range u.Intake {
			if state == u.State || !emptyIntake(&u.Intake[state]) {
				b.intake(&receivedPerUnit, &u.Intake[state], "", u.Unit.Unit, states[state])
			}
		}
	}
	if !b.shard.Whole() {
		return
	}
	for state := range b.in.View.GroupIntake {
		b.intake(&receivedPooled, &b.in.View.GroupIntake[state], "", states[state])
	}
}

func emptyIntake(in *flow.Intake) bool {
	return in.N == 0 && !slices.ContainsFunc(in.Within, func(s flow.Share) bool { return s.Followed > 0 })
}

// intake adds what became of some cases, of a case type or of all, given the values
// of the first labels. Where too few are behind a figure it is absent.
func (b *Builder) intake(defs *received, in *flow.Intake, caseType string, labels ...string) {
	of := append(slices.Clone(labels), caseType, b.in.View.Intake.Name)
	s := b.labelled(defs.cases, of...)
	b.gauge(defs.cases, s, float64(in.N))
	if in.Reached && b.enough(in.N) {
		b.gauge(defs.wait, s, in.Median)
	}
	for i, share := range in.Within {
		s := b.labelled(defs.followed, append(slices.Clone(of), b.in.View.Within[i])...)
		b.gauge(defs.followed, s, float64(share.Followed))
		if b.enough(share.Followed) {
			b.gauge(defs.started, s, float64(share.Started)/float64(share.Followed))
		}
	}
	for slot := range in.Slots {
		b.intake(defs, &in.Slots[slot], b.in.View.Slots[slot], labels...)
	}
}
