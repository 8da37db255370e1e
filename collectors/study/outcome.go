package study

import (
	"math"
	"slices"

	"casework/collectors/ledger"
)

// An Outcome is what is compared, as a value of the label outcome.
type Outcome string

// The outcomes. See the package's documentation for what they measure.
const (
	Wait       Outcome = "wait"
	Turnaround Outcome = "turnaround"
	Throughput Outcome = "throughput"
	Errors     Outcome = "errors"
	Deadline   Outcome = "deadline"

	NetTurnaround Outcome = "net_turnaround"
	Handling      Outcome = "handling"
)

// Outcomes lists every Outcome, in the order in which they are shown.
func Outcomes() []Outcome {
	return []Outcome{Wait, Turnaround, Throughput, Errors, Deadline, NetTurnaround, Handling}
}

// Exploratory reports whether the outcome is exploratory as long as it was not chosen as
// the primary one: see the package's documentation, under "Several outcomes".
func (o Outcome) Exploratory() bool { return o == NetTurnaround || o == Handling }

// Time reports whether the outcome is a duration.
func (o Outcome) Time() bool {
	return o == Wait || o == Turnaround || o == NetTurnaround || o == Handling
}

// Relative reports whether changes of the outcome are relative to what it
// was; those of the others are differences.
func (o Outcome) Relative() bool { return o.Time() || o == Throughput }

// Followed reports whether the outcome follows the cases received in a month, or
// started in it, rather than counting what happened in it.
func (o Outcome) Followed() bool { return o.Time() }

// Ratio turns a difference as the statistics have it into a relative change
// (−0.1 is 10 % less) where the outcome is Relative, and leaves it otherwise.
func (o Outcome) Ratio(v float64) float64 {
	if o.Relative() {
		return math.Expm1(v)
	}
	return v
}

// compared is the outcome of a month as the statistics want it, or NaN if it has no
// value, and the number of cases behind it. For outcomes that are Followed only the
// number counts: their value is computed against an expectation, see logRatio.
func (o Outcome) compared(m *ledger.Month) (y float64, n int64) {
	switch o {
	case Wait:
		return math.NaN(), m.Received - m.Vague
	case Turnaround, NetTurnaround:
		return math.NaN(), m.Received
	case Handling:
		return math.NaN(), m.Begun
	case Throughput:
		return math.Log(float64(m.Closed) + half), m.Closed
	}
	return o.charted(m)
}

// half is added to a count before its logarithm is taken. So a month of count 0 has a
// value, and the logarithm is nearly unbiased for that of the mean: less than 1 % off
// for a Poisson mean from 2.5 on (Gart and Zweifel, Biometrika 54, 1967).
const half = 0.5

// charted is the outcome of a month as a control chart shows it, and the
// cases behind it; NaN where it has no value. Times are means in seconds over
// the cases started in the month, for wait, or closed in it: a chart asks
// what is going on now, and cannot wait for cases to be followed.
func (o Outcome) charted(m *ledger.Month) (y float64, n int64) {
	switch o {
	case Wait:
		return share(m.WaitTotal, m.Started), m.Started
	case Turnaround:
		return share(m.TurnaroundTotal, m.Closed), m.Closed
	case NetTurnaround:
		return share(m.TurnaroundTotal-m.PausedTotal, m.Closed), m.Closed
	case Handling:
		return share(m.EndedTotal, m.Ended), m.Ended
	case Throughput:
		return float64(m.Closed), m.Closed
	case Errors:
		return share(m.Errors, m.Closed), m.Closed
	default:
		return share(m.Met, m.WithDeadline), m.WithDeadline
	}
}

// known reports whether a source records what the outcome needs, which shows
// in its rows.
func (o Outcome) known(p *ledger.Panel) bool {
	return slices.ContainsFunc(p.Units, func(u ledger.PanelUnit) bool {
		return slices.ContainsFunc(u.Months, func(m ledger.Month) bool {
			switch o {
			case Wait:
				return m.Started > 0
			case Errors:
				return m.Errors > 0
			case Deadline:
				return m.WithDeadline > 0
			case NetTurnaround:
				return m.Paused > 0
			case Handling:
				return m.Begun > 0 && m.Ended > 0
			default:
				return m.Closed > 0
			}
		})
	})
}

// Idle reports whether nothing happened in any month of a panel: the source's
// cases are older, or there are none.
func Idle(p *ledger.Panel) bool {
	return !slices.ContainsFunc(p.Units, func(u ledger.PanelUnit) bool {
		return slices.ContainsFunc(u.Months, func(m ledger.Month) bool {
			return m.Received > 0 || m.Started > 0 || m.Closed > 0 || m.Errors > 0
		})
	})
}

// usable is the number of the panel's months, from its first on, that the
// outcome is complete in.
func (o Outcome) usable(p *ledger.Panel) int {
	n := max(len(p.Bounds)-1, 0)
	for o.Followed() && n > 0 && !p.Followed(n-1) {
		n--
	}
	return n
}

func share(part, of int64) float64 {
	if of == 0 {
		return math.NaN()
	}
	return float64(part) / float64(of)
}
