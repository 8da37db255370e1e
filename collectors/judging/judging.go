// Package judging has the units of a ledger judged by collectors/change once a day: beside the polls of an exporter
// (Beside), or of all days that a history passes (Past). Both show the same of a day.
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
	Has    func(unit string) bool  // whether a unit is one that is judged
	Since  func(unit string) int64 // since when one that is judged is shown, Unix seconds; 0 is always
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

// changes are those of no unit yet.
func (o *Options) changes(at civil.Day) *change.Changes {
	return &change.Changes{At: at, Units: map[string][]change.Change{}, Zone: o.Change.Location, Between: o.Change.Detect.Between}
}

// How rows are read.
const (
	rowsOfPart     = 100_000      // whose pasts are taken at once: some 5 MB
	rowsOfPastPart = 1_000_000    // the same of a Past, which no poll waits for
	mostParts      = 12           // at polls, as each goes through all rows
	quiet          = civil.Day(7) // days without a case after which that is no delay any more
	hour           = int64(3600)  // seconds between looks whether another day can be judged
)

// dayAt is the day as of whose beginning units are judged at an instant, given when the newest case was received
// by then, in Unix seconds. That is the day of the instant, but as long as no case came on it, the one on which the newest came: rows of
// the night may be on their way, as of files that are written each morning, and a day of which nothing is known yet is no
// quiet one. After a week without a case that is no delay any more.
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

// part takes the pasts of a part of the units that are meant.
func part(l *ledger.Ledger, at int64, units func(string) bool, n, of int) []ledger.UnitHistory {
	return l.HistoriesOf(at, func(unit string) bool { return partOf(unit, of) == n && units(unit) })
}
