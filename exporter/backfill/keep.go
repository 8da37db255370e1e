package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"casework/collectors"
	"casework/collectors/ledger"
	"casework/exporter/settings"
)

// A keeping holds the state files to be, so that no exporter begins one
// before the history is written.
type keeping []*collectors.State

// hold takes hold of the state file of each source. It refuses, before
// anything is written, if an exporter has one in use or there is one already:
// that holds what a live exporter has counted, and is never replaced.
func (o *options) hold(cfg *settings.Config) (k keeping, err error) {
	if !o.state || o.dryRun {
		return nil, nil
	}
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		if err := neverHidden(cfg, s); err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		state, err := holdState(cfg.StateDir, s.Name, cfg.LedgerOptions(s))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		k = append(k, state)
	}
	return k, nil
}

// neverHidden refuses if an exporter has hidden small units of a source: who
// sees what it and the history hide sees what they differ by, which may be one
// small unit.
func neverHidden(cfg *settings.Config, s *settings.SourceConfig) error {
	if cfg.MinCell == 0 {
		return nil
	}
	path := cfg.SmallUnitsPath(s)
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("CASEWORK_MIN_CELL=%d: %s says that an exporter has hidden small units, and a history would hide others; allowed: "+
			"a history before the exporter's first start", cfg.MinCell, path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func holdState(dir, name string, opts ledger.Options) (*collectors.State, error) {
	path := filepath.Join(dir, name+".state")
	there := fmt.Errorf("state file %s is there already; without --state the exporter's counters go on from what it holds", path)
	if _, err := os.Lstat(path); err == nil {
		return nil, there // unread: it may be large, and is no concern of ours
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	state, before, damage, err := collectors.OpenState(path, opts, time.Now())
	if err != nil {
		return nil, err
	}
	if before != nil || damage != nil { // it came about just now
		return nil, errors.Join(there, damage, state.Close())
	}
	return state, nil
}

// keep writes the state files, with which exporters go on counting where the
// history ends, and go on hiding the units that it hid.
func (k keeping) keep(cfg *settings.Config, pasts []*past) error {
	for i, state := range k {
		p := pasts[i]
		if p.small != nil {
			if err := p.small.Keep(cfg.SmallUnitsPath(&cfg.Sources[i])); err != nil {
				return fmt.Errorf("source %q: %w", p.name, err)
			}
		}
		if err := p.keep(state); err != nil {
			return fmt.Errorf("source %q: %w", p.name, err)
		}
	}
	return nil
}

func (p *past) keep(state *collectors.State) error {
	p.history.Hand(p.read.Unix())
	return state.Save(p.ledger)
}

// close lets go of the files.
func (k keeping) close() error {
	var errs []error
	for _, state := range k {
		errs = append(errs, state.Close())
	}
	return errors.Join(errs...)
}
