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
//   - Wait and Turnaround: the logarithm of the restricted mean time, in
//     days, of the cases received in the month: each case counts the time
//     until it was started (closed), or the whole follow-up if that takes
//     longer. A month takes part only once every case of it was followed for
//     the whole follow-up. So each case counts once and equally, cases still
//     waiting count too, and clearing a backlog does not look like harm, as it
//     does in the mean of the cases that were started or closed.
//   - Throughput: the logarithm of the cases closed in the month.
//   - Errors: errors reported in the month for each case closed in it.
//   - Deadline: the share of the cases closed in the month with a deadline
//     that were closed in time.
//
// A month with fewer than Settings.MinCases cases behind it is missing, and
// so is a unit's first month, which may be a part of one. The month of
// adoption is the one in which a unit's first period of supervision began; a
// unit whose supervision has ended stays among those that started it. Cases
// received shortly before a start are handled partly after it, so that a
// change of waits is understated rather than overstated.
package study
