package intake

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
	Within  []Share  // by the times within which cases are to be started
	Slots   []Intake // the same by slot of the case type, filled in by the ledger; nil without types
}

// A Share says how many cases were started within a time.
type Share struct {
	Followed int // cases received in the window that ended that time ago
	Started  int // of those, the ones started within the time
}

func (s *Share) add(o *Share) {
	s.Followed += o.Followed
	s.Started += o.Started
}
