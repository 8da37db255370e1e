package statefile

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"casework/collectors/disclosure"
	"casework/collectors/ledger"
)

// SmallUnits hides the case statistics of units that are too small for them,
// and remembers in a file which those are and what is shown of them together.
// It is a ledger.Screen, and not safe for concurrent use.
type SmallUnits struct {
	policy *disclosure.Policy
	source string
	path   string // "" keeps nothing

	// ReadOnly leaves the file as it is.
	ReadOnly bool
	log      *slog.Logger
	last     *disclosure.Screening // nil before the first
}

// A SmallUnitsConfig is what SmallUnits are made of.
type SmallUnitsConfig struct {
	MinCell  int             // units with fewer cases in an average 28 days of the last year are hidden; at least 1
	Windows  []ledger.Window // of the ledger
	Followed int64           // for how long the ledger follows cases received, seconds; see ledger.Options.Followed
	Zone     *time.Location  // of the source's months
	Source   string          // names the source and its data set: the file of another is refused
	Formerly string          // likewise, by the name that the source had; "" for none
	Log      *slog.Logger
}

// NewSmallUnits returns what hides small units. Nothing was shown before, and
// nothing is kept.
func NewSmallUnits(c SmallUnitsConfig) *SmallUnits {
	return &SmallUnits{policy: disclosure.NewPolicy(c.MinCell, c.Windows, c.Followed, c.Zone), source: c.Source, log: c.Log}
}

// OpenSmallUnits is NewSmallUnits with a file that remembers what has been
// shown, and is created when there is something to remember; without a path,
// the units of every process are placed again.
//
// A file that cannot be read, was edited or is of another source is an error:
// to begin again would show what two ways of hiding units differ by.
func OpenSmallUnits(path string, c SmallUnitsConfig) (*SmallUnits, error) {
	s := NewSmallUnits(c)
	s.path = path
	content, err := Read(path)
	if err == nil && content != nil {
		s.last, err = disclosure.Decode(content, c.Source, c.Formerly)
	}
	if errors.Is(err, disclosure.ErrForeign) {
		return nil, fmt.Errorf("read which units are small: %s: %w; %s", path, err, Foreign)
	}
	if err != nil {
		return nil, fmt.Errorf("read which units are small: %s: %w; put back a good copy, or delete it to have all units placed again, "+
			"which shows by the difference what some of them have", path, err)
	}
	return s, nil
}

// MinCell is the number of cases below which nothing is said of them but how
// many they are.
func (s *SmallUnits) MinCell() int { return s.policy.MinCell }

// Shows reports whether a unit is shown; before any is placed, all are.
func (s *SmallUnits) Shows(unit string) bool {
	_, is := s.ShownSince(unit)
	return is
}

// ShowsIntake reports whether what is said of the cases that a unit received is shown
// at an instant, in Unix seconds, if the unit is.
func (s *SmallUnits) ShowsIntake(unit string, at int64) bool {
	return s.last == nil || s.policy.ShowsIntake(s.last, unit, at)
}

// ShownSince reports whether a unit is shown, and since when, in Unix seconds;
// 0 is from the beginning on.
func (s *SmallUnits) ShownSince(unit string) (since int64, is bool) {
	if s.last == nil {
		return 0, true
	}
	return s.last.Shows(unit)
}

// Placed is since when units are where they are, in Unix seconds.
func (s *SmallUnits) Placed() (since int64) {
	if s.last != nil {
		for _, placed := range s.last.Units {
			since = max(since, placed.Since)
		}
	}
	return since
}

// Table is what is shown of the hidden units together; nil before any is
// placed, and of nil, which hides none.
func (s *SmallUnits) Table() *disclosure.Table {
	if s == nil || s.last == nil {
		return nil
	}
	return s.last.Table
}

// Place says how units are treated from an instant on. What it decides is on
// the disk before it is shown; if that fails, nothing of the cases is shown
// until it can be.
func (s *SmallUnits) Place(at int64, sizes []ledger.UnitSize, lookback ledger.Lookback) []ledger.Treatment {
	next := s.policy.Next(s.last, at, sizes, lookback)
	if s.path != "" && !s.ReadOnly && !reflect.DeepEqual(s.last, next) {
		if err := s.save(s.path, next); err != nil {
			s.log.Error("all units are left out, as which are small cannot be saved", "err", err)
			return (&disclosure.Screening{}).Treatments(sizes)
		}
	}
	s.last = next
	return next.Treatments(sizes)
}

// Keep writes what has been shown to a file, so that an exporter that opens it
// goes on from there. It does nothing before the first Place.
func (s *SmallUnits) Keep(path string) error {
	if s.last == nil {
		return nil
	}
	if err := s.save(path, s.last); err != nil {
		return fmt.Errorf("save which units are small: %w", err)
	}
	return nil
}

// save replaces a file.
func (s *SmallUnits) save(path string, n *disclosure.Screening) error {
	content, err := n.Encode(s.source)
	if err != nil {
		return err
	}
	return Replace(path, content)
}
