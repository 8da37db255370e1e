package disclosure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"casework/collectors/ledger"
)

// A side is where a unit is placed.
type side string

// The sides of a unit.
const (
	shown   side = "shown"   // by itself and in groups
	hidden  side = "hidden"  // in the Table alone
	waiting side = "waiting" // nowhere: it is new, or about to be shown
)

// A Placement is where a unit is, and what must be known of its past.
type Placement struct {
	Side       side  `json:"side"`
	Since      int64 `json:"since"`                 // Unix seconds; 0 is from the beginning on
	ShownUntil int64 `json:"shown_until,omitempty"` // Unix seconds; 0 if it was never shown
	Waited     int64 `json:"waited,omitempty"`      // of one that is shown: since when it was in no Table before, Unix seconds; 0 is from the beginning on
}

// A Screening is how the units of a source are treated, why, and what is shown
// of the hidden ones. Its fields are what is kept of it over a restart, as JSON.
type Screening struct {
	Month string               `json:"month"` // of the last review, such as 2026-11
	Units map[string]Placement `json:"units"` // all that were ever seen
	Table *Table               `json:"table"`

	upgraded bool            // it was read from version 1, which did not keep since when units were hidden
	joined   map[string]bool // units that were several, see normalNames
}

// EncodingVersion is that of the encoding of a Screening. Those before are read too: 2 did not
// keep Placement.Waited, as units waited then until all of them could be shown.
const EncodingVersion = 3

// An envelope is a Screening as it is kept.
type envelope struct {
	Version int    `json:"version"`
	Source  string `json:"source"` // whose units they are
	SHA256  string `json:"sha256"` // of the source and the Screening, in the form of json.Marshal
	*Screening
}

// The ways in which an encoding is refused.
var (
	ErrEdited  = errors.New("it was edited or is damaged: its checksum does not fit")
	ErrForeign = errors.New("it is of another source")
	ErrNewer   = errors.New("it is of a later version of the program")
)

// Decode reads what Encode wrote, of the same source, by its name or a former
// one, or what version 1 did.
func Decode(content []byte, source string, former ...string) (*Screening, error) {
	e := envelope{Screening: &Screening{}}
	if err := json.Unmarshal(content, &e); err != nil {
		return nil, err
	}
	switch {
	case e.Version == 0:
		n, err := decodeOld(content)
		if err == nil {
			n.normalNames()
		}
		return n, err
	case e.Version != 2 && e.Version != EncodingVersion:
		return nil, fmt.Errorf("%w: version %d", ErrNewer, e.Version)
	}
	if sum, err := e.sum(e.Source); err != nil || sum != e.SHA256 || e.Units == nil {
		return nil, ErrEdited
	}
	if e.Source != source && (e.Source == "" || !slices.Contains(former, e.Source)) {
		return nil, fmt.Errorf("%w: of %s, not of %s", ErrForeign, e.Source, source)
	}
	e.normalNames()
	return e.Screening, nil
}

// decodeOld reads version 1. Units that it merged or left out are hidden from
// the next Policy.Next on, as it does not say since when.
func decodeOld(content []byte) (*Screening, error) {
	var old struct {
		Month  string
		Shown  map[string]bool
		Blocks []struct{ Units []string }
		Wait   map[string]int64 `json:"waiting"`
	}
	if err := json.Unmarshal(content, &old); err != nil {
		return nil, err
	}
	if old.Shown == nil || old.Wait == nil {
		return nil, errors.New("shown or waiting is missing")
	}
	n := &Screening{Month: old.Month, Units: map[string]Placement{}, upgraded: true}
	for unit := range old.Shown {
		n.Units[unit] = Placement{Side: shown}
	}
	for unit := range old.Wait {
		n.Units[unit] = Placement{Side: hidden}
	}
	for _, block := range old.Blocks {
		for _, unit := range block.Units {
			n.Units[unit] = Placement{Side: hidden}
		}
	}
	return n, nil
}

// Encode writes the Screening of a source as JSON, with a checksum.
func (n *Screening) Encode(source string) ([]byte, error) {
	sum, err := n.sum(source)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(envelope{Version: EncodingVersion, Source: source, SHA256: sum, Screening: n}, "", " ")
}

// sum is the checksum of the Screening of a source.
func (n *Screening) sum(source string) (string, error) {
	content, err := json.Marshal(n)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(append(append([]byte(source), 0), content...))
	return hex.EncodeToString(h[:]), nil
}

// Shows reports whether a unit is shown, and since when, in Unix seconds; 0 is
// from the beginning on.
func (n *Screening) Shows(unit string) (since int64, is bool) {
	placed := n.Units[unit]
	return placed.Since, placed.Side == shown
}

// Treatments answers for units in their order.
func (n *Screening) Treatments(sizes []ledger.UnitSize) []ledger.Treatment {
	out := make([]ledger.Treatment, len(sizes))
	for i, u := range sizes {
		switch n.Units[u.Unit].Side {
		case shown:
			out[i] = ledger.Shown
		case hidden:
			out[i] = ledger.Merged
		case waiting:
			out[i] = ledger.LeftOut
		default:
			out[i] = ledger.LeftOut
		}
	}
	return out
}
