package ledger

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/cespare/xxhash/v2"
)

// A Keyer turns the source's own row identifiers into IDs. Two Keyers of the
// same seed and Numbers agree; both are kept in the ledger, so that IDs survive
// a restart. The same whole number has the same ID whatever the type of the
// column that holds it: see Int, Text and Decimal.
type Keyer struct {
	seed    uint64
	numbers Numbers
}

// Numbers says how whole numbers become IDs. Ledgers take AsIntegers; those
// of states before version 2 go on as they began, by the type that the column
// then had.
type Numbers uint8

// How whole numbers become IDs: as integers, or as their decimal digits. From
// AsText on, Numbers count the zeros that stand behind a decimal point as well,
// as a column of type DECIMAL(10,2) gave them: AsText + 2 for 7.00.
const (
	AsIntegers Numbers = iota
	AsText
)

// NewKeyer returns the Keyer of a seed, with numbers AsIntegers.
func NewKeyer(seed uint64) Keyer { return Keyer{seed: seed} }

// With is the Keyer of the same seed and other Numbers.
func (k Keyer) With(n Numbers) Keyer { return Keyer{k.seed, n} }

// Int is the ID of an integer identifier, negative ones in two's complement.
// AsIntegers, different integers have different IDs, so that they never
// collide: the function is a bijection (the finaliser of MurmurHash3).
func (k Keyer) Int(n uint64) ID {
	if k.numbers != AsIntegers {
		return k.digits(strconv.AppendUint(nil, n, 10))
	}
	return k.mix(n)
}

// Signed is the ID of an integer identifier that may be negative.
func (k Keyer) Signed(n int64) ID {
	if k.numbers != AsIntegers && n < 0 {
		return k.digits(strconv.AppendInt(nil, n, 10))
	}
	return k.Int(uint64(n))
}

// Text is the ID of an identifier as it is written. A whole number in the form
// in which numbers are written, without blanks, plus, point and leading zeros, is
// that number: 7 is, 007 and 7.0 are not. AsIntegers, that is so up to the range
// of 64 bits.
func (k Keyer) Text(b []byte) ID {
	if negative, ok := isWhole(b); ok {
		if k.numbers != AsIntegers {
			return k.digits(b)
		}
		if n, ok := parseWhole(b, negative); ok {
			return k.mix(n)
		}
	}
	return k.Bytes(b)
}

// Decimal is the ID of an exact number, as a database writes it: zeros at the
// end of its fraction mean nothing.
func (k Keyer) Decimal(b []byte) ID {
	whole, fraction, found := bytes.Cut(b, []byte("."))
	if !found {
		return k.Text(b)
	}
	fraction = bytes.TrimRight(fraction, "0")
	if len(fraction) == 0 {
		return k.Text(whole)
	}
	written := append(append(bytes.Clone(whole), '.'), fraction...)
	for len(fraction) < int(k.numbers)-int(AsText) {
		written, fraction = append(written, '0'), append(fraction, '0')
	}
	return k.Bytes(written)
}

// Bytes is the ID of any other identifier: 64 bits of a seeded hash. Among
// ten million identifiers the probability that any two collide is 3 in a
// million (n²/2⁶⁵).
func (k Keyer) Bytes(b []byte) ID {
	var d xxhash.Digest
	d.ResetWithSeed(k.seed)
	_, _ = d.Write(b) // a Digest's Write cannot fail
	return k.mix(d.Sum64())
}

func (k Keyer) mix(n uint64) ID {
	n ^= k.seed
	n ^= n >> 33
	n *= 0xff51afd7ed558ccd
	n ^= n >> 33
	n *= 0xc4ceb9fe1a85ec53
	n ^= n >> 33
	return ID(n)
}

// digits is the ID of a whole number as text.
func (k Keyer) digits(b []byte) ID {
	if zeros := int(k.numbers - AsText); zeros > 0 {
		b = append(append(bytes.Clone(b), '.'), bytes.Repeat([]byte("0"), zeros)...)
	}
	return k.Bytes(b)
}

// isWhole reports whether a text is a whole number as numbers are written.
func isWhole(b []byte) (negative, ok bool) {
	if len(b) > 0 && b[0] == '-' {
		negative, b = true, b[1:]
	}
	if len(b) == 0 || b[0] == '0' && (len(b) > 1 || negative) {
		return false, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false, false
		}
	}
	return negative, true
}

// parseWhole is a whole number of 64 bits, with or without a sign.
func parseWhole(b []byte, negative bool) (n uint64, ok bool) {
	if negative {
		b = b[1:]
	}
	for _, c := range b {
		digit := uint64(c - '0')
		if n > (math.MaxUint64-digit)/10 {
			return 0, false
		}
		n = n*10 + digit
	}
	if !negative {
		return n, true
	}
	return -n, n <= 1<<63
}

// Identifiers say how the rows of a table are identified.
type Identifiers struct {
	Type    string // of the column, as its database calls it
	Numbers Numbers
}

func noteIdentifiers(t Table) Note { return Note("identifiers of " + t.String()) }

// Identifiers are those that a table's rows were last read by; ok is false if
// that is not known, as in states before version 2.
func (l *Ledger) Identifiers(t Table) (is Identifiers, ok bool) {
	n, err := fmt.Sscanf(l.Note(noteIdentifiers(t)), "%d %q", &is.Numbers, &is.Type)
	return is, n == 2 && err == nil
}

// SetIdentifiers notes how the rows of a table are identified.
func (l *Ledger) SetIdentifiers(t Table, is Identifiers) {
	l.SetNote(noteIdentifiers(t), fmt.Sprintf("%d %q", is.Numbers, is.Type))
}
