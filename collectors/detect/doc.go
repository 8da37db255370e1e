// Package detect decides whether the figures of a unit have changed: its waits, its backlog, the
// age of its oldest case, its share of cases past their deadline, and its error reports, of which
// there may be too many or suddenly none. It has no clock, no files and no database: a unit's
// days come in, a Verdict comes out.
//
// # What a day is made of
//
// Waits and ages are scored by rank: a value's normal score is the quantile of the normal
// distribution at its mid-rank among the unit's own past values (van der Waerden 1952). So an
// extreme value counts by its rank alone, and equal values, such as whole days, score the same. For
// log-normal waits nothing is lost by that: against a shift of normal data, such scores are as good
// as the values themselves (Chernoff and Savage 1958). Waits are ranked in working days of a
// Calendar, so that weekends and holidays do not lengthen them. With two years of history, the
// season of the year is taken away; its estimate is drawn towards no season as far as chance
// explains it (Efron and Morris 1975). Cases of one day that are alike, such as a pile that is
// cleared at once, count as fewer cases (Kish 1965).
//
// A backlog is scored by its square root (Anscombe 1948), less what is usual on its weekday. Most
// cases that are open today were open yesterday, so a day counts only by what is new in it: the
// innovation of an autoregression (Runger and Willemain 1995).
//
// Shares and error reports are counts. Error reports are expected in proportion to the cases closed:
// those of a week, those of a year with its season, or a mixture of both. Of the mixtures, the one
// is taken under which the reports of the past were likeliest.
//
// # How it is judged
//
// Each measure has two charts. Each is a one-sided CUSUM (Page 1954): of all rules with as many false
// alarms, it finds a lasting change of a known size soonest in the worst case (Lorden 1971;
// Moustakides 1986). One chart is made for a rise of 30 %, see Rise, or its like for other measures; the
// other for a rise 2.5 times as large on the scale of the scores (Sparks 2000). A CUSUM also says when
// a change began, which an EWMA does not: where the CUSUM was last at 0. The reference, which is what is
// usual, ends there. So nothing becomes usual while it is judged. The reference is at least a year of
// whole weeks, and up to three years, until it has 400 cases.
//
// # How often it is wrong
//
// A calibration draws 240 years of a unit without change. It draws them in blocks of eight weeks from the
// unit's own past (of 13 weeks for the age of the oldest case), less the season and the level around each
// block (Künsch 1989). From these years it reads which height a CUSUM reaches once in Options.Between, by
// default once in two years for each unit and measure. Both charts share that one alarm. Where both raise
// an alarm at the same time it counts once, so each may raise more than its share, as long as both
// together raise no more than one; for waits, a fifth more than its share at most.
//
// A block keeps rhythm, autocorrelation and noise as they are. So what is over within a block is taken for
// noise, and what lasts longer is not. If a unit's noise lasts for longer than a block, there are more false alarms.
// Residuals are stretched, as the mean that was taken from them took some of their variance too.
//
// # What becomes of it
//
// A unit is Rising once a CUSUM has half the height at which the unit would be Risen. For measures with
// values, a high CUSUM is not enough to be Risen: the median must be high too, see higher in verdict.go.
// Risen ends when the CUSUM is back at 0, which takes about as long as its rise did.
//
// If a level lasts for Options.Usual after it was found Risen, by default 26 weeks, it becomes the usual
// one, and Verdict.Adopted says since when. The new usual level is that of the days since it was found; it waits until
// these have enough cases for a reference. A level that fell and stayed for 13 weeks becomes usual without
// notice. So one change is one alert.
//
// # What it costs
//
// A day costs one score for each value, and a few additions for each chart. A calibration takes some two
// milliseconds for each unit and measure. It should be repeated as history grows, say each year, next to
// whatever else the process does.
package detect
