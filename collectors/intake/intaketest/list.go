package intaketest

import "sort"

// A List is an intake.Sorted that holds its durations side by side. It goes forward.
type List struct {
	durations []uint32
	upTo      int
}

// NewList is a List of durations in ascending order.
func NewList(durations []uint32) *List { return &List{durations: durations} }

// Len is how many durations there are.
func (l *List) Len() int { return len(l.durations) }

// UpTo is how many of them are at most v, which is no less than the time before.
func (l *List) UpTo(v uint32) int {
	step := 1
	for l.upTo+step <= len(l.durations) && l.durations[l.upTo+step-1] <= v {
		l.upTo += step
		step *= 2
	}
	rest := l.durations[l.upTo:min(l.upTo+step, len(l.durations))]
	l.upTo += sort.Search(len(rest), func(i int) bool { return rest[i] > v })
	return l.upTo
}

// At is the duration of a rank.
func (l *List) At(rank int) uint32 { return l.durations[rank] }
