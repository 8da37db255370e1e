package disclosure

import (
	"encoding/json"
	"errors"
	"maps"

	"casework/collectors/ledger"
)

// A block is a group of small units that enters and leaves the rest as one,
// so that no difference between two scrapes is the cases of a single unit.
type block struct {
	State int      `json:"state"` // of supervision
	Units []string `json:"units"` // at least two
}

// A Screening is how the units of a source are treated, and why. Its fields are
// what is kept of it over a restart, as JSON.
type Screening struct {
	Month   string           `json:"month"`   // of the last review, such as 2026-11
	Shown   map[string]bool  `json:"shown"`   // units that are large enough
	Blocks  []block          `json:"blocks"`  // of the merged units
	Waiting map[string]int64 `json:"waiting"` // units left out, and since when, Unix seconds
}

// Decode reads what Encode wrote.
func Decode(content []byte) (*Screening, error) {
	n := &Screening{}
	if err := json.Unmarshal(content, n); err != nil {
		return nil, err
	}
	if n.Shown == nil || n.Waiting == nil {
		return nil, errors.New("shown or waiting is missing")
	}
	return n, nil
}

// Encode writes the Screening as JSON.
func (n *Screening) Encode() ([]byte, error) { return json.MarshalIndent(n, "", " ") }

func (n *Screening) wait(since int64, units ...string) {
	for _, unit := range units {
		n.Waiting[unit] = since
	}
}

// placed lists the units that the screening knows.
func (n *Screening) placed() map[string]bool {
	in := maps.Clone(n.Shown)
	for unit := range n.Waiting {
		in[unit] = true
	}
	for unit := range n.merged() {
		in[unit] = true
	}
	return in
}

func (n *Screening) merged() map[string]bool {
	in := map[string]bool{}
	for _, b := range n.Blocks {
		for _, unit := range b.Units {
			in[unit] = true
		}
	}
	return in
}

// Treatments answers for units in their order.
func (n *Screening) Treatments(sizes []ledger.UnitSize) []ledger.Treatment {
	merged, out := n.merged(), make([]ledger.Treatment, len(sizes))
	for i, u := range sizes {
		switch {
		case n.Shown[u.Unit]:
			out[i] = ledger.Shown
		case merged[u.Unit]:
			out[i] = ledger.Merged
		default:
			out[i] = ledger.LeftOut
		}
	}
	return out
}
