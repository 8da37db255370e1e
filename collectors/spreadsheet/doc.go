// Package spreadsheet reads the rows of a sheet of an XLSX file, as Excel,
// LibreOffice and libraries write it (ISO/IEC 29500, transitional and strict).
//
// # Streams
//
// Nothing is unpacked to disk, and no part of a file is in memory as a whole: a
// sheet is read a row at a time, and written to nobody. What is in memory is the
// text of cells that the file keeps in one list, up to Limits.Text, and a row. All
// sizes are counted as they are unpacked: what a file says of its own is not
// believed.
//
// # Values
//
// A value is the text that stands for it in a CSV file: 12.5, TRUE, 23.11.2026,
// 23.11.2026 10:00:00. Of a formula it is what was computed when the file was
// saved. Whether a number is a date is said by its style alone, as people see it.
// What has no value, an error such as #N/A, a formula that was not computed, or a
// number that lost digits, is a text that is no value in any column.
//
// # Discretion
//
// No error quotes what stands in a cell.
package spreadsheet
