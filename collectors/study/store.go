package study

import (
	"bufio"
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
	values := gob.NewEncoder(pack)
	err := values.Encode(s.pack())
	if s.Panel != nil {
		for i := 0; i < len(s.Panel.Units) && err == nil; i++ {
			err = values.Encode(packUnit(&s.Panel.Units[i]))
		}
	}
	if err := errors.Join(err, pack.Close()); err != nil {
		return nil, fmt.Errorf("encode panel: %w", err)
	}
	return out.Bytes(), nil
}

// Decode reads what Encode wrote. It fails with ErrMalformed.
func Decode(content []byte) (Stored, error) {
	s, err := decode(content)
	if err == nil {
		err = s.check()
	}
	if err != nil {
		return Stored{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	s.Panel.Units = normalUnits(s.Panel.Units)
	return s, nil
}

// decode reads the values of an encoding, and its checksum.
func decode(content []byte) (s Stored, err error) {
	pack, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return s, err
	}
	plain := bufio.NewReader(io.LimitReader(pack, maxStored))
	values := gob.NewDecoder(plain)
	var packed packedStudy
	if err := values.Decode(&packed); err != nil {
		return s, err
	}
	s = packed.unpack()
	for range packed.Following {
		var unit packedUnit
		if err := values.Decode(&unit); err != nil {
			return s, err
		}
		if s.Panel != nil {
			s.Panel.Units = append(s.Panel.Units, unit.unpack())
		}
	}
	_, err = io.Copy(io.Discard, plain) // to the end, where the checksum is
	return s, err
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
