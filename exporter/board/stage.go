package board

import "casework/collectors/families"

// A Stage is how much there is to see of a source. A page of a source that has
// more to come is out of date once it has come.
type Stage int

// The stages, in their order.
const (
	Restoring Stage = iota // nothing, as what an earlier process kept is being read
	Unread                 // nothing
	Kept                   // what an earlier process kept
	Reading                // what was read; its months are not compared, or could not be
	Settled                // all
)

// StageOf is the stage of a source.
func StageOf(o *families.Overview) Stage {
	switch {
	case o.Restoring:
		return Restoring
	case !o.Read:
		return Unread
	case o.AsOf.IsZero():
		return Kept
	case o.Compared && o.Study == nil && o.Expected == nil:
		return Reading
	default:
		return Settled
	}
}

// again is after how many seconds a page of sources loads itself again: soon if
// there is nothing to see of one, later if one can read what there is meanwhile.
// 0 is never.
func again(sources ...*families.Overview) int {
	seconds := 0
	for _, o := range sources {
		switch StageOf(o) {
		case Restoring, Unread:
			return 2
		case Kept:
			seconds = 10
		case Reading, Settled:
		}
	}
	return seconds
}
