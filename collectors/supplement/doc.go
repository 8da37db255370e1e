// Package supplement keeps the supplementary tables of a source: what is known
// besides its cases, such as complaints, surveys, sickness absence, the dose of
// supervision, plans, projects and goals. It is pure: rows in, figures out, no
// I/O and no clock.
//
// # Tables
//
// A Table declares the columns of one contract query, which a database or a CSV
// file may answer, and all that becomes of its rows. Each table has a file of its
// own, named for it; Tables lists them. A row is anonymous, or a sum: none is about
// one person. Identifiers (Key) only keep a row from counting twice; they are hashed
// at once and never shown.
//
// A Store holds the tables of one source. Each reading of a table is made into a
// summary that replaces the one before. So a row that is corrected or deleted in the
// source is corrected or deleted here too.
//
// # When
//
// Days are those of the source's calendar. Events (complaints, sessions,
// projects) are counted over the rolling windows of the settings, in whole
// days: the last w days, today included. What is about people (surveys,
// absence, use of time) is shown for the latest closed Period only, from
// settleDays after its end. A Period is a calendar quarter unless set otherwise. A
// rolling window would disclose single answers: the sum of eight less the sum of
// seven is the eighth. Counts of staff are those of the latest month before the end
// of that period.
//
// An event counts under the state of supervision that its unit had on that
// day, a month under the state on its first day, staff under that on the last
// day of the period.
//
// # Suppression
//
// A figure that rests on fewer people than Options.Least is withheld, and a marker
// series says so. A group is pooled from all its units. So further units are withheld,
// until the hidden units together are enough people: then no hidden unit can be computed
// from the group and the shown units.
//
// What was shown of a period stands until the period is over, whatever its rows say
// later: a correction would show whose figure changed. Units of which nothing was
// shown may join, together, if they are enough people by the same rules. Package
// disclosure decides all of this; Store.Releases are kept over a restart.
package supplement
