package families

import (
	"strconv"
	"strings"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/detect"
	"casework/collectors/metric"
)

const secondsPerDay = 86400

// changes collects whether the measures of every unit have changed. They are judged once a
// day, so at most polls nothing differs from the poll before.
func (b *Builder) changes() {
	judged := b.in.Changes
	if judged == nil {
		return
	}
	if judged != b.judged {
		b.judged = judged
		b.judgements++
	}
	for u := range b.shown {
		unit := u.Unit.Unit
		if all := judged.Units[unit]; len(all) > 0 {
			b.takeOver(&b.series.unit(unit).made[changesOfUnit], b.judgements, func() {
				for i := range all {
					if b.recordsFor(all[i].Measure) {
						b.changed(unit, &all[i])
					}
				}
			})
		}
	}
}

// recordsFor reports whether the source records what a measure is judged by.
func (b *Builder) recordsFor(m detect.Measure) bool {
	switch m {
	case detect.Wait:
		return b.in.Columns.Started
	case detect.Backlog:
		return !b.in.Columns.Unclosed
	case detect.DeadlineShare:
		return b.in.Columns.Deadline
	case detect.ErrorsRising, detect.ErrorsSilent:
		return b.showErrors()
	}
	return true
}

// changed adds what there is to say of a unit by a measure.
func (b *Builder) changed(unit string, c *change.Change) {
	s, zone := b.change(unit, c.Measure), b.in.Changes.Zone
	begins := func(d civil.Day) float64 { return float64(d.Start(zone).Unix()) }
	b.gauge(&metric.ChangeState, s, float64(c.State))
	if c.State != detect.Normal {
		b.gauge(&metric.ChangeSince, s, begins(c.Since))
	}
	if c.Adopted != 0 {
		b.gauge(&metric.ChangeAdopted, s, begins(c.Adopted))
	}
	b.gauge(&metric.ChangeObservations, s, float64(c.N))
	b.gauge(&metric.ChangeFalseAlarms, s, float64(b.in.Changes.Between)*secondsPerDay)
	if b.tells(c.Measure, c.N) {
		level, usual, by := &metric.ChangeLevelRatio, &metric.ChangeUsualRatio, 1.
		switch c.Measure {
		case detect.Wait, detect.Oldest:
			level, usual, by = &metric.ChangeLevelSeconds, &metric.ChangeUsualSeconds, secondsPerDay
		case detect.Backlog:
			level, usual = &metric.ChangeLevelCases, &metric.ChangeUsualCases
		}
		b.gauge(level, s, c.Now*by)
		b.gauge(usual, s, c.Usual*by)
	}
	if c.State == detect.Risen {
		usual, observations := "", ""
		if b.tells(c.Measure, c.Found.N) {
			usual, observations = usualOf(c.Measure, &c.Found), strconv.Itoa(c.Found.N)
		}
		b.put(&metric.ChangeRisenInfo, 1, unit, c.Measure.String(), usual, c.Found.Since.Date().Format(time.DateOnly), observations)
	}
}

// tells reports whether a level that rests on n observations may be shown. Zero error reports are a level too, and the
// one that errors_silent is about; but few reports are about few cases, and are hidden. For backlogs and ages n counts
// days, which are about nobody.
func (b *Builder) tells(m detect.Measure, n int) bool {
	if m == detect.ErrorsRising || m == detect.ErrorsSilent {
		return n == 0 || b.enough(n)
	}
	return b.enough(n)
}

// usualOf is the usual level of a change as on the day on which it was found, as people write it.
func usualOf(m detect.Measure, f *change.Found) string {
	switch m {
	case detect.Wait, detect.Oldest:
		return decimal(f.Usual)
	case detect.Backlog:
		return strconv.FormatFloat(f.Usual, 'f', 0, 64)
	case detect.DeadlineShare:
		return strconv.FormatFloat(100*f.Usual, 'f', 0, 64)
	}
	return decimal(f.Expected)
}

// decimal is a figure with a decimal where that is not 0.
func decimal(v float64) string { return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0") }
