package study

import (
	"cmp"
	"slices"
	"strings"

	"casework/collectors/ledger"
	"casework/collectors/name"
)

// normalUnits are the units of a panel that was kept, by their normal names,
// as programs did not always write them. What spellings of one unit had is
// added up; what had no name but a blank is left out.
func normalUnits(kept []ledger.PanelUnit) (units []ledger.PanelUnit) {
	at := map[string]int{}
	for _, u := range kept {
		u.Unit = name.Normal(u.Unit)
		i, again := at[u.Unit]
		switch {
		case u.Unit == "":
		case !again:
			at[u.Unit] = len(units)
			units = append(units, u)
		default:
			units[i] = plus(units[i], u)
		}
	}
	slices.SortFunc(units, func(a, b ledger.PanelUnit) int { return strings.Compare(a.Unit, b.Unit) })
	return units
}

// plus is what two units had together. Both have the same months.
func plus(a, b ledger.PanelUnit) ledger.PanelUnit {
	if a.Since == 0 || b.Since != 0 {
		a.Since = min(cmp.Or(a.Since, b.Since), b.Since)
	}
	a.Months = slices.Clone(a.Months)
	for i := range a.Months {
		m, n := &a.Months[i], &b.Months[i]
		m.Received += n.Received
		m.Vague += n.Vague
		m.Queued += n.Queued
		m.Open += n.Open
		m.Started += n.Started
		m.WaitTotal += n.WaitTotal
		m.Closed += n.Closed
		m.TurnaroundTotal += n.TurnaroundTotal
		m.WithDeadline += n.WithDeadline
		m.Met += n.Met
		m.Errors += n.Errors
		m.QueuedSquares += n.QueuedSquares
		m.OpenSquares += n.OpenSquares
		m.Types = slices.Clone(m.Types)
		for t := range n.Types {
			if t == len(m.Types) {
				m.Types = append(m.Types, ledger.TypeMonth{})
			}
			one, other := &m.Types[t], &n.Types[t]
			one.Received += other.Received
			one.Vague += other.Vague
			one.Queued += other.Queued
			one.Open += other.Open
			one.QueuedSquares += other.QueuedSquares
			one.OpenSquares += other.OpenSquares
		}
	}
	return a
}
