package config

import (
	"slices"
	"time"

	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/supplement"
	"casework/exporter/text"
)

// parseProgrammes reads a programmes file: CSV in UTF-8, as package dropfolder
// reads it, whose dates are from 1970 to 2105; ends_on is the last day, empty
// for no end. The error lists what is wrong, each as name:line:column.
func parseProgrammes(name string, content []byte, loc *time.Location) ([]ledger.Programme, error) {
	format := dropfolder.Format{Columns: dropfolder.ProgrammeColumns(), Location: loc, Quote: text.Quote}
	programmes := []ledger.Programme{}
	err := format.Parse(name, content, func(row supplement.Row, line dropfolder.Line) {
		starts, ends := row[dropfolder.ProgrammeStartsOn].Day.Date(), row[dropfolder.ProgrammeEndsOn].Day.Date()
		p := ledger.Programme{
			Unit: row[dropfolder.ProgrammeUnit].Text, Name: row[dropfolder.ProgrammeName].Text, From: localMidnight(starts, loc),
		}
		if row[dropfolder.ProgrammeEndsOn].Set {
			p.Until = localMidnight(ends.AddDate(0, 0, 1), loc)
			if ends.Before(starts) {
				line.Fault(dropfolder.ProgrammeEndsOn, "%s is before starts_on %s",
					ends.Format(time.DateOnly), starts.Format(time.DateOnly))
			}
		}
		programmes = append(programmes, p)
	})
	if err != nil {
		return nil, err
	}
	return programmes, nil
}

// localMidnight is the first instant of a date in loc, in Unix seconds. Where
// clocks are put forward at midnight, the day begins at the new time; where
// midnight comes twice, it begins at the first.
func localMidnight(date time.Time, loc *time.Location) int64 {
	wall := date.Unix()
	offsets := [2]int64{offsetAt(wall-86400, loc), offsetAt(wall+86400, loc)}
	slices.SortFunc(offsets[:], func(a, b int64) int { return int(b - a) }) // earlier instant first
	for _, offset := range offsets {
		if offsetAt(wall-offset, loc) == offset {
			return wall - offset
		}
	}
	// No instant reads midnight: the day begins where the clock was put
	// forward over it.
	start, _ := time.Unix(wall-offsets[1], 0).In(loc).ZoneBounds()
	return start.Unix()
}

// offsetAt is how many seconds clocks in loc are ahead of UTC at an instant.
func offsetAt(unix int64, loc *time.Location) int64 {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return int64(offset)
}
