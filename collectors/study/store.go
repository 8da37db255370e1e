package study

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"errors"
	"fmt"
	"io"

	"casework/collectors/ledger"
)

// A Stored is a panel as it is kept, and what it is a panel of.
type Stored struct {
	Source   string // its name; "" where it was kept before sources were named
	Identity string // of the data set and of how it is read
	Months   int    // as in Calendar
	// Deadlines says what deadlines cases got that have none of their own; "" for none.
	Deadlines string
	Panel     *ledger.Panel
	Chosen    []Choice // of the primary outcome; none where it was kept before they were
	// Lottery is the digest of the starting order that was first seen at
	// LotterySince, Unix seconds; "" for none.
	Lottery      string
	LotterySince int64
}

// ErrMalformed marks a stored panel that does not check out.
var ErrMalformed = errors.New("malformed panel")

// maxStored bounds the size of a stored panel once it is unpacked, bytes.
const maxStored = 1 << 30

// Encode returns the panel's encoding, which carries a checksum.
func (s Stored) Encode() ([]byte, error) {
	var out bytes.Buffer
	pack := gzip.NewWriter(&out)
	if err := errors.Join(gob.NewEncoder(pack).Encode(s.pack()), pack.Close()); err != nil {
		return nil, fmt.Errorf("encode panel: %w", err)
	}
	return out.Bytes(), nil
}

// Decode reads what Encode wrote. It fails with ErrMalformed.
func Decode(content []byte) (Stored, error) {
	var s Stored
	pack, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return s, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	plain, err := io.ReadAll(io.LimitReader(pack, maxStored)) // to the end, where the checksum is
	var packed packedStudy
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(plain)).Decode(&packed)
	}
	if err == nil {
		s = packed.unpack()
		err = s.check()
	}
	if err != nil {
		return Stored{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	s.Panel.Units = normalUnits(s.Panel.Units)
	return s, nil
}

// check finds panels whose parts do not fit together.
func (s Stored) check() error {
	p := s.Panel
	if p == nil || len(p.Bounds) < 2 || p.FollowUp <= 0 {
		return errors.New("it holds no months")
	}
	for i := 1; i < len(p.Bounds); i++ {
		if p.Bounds[i] <= p.Bounds[i-1] {
			return errors.New("its months do not ascend")
		}
	}
	for i, u := range p.Units {
		if len(u.Months) != len(p.Bounds)-1 {
			return errors.New("a unit has more or fewer months than the panel")
		}
		if i > 0 && p.Units[i-1].Unit >= u.Unit {
			return errors.New("its units do not ascend")
		}
	}
	return nil
}
