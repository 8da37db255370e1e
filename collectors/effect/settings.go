package effect

import (
	"errors"
	"fmt"
)

// withDefaults fills the zero fields.
func (s Settings) withDefaults() Settings {
	for _, f := range []struct {
		field *int
		value int
	}{
		{&s.Window, 12},
		{&s.MinPre, 12},
		{&s.MinPrePreliminary, 6},
		{&s.MinPost, 3},
		{&s.MinTreated, 5},
		{&s.MinControls, 5},
		{&s.LineMonths, 24},
		{&s.Leads, 12},
		{&s.Lags, 24},
		{&s.Draws, 999},
	} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	if s.MinObserved == 0 {
		s.MinObserved = 0.8
	}
	if s.Level == 0 {
		s.Level = 0.95
	}
	return s
}

func (s Settings) check() error {
	var errs []error
	between := func(name string, v, low, high int) {
		if v < low || v > high {
			errs = append(errs, fmt.Errorf("option %s is %d; %d to %d are allowed", name, v, low, high))
		}
	}
	between("Window", s.Window, 1, 120)
	between("MinPrePreliminary", s.MinPrePreliminary, 2, 120)
	between("MinPre", s.MinPre, s.MinPrePreliminary, 120)
	between("MinPost", s.MinPost, 1, 120)
	between("MinTreated", s.MinTreated, fewestForInterval, 1000)
	between("MinControls", s.MinControls, fewestForInterval, 1000)
	between("LineMonths", s.LineMonths, 3, 1200)
	between("Season", s.Season, 0, mostSeason)
	between("Leads", s.Leads, 1, 120)
	between("Lags", s.Lags, 1, 120)
	between("Draws", s.Draws, fewestDraws, mostDraws)
	if !(s.MinObserved > 0 && s.MinObserved <= 1) {
		errs = append(errs, fmt.Errorf("option MinObserved is %v; a share above 0, up to 1, is allowed", s.MinObserved))
	}
	errs = append(errs, checkLevel(s.Level), s.options().check())
	return errors.Join(errs...)
}

// options are those of the headline.
func (s Settings) options() Options {
	return Options{
		Controls: s.Controls, Base: UniversalBase, Anticipation: s.Anticipation,
		Window: s.Window, Clustered: s.Clustered,
	}
}

func checkLevel(level float64) error {
	if !(level >= 0.5 && level < 1) {
		return fmt.Errorf("option Level is %v; at least 0.5 and below 1 are allowed", level)
	}
	return nil
}

const (
	fewestForInterval = 5 // units on either side for an interval
	fewestShown       = 3 // units on either side for any figure
	fewestDraws       = 99
	mostDraws         = 100_000
	// significance is the level of the tests that decide on states.
	significance = 0.05
)
