// Package disclosuretest helps to test that nothing shown of small units tells
// of one of them.
package disclosuretest

import (
	"fmt"
	"slices"

	"casework/collectors/ledger"
)

// An Attacker keeps everything ever shown as linear equations over the cells
// of units, and supposes that cells never change, which is the most that can
// be supposed. A cell is derived if the equations have but one value for it.
// Units are named u0 to u8.
type Attacker struct {
	rows    [][]int64 // a reduced basis, modulo prime
	cells   map[string]int
	horizon int64
	hidden  map[string]int64 // since when nothing has been shown of a unit; 0 while something is
	version map[string]int   // of a unit's cells
	alone   map[string]bool  // cells that were shown by themselves
}

// Units is how many units an Attacker watches.
const Units = 9

// NewAttacker returns an Attacker who has seen nothing. Horizon is the length
// of the longest window, seconds.
func NewAttacker(horizon int64) *Attacker {
	return &Attacker{
		cells: map[string]int{}, horizon: horizon,
		hidden: map[string]int64{}, version: map[string]int{}, alone: map[string]bool{},
	}
}

const prime = 1<<31 - 1

func (a *Attacker) equation(cells ...string) []int64 {
	for _, c := range cells {
		if _, ok := a.cells[c]; !ok {
			a.cells[c] = len(a.cells)
		}
	}
	v := make([]int64, len(a.cells))
	for _, c := range cells {
		v[a.cells[c]] = 1
	}
	return v
}

// reduce takes from v what the basis explains of it. The index is that of the
// first cell left, -1 if none is.
func (a *Attacker) reduce(v []int64) ([]int64, int) {
	for _, row := range a.rows {
		lead := slices.IndexFunc(row, func(x int64) bool { return x != 0 })
		if lead >= len(v) || v[lead] == 0 {
			continue
		}
		factor := v[lead] * inverse(row[lead]) % prime
		for i, x := range row {
			v[i] = ((v[i]-factor*x)%prime + prime) % prime
		}
	}
	return v, slices.IndexFunc(v, func(x int64) bool { return x != 0 })
}

func inverse(x int64) int64 {
	result := int64(1)
	for e := int64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			result = result * x % prime
		}
		x = x * x % prime
	}
	return result
}

// SeeAlone adds that a unit was shown by itself.
func (a *Attacker) SeeAlone(unit string) {
	a.alone[a.cell(unit)] = true
	a.See(unit)
}

// See adds that the sum of the cells of some units was shown.
func (a *Attacker) See(units ...string) {
	if len(units) == 0 {
		return
	}
	cells := make([]string, len(units))
	for i, unit := range units {
		cells[i] = a.cell(unit)
	}
	if v, lead := a.reduce(a.equation(cells...)); lead >= 0 {
		a.rows = append(a.rows, v)
		slices.SortFunc(a.rows, func(x, y []int64) int {
			first := func(v []int64) int { return slices.IndexFunc(v, func(x int64) bool { return x != 0 }) }
			return first(x) - first(y)
		})
	}
}

// Derived returns a cell that follows from what was shown although it was never
// shown by itself, if there is one.
func (a *Attacker) Derived() (cell string, ok bool) {
	for cell := range a.cells {
		if _, lead := a.reduce(a.equation(cell)); lead < 0 && !a.alone[cell] {
			return cell, true
		}
	}
	return "", false
}

// cell names the cells of a unit as they are now: other ones after nothing
// was shown of the unit for as long as the longest window.
func (a *Attacker) cell(unit string) string { return fmt.Sprintf("%s/%d", unit, a.version[unit]) }

// Observe notes which units something is shown of at an instant, in Unix
// seconds. It comes before what is seen then.
func (a *Attacker) Observe(at int64, treatment map[string]ledger.Treatment) {
	for i := range Units {
		unit := fmt.Sprintf("u%d", i)
		t, there := treatment[unit]
		switch since := a.hidden[unit]; {
		case !there || t == ledger.LeftOut:
			if since == 0 {
				a.hidden[unit] = at
			}
		case since != 0:
			if at-since >= a.horizon {
				a.version[unit]++
			}
			a.hidden[unit] = 0
		}
	}
}
