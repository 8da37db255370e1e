package main

import (
	"time"
	_ "time/tzdata" // a machine with only Go may have no zone files
)

// A WallClock converts instants to what the municipality's database shows: a
// DATETIME without a zone, on the local clock. Wall times are carried as
// time.Time in UTC with the local fields.
type WallClock struct{ zone *time.Location }

// Wall is the local wall time of the instant t.
func (c WallClock) Wall(t time.Time) time.Time {
	t = t.In(c.zone)
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}

// Micros is Wall in Unix microseconds.
func (c WallClock) Micros(t time.Time) int64 { return c.Wall(t).UnixMicro() }

// Datetime is the value of a DATETIME column: nil for 0.
func (c WallClock) Datetime(unix int64) any {
	if unix == 0 {
		return nil
	}
	return c.Wall(time.Unix(unix, 0))
}
