package table

import "errors"

// lookAtSheet refuses a spreadsheet.
func (f *File) lookAtSheet() error {
	return errors.New(f.Name + ": a spreadsheet: save it as \"CSV UTF-8\"")
}

func (f *File) openSheet() (records, error) { return nil, f.lookAtSheet() }

func (f *File) serial([]byte) (Moment, bool) { return Moment{}, false }
