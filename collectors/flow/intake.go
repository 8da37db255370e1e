package flow

// An End is how a case left the queue.
type End uint8

// The ends.
const (
	Started End = iota
	Closed      // without a start
	Waits       // it has not left the queue
)

// An Intake is what became of the cases received in a window.
type Intake struct {
	N       int     // cases received in the window; without those whose wait is unknown
	Median  float64 // time after which half of them were started, seconds; meaningless unless Reached
	Reached bool
	Within  []Share // by the times within which cases are to be started
	Slots   []Intake
}

// A Share is the part of some cases that was started within a time.
type Share struct {
	Followed int // cases received in a window that ended as long ago
	Started  int // of those, the ones started within the time
}

// MaxWindow is the longest window, and the longest time within which cases are to
// be started, in seconds: 17 years, with both together.
const MaxWindow = 1<<29 - 1

func (s *Share) add(o *Share) {
	s.Followed += o.Followed
	s.Started += o.Started
}
