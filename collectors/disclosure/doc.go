// Package disclosure decides what may be shown of few cases or people: which
// units are too small to be shown by themselves, what is shown of small units
// together, and which figures about people are withheld. It reads no file and no
// clock: its earlier decisions are handed to it, and package statefile keeps them.
//
// # Small units
//
// A Policy says which units are shown and which are hidden; a Screening is what it
// decided. Two rules make that safe. Figures that are shown live are made of the cases
// of shown units alone, and no case ever counts on both sides. Of hidden units, one
// Table a month is shown. It stands until the next one, no two Tables overlap in time,
// and every figure in it rests on enough cases of enough units.
//
// # Figures about people
//
// Figures about people are shown for closed periods only; Releases decides which. A
// Cell is one unit under one state of supervision. A Cell of too few people is
// hidden. So are further Cells of its group, until the hidden ones together are so many
// people that their sum, which is the group less the shown Cells, tells of nobody.
// What was shown stands until the period is over. Units whose rows come later join
// together, once they are enough people.
package disclosure
