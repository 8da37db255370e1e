package disclosure

import "casework/collectors/name"

// normalNames has the units by their normal names, as programs did not always
// write them. Spellings of one unit that were not all shown from the same
// instant on are hidden from the next Policy.Next on, as new together as they
// are: shown, the unit would tell what the hidden one of them had.
func (n *Screening) normalNames() {
	units := make(map[string]Placement, len(n.Units))
	for unit, placed := range n.Units {
		unit = name.Normal(unit)
		if unit == "" {
			continue
		}
		if other, again := units[unit]; again && other != placed {
			if n.joined == nil {
				n.joined = map[string]bool{}
			}
			n.joined[unit] = true
			placed = Placement{Side: hidden}
		}
		units[unit] = placed
	}
	n.Units = units
}
