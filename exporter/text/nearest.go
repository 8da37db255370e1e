package text

import "iter"

// Nearest is the known name most like name, the first in alphabetical order if
// several are; "" if none is much like it.
func Nearest(name string, known iter.Seq[string]) string {
	best, least := "", 1+len([]rune(name))/4
	for k := range known {
		d := distance([]rune(name), []rune(k))
		if d < least || d == least && (best == "" || k < best) {
			best, least = k, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two texts in characters.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
