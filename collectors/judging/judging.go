// Package judging has the units of a ledger judged by collectors/change once a day. A Background does so next to the
// polls of an exporter, and a Replay does so for each day that a history passes. For one day both say the same.
package judging

import (
	"hash/fnv"
	"time"

	"casework/collectors/change"
	"casework/collectors/civil"
	"casework/collectors/ledger"
)

// Options say which units are judged, and how.
type Options struct {
	Change change.Options
	Has    func(unit string) bool  // whether a unit is to be judged; default every unit
	Since  func(unit string) int64 // since when a unit is shown, Unix seconds; 0, the default, is always
}

// withDefaults are the Options with what they leave open.
func (o Options) withDefaults() Options {
	if o.Change.Location == nil {
		o.Change.Location = time.UTC
	}
	o.Change.Detect = o.Change.Detect.WithDefaults()
	if o.Has == nil {
		o.Has = func(string) bool { return true }
	}
	if o.Since == nil {
		o.Since = func(string) int64 { return 0 }
	}
	return o
}

// changes are the Changes as of a day, without any unit yet.
func (o *Options) changes(at civil.Day) *change.Changes {
	return &change.Changes{At: at, Units: map[string][]change.Change{}, Zone: o.Change.Location, Between: o.Change.Detect.Between}
}

// Units are judged in parts, so that little of their histories is in memory at once.
const (
	rowsOfPart       = 100_000      // rows of a part that is taken next to a poll: some 5 MB
	rowsOfReplayPart = 1_000_000    // rows of a part of a Replay, for which no poll waits
	mostParts        = 12           // most parts next to polls, as each part goes through all rows
	quiet            = civil.Day(7) // days without a case after which rows are not thought to be late any more
	hour             = int64(3600)  // seconds between looks whether another day can be judged
)

// dayAt is the day as of whose beginning units are judged at an instant. Both the instant and received, when the newest
// case was received by then, are in Unix seconds. It is the day of the newest case. Today is judged only once a case came
// today: until then, rows of yesterday may still be on their way, as with files that are written each morning, and a day
// of which nothing is known is not a quiet day. After a week without a case, today is judged all the same.
func dayAt(now, received int64, zone *time.Location) civil.Day {
	today, newest := dayOf(now, zone), dayOf(received, zone)
	if newest < today-quiet {
		return today
	}
	return newest
}

func dayOf(unix int64, zone *time.Location) civil.Day {
	return civil.DayOf(time.Unix(unix, 0).In(zone))
}

// partOf is the part of the units that one belongs to.
func partOf(unit string, parts int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(unit)) // a Hash's Write cannot fail
	return int(h.Sum32() % uint32(parts))
}

// part reads from the ledger the histories of the n-th of so many parts of the units for which units reports true.
func part(l *ledger.Ledger, at int64, units func(string) bool, n, of int) []ledger.UnitHistory {
	return l.HistoriesOf(at, func(unit string) bool { return partOf(unit, of) == n && units(unit) })
}
