// Package intake says how soon the cases received in a window were started: which
// share of them within some days, and after how long half of them were. Cases that
// still wait count too. It is pure: no I/O and no clock.
//
// # What there is
//
// An Intake is the result. Three ways lead to it, and tests compare them. A Cell keeps
// the cases of a window as they come and go, for polls. A Sliding moves a window
// through the past, for a history. An intaketest.Cohort computes the same from all cases
// at once, for tests. Cell and Sliding keep times in order in a Multiset.
//
// # Why not the waits of the cases started
//
// The median wait of the cases started in a window looks short where the easy
// cases are taken and the old ones are left: cases that still wait are not in it. So
// this package counts all cases received in a window, whatever became of them.
//
// # The median of all waits
//
// A case leaves the queue by being started, or by being closed without a start,
// which is a competing event: it will never be started, and counts as not
// started. A case that still waits is censored at its age. Let t be the time since
// receipt, S(t−) the share of cases that were still waiting just before t, n(t)
// the number of cases that had been followed for t and were still waiting, and d(t)
// the number of those that were started at t. The cumulative incidence of a start is
//
//	F(t) = Σ over s ≤ t of S(s−) · d(s) / n(s)
//
// (Aalen and Johansen, Scandinavian Journal of Statistics 5, 1978, 141–150). The
// median is the smallest t with F(t) ≥ 1/2. There is none where F does not get
// there: too few were started, or the cases are too new.
//
// Where one case leaves the queue at the age at which another is censored, the leaving
// comes first: the censored case was seen to wait for that long. Whether starts or
// closings come first at the same age makes no difference to F.
//
// # The share started in time
//
// Whether a case was started within N days is known once it was received N days
// ago. So this share is of all cases received in a window that ended N days ago. A case
// closed without a start counts as not started.
package intake
