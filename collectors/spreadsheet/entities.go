package spreadsheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// replaced replaces the entities of a text.
func (s *scanner) replaced(b []byte) ([]byte, error) {
	at := bytes.IndexByte(b, '&')
	if at < 0 {
		return b, nil
	}
	s.plain = s.plain[:0]
	for ; at >= 0; at = bytes.IndexByte(b, '&') {
		s.plain = append(s.plain, b[:at]...)
		end := bytes.IndexByte(b[at:], ';')
		if end < 0 {
			return nil, errXML
		}
		r, ok := entity(string(b[at+1 : at+end]))
		if !ok {
			return nil, errXML
		}
		s.plain = utf8.AppendRune(s.plain, r)
		b = b[at+end+1:]
	}
	s.plain = append(s.plain, b...)
	return s.plain, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}

// unescaped replaces what stands for characters that XML cannot hold: _x000D_.
func unescaped(b []byte) []byte {
	at := bytes.Index(b, []byte("_x"))
	if at < 0 {
		return b
	}
	var out []byte
	for ; at >= 0; at = bytes.Index(b, []byte("_x")) {
		out, b = append(out, b[:at]...), b[at:]
		if len(b) >= 7 && b[6] == '_' {
			if n, err := strconv.ParseUint(string(b[2:6]), 16, 16); err == nil && utf8.ValidRune(rune(n)) {
				out, b = utf8.AppendRune(out, rune(n)), b[7:]
				continue
			}
		}
		out, b = append(out, b[:2]...), b[2:]
	}
	return append(out, b...)
}
