// Package deadlines reads a file of deadlines: of cases of which the source keeps
// none.
package deadlines

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"casework/collectors/civil"
	"casework/collectors/deadline"
	"casework/collectors/localfile"
	"casework/collectors/supplement"
	"casework/collectors/table"
	"casework/exporter/text"
)

// Preset is what stands in place of a file's path for the preset of Norway.
const Preset = "no"

// Load returns the rules of a file, or of the preset. Days are those of a zone, and
// those of noDates stand where there is none. A file that cannot be read, or with any
// line wrong, is refused whole.
func Load(path string, zone *time.Location, noDates ...civil.Day) (*deadline.Rules, error) {
	list, ok := deadline.Preset(path)
	if !ok {
		content, err := localfile.Read(path, localfile.DeadlinesSize)
		if err != nil {
			return nil, fmt.Errorf("read deadlines: %w", err)
		}
		if list, err = parse(filepath.Base(path), content, zone, noDates); err != nil {
			return nil, err
		}
	}
	rules, err := deadline.New(list, zone)
	if err != nil {
		return nil, fmt.Errorf("deadlines of %s: %w", path, err)
	}
	return rules, nil
}

// The columns of a file, in the order of columns.
const (
	caseType = iota
	rule     // of the preset; then the next ones are empty
	length
	unit
	startsAt
	dayOff
	pausable
	validFrom
	validTo
	law
	source
)

func columns() []supplement.Column {
	return []supplement.Column{
		caseType:  {Name: "case_type", Kind: supplement.Text},
		rule:      {Name: "rule", Kind: supplement.Text, Optional: true},
		length:    {Name: "length", Kind: supplement.Count, Min: 1, Max: deadline.Longest, Optional: true},
		unit:      {Name: "unit", Kind: supplement.Text, OneOf: deadline.Units(), Optional: true},
		startsAt:  {Name: "starts_at", Kind: supplement.Text, OneOf: []string{"received", "complete"}, Optional: true, Default: "received"},
		dayOff:    {Name: "end_on_day_off", Kind: supplement.Text, OneOf: []string{"stays", "moves"}, Optional: true},
		pausable:  {Name: "pausable", Kind: supplement.Text, OneOf: []string{"yes", "no"}, Optional: true},
		validFrom: {Name: "valid_from", Kind: supplement.Date, AllowFuture: true, Optional: true},
		validTo:   {Name: "valid_to", Kind: supplement.Date, AllowFuture: true, Optional: true},
		law:       {Name: "law", Kind: supplement.Text, Optional: true},
		source:    {Name: "source", Kind: supplement.Text, Optional: true},
	}
}

// parse reads a file of deadlines: CSV in UTF-8 or XLSX. A rule that is in force from a
// day before 1970 on is so since ever, and one until a day after 2105 has no end. The
// error lists what is wrong, each as name:line:column.
func parse(name string, content []byte, zone *time.Location, noDates []civil.Day) ([]deadline.Rule, error) {
	endless := func(column int, field string) bool {
		return column == validFrom && table.Outside(field) < 0 || column == validTo && table.Outside(field) > 0
	}
	format := table.Format{Columns: columns(), Location: zone, Quote: text.Quote, None: endless, NoDates: noDates, Sheet: "deadlines"}
	var list []deadline.Rule
	err := format.Parse(name, content, func(row supplement.Row, line table.Line) { list = append(list, ruleOf(row, line)) })
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, errors.New(name + ": there is no deadline in it")
	}
	return list, nil
}

// ruleOf is the rule of a line.
func ruleOf(row supplement.Row, line table.Line) deadline.Rule {
	r := deadline.Rule{Length: int(row[length].Number), Unit: deadline.Unit(row[unit].Text), Law: row[law].Text, Source: row[source].Text}
	if named := row[rule]; named.Set {
		preset, ok := deadline.PresetRule(strings.ToLower(named.Text))
		if !ok {
			line.Fault(rule, "%s is none of the preset's: %s", text.Quote(named.Text), strings.Join(deadline.PresetRules(), ", "))
		}
		for _, c := range []int{length, unit} {
			if row[c].Set {
				line.Fault(c, "and rule exclude each other")
			}
		}
		r = preset
	} else {
		for _, c := range []int{length, unit} {
			if !row[c].Set {
				line.Fault(c, "is empty, and so is rule")
			}
		}
	}
	r.CaseType, r.From, r.Until = row[caseType].Text, row[validFrom].Day, deadline.Forever
	r.Moved = r.Moved || row[dayOff].Text == "moves"
	r.Pausable = r.Pausable || row[pausable].Text == "yes"
	r.Complete = r.Complete || row[startsAt].Text == "complete"
	if row[validTo].Set {
		if r.Until = row[validTo].Day; r.Until < r.From {
			line.Fault(validTo, "%s is before valid_from %s", r.Until.Date().Format(time.DateOnly), r.From.Date().Format(time.DateOnly))
		}
	}
	return r
}

// Types are the case types that rules name, without those of deadline.AnyType.
func Types(rules *deadline.Rules) (types []string) {
	for _, r := range rules.List() {
		if r.CaseType != deadline.AnyType {
			types = append(types, r.CaseType)
		}
	}
	return slices.Compact(types)
}

// FromComplete reports whether a rule of some types, or of any, runs from when a case was
// complete.
func FromComplete(rules *deadline.Rules, types []string) bool {
	return slices.ContainsFunc(rules.List(), func(r deadline.Rule) bool {
		return r.Complete && (r.CaseType == deadline.AnyType || slices.Contains(types, r.CaseType))
	})
}
