package spreadsheet

import (
	"errors"
	"fmt"
	"io"
	"math"
)

// texts are the texts that cells name by their position in one list: a workbook
// has each once.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) len() int { return len(t.ends) }

func (t *texts) at(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.all[from:t.ends[i]]
}

// readTexts reads the list.
func (b *Book) readTexts() (*texts, error) {
	t := &texts{}
	if b.strings == "" {
		return t, nil
	}
	in, err := b.part(b.strings, b.limits.Unpacked)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // read to its end, or given up
	s := newScanner(in)
	for {
		kind, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
		case err != nil:
			return nil, fmt.Errorf("the list of its texts: %w", err)
		case kind != opens || string(s.name) != "si":
			continue
		}
		if t.all, err = s.appendText(t.all, "si"); err != nil {
			return nil, fmt.Errorf("the list of its texts: %w", err)
		}
		t.ends = append(t.ends, uint32(len(t.all))) // as limited
		if size := int64(len(t.all) + 4*len(t.ends)); size > min(b.limits.Text, math.MaxUint32) {
			return nil, fmt.Errorf("its texts are more than %d MiB: leave out columns that are not read, or save it as \"CSV UTF-8\"", b.limits.Text>>20)
		}
	}
}

// appendText appends the text of an element that has opened, up to where it
// closes: of runs in several letterings, without how they are pronounced.
func (s *scanner) appendText(to []byte, element string) ([]byte, error) {
	from, reading, silent := len(to), false, false
	for {
		kind, err := s.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errXML
			}
			return to, err
		}
		switch {
		case kind == text:
			if reading && !silent {
				to = append(to, unescaped(s.text)...)
			}
			if len(to)-from > maxToken {
				return to, fmt.Errorf("a text of it is longer than %d KiB", maxToken>>10)
			}
		case kind == closes && string(s.name) == element:
			return to, nil
		case string(s.name) == "t":
			reading = kind == opens
		case string(s.name) == "rPh":
			silent = kind == opens
		}
	}
}
