// Package pause keeps the pauses of cases: spans of time in which a case waited
// for somebody else, such as an applicant, and its clock stood. It does no I/O,
// has no clock, and knows a case and a pause by a 64-bit identifier alone.
//
// A Store takes 8 bytes for a case that was ever paused and 16 for a pause,
// besides room to grow, and nothing for other cases. Pauses are found by their
// case; one that is known by its own identifier alone is looked for through all.
package pause
