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
//   - Wait and Turnaround: the logarithm of the observed over the expected
//     time of the cases received in the month: each case counts the time until
//     it was started (closed), or the whole follow-up if that takes longer, and
//     is expected to take the mean of its case type in all units before any
//     start. A month takes part only once every case of it was followed for the
//     whole follow-up. So each case counts once and equally, cases still waiting
//     count too, and neither clearing a backlog nor a change in the mix of types
//     looks like a change in pace. What the logarithm of a mean of few cases is
//     too low by is added.
//   - NetTurnaround: likewise the time that the cases received in the month were open
//     and not paused, within the same follow-up. So a case that is paused throughout
//     comes to nothing: it is to be read beside Turnaround. A source without pauses has
//     none.
//   - Handling: likewise the time from start to closing, of the cases started in the
//     month, each followed from its start for the same time; cases that are not closed
//     by then count as that long. By the month of the closing, a unit that waits less
//     and clears its backlog would seem to handle longer.
//   - Throughput: the logarithm of the cases closed in the month.
//   - Errors: errors reported in the month for each case closed in it.
//   - Deadline: the share of the cases closed in the month with a deadline
//     that were closed in time.
//
// A month of wait or turnaround with fewer than Settings.MinCases cases behind
// it is missing, and so is a unit's first month, which may be a part of one.
// The month of adoption is the one in which a spell of supervision began; what
// comes after its end does not count. The months before a start whose cases are
// followed past it count for neither side.
//
// NetTurnaround and Handling are exploratory unless one of them is chosen beforehand:
// their p-values are corrected for the number of all outcomes, those of the others for
// the number of the others alone, as if these two were not there. So nobody's answer
// changed when they came, and neither of them is an easy find.
package study
