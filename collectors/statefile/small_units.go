package statefile

import (
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/ledger"
)

// SmallUnits hides the case statistics of units that are too small for them,
// and remembers in a file which those are. It is not safe for concurrent use.
type SmallUnits struct {
	policy *disclosure.Policy
	path   string // "" keeps nothing

	// ReadOnly leaves the file as it is.
	ReadOnly bool
	log      *slog.Logger
	last     *disclosure.Screening // nil before the first
}

// NewSmallUnits returns what hides units with fewer than minCell cases in an
// average 28 days of the last year. Nothing was shown before, and nothing is
// kept. Windows are those of the ledger, zone that of the source's months.
func NewSmallUnits(minCell int, windows []ledger.Window, zone *time.Location, log *slog.Logger) *SmallUnits {
	return &SmallUnits{policy: disclosure.NewPolicy(minCell, windows, zone), log: log}
}

// OpenSmallUnits is NewSmallUnits with a file that remembers what has been
// shown, and is created when there is something to remember; without a path,
// the units of every process are placed anew.
//
// A file that cannot be read is an error: to begin anew would show what two
// ways of merging differ by.
func OpenSmallUnits(path string, minCell int, windows []ledger.Window, zone *time.Location, log *slog.Logger) (*SmallUnits, error) {
	s := NewSmallUnits(minCell, windows, zone, log)
	s.path = path
	content, err := Read(path)
	if err == nil && content != nil {
		s.last, err = disclosure.Decode(content)
	}
	if err != nil {
		return nil, fmt.Errorf("read which units are small: %s: %w; mend it, or delete it to have all units placed anew", path, err)
	}
	return s, nil
}

// MinCell is the number of cases below which nothing is said of them but how
// many they are.
func (s *SmallUnits) MinCell() int { return s.policy.MinCell }

// Screen is the ledger's Screen. What it decides is on the disk before it is
// shown; if that fails, nothing of the cases is shown until it can be.
func (s *SmallUnits) Screen(at int64, sizes []ledger.UnitSize) []ledger.Treatment {
	next := s.policy.Next(s.last, at, sizes)
	if s.path != "" && !s.ReadOnly && !reflect.DeepEqual(s.last, next) {
		if err := keepScreening(s.path, next); err != nil {
			s.log.Error("all units are left out, as which are small cannot be saved", "err", err)
			return (&disclosure.Screening{}).Treatments(sizes)
		}
	}
	s.last = next
	return next.Treatments(sizes)
}

// Keep writes what has been shown to a file, so that an exporter that opens it
// goes on from there. It does nothing before the first Screen.
func (s *SmallUnits) Keep(path string) error {
	if s.last == nil {
		return nil
	}
	if err := keepScreening(path, s.last); err != nil {
		return fmt.Errorf("save which units are small: %w", err)
	}
	return nil
}

// keepScreening replaces a file.
func keepScreening(path string, n *disclosure.Screening) error {
	content, err := n.Encode()
	if err != nil {
		return err
	}
	return Replace(path, content)
}
