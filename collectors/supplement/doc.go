// Package supplement keeps the supplementary tables of a source: what is known
// besides its cases, such as complaints, surveys, sickness absence, the dose of
// supervision, plans, projects and goals. It is pure: rows in, figures out, no
// I/O and no clock.
//
// # Tables
//
// A Table declares the columns of one contract query, which a database or a
// CSV file may answer, and all that becomes of its rows. Each table has a file
// of its own, named for it; Tables lists them. Rows are anonymous or already summed up: none carries
// a person. Identifiers (Key) only keep a row from counting twice; they are
// hashed at once and never shown.
//
// A Store holds the tables of one source. Each reading of a table is made into
// a summary that replaces the one before, so a row that is corrected or
// deleted in the source is so here as well.
//
// # When
//
// Days are those of the source's calendar. Events (complaints, sessions,
// projects) are counted over the rolling windows of the settings, in whole
// days: the last w days, today included. What is about people (surveys,
// absence, use of time) is shown for the latest closed Period only, a
// calendar quarter unless set otherwise, from settleDays after its end. A
// rolling window would disclose single answers: the mean of eight less the
// mean of seven is the eighth. Counts of staff are those of the latest month
// before the end of that period.
//
// An event counts under the state of supervision that its unit had on that
// day, a month under the state on its first day, staff under that on the last
// day of the period.
//
// # Suppression
//
// What rests on fewer people than Options.Least is withheld, and a marker
// series says so. A group is pooled from all its units, and further units are
// withheld until what remains of the group without the shown ones is large
// enough too: no hidden unit can be computed from the total.
//
// What was shown of a period stands until the period is over, whatever its rows
// say later: a correction would show whose figure it was that changed. Units
// of which nothing was shown may join, together, if what is added to the group
// is large enough by the same rules. Package disclosure decides all of
// this; Store.Releases are kept over a restart.
package supplement
