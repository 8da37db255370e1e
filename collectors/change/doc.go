// Package change says of the units of a source, as of the beginning of a day, what collectors/detect finds of
// their whole past: which measure has changed, since when, and against what. It has no clock, no files and no
// database.
//
// What it says is a function of the rows and the day alone. A unit's days are judged one after the other, each by
// what was known then, from when it has half a year of history on; what lies more than ten years back does not count. What is usual is taken anew at
// the beginning of each quarter. Detectors are calibrated when the judgement begins, at the quarter by which there is a year of history, each
// 1 January after that, and when a level becomes usual, so that it does not matter when a process began. A Judge remembers the newest quarter of each
// unit and measure, and goes on from there as long as the days before it are the same; it says what one without memory says.
package change
