// Package deadline says by when a case must be closed that has no deadline of its
// own: rules of case types, lengths in days, working days, weeks or months, and
// the holidays of Norway. It is pure: no I/O and no clock.
//
// # How a period is counted
//
// The day on which a case was received, in the zone of its source, is not counted;
// the day on which the period ends is, to its last second. A period of weeks ends
// on the same day of the week, one of months on the same date of its last month,
// or on the last day of that month where it has no such date (domstolloven § 148).
// A working day is Monday to Friday, but for public holidays; Christmas Eve and New
// Year's Eve are no public holidays.
//
// If a period ends on a day off, the case is due on that day, unless the rule moves
// the end to the next working day, as domstolloven § 149 does where a law refers to
// it.
package deadline
