// Package change says of the units of a source, as of the beginning of a day, what collectors/detect finds of
// their whole past: which measure has changed, since when, and against what. It has no clock, no files and no
// database.
//
// What it says is a function of the rows and the day alone. A unit's days are judged one after the other, each by
// what was known then, from the beginning of the year before the last whole day on, or from when the unit has half a
// year of history. Detectors are calibrated on 1 January and 1 July, or as soon as a quarter begins with enough to do so by, and what is usual is taken anew at
// the beginning of each quarter, so that it does not matter when a process began. A Judge remembers the newest calibration of each
// unit and measure, and goes on from there as long as the days before it are the same; it says what one without memory says.
package change
