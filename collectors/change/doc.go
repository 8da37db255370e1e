// Package change runs the detectors of collectors/detect over the whole past of each unit of a source. As of the
// beginning of a day it says which measures have changed, since when, and from what level. It has no clock, no files and
// no database.
//
// What it says depends on the rows and the day alone, and not on when a process began. So the calendar decides what
// happens when:
//
//   - A unit is judged from the day on which it has half a year of history (LeastHistory). Its days are judged in
//     order, each by what was known on it. Days more than ten years back do not count (yearsBack).
//   - What is usual is taken anew at the beginning of each quarter (Refits).
//   - Detectors are calibrated when the judgement begins, at the first quarter with a year of history, on each 1 January
//     after a year and a half (Calibrates), and when a new level becomes usual.
//
// A Judge remembers how each unit and measure stood at the newest quarter, and goes on from there as long as the days
// before it are the same. That saves time and changes nothing: a Judge without memory says the same.
package change
