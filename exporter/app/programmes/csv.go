package programmes

import (
	"time"

	"casework/collectors/civil"
	"casework/collectors/dropfolder"
	"casework/collectors/ledger"
	"casework/collectors/supplement"
	"casework/collectors/table"
	"casework/exporter/text"
)

// parse reads a programmes file: CSV in UTF-8 or XLSX, as package dropfolder
// reads it, whose dates are from 1970 to 2105; ends_on is the last day, empty
// or beyond 2105 for no end. A date among noDates is none. The error lists what
// is wrong, each as name:line:column. A line of a unit alone, as a list to fill
// in has it, is no period.
func parse(name string, content []byte, loc *time.Location, noDates ...civil.Day) ([]ledger.Programme, error) {
	far := func(column int, field string) bool {
		return column == dropfolder.ProgrammeEndsOn && table.Outside(field) > 0
	}
	format := table.Format{Columns: dropfolder.ProgrammeColumns(), Location: loc, Quote: text.Quote, None: far, NoDates: noDates, Sheet: "programmes", Lone: true}
	programmes := []ledger.Programme{}
	err := format.Parse(name, content, func(row supplement.Row, line table.Line) {
		starts, ends := row[dropfolder.ProgrammeStartsOn].Day, row[dropfolder.ProgrammeEndsOn].Day
		p := ledger.Programme{
			Unit: row[dropfolder.ProgrammeUnit].Text, Name: row[dropfolder.ProgrammeName].Text, From: starts.Start(loc).Unix(),
		}
		if row[dropfolder.ProgrammeEndsOn].Set {
			p.Until = (ends + 1).Start(loc).Unix()
			if ends < starts {
				line.Fault(dropfolder.ProgrammeEndsOn, "%s is before starts_on %s",
					ends.Date().Format(time.DateOnly), starts.Date().Format(time.DateOnly))
			}
		}
		programmes = append(programmes, p)
	})
	if err != nil {
		return nil, err
	}
	return programmes, nil
}
