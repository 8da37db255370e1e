// Package table reads tables out of files: CSV, plain or packed by gzip, and XLSX. It
// is the one reader of the project: of drop folders, of programmes files, of sources that
// are files, and of the demo.
//
// # What is accepted
//
// The first line names the columns. Separators are semicolons, tabulators or
// commas. Text is UTF-8, with or without byte order mark, UTF-16 with one, or
// Windows-1252, MacRoman or CP865, where the letters of the whole file allow no
// more than one of these: see Encoding. Numbers have a decimal point or comma, and
// may have thousands set off; dates are 2026-08-31, 31.08.2026 or 31. august
// 2026, months 2026-08, 08.2026 or august 2026, and periods 2026M08 and 2026K1,
// which stand for their last month or day. An empty value, NULL and \N are none,
// and of what is no text "..", "." and ":" too, as Statistics Norway writes them.
// XLSX is read as if the sheet had been saved as CSV, see package spreadsheet: of
// several sheets, the one that Format.Sheet names, else the only one that is not
// hidden. Empty rows are none.
//
// # What is refused
//
// What can be read in two ways is refused, with file, line, column and reason;
// so is a line that has other fields than the first.
//
// # Streams
//
// A file is read twice: Look reads the whole of it and says what it is, and
// Rows reads its lines again, a part at a time (of a spreadsheet, as far as it needs
// them), and fails if any part is not what
// Look saw. Whoever applies rows that a first reading found nothing wrong with
// applies those.
//
// # Discretion
//
// Such files come from people's hands, and columns slip. No message quotes a
// value, nor a title that is none of the contract's, unless Format.Quote says
// how.
package table
