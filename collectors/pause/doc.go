// Package pause keeps the pauses of cases: spans of time in which a case waited
// for somebody else, such as an applicant, and its clock stood. It does no I/O,
// has no clock, and knows a case and a pause by a 64-bit identifier alone.
//
// A Store takes 8 bytes for each case that was ever paused and 16 for each pause, besides
// room to grow, and nothing for other cases. The pauses of a case are found at once. To
// find a pause by its own identifier alone, all pauses are searched.
package pause
