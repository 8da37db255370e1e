package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/localfile"
	"casework/collectors/lottery"
	"casework/collectors/name"
	"casework/collectors/study"
	"casework/exporter/text"
)

const (
	// sizeMonths is over how many months a unit's size is counted.
	sizeMonths = 12
	// unitsAStratum is how many units a class of size has at least, where their
	// number is not given, up to mostStrata classes.
	unitsAStratum, mostStrata = 8, 4
)

// draw draws the starting order.
func (o *Options) draw(source string, found *study.Study, now time.Time) ([]byte, error) {
	all, err := o.chosen(found)
	if err != nil {
		return nil, err
	}
	first, err := o.first(now.In(found.Settings.Location))
	if err != nil {
		return nil, err
	}
	starts, strata := o.starts, o.strata
	if starts == 0 {
		starts = len(all)
	}
	if strata == 0 {
		strata = min(max(1, len(all)/unitsAStratum), mostStrata)
	}
	drawn, err := lottery.New(all, lottery.Options{
		Source: source, Seed: o.seed, At: now, First: first, PerMonth: o.perMonth, Starts: starts, Strata: strata,
	})
	if err != nil {
		return nil, fmt.Errorf("draw a starting order: %w", err)
	}
	return drawn.Encode(), nil
}

// chosen are the units that take part: those of the file, or all that have never
// been under supervision.
func (o *Options) chosen(found *study.Study) ([]lottery.Unit, error) {
	there := map[string]lottery.Unit{}
	for i := range found.Panel.Units {
		u := &found.Panel.Units[i]
		there[u.Unit] = lottery.Unit{Name: u.Unit, Cases: size(u)}
	}
	begun := found.Begun()
	var all []lottery.Unit
	if o.units == "all" {
		for _, unit := range slices.Sorted(maps.Keys(there)) {
			if !begun[unit] {
				all = append(all, there[unit])
			}
		}
		return all, nil
	}
	content, err := localfile.Read(o.units, localfile.LotterySize)
	if err != nil {
		return nil, fmt.Errorf("read --units: %w", err)
	}
	for i, line := range strings.Split(strings.TrimPrefix(string(content), "\ufeff"), "\n") {
		unit := name.Normal(line)
		u, known := there[unit]
		switch {
		case unit == "":
			continue
		case !known:
			hint := ""
			if like := text.Nearest(unit, maps.Keys(there)); like != "" {
				hint = "; the nearest is " + text.Quote(like)
			}
			return nil, fmt.Errorf("%s, line %d: no unit %s that is shown has cases in the months compared%s", o.units, i+1, text.Quote(unit), hint)
		case begun[unit]:
			return nil, fmt.Errorf("%s, line %d: unit %s has been under supervision: its start is no matter of a draw any more", o.units, i+1, text.Quote(unit))
		}
		all = append(all, u)
	}
	return all, nil
}

// size is how many cases a unit received in the last months.
func size(u *ledger.PanelUnit) int64 {
	var n int64
	for _, m := range u.Months[max(0, len(u.Months)-sizeMonths):] {
		n += m.Received
	}
	return n
}
