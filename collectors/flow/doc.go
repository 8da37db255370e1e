// Package flow says how the cases of a queue get to be started: what share of
// them within some days, and when half of them were, those that still wait
// included. It is pure: no I/O and no clock.
//
// # Why not the waits of the cases started
//
// The median wait of the cases started in a window looks short where the easy
// cases are taken and the old ones are left: those that wait are not in it. What
// is counted here is of the cases received in a stated time, whatever became of
// them.
//
// # The median of all waits
//
// A case leaves the queue by being started, or by being closed without a start,
// which is a competing event: it will never be started, and counts as not
// started. A case that still waits is censored at its age. Let t be the time since
// receipt, S(t−) the share that had left the queue by neither way before t, n(t)
// the cases that had been followed so long and were still waiting, and d(t) those
// of them started at t. The cumulative incidence of a start is
//
//	F(t) = Σ over s ≤ t of S(s−) · d(s) / n(s)
//
// (Aalen and Johansen, Scandinavian Journal of Statistics 5, 1978, 141–150). The
// median is the smallest t with F(t) ≥ 1/2. There is none where F does not get
// there: too few were started, or the cases are too new.
//
// Cases that leave at an age at which another is censored leave before it, as the
// one that is censored was seen to wait for that long. Whether starts or closings
// come first at the same age makes no difference to F.
//
// # The share started in time
//
// Of a case that was received N days ago or longer it is known whether it was
// started within N days. The share of those started is that of all cases received
// in a window that ended N days ago; closed without a start is not started.
package flow
