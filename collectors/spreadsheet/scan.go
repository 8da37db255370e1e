package spreadsheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxToken is the longest tag, and the longest run of text, that is read.
const maxToken = 1 << 20

// A token is what a scanner meets.
type token uint8

const (
	opens  token = iota // an element; an empty one closes next
	closes              // an element
	text
)

// A scanner reads XML as spreadsheets have it, a token at a time. Package
// encoding/xml keeps a token whole, however long it is, and takes five times as
// long. A name is without its prefix, which writers choose. It does not check
// that elements close in the order in which they opened.
type scanner struct {
	in   io.Reader
	buf  []byte
	r, w int // what is read and not used: buf[r:w]
	err  error

	name  []byte // of the element
	attrs []attr // of one that opens
	text  []byte // with entities replaced
	empty bool   // the element closes next
	plain []byte // text whose entities are replaced
}

// An attr is an attribute as it is written.
type attr struct{ name, value []byte }

var (
	errXML  = errors.New("it is no XML as spreadsheets have it")
	errEnds = errors.New("it ends within a tag: it is broken")
)

func newScanner(in io.Reader) *scanner { return &scanner{in: in, buf: make([]byte, 1<<16)} }

// fill reads more behind what is there. It reports false at the end.
func (s *scanner) fill() (bool, error) {
	if s.err != nil {
		if errors.Is(s.err, io.EOF) {
			return false, nil
		}
		return false, s.err
	}
	if s.r > 0 {
		copy(s.buf, s.buf[s.r:s.w])
		s.w, s.r = s.w-s.r, 0
	}
	if s.w == len(s.buf) {
		if len(s.buf) >= maxToken {
			return false, fmt.Errorf("a text or a tag of it is longer than %d KiB", maxToken>>10)
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	var n int
	n, s.err = s.in.Read(s.buf[s.w:])
	s.w += n
	return true, nil
}

// until is what comes before a mark, which is passed over. It is valid until the
// next call. With end, the end of the file does for a mark.
func (s *scanner) until(mark string, end bool) ([]byte, error) {
	for from := 0; ; {
		if i := bytes.Index(s.buf[s.r+from:s.w], []byte(mark)); i >= 0 {
			part := s.buf[s.r : s.r+from+i]
			s.r += from + i + len(mark)
			return part, nil
		}
		from = max(0, s.w-s.r-len(mark)+1)
		more, err := s.fill()
		if err != nil {
			return nil, err
		}
		if !more {
			part := s.buf[s.r:s.w]
			s.r = s.w
			if !end || len(part) == 0 {
				return nil, errEnds
			}
			return part, nil
		}
	}
}

// skip passes over everything up to a mark, however long it is.
func (s *scanner) skip(mark string) error {
	for {
		if i := bytes.Index(s.buf[s.r:s.w], []byte(mark)); i >= 0 {
			s.r += i + len(mark)
			return nil
		}
		s.r = max(s.r, s.w-len(mark)+1)
		if more, err := s.fill(); err != nil || !more {
			return errors.Join(err, errEnds)
		}
	}
}

// starts reports whether what comes next is a mark.
func (s *scanner) starts(mark string) (bool, error) {
	for s.w-s.r < len(mark) {
		if !bytes.HasPrefix([]byte(mark), s.buf[s.r:s.w]) {
			return false, nil
		}
		if more, err := s.fill(); err != nil || !more {
			return false, err
		}
	}
	return bytes.HasPrefix(s.buf[s.r:s.w], []byte(mark)), nil
}

// next is the next token; io.EOF behind the last. What it holds is valid until
// the next call.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		return closes, nil
	}
	for {
		for s.r == s.w {
			if more, err := s.fill(); err != nil || !more {
				if err == nil {
					err = io.EOF
				}
				return 0, err
			}
		}
		if s.buf[s.r] != '<' {
			part, err := s.until("<", true)
			if err != nil {
				return 0, err
			}
			if s.r > 0 && s.buf[s.r-1] == '<' {
				s.r-- // it begins what comes next
			}
			s.text, err = s.replaced(part)
			return text, err
		}
		if s.w-s.r < 2 {
			if more, err := s.fill(); err != nil || !more {
				return 0, errors.Join(err, errEnds)
			}
			continue
		}
		switch s.buf[s.r+1] {
		case '?':
			if err := s.skip("?>"); err != nil {
				return 0, err
			}
		case '!':
			if is, err := s.starts("<!--"); err != nil {
				return 0, err
			} else if is {
				if err := s.skip("-->"); err != nil {
					return 0, err
				}
				continue
			}
			if is, err := s.starts("<![CDATA["); err != nil || !is {
				return 0, errors.Join(err, errXML) // a document type may define what it likes
			}
			s.r += len("<![CDATA[")
			var err error
			s.text, err = s.until("]]>", false)
			return text, err
		default:
			return s.tag()
		}
	}
}

// tag reads a tag. An attribute may hold the sign that ends one.
func (s *scanner) tag() (token, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		for s.r+i == s.w {
			if more, err := s.fill(); err != nil || !more {
				return 0, errors.Join(err, errEnds)
			}
		}
		switch c := s.buf[s.r+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			inner := s.buf[s.r+1 : s.r+i]
			s.r += i + 1
			return s.split(inner)
		}
	}
}

// split takes a tag apart.
func (s *scanner) split(inner []byte) (token, error) {
	kind := opens
	if bytes.HasPrefix(inner, []byte("/")) {
		kind, inner = closes, inner[1:]
	} else if bytes.HasSuffix(inner, []byte("/")) {
		s.empty, inner = true, inner[:len(inner)-1]
	}
	n := 0
	for n < len(inner) && !isSpace(inner[n]) {
		n++
	}
	s.name, inner = inner[:n], inner[n:]
	if colon := bytes.IndexByte(s.name, ':'); colon >= 0 {
		s.name = s.name[colon+1:]
	}
	if len(s.name) == 0 || bytes.IndexByte(s.name, 0) >= 0 { // such as UTF-16
		return 0, errXML
	}
	s.attrs = s.attrs[:0]
	for inner = trimmed(inner); len(inner) > 0; inner = trimmed(inner) {
		name, rest, ok := bytes.Cut(inner, []byte("="))
		rest = trimmed(rest)
		if !ok || len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return 0, errXML
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return 0, errXML
		}
		s.attrs = append(s.attrs, attr{bytes.TrimSpace(name), rest[1 : 1+end]})
		inner = rest[end+2:]
	}
	return kind, nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// trimmed is without the white space in front. bytes.TrimLeft makes a set each time.
func trimmed(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	return b
}

// attr is an attribute as it is written; nil if there is none. A name that begins
// with a colon has any prefix.
func (s *scanner) attr(name string) []byte {
	for i := range s.attrs {
		if is := s.attrs[i].name; string(is) == name || name[0] == ':' && bytes.HasSuffix(is, []byte(name)) {
			return s.attrs[i].value
		}
	}
	return nil
}

// words is an attribute, with entities replaced; "" if there is none.
func (s *scanner) words(name string) string {
	b, _ := s.replaced(s.attr(name)) // what is wrong with it names nothing
	return string(b)
}
