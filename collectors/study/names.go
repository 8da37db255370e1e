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
		a.Months[i].Add(&b.Months[i])
	}
	return a
}
