package finding

import (
	"maps"
	"slices"
	"strings"
)

// Rejected lists the rows that were impossible and count nowhere, by table and
// reason, in the words of the metric.
func (w *Writer) Rejected(rows map[string]int64) string {
	var parts []string
	for _, of := range slices.Sorted(maps.Keys(rows)) {
		if n := rows[of]; n > 0 {
			parts = append(parts, of+" "+w.Whole(int(n)))
		}
	}
	if len(parts) == 0 {
		return w.Say("none")
	}
	return w.Say("rejected.rows", w.Whole(RejectedTotal(rows)), strings.Join(parts, ", "))
}

// RejectedTotal is how many rows were impossible.
func RejectedTotal(rows map[string]int64) (n int) {
	for _, of := range rows {
		n += int(of)
	}
	return n
}
