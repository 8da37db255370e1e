package main

import (
	"errors"
	"io"
	"strconv"
)

// readCases reads a CSV file of cases. Identifiers are strings in what it
// returns; see numberKeys.
func readCases(name string, r io.Reader) ([]Case, error) {
	f, err := openCSV(name, r, []string{"case_id", "unit", "received_at"},
		[]string{"case_type", "started_at", "closed_at", "deadline_at", "reopened_count"})
	if err != nil {
		return nil, err
	}
	var cases []Case
	seen := map[string]bool{}
	for {
		if err := f.next(); errors.Is(err, io.EOF) {
			return cases, nil
		} else if err != nil {
			return nil, err
		}
		var c Case
		var errs [8]error
		c.ID.Str, errs[0] = f.words("case_id", true)
		c.Unit, errs[1] = f.words("unit", true)
		c.Type, errs[2] = f.words("case_type", false)
		c.Received, errs[3] = f.time("received_at")
		c.Started, errs[4] = f.time("started_at")
		c.Closed, errs[5] = f.time("closed_at")
		c.Deadline, errs[6] = f.time("deadline_at")
		c.Reopened, errs[7] = f.count("reopened_count")
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		if seen[c.ID.Str] {
			return nil, f.fault("case_id", "was there before", "each case once")
		}
		seen[c.ID.Str] = true
		cases = append(cases, c)
	}
}

// readErrors reads a CSV file of error reports, like readCases.
func readErrors(name string, r io.Reader) ([]ErrorReport, error) {
	f, err := openCSV(name, r, []string{"error_id", "unit", "reported_at", "kind"}, []string{"case_id"})
	if err != nil {
		return nil, err
	}
	var reports []ErrorReport
	seen := map[string]bool{}
	for {
		if err := f.next(); errors.Is(err, io.EOF) {
			return reports, nil
		} else if err != nil {
			return nil, err
		}
		var e ErrorReport
		var errs [5]error
		e.ID.Str, errs[0] = f.words("error_id", true)
		e.Unit, errs[1] = f.words("unit", true)
		e.Case.Str, errs[2] = f.words("case_id", false)
		e.Reported, errs[3] = f.time("reported_at")
		e.Kind, errs[4] = f.words("kind", true)
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		if seen[e.ID.Str] {
			return nil, f.fault("error_id", "was there before", "each error report once")
		}
		seen[e.ID.Str] = true
		reports = append(reports, e)
	}
}

// readProgrammes reads a CSV file of supervision programmes.
func readProgrammes(name string, r io.Reader) ([]Programme, error) {
	f, err := openCSV(name, r, []string{"unit", "programme", "starts_on"}, []string{"ends_on"})
	if err != nil {
		return nil, err
	}
	var programmes []Programme
	seen := map[Programme]bool{}
	for {
		if err := f.next(); errors.Is(err, io.EOF) {
			return programmes, nil
		} else if err != nil {
			return nil, err
		}
		var p Programme
		var errs [4]error
		p.Unit, errs[0] = f.words("unit", true)
		p.Name, errs[1] = f.words("programme", true)
		p.From, errs[2] = f.date("starts_on", true)
		p.To, errs[3] = f.date("ends_on", false)
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		key := Programme{Unit: p.Unit, Name: p.Name, From: p.From}
		if seen[key] {
			return nil, f.fault("starts_on", "was there before", "each unit, programme and first day once")
		}
		seen[key] = true
		programmes = append(programmes, p)
	}
}

// numberKeys turns identifiers into numbers if every one of them is the usual
// way to write a positive number, and reports whether they remain strings.
func numberKeys(keys []*Key) (strings bool) {
	for _, k := range keys {
		n, err := strconv.ParseInt(k.Str, 10, 64)
		if k.Str != "" && (err != nil || n <= 0 || strconv.FormatInt(n, 10) != k.Str) {
			return true
		}
	}
	for _, k := range keys {
		if n, err := strconv.ParseInt(k.Str, 10, 64); err == nil {
			*k = Key{Num: n}
		}
	}
	return false
}
