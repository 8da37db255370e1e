package main

import (
	"strconv"

	"casework/collectors/aggregate"
)

// text is the value of a column of words.
func text(s string) aggregate.Value { return aggregate.Value{Set: true, Text: s} }

// number is the value of a column of numbers.
func number(n int) aggregate.Value { return aggregate.Value{Set: true, Number: float64(n)} }

// on is the value of a column of days.
func on(d aggregate.Day) aggregate.Value { return aggregate.Value{Set: true, Day: d} }

// keys are the numbers given to rows so far.
type keys int

// next is a key that no row has yet.
func (k *keys) next() aggregate.Value {
	*k++
	return text(strconv.Itoa(int(*k)))
}
