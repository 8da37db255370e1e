// Package effect asks whether units under supervision changed more than
// units without. It is pure: panels of numbers come in, estimates and the
// state in which they may be published come out. It does no I/O, has no clock
// and keeps nothing; randomness comes from seeds that the caller gives.
//
// # Why not the two means
//
// Units are not drawn by lot. Some choose supervision after a bad month,
// some because they are already good, and all months differ. The comparison
// here is a difference in differences for staggered adoption: each
// supervised unit's change since its own months before the start, minus the
// change of units without supervision over the same months.
//
// # What there is
//
//   - Analyse: what boards and reports show. The headline with a t interval
//     for few units, a permutation test, the event study, the test of trends
//     before the start, sensitivity, single units, and the State that says
//     whether any of it may be published. Its comparisons are group-time
//     average treatment effects ATT(g,t) after Callaway and Sant'Anna,
//     "Difference-in-Differences with multiple time periods", Journal of
//     Econometrics 225 (2021), without covariates, with standard errors from
//     influence functions. Tests hold all of these against a reference.
//   - Holm: p-values of several outcomes, corrected.
//   - NewChart: XmR control charts with the rules of NHS "Making Data Count".
//
// # Words
//
// A result is a change associated with supervision, compared with units
// without. It is an effect only if the groups would have developed alike
// without supervision, which no calculation can show. The permutation test
// assumes that any unit could have been the one to start; it does not repair
// a choice that depends on the outcome.
package effect
