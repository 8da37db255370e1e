package report

import (
	"maps"
	"slices"
	"strings"
)

// rejectedRows lists the rows that were impossible and count nowhere, by table
// and reason, in the words of the metric.
func (d *document) rejectedRows() string {
	var parts []string
	for _, of := range slices.Sorted(maps.Keys(d.rejected)) {
		if n := d.rejected[of]; n > 0 {
			parts = append(parts, of+" "+d.whole(int(n)))
		}
	}
	if len(parts) == 0 {
		return d.Say("none")
	}
	return d.Say("rejected.rows", d.whole(d.rejectedTotal()), strings.Join(parts, ", "))
}

func (d *document) rejectedTotal() (n int) {
	for _, rows := range d.rejected {
		n += int(rows)
	}
	return n
}

// rejectedDoubt says what rejected rows may do to the comparison.
func (d *document) rejectedDoubt() string {
	n := d.rejectedTotal()
	if n == 0 {
		return ""
	}
	return d.Say("fool.rejected", d.whole(n))
}
