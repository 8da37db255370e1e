package main

import (
	"strconv"

	"casework/collectors/civil"
	"casework/collectors/supplement"
)

// text is the value of a column of words.
func text(s string) supplement.Value { return supplement.Value{Set: true, Text: s} }

// number is the value of a column of numbers.
func number(n int) supplement.Value { return supplement.Value{Set: true, Number: float64(n)} }

// on is the value of a column of days.
func on(d civil.Day) supplement.Value { return supplement.Value{Set: true, Day: d} }

// keys are the numbers given to rows so far.
type keys int

// next is a key that no row has yet.
func (k *keys) next() supplement.Value {
	*k++
	return text(strconv.Itoa(int(*k)))
}
