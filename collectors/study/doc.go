// Package study brings the ledger and the statistics together: it says which
// months are closed, turns monthly panels into outcomes of units, compares
// units with and without supervision, and draws each unit's control charts.
// It does no I/O and has no clock.
//
// # Once a month
//
// A study is made once a closed calendar month, some days after its end, and
// stays as it is until the next: anyone who looks every day for a result finds
// one sooner or later. Calendar says when. The panel of a study may be kept
// with Encode, so that a restart or a late correction does not change it.
//
// # Outcomes
//
//   - Wait and Turnaround follow the cases received in the month, each for the same
//     follow-up. A case counts the time until it was started (Wait) or closed
//     (Turnaround), or the whole follow-up if that is shorter. The outcome is the
//     logarithm of the observed over the expected time. Expected is the mean of the case's
//     type, in all units, before any unit started. A month takes part only once every
//     case of it was followed for the whole follow-up. So each case counts once and
//     equally, cases that still wait count too, and neither clearing a backlog nor a
//     change in the mix of types looks like a change in pace. The logarithm of a mean of
//     few cases is too low; what it lacks is added.
//   - NetTurnaround is Turnaround less the time in which a case was paused. A case that
//     is paused throughout counts as 0, so it is to be read beside Turnaround. A source
//     without pauses has none.
//   - Handling follows the cases started in the month in the same way, from the start to
//     the closing. Counted by the month of the closing, a unit that clears its backlog
//     would seem to handle cases more slowly.
//   - Throughput is the logarithm of the number of cases closed in the month.
//   - Errors is the number of errors reported in the month for each case closed in it.
//   - Deadline is the share of the cases with a deadline, of those closed in the month,
//     that were closed in time.
//
// The outcomes that follow cases have no value for a month with fewer than
// Settings.MinCases cases. No outcome has one for a unit's first month, which may be a
// part of a month. A unit starts in the month in which its spell of supervision began;
// months after the end of the spell do not count. Nor do the months just before a
// start whose cases are followed past it, on either side.
//
// # Several outcomes
//
// The p-values of Wait, Turnaround, Throughput, Errors and Deadline are corrected for
// their own number. NetTurnaround and Handling are exploratory: they came later, and
// theirs are corrected for the number of all outcomes. So no earlier answer changed when
// they came, and nothing is found in them too easily. A primary outcome that was chosen
// beforehand never counts as exploratory. It is not corrected, unless it was chosen in
// place of an earlier choice.
package study
