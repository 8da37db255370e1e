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

// hold takes hold of the state file of each source, unless there is one already:
// that holds what a live exporter has counted, and is never replaced, but read to
// join its counters. It refuses, before anything is written, if an exporter is
// about to begin one, or what one has hidden cannot be joined.
func (o *options) hold(cfg *config.Config) (k keeping, err error) {
	if !o.state || o.dryRun {
		return nil, nil
	}
	for i := range cfg.Sources {
		s := &cfg.Sources[i]
		ran, err := hasRun(cfg, s)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		if ran {
			k = append(k, nil)
			continue
		}
		state, err := holdState(app.StatePath(cfg, s), app.LedgerOptions(cfg, s))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("source %q: %w", s.Name, err), k.close())
		}
		k = append(k, state)
	}
	return k, nil
}

// hasRun reports whether an exporter has run on a source, and left a state file, or
// shown figures about its people. It refuses if it has hidden small units: who
// sees both its and the history's sees what they differ by, which may be one small
// unit. For the same reason, figures about people are then left out.
func hasRun(cfg *config.Config, s *config.SourceConfig) (bool, error) {
	const allowed = "allowed: a history before the exporter's first start"
	state, err := isThere(app.StatePath(cfg, s))
	if err != nil {
		return false, err
	}
	if cfg.MinCell > 0 {
		path := app.SmallUnitsPath(cfg, s)
		there, err := isThere(path)
		if err != nil {
			return false, err
		}
		if there || state {
			return false, fmt.Errorf("CASEWORK_MIN_CELL=%d: %s says that an exporter has hidden small units, and a history would hide others; %s",
				cfg.MinCell, path, allowed)
		}
	}
	people, err := isThere(app.PeoplePath(cfg, s))
	return state || people, err
}

// leave lets go of the state files of sources of which an exporter has run: its
// counters go on as they are.
func (k keeping) leave(pasts []*past, r *reporter) error {
	for i, state := range k {
		switch {
		case state == nil:
			pasts[i].ran = true
		case pasts[i].ran:
			r.say("Source %s: no state file is written, as an exporter has run", pasts[i].name)
			k[i] = nil
			if err := state.Close(); err != nil {
				return err
			}
		}
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
	there := fmt.Errorf("state file %s came about just now: an exporter has started; stop it, or run this again", path)
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
		if state == nil {
			continue
		}
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
		if state != nil {
			errs = append(errs, state.Close())
		}
	}
	return errors.Join(errs...)
}
