// Package detect decides whether the figures of a unit have changed: its waits, its backlog, the
// age of its oldest case, its share of cases past their deadline, and its error reports, of which
// there may be too many or suddenly none. It has no clock, no files and no database: a unit's
// days come in, a Verdict comes out.
//
// # What a day is made of
//
// Waits and ages are scored by rank: a value's normal score is the quantile of the normal
// distribution at its mid-rank among the unit's own past values (van der Waerden 1952). A tail
// counts by its rank, whole days are ties, and of log-normal waits nothing is lost: against a
// shift of normal data such scores are as good as the values themselves (Chernoff and Savage 1958). Waits are
// ranked in working days of a Calendar, so that weekends and holidays do not lengthen them. Where
// there are two years of history, the season of the year is taken away, drawn towards none as far as
// chance explains it (Efron and Morris 1975). Cases of one day that are alike, such as a pile that
// is cleared at once, count as fewer (Kish 1965).
//
// A backlog is scored by its root (Anscombe 1948), less its weekday, and of that by what is new each day: the
// innovation of an autoregression, as who was open yesterday mostly is open today (Runger and Willemain 1995).
//
// Shares and error reports are counts. How many reports are to be expected is taken from the cases closed in a week, or
// in a year with its season, or between: by what made the reports of the past likeliest.
//
// # How it is judged
//
// Each measure has two charts, each a one-sided CUSUM (Page 1954), which of all rules with as many false
// alarms finds a lasting change of a known size soonest at worst (Lorden 1971; Moustakides 1986). One is made
// for a change of 30 %, which is a Rise, or its like; the other for one about twice as large
// (Sparks 2000). A CUSUM is preferred to an EWMA because it says when a change began: where it was last
// at 0. There the reference ends, which is what is usual: at least a year of whole weeks, and up to three,
// until they hold 400 cases. So nothing becomes usual while it is judged.
//
// # How often it is wrong
//
// A calibration draws 240 years of a unit without change from blocks of eight weeks of its own past, less
// the level around each block and the season (Künsch 1989), and reads from them which height the
// CUSUM reaches once in Options.Between, by default two years a unit and measure. The two charts share that. Where they
// raise an alarm at the same time it is one, so each may raise more than its share, until both together raise as many as they
// may; of waits a fifth more at most. Rhythm, autocorrelation and noise
// are kept within a block; what is over within eight weeks is noise, and what lasts longer is not. Residuals are
// stretched by what the mean around them took from their variance. Where a unit's noise lasts for
// longer than a block, false alarms are more.
//
// # What becomes of it
//
// Rising is half the height at which a unit is Risen. Of a measure with values, Risen also takes a median that
// since the change began, of a quarter at most, is nearer to a Rise than to what is usual, and that of the last 28 days still
// above it; and 15 open cases, or, of waits, that the sign test (Dixon and Mood 1946) finds those of the days since
// above what is usual, too. Risen ends when the CUSUM is back
// at 0, which takes about as long as its rise did. A level that lasts for Options.Usual, by default 26 weeks, after it was
// found Risen is the usual one from then on, as the days since it was found tell it, once they have enough cases for a
// reference, and
// Verdict.Adopted says since when. A level that fell and stayed for 13 weeks becomes usual without notice. So one change
// is one alert.
//
// # What it costs
//
// A day costs a score a value and a few additions a chart. A calibration takes some two milliseconds a unit and measure; it is to be
// repeated as history grows, each year say, beside whatever else happens.
package detect
