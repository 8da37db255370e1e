// Package disclosure decides what may be shown of few: which units are too
// small to be shown by themselves, what is shown of those together, and which
// figures about people are withheld. It reads no file and no clock: what has been
// decided before is handed to it, and statefile keeps it.
//
// Two rules make small units safe (Policy). What is shown live is made of the cases of shown
// units alone, and a case is never of both sides. What is shown of hidden units
// is a table a month, which stands until the next one and never overlaps it,
// and of which every figure rests on enough cases of enough units.
//
// Figures about people (Releases) are of a closed period. A cell of too few
// people is hidden, and further ones until what remains of their group without
// the shown ones is large enough. What was shown stands until the period is
// over; units that come later join together, if they are enough.
package disclosure
