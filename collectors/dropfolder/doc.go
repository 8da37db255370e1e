// Package dropfolder reads supplementary tables that are in no database: files, such
// as exports of a survey, that somebody drops into a folder. It has what other files of
// the same kind need, too.
//
// # Files
//
// A file is named for its table: surveys.csv, surveys.csv.gz, or surveys-2026-10.csv
// where there are several, which together are the table. Its first line names the
// columns, which are those of the query of that name. Package table reads it.
//
// # Whole or not at all
//
// A file is read once it has been left alone for a while, or as soon as a
// program that wrote it under another name (.tmp, .part, a leading dot) has
// given it its own. What can be read in two ways is refused, and a file with
// any line wrong is refused whole, with file, line, column and reason. The
// last good version stays in force; without one, the whole table is withheld,
// as a part of it would give wrong figures. A last line without line break, as
// Google Sheets writes it, is accepted if the file has no fewer rows than the
// version in force. A file that was refused is looked at again when it changes, and
// one that could not be read at every look. Nothing is written to the folder.
//
// # Discretion
//
// Such files come from people's hands, and columns slip. No message quotes a
// value, nor a title that is none of the contract's.
package dropfolder
