// Package disclosure decides what may be shown of few: which units are too
// small to be shown by themselves, and what is shown of those together. It
// reads no file and no clock: what has been decided before is handed to it, and
// statefile keeps it.
//
// Two rules make it safe. What is shown live is made of the cases of shown
// units alone, and a case is never of both sides. What is shown of hidden units
// is a table a month, which stands until the next one and never overlaps it,
// and of which every figure rests on enough cases of enough units.
package disclosure
