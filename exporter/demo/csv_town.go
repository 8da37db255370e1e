package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Files are the CSV files of a user's own municipality.
type Files struct {
	Cases, Errors, Programmes string // paths; "" for none, which Cases must not be
	Now                       time.Time
	Zone                      *time.Location
	Shift                     bool // move all times forward by whole weeks, up to now
}

const week = 7 * 86400

// A Loaded is a municipality made of CSV files.
type Loaded struct {
	*Stage
	Cases, Errors int
	Weeks         int   // that times were moved forward
	Newest        int64 // newest received_at after that
	Ahead         int   // cases with something still to come
}

// Load reads the files and shows what had happened by now. What lies ahead
// appears as time passes.
func Load(f Files) (*Loaded, error) {
	var cases []Case
	var reports []ErrorReport
	var programmes []Programme
	if err := errors.Join(
		readCSV(f.Cases, func(name string, content []byte) (err error) {
			cases, err = readCases(name, content, f.Zone)
			return err
		}),
		readCSV(f.Errors, func(name string, content []byte) (err error) {
			reports, err = readErrors(name, content, f.Zone)
			return err
		}),
		readCSV(f.Programmes, func(name string, content []byte) (err error) {
			programmes, err = readProgrammes(name, content, f.Zone)
			return err
		}),
	); err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s: has no cases; needed: at least one row below the header", f.Cases)
	}
	loaded := &Loaded{Stage: NewStage(NewTown(WallClock{f.Zone})), Cases: len(cases), Errors: len(reports)}
	loaded.number(cases, reports)
	for _, c := range cases {
		loaded.Newest = max(loaded.Newest, c.Received)
	}
	if age := f.Now.Unix() - loaded.Newest; f.Shift && loaded.Newest != 0 && age > week {
		loaded.Weeks = int(age / week)
		loaded.Newest += int64(loaded.Weeks) * week
		shift(loaded.Weeks, cases, reports, programmes)
	}
	return loaded, loaded.publish(f.Now, cases, reports, programmes)
}

// number settles whether identifiers are numbers.
func (l *Loaded) number(cases []Case, reports []ErrorReport) {
	var caseKeys, errorKeys []*Key
	for i := range cases {
		caseKeys = append(caseKeys, &cases[i].ID)
	}
	for i := range reports {
		caseKeys = append(caseKeys, &reports[i].Case)
		errorKeys = append(errorKeys, &reports[i].ID)
	}
	l.Town.CaseStrings = numberKeys(caseKeys)
	l.Town.ErrorStrings = numberKeys(errorKeys)
}

// shift moves all times forward.
func shift(weeks int, cases []Case, reports []ErrorReport, programmes []Programme) {
	by := int64(weeks) * week
	move := func(times ...*int64) {
		for _, t := range times {
			if *t != 0 {
				*t += by
			}
		}
	}
	for i := range cases {
		c := &cases[i]
		move(&c.Received, &c.Started, &c.Closed, &c.Deadline)
	}
	for i := range reports {
		move(&reports[i].Reported)
	}
	for i := range programmes {
		for _, day := range []*string{&programmes[i].From, &programmes[i].To} {
			if t, err := time.Parse(time.DateOnly, *day); err == nil {
				*day = t.AddDate(0, 0, 7*weeks).Format(time.DateOnly)
			}
		}
	}
}

// publish fills the tables.
func (l *Loaded) publish(now time.Time, cases []Case, reports []ErrorReport, programmes []Programme) error {
	names := map[string]bool{}
	lives := make([]*life, 0, len(cases))
	for _, c := range cases {
		names[c.Unit] = true
		x := &life{Case: c, first: c.Received, start: c.Started, close: c.Closed}
		x.known = earliest(c.Received, c.Started, c.Closed)
		x.Started, x.Closed = 0, 0
		lives = append(lives, x)
		if x.next(now.Unix()) != 0 {
			l.Ahead++
		}
	}
	for _, r := range reports {
		names[r.Unit] = true
		l.pending = append(l.pending, r) // Open sorts them
	}
	var units []Change[Unit]
	for name := range names {
		units = append(units, Change[Unit]{Row: Unit{Unit: name, Name: name}})
	}
	var rows []Change[Programme]
	for _, p := range programmes {
		rows = append(rows, Change[Programme]{Row: p})
	}
	return errors.Join(l.Town.Units.Put(units...), l.Town.Programmes.Put(rows...), l.Open(now, lives))
}

// earliest is the first of times that are not 0; the beginning of time if all
// are, which shows a row at once.
func earliest(times ...int64) int64 {
	times = slices.DeleteFunc(times, func(t int64) bool { return t == 0 })
	if len(times) == 0 {
		return 1
	}
	return slices.Min(times)
}

// Live lets time pass until ctx ends: what lay ahead appears.
func (l *Loaded) Live(ctx context.Context) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			if err := l.Step(now); err != nil {
				return err
			}
		}
	}
}
