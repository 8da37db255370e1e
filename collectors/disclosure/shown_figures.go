package disclosure

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"

	"casework/collectors/civil"
	"casework/collectors/name"
)

// shownVersion is the newest form of what Encode writes. Version 1 does not
// name the source.
const shownVersion = 2

// ErrShown marks shown figures whose encoding is damaged, or of a version that is
// not known.
var ErrShown = errors.New("malformed memory of what was shown")

// ErrShownForeign marks the shown figures of another source.
var ErrShownForeign = errors.New("of another source")

// An Owner is whose figures are kept.
type Owner struct {
	Source   string // its name; "" is any
	Formerly string // the name that it had; "" for none
	DataSet  string // that the figures are of
}

// What is stored, and what is in it. Hidden cells are stored without figures.
type (
	storedFigures struct {
		Version  int             `json:"version"`
		Source   string          `json:"source,omitempty"`
		Identity string          `json:"identity"` // of the data set
		Checksum uint32          `json:"checksum"` // CRC-32 (IEEE) of Releases, compact, and of whose they are
		Releases json.RawMessage `json:"releases"`
	}
	storedRelease struct {
		Table string              `json:"table"`
		Kind  string              `json:"kind,omitempty"`
		Topic string              `json:"topic,omitempty"`
		From  civil.Day           `json:"from"`
		Until civil.Day           `json:"until"`
		Least int                 `json:"least"`
		Pools [states]*storedCell `json:"pools"` // nil where nothing was shown
		Cells []storedCell        `json:"cells"`
	}
	storedCell struct {
		Unit    string     `json:"unit,omitempty"`
		State   int        `json:"state"`
		Shown   bool       `json:"shown"`
		N       int        `json:"n,omitempty"`
		Sums    [4]float64 `json:"sums"`
		Unknown [4]bool    `json:"unknown"`
	}
)

// Unsaved reports whether figures about people were made since Saved that a
// restart must not forget.
func (r *Releases) Unsaved() bool { return r.unsaved }

// Saved notes that what Encode returned is kept.
func (r *Releases) Saved() { r.unsaved = false }

// Encode encodes which figures about people were shown, so that they stand
// after a restart too.
func (r *Releases) Encode(of Owner) ([]byte, error) {
	list := []storedRelease{}
	for of, r := range r.sets {
		one := storedRelease{Table: of.Table, Kind: of.Kind, Topic: of.Topic, From: r.from, Until: r.until, Least: r.least}
		for p, c := range r.cells {
			c.Unit, c.State = p.unit, p.state
			one.Cells = append(one.Cells, *stored(&c))
		}
		slices.SortFunc(one.Cells, func(a, b storedCell) int {
			return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.State, b.State))
		})
		for state := range r.pools {
			if p := r.pools[state]; p.Shown {
				p.State = state
				one.Pools[state] = stored(&p)
			}
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b storedRelease) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Topic, b.Topic))
	})
	releases, err := json.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("encode what was shown: %w", err)
	}
	file := storedFigures{Version: shownVersion, Source: of.Source, Identity: of.DataSet, Releases: releases}
	file.Checksum = file.sum(releases)
	return json.MarshalIndent(file, "", " ")
}

// sum is the checksum, of releases in their compact form.
func (f *storedFigures) sum(releases []byte) uint32 {
	sum := crc32.ChecksumIEEE(releases)
	if f.Version > 1 {
		sum = crc32.Update(sum, crc32.IEEETable, []byte(f.Source+"\x00"+f.Identity))
	}
	return sum
}

func stored(c *Cell) *storedCell {
	return &storedCell{c.Unit, c.State, c.Shown, c.N, c.Sums, c.Unknown}
}

// Decode takes up what Encode wrote. It fails with ErrShown, and then
// changes nothing; so it does for a version that it does not know. What was
// shown of another source is refused with ErrShownForeign; what was shown of
// another data set of the source is passed over.
func (r *Releases) Decode(content []byte, of Owner) error {
	var file storedFigures
	if err := json.Unmarshal(content, &file); err != nil {
		return fmt.Errorf("%w: %w", ErrShown, err)
	}
	if file.Version < 1 || file.Version > shownVersion {
		return fmt.Errorf("%w: version %d, where 1 to %d are known", ErrShown, file.Version, shownVersion)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Releases); err != nil || file.sum(compact.Bytes()) != file.Checksum {
		return fmt.Errorf("%w: the checksum does not match", ErrShown)
	}
	if is := file.Source; is != "" && of.Source != "" && is != of.Source && is != of.Formerly {
		return fmt.Errorf("%w: of %q, not of %q", ErrShownForeign, is, of.Source)
	}
	var list []storedRelease
	if err := json.Unmarshal(file.Releases, &list); err != nil {
		return fmt.Errorf("%w: %w", ErrShown, err)
	}
	sets := map[Set]*release{}
	for i := range list {
		one, err := list[i].release()
		if err != nil {
			return fmt.Errorf("%w: release %d: %w", ErrShown, i, err)
		}
		key := Set{list[i].Table, name.Normal(list[i].Kind), name.Normal(list[i].Topic)}
		if other, again := sets[key]; again {
			one = one.withheldWith(other)
		}
		sets[key] = one
	}
	if file.Identity == of.DataSet {
		maps.Copy(r.sets, sets)
	}
	return nil
}

// release is the release that was stored, if its parts fit together.
func (s *storedRelease) release() (*release, error) {
	if s.From >= s.Until || s.Least < MinLeast {
		return nil, errors.New("it is of no period, or of too few people")
	}
	r := &release{from: s.From, until: s.Until, least: s.Least, cells: map[cellKey]Cell{}}
	for i := range s.Cells {
		c, err := s.Cells[i].cell()
		if err != nil {
			return nil, err
		}
		r.join(c)
	}
	for state, p := range s.Pools {
		if p == nil {
			continue
		}
		c, err := p.cell()
		if err != nil || c.State != state || !c.Shown {
			return nil, errors.New("a group is none")
		}
		r.pools[state] = c
	}
	return r, nil
}

func (s *storedCell) cell() (Cell, error) {
	if s.State < 0 || s.State >= states || s.N < 0 {
		return Cell{}, errors.New("a unit is in no state, or has fewer than no people")
	}
	return Cell{Unit: s.Unit, State: s.State, N: s.N, Sums: s.Sums, Unknown: s.Unknown, Shown: s.Shown}, nil
}
