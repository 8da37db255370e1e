package supplement

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"casework/collectors/name"
)

// A Kind is what a column holds.
type Kind uint8

// The kinds of columns.
const (
	Text   Kind = iota // a name that becomes the value of a label
	Key                // identifies a row; never shown
	Date               // a day of the source's calendar
	Month              // a month of it
	Count              // a whole number
	Number             // any finite number
)

// A Column is one column of a Table.
type Column struct {
	Name        string
	Kind        Kind
	Optional    bool     // may be missing, or empty in a row
	OneOf       []string // of a Text: the allowed values; nil for any
	Fallback    string   // of a Text: what values not in OneOf count as; "" refuses them
	Default     string   // of an optional Text: what an empty one is
	Label       bool     // of a Text: any may be the value of a label, so that no more than MaxTexts are distinguished
	Min, Max    float64  // of a Count or Number: the allowed range; Max 0 is none above Min
	Unbounded   bool     // of a Number: any finite one, negative too
	AllowFuture bool     // of a Date: may lie in the future

	Note string // what documents say of it besides its name and OneOf
	Type string // its SQL type in the canonical schema; "" for the usual one of its kind
}

// other stands for values that are not distinguished.
const other = "other"

func unit() Column  { return Column{Name: "unit", Kind: Text} }
func month() Column { return Column{Name: "month", Kind: Month} }

// staff is the number of people that a row is about, without which it could
// not be withheld.
func staff() Column { return Column{Name: "staff", Kind: Count, Note: "people behind the row"} }

func optional(c Column) Column {
	c.Optional = true
	return c
}

// maxText is the most characters of a Text.
const maxText = 255

// Check puts the column's default in place of an empty value and texts in their
// normal form, and returns what is wrong with the value, nil for nothing.
func (c *Column) Check(v *Value) *Fault {
	fault := func(reason Reason, format string, args ...any) *Fault {
		return &Fault{Reason: reason, Text: fmt.Sprintf(format, args...)}
	}
	if c.Kind == Text && v.Set {
		v.Text = name.Normal(v.Text)
		v.Set = v.Text != ""
	}
	if !v.Set {
		if c.Default != "" {
			*v = Value{Set: true, Text: c.Default}
			return nil
		}
		if c.Optional {
			return nil
		}
		return fault(MissingValue, "is empty")
	}
	switch c.Kind {
	case Text:
		return c.checkText(v, fault)
	case Count, Number:
		switch {
		case math.IsNaN(v.Number) || math.IsInf(v.Number, 0):
			return fault(OutOfRange, "is no finite number")
		case c.Kind == Count && v.Number != math.Trunc(v.Number):
			return fault(OutOfRange, "is no whole number")
		case !c.Unbounded && v.Number < c.Min:
			return fault(OutOfRange, "is below %v", c.Min)
		case !c.Unbounded && c.Max != 0 && v.Number > c.Max:
			return fault(OutOfRange, "is above %v", c.Max)
		}
	case Key, Date, Month:
	}
	return nil
}

func (c *Column) checkText(v *Value, fault func(Reason, string, ...any) *Fault) *Fault {
	if c.OneOf != nil {
		v.Text = strings.ToLower(v.Text)
		if slices.Contains(c.OneOf, v.Text) {
			return nil
		}
		if c.Fallback == "" {
			return fault(OutOfRange, "is none of %s", strings.Join(c.OneOf, ", "))
		}
		v.Text = c.Fallback
		return nil
	}
	switch {
	case utf8.RuneCountInString(v.Text) > maxText:
		return fault(OutOfRange, "is longer than %d characters", maxText)
	case strings.ContainsFunc(v.Text, unicode.IsControl):
		return fault(OutOfRange, "has a character that does not print")
	}
	return nil
}
