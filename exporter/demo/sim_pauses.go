package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// queuedShare is how often a case is paused in the queue, as a part of how often it
// is once it is started.
const queuedShare = 0.4

// A waitFor is what a case waits for of its applicant, as drawn: papers that the
// application lacks, and answers once it is started.
//
// It depends on the type of the case and on nothing else, supervision and load least
// of all. A pause in the queue takes a share of a wait that is as long without it, so
// that what changes waits by a share changes those without pauses by the same share.
// A pause of a case that is started puts off its closing.
type waitFor struct {
	from, to float64 // shares of the wait; none where to is 0
	at       float64 // share of the work that is done by then
	seconds  int64   // of the pause after that; 0 for none
}

// waitFor draws how a case is paused.
func (t *caseType) waitFor(rng *rand.Rand) (w waitFor) {
	queued, started := rng.Float64(), rng.Float64()
	from, to, at, length := rng.Float64(), rng.Float64(), rng.Float64(), rng.NormFloat64()
	if queued < queuedShare*t.paused {
		w.from, w.to = 0.1+0.2*from, 0.5+0.4*to
	}
	if started < t.paused {
		w.at, w.seconds = 0.2+0.5*at, int64(t.pause*math.Exp(0.5*length)*86400)
	}
	return w
}

// pausesOf is a source of chance of its own for the pauses of a case that is received
// at an instant: all else is the same with pauses and without.
func (m *Model) pausesOf(unit int, received int64) *rand.Rand {
	return rand.New(rand.NewPCG(m.seed+4000, uint64(received)<<8|uint64(unit)))
}

// handled settles when a case that starts at l.start closes, after so many working
// seconds, and when it is paused.
func (m *Model) handled(l *life, work float64, w waitFor) {
	wait := float64(l.start - l.first)
	l.paused(l.first+int64(w.from*wait), l.first+int64(w.to*wait))
	at := m.calendar.Add(l.start, w.at*work)
	l.paused(at, at+w.seconds)
	l.close = m.calendar.Add(at+w.seconds, (1-w.at)*work)
}

// startedBefore is when a case starts that closes at an instant.
func (m *Model) startedBefore(closed int64, work float64, w waitFor) int64 {
	resumed := m.calendar.Add(closed, -(1-w.at)*work)
	return m.calendar.Add(resumed-w.seconds, -w.at*work)
}

// paused adds a pause.
func (l *life) paused(from, until int64) {
	if from < until {
		l.pauses = append(l.pauses, Pause{Paused: from, Resumed: until})
	}
}

// resume ends a pause that lasts at an instant, and leaves out those that would have
// begun from then on and before another.
func (l *life) resume(at, before int64) {
	l.pauses = slices.DeleteFunc(l.pauses, func(p Pause) bool { return p.Paused >= at && p.Paused < before })
	for i := range l.pauses {
		if p := &l.pauses[i]; p.Paused < at {
			p.Resumed = min(p.Resumed, at)
		}
	}
}

// pausesAt are the case's pauses as the database shows them at an instant.
func (l *life) pausesAt(now int64) (all []Pause) {
	for _, p := range l.pauses {
		if l.known > now || p.Paused > now {
			continue
		}
		if p.Resumed > now {
			p.Resumed = 0
		}
		all = append(all, p)
	}
	return all
}

// deadlines are those that the database does not hold: of the preset of Norway, under
// the municipality's own names of the types, and what it might have declared itself:
// three that stand still while the applicant is asked for something, and one in working days.
const deadlines = `case_type,rule,length,unit,pausable,law
bekymringsmelding,no:barnevernsmelding,,,,
undersøkelse,no:barnevernsundersøkelse,,,,
ett-trinns søknad,,3,weeks,yes,the municipality's own declaration
rammetillatelse,,12,weeks,yes,the municipality's own declaration
dispensasjon,,12,weeks,yes,the municipality's own declaration
eiendomsopplysning,,10,workdays,,the municipality's own declaration
`

// deadlinesFile is the file of deadlines in the demo's directory.
func deadlinesFile(dir string) string { return filepath.Join(dir, "deadlines.csv") }

// writeDeadlines writes the file of deadlines.
func (*Simulation) writeDeadlines(dir string) error {
	if err := os.WriteFile(deadlinesFile(dir), []byte(deadlines), 0o600); err != nil {
		return fmt.Errorf("write the deadlines: %w", err)
	}
	return nil
}
