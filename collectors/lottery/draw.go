// Package lottery draws by lot in which month each of some units starts, and
// writes and reads the file that tells. It is pure: the file's bytes come in
// and go out. What a draw gives follows from what stands in its file alone, by
// rules that take a spreadsheet and a program for SHA-256 to follow, so that
// anybody can draw again and nobody can change a start unnoticed.
package lottery

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"casework/collectors/name"
)

// A Unit is one that takes part.
type Unit struct {
	Name  string
	Cases int64 // its size: cases in the year before the draw
	// Stratum is its class of size, from 1, the largest, on, and Start the first
	// day of the month in which it starts, zero for not at all. Draw fills both.
	Stratum int
	Start   time.Time
}

// Options say what is drawn.
type Options struct {
	Source string    // whose units they are
	Seed   string    // decides the draw
	At     time.Time // of the draw
	First  time.Time // first day of the first month in which units start
	// PerMonth is how many start each month, and Starts how many start in all.
	PerMonth, Starts int
	// Strata is the number of classes of size.
	Strata int
}

// A Draw is what was drawn.
type Draw struct {
	Options
	Units []Unit // in the order of their starts, then the others, in the order of their lots
	// SignedBy is the fingerprint of the key by which a signature of its file was
	// verified, "" where none was. It is no part of the file.
	SignedBy string
}

// limits of a draw.
const (
	mostUnits  = 5000
	mostText   = 200 // bytes of a name or a seed
	mostStrata = 20
	mostMonths = 240 // over which units start
)

// New draws by lot in which month each unit starts. It fails if an option or a
// unit is not as it must be.
//
// Units are sorted by size and cut into strata of equal numbers, the larger
// strata first. In a stratum, units are put in order by the SHA-256 of seed,
// line break and name. Each stratum has its share of the starts, and the
// strata take turns so that each has its share of every month as nearly as that
// can be.
func New(units []Unit, o Options) (*Draw, error) {
	o.At = o.At.UTC().Truncate(time.Second)
	if err := o.check(units); err != nil {
		return nil, err
	}
	strata := bySize(units, o.Strata)
	for _, of := range strata {
		slices.SortFunc(of, func(a, b Unit) int { return strings.Compare(lot(o.Seed, a.Name), lot(o.Seed, b.Name)) })
	}
	d := &Draw{Options: o}
	shares, taken := shareOut(o.Starts, strata), make([]int, len(strata))
	for k := range o.Starts {
		s := next(k, o.Starts, shares, taken)
		u := strata[s][taken[s]]
		u.Start = o.First.AddDate(0, k/o.PerMonth, 0)
		taken[s]++
		d.Units = append(d.Units, u)
	}
	for s, of := range strata {
		d.Units = append(d.Units, of[taken[s]:]...)
	}
	return d, nil
}

// lot is what decides on the order of units in a stratum.
func lot(seed, unit string) string {
	sum := sha256.Sum256([]byte(seed + "\n" + unit))
	return hex.EncodeToString(sum[:])
}

// bySize cuts units into strata of numbers as equal as can be.
func bySize(units []Unit, n int) [][]Unit {
	sorted := slices.Clone(units)
	slices.SortFunc(sorted, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), strings.Compare(a.Name, b.Name))
	})
	strata := make([][]Unit, n)
	for s := range strata {
		for _, u := range sorted[s*len(sorted)/n : (s+1)*len(sorted)/n] {
			u.Stratum, u.Start = s+1, time.Time{}
			strata[s] = append(strata[s], u)
		}
	}
	return strata
}

// shareOut gives each stratum its share of the starts, by largest remainder.
func shareOut(starts int, strata [][]Unit) []int {
	units, left := 0, starts
	for _, of := range strata {
		units += len(of)
	}
	shares, remainders := make([]int, len(strata)), make([]int, len(strata))
	for s, of := range strata {
		shares[s], remainders[s] = starts*len(of)/units, starts*len(of)%units
		left -= shares[s]
	}
	for ; left > 0; left-- {
		most := 0
		for s, r := range remainders {
			if r > remainders[most] {
				most = s
			}
		}
		shares[most]++
		remainders[most] = -1
	}
	return shares
}

// next is the stratum of the k-th start: the one that is furthest behind its share.
func next(k, starts int, shares, taken []int) int {
	best, behind := -1, 0
	for s := range shares {
		if taken[s] == shares[s] {
			continue
		}
		if b := shares[s]*(k+1) - taken[s]*starts; best < 0 || b > behind {
			best, behind = s, b
		}
	}
	return best
}

// check names the first thing that cannot be drawn.
func (o *Options) check(units []Unit) error {
	between := func(what string, v, low, high int) error {
		if v < low || v > high {
			return fmt.Errorf("%s is %d; %d to %d are allowed", what, v, low, high)
		}
		return nil
	}
	if err := plain("the seed", o.Seed); err != nil {
		return err
	}
	if err := plain("the source", o.Source); err != nil {
		return err
	}
	if o.First.Day() != 1 || !o.First.Equal(o.First.UTC().Truncate(24*time.Hour)) {
		return fmt.Errorf("the first month is %v; the first day of a month is allowed", o.First)
	}
	if !o.First.After(o.At) {
		return fmt.Errorf("the first month is %s, and the draw on %s: a later month is allowed, as nobody can start before it is drawn",
			o.First.Format(month), o.At.Format(time.DateOnly))
	}
	seen := map[string]bool{}
	for _, u := range units {
		if err := plain("the name of a unit", u.Name); err != nil {
			return err
		}
		switch {
		case u.Name != name.Normal(u.Name):
			return fmt.Errorf("unit %q: a name without white space around it, in Unicode form C, is allowed", u.Name)
		case seen[u.Name]:
			return fmt.Errorf("unit %q takes part twice", u.Name)
		case u.Cases < 0:
			return fmt.Errorf("unit %q has %d cases", u.Name, u.Cases)
		}
		seen[u.Name] = true
	}
	return cmp.Or(
		between("the number of units", len(units), 2, mostUnits),
		between("the number of starts", o.Starts, 1, len(units)),
		between("the number of starts a month", o.PerMonth, 1, o.Starts),
		between("the number of months", (o.Starts+o.PerMonth-1)/max(o.PerMonth, 1), 1, mostMonths),
		between("the number of strata", o.Strata, 1, min(mostStrata, len(units))),
	)
}

// plain says what is wrong with a text of the file.
func plain(what, text string) error {
	switch {
	case text == "":
		return fmt.Errorf("%s is empty", what)
	case len(text) > mostText:
		return fmt.Errorf("%s has %d bytes; at most %d are allowed", what, len(text), mostText)
	case strings.TrimSpace(text) != text || strings.ContainsFunc(text, unicode.IsControl):
		return fmt.Errorf("%s is %q; no white space around it and no control characters are allowed", what, text)
	}
	return nil
}
