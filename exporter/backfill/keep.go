package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/exporter/app"
	"casework/exporter/config"
)

// A keeping holds the state files to be, so that no exporter begins one
// before the history is written.
type keeping []*statefile.File

// hold takes hold of the state file of each source. It refuses, before
// anything is written, if an exporter has one in use or there is one already:
// that holds what a live exporter has counted, and is never replaced.
func (o *options) hold(cfg *config.Config) (k keeping, err error) {
	if !o.state || o.dryRun {
		return nil, nil
	}
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		if err := neverShown(cfg, s); err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		state, err := holdState(app.StatePath(cfg, s), app.LedgerOptions(cfg, s))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		k = append(k, state)
	}
	return k, nil
}

// neverShown refuses if an exporter has hidden small units of a source, or has
// shown figures about its people: who sees both its and the history's sees
// what they differ by, which may be one small unit, or one person.
func neverShown(cfg *config.Config, s *config.SourceConfig) error {
	const allowed = "allowed: a history before the exporter's first start"
	if cfg.MinCell > 0 {
		path := app.SmallUnitsPath(cfg, s)
		if there, err := isThere(path); err != nil {
			return err
		} else if there {
			return fmt.Errorf("CASEWORK_MIN_CELL=%d: %s says that an exporter has hidden small units, and a history would hide others; %s",
				cfg.MinCell, path, allowed)
		}
	}
	path := app.PeoplePath(cfg, s)
	if there, err := isThere(path); err != nil {
		return err
	} else if there {
		return fmt.Errorf("%s says that an exporter has shown figures about people, and a history would show others; %s, "+
			"or one without --state, which leaves them out", path, allowed)
	}
	return nil
}

// isThere reports whether there is something at a path.
func isThere(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// holdState opens a state file that must not be there yet, so that no exporter
// opens it until it is closed.
func holdState(path string, opts ledger.Options) (*statefile.File, error) {
	there := fmt.Errorf("state file %s is there already; without --state the exporter's counters go on from what it holds", path)
	if before, err := isThere(path); err != nil {
		return nil, err
	} else if before {
		return nil, there // unread: it may be large, and is no concern of ours
	}
	state, before, damage, err := statefile.Open(path, opts, time.Now())
	if err != nil {
		return nil, err
	}
	if before != nil || damage != nil { // it came about just now
		return nil, errors.Join(there, damage, state.Close())
	}
	return state, nil
}

// keep writes the state files, with which exporters go on counting where the
// history ends, hiding the units that it hid, and showing of people what it showed.
func (k keeping) keep(cfg *config.Config, pasts []*past) error {
	for i, state := range k {
		if err := pasts[i].keep(cfg, &cfg.Sources[i], state); err != nil {
			return fmt.Errorf("source %q: %w", pasts[i].name, err)
		}
	}
	return nil
}

// keep writes the state file last: an exporter that starts with it has the
// others.
func (p *past) keep(cfg *config.Config, s *config.SourceConfig, state *statefile.File) error {
	if p.small != nil {
		if err := p.small.Keep(app.SmallUnitsPath(cfg, s)); err != nil {
			return err
		}
	}
	if err := p.history.KeepPeople(app.PeoplePath(cfg, s), app.Owner(cfg, s)); err != nil {
		return err
	}
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
