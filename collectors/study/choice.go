package study

import "slices"

// A Choice is a primary outcome and since when it is the one, Unix seconds.
type Choice struct {
	Outcome Outcome
	Since   int64
}

// Choose is the choices that were made before, oldest first, with o as the
// present one: added if it is another than the last.
func Choose(before []Choice, o Outcome, now int64) []Choice {
	if n := len(before); n > 0 && before[n-1].Outcome == o {
		return before
	}
	return append(slices.Clip(before), Choice{Outcome: o, Since: now})
}
