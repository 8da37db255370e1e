package collectors

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
)

// A SmallUnits hides the case statistics of units that are too small for
// them, and remembers which those are. It is not safe for concurrent use.
type SmallUnits struct {
	screener
	path string // "" keeps nothing

	// ReadOnly leaves the file as it is.
	ReadOnly bool
	log      *slog.Logger
	last     *screening
}

// NewSmallUnits returns what hides units with fewer than minCell cases in an
// average 28 days of the last year. Nothing was shown before, and nothing is
// kept. Windows are those of the ledger, zone that of the source's months.
func NewSmallUnits(minCell int, windows []ledger.Window, zone *time.Location, log *slog.Logger) *SmallUnits {
	s := &SmallUnits{screener: screener{minCell: minCell, zone: zone}, log: log}
	for _, w := range windows {
		s.horizon = max(s.horizon, w.Seconds)
	}
	return s
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
	content, err := statefile.Read(path)
	if err == nil && content != nil {
		s.last = &screening{}
		if err = json.Unmarshal(content, s.last); err == nil && (s.last.Shown == nil || s.last.Waiting == nil) {
			err = errors.New("shown or waiting is missing")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read which units are small: %s: %w; mend it, or delete it to have all units placed anew", path, err)
	}
	return s, nil
}

// Screen is the ledger's Screen. What it decides is on the disk before it is
// shown; if that fails, nothing of the cases is shown until it can be.
func (s *SmallUnits) Screen(at int64, sizes []ledger.UnitSize) []ledger.Treatment {
	next := s.next(s.last, at, sizes)
	if s.path != "" && !s.ReadOnly && !reflect.DeepEqual(s.last, next) {
		if err := next.save(s.path); err != nil {
			s.log.Error("all units are left out, as which are small cannot be saved", "err", err)
			return (&screening{}).treatments(sizes)
		}
	}
	s.last = next
	return next.treatments(sizes)
}

// Keep writes what has been shown to a file, so that an exporter that opens it
// goes on from there. It does nothing before the first Screen.
func (s *SmallUnits) Keep(path string) error {
	if s.last == nil {
		return nil
	}
	if err := s.last.save(path); err != nil {
		return fmt.Errorf("save which units are small: %w", err)
	}
	return nil
}

// save replaces a file.
func (n *screening) save(path string) error {
	content, err := json.MarshalIndent(n, "", " ")
	if err != nil {
		return err
	}
	return statefile.Replace(path, content)
}
