package dropfolder

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode returns the content as UTF-8 without byte order mark, and with line
// feeds at the ends of lines.
func (r *reader) decode(content []byte) ([]byte, error) {
	content, err := r.decodeLetters(content)
	if err == nil && !bytes.ContainsRune(content, '\n') {
		content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n")) // as old spreadsheets end lines
	}
	return content, err
}

func (r *reader) decodeLetters(content []byte) ([]byte, error) {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return nil, fmt.Errorf("%s: the file is UTF-16: save it as \"CSV UTF-8\"", r.name)
	}
	if at := bytes.IndexByte(content, 0); at >= 0 {
		r.fault(bytes.Count(content[:at], []byte("\n"))+1, at-bytes.LastIndexByte(content[:at], '\n'),
			"a zero byte: the file is UTF-16 or no text; save it as \"CSV UTF-8\"")
		return nil, errors.Join(r.faults...)
	}
	content, marked := bytes.CutPrefix(content, []byte("\ufeff"))
	line, column, bad := invalidUTF8(content)
	switch {
	case !bad:
		return content, nil
	case !r.Windows1252 || marked:
		r.fault(line, column, "not UTF-8: save the file as \"CSV UTF-8\"")
	case mixed(content):
		r.fault(line, column, "neither UTF-8 nor Windows-1252, but a mixture: save the file as \"CSV UTF-8\"")
	default:
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(content)
		at := bytes.IndexRune(decoded, utf8.RuneError) // of bytes that mean nothing
		if err == nil && at < 0 {
			return decoded, nil
		}
		head := decoded[:max(at, 0)]
		r.fault(bytes.Count(head, []byte("\n"))+1, at-bytes.LastIndexByte(head, '\n'),
			"neither UTF-8 nor Windows-1252: save the file as \"CSV UTF-8\"")
	}
	return nil, errors.Join(r.faults...)
}

// mixed reports whether text that is not UTF-8 has letters that are: two
// exports pasted together, or a file cut off in a letter.
func mixed(content []byte) bool {
	for len(content) > 0 {
		c, size := utf8.DecodeRune(content)
		if size > 1 && strings.ContainsRune("æøåÆØÅéäöüÄÖÜ", c) {
			return true
		}
		content = content[size:]
	}
	return false
}

// invalidUTF8 finds the first byte that is not UTF-8.
func invalidUTF8(content []byte) (line, column int, bad bool) {
	if utf8.Valid(content) {
		return 0, 0, false
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		i += size
	}
	head := content[:i]
	return bytes.Count(head, []byte("\n")) + 1, i - bytes.LastIndexByte(head, '\n'), true
}

// cutSeparator finds out what separates fields: what a first line such as
// "sep=;" says, which spreadsheets write and which is cut off; else the
// semicolon if the first line that is not blank holds one; else the tabulator
// likewise; else the comma.
func (r *reader) cutSeparator(content []byte) []byte {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	first = bytes.Trim(first, "\r \"") // some write it as a value, in quotes
	if separator, ok := bytes.CutPrefix(bytes.ToLower(first), []byte("sep=")); ok && len(separator) == 1 && slices.Contains([]byte(";,\t"), separator[0]) {
		r.separator, r.skipped = rune(separator[0]), 1
		return rest
	}
	first, _, _ = bytes.Cut(bytes.TrimLeft(content, "\r\n"), []byte("\n"))
	r.separator = ','
	for _, c := range ";\t" {
		if bytes.ContainsRune(first, c) {
			r.separator = c
			break
		}
	}
	return content
}
