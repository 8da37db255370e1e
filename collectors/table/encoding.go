package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// An Encoding is how a file writes letters.
//
// What is no UTF-8 has no mark that says what it is. It is one of the older
// encodings if all bytes beyond ASCII are letters and signs of Norwegian text in
// that one and in no other; or if its letters æ, ø and å are most of them, and
// those of the others are hardly there. Any other file is refused.
type Encoding uint8

// The encodings. Those before CP865 that are not Unicode include ISO 8859-1;
// CP865 has the Norwegian letters where CP850 has them.
const (
	UTF8 Encoding = iota
	UTF16LE
	UTF16BE
	Windows1252
	MacRoman
	CP865
)

// String is the name of the encoding.
func (e Encoding) String() string {
	return [...]string{"UTF-8", "UTF-16", "UTF-16", "Windows-1252", "MacRoman", "CP865"}[e]
}

func (e Encoding) decoder() *encoding.Decoder {
	switch e {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder()
	case Windows1252:
		return charmap.Windows1252.NewDecoder()
	case MacRoman:
		return charmap.Macintosh.NewDecoder()
	case CP865:
		return charmap.CodePage865.NewDecoder()
	default:
		return nil
	}
}

// older are the encodings that are recognised by their letters: æ, ø and å, other
// letters and signs that may stand beside them.
var older = []struct {
	Encoding
	letters, others, signs string
}{
	{Windows1252, "æøåÆØÅ", "éÉèêóòôüÜöÖäÄáčšž", "€…‘’“”•–—§«»°´·\u00a0"},
	{MacRoman, "æøåÆØÅ", "éÉèêóòôüÜöÖäÄá", "€…‘’“”•–—§«»°´·\u00a0"},
	{CP865, "æøåÆØÅ", "éÉèêóòôüÜöÖäÄá", "«°·\u00a0"},
}

// codes are the bytes of letters in an encoding; those that it lacks are left out.
func (e Encoding) codes(letters string) (all []byte) {
	maps := map[Encoding]*charmap.Charmap{Windows1252: charmap.Windows1252, MacRoman: charmap.Macintosh, CP865: charmap.CodePage865}
	for _, r := range letters {
		if b, ok := maps[e].EncodeRune(r); ok {
			all = append(all, b)
		}
	}
	return all
}

// recognise says which of the older encodings text is in, by how often each byte
// beyond ASCII is there; ok is false if that allows none, or several.
func recognise(n *[256]int) (is Encoding, ok bool) {
	all := 0
	for b := 0x80; b < 0x100; b++ {
		all += n[b]
	}
	count := func(codes []byte) (sum int) {
		for _, b := range codes {
			sum += n[b]
		}
		return sum
	}
	var fit, signs []Encoding // those in which all is text, and all is signs
	sum, best, most := 0, UTF8, 0
	for i := range older {
		o := &older[i]
		letters, others := count(o.codes(o.letters)), count(o.codes(o.others))
		switch {
		case letters+others+count(o.codes(o.signs)) != all:
		case letters+others > 0:
			fit = append(fit, o.Encoding)
		default:
			signs = append(signs, o.Encoding)
		}
		sum += letters
		if letters > most {
			best, most = o.Encoding, letters
		}
	}
	if len(fit) == 0 {
		fit = signs
	}
	switch {
	case len(fit) == 1:
		return fit[0], true
	case len(fit) == 0 && most >= 10 && most*2 >= all && most >= 4*(sum-most):
		return best, true
	}
	return UTF8, false
}

// A place is where something stands in a file.
type place struct{ line, column int }

func (f *File) fault(at place, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", f.Name, at.line, at.column, fmt.Sprintf(format, args...))
}

// lookAtText finds out how a file writes letters and ends lines.
func (f *File) lookAtText() error {
	in, err := f.whole()
	if err != nil {
		return err
	}
	l := look{at: place{1, 1}}
	if err := l.read(in, f); err != nil {
		return err
	}
	f.bad = l.bad
	f.ended = l.size == 0 || l.last == '\n' || l.last == '\r' && l.feeds == 0
	switch {
	case bytes.HasPrefix(l.head, []byte("\xff\xfe")):
		f.Encoding = UTF16LE
	case bytes.HasPrefix(l.head, []byte("\xfe\xff")):
		f.Encoding = UTF16BE
	case l.zero != place{}:
		return f.fault(l.zero, "a zero byte: the file is UTF-16 without a mark, or no text; save it as \"CSV UTF-8\"")
	case l.bad == place{}:
		f.cr = l.feeds == 0 && l.returns > 0
		return nil
	}
	if f.Encoding != UTF8 {
		if l.size%2 != 0 {
			return fmt.Errorf("%s: the file is UTF-16 and ends within a letter: it was cut off", f.Name)
		}
		tail := l.tail[:]
		if f.Encoding == UTF16BE {
			tail = []byte{l.tail[1], l.tail[0]}
		}
		f.ended = tail[1] == 0 && (tail[0] == '\n' || tail[0] == '\r')
		return nil
	}
	f.cr = l.feeds == 0 && l.returns > 0
	if bytes.HasPrefix(l.head, []byte("\ufeff")) {
		return f.fault(l.bad, "not UTF-8, though the file says so at its beginning: save it as \"CSV UTF-8\"")
	}
	return f.lookAtLetters(l.bad)
}

// lookAtLetters recognises the encoding of a file that is no UTF-8.
func (f *File) lookAtLetters(bad place) error {
	in, err := f.whole()
	if err != nil {
		return err
	}
	var n [256]int
	buf, mixed, lead := make([]byte, 1<<16), false, false
	for err == nil {
		var size int
		size, err = in.Read(buf)
		for _, b := range buf[:size] {
			n[b]++
			// A letter of two bytes in UTF-8, æ, ø, å and their capitals.
			mixed = mixed || lead && bytes.IndexByte([]byte("\xa6\xb8\xa5\x86\x98\x85"), b) >= 0
			lead = b == 0xc3
		}
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if mixed {
		return f.fault(bad, "neither UTF-8 nor an older encoding, but a mixture: save the file as \"CSV UTF-8\"")
	}
	is, ok := recognise(&n)
	if !ok {
		var names []string
		for i := range older {
			names = append(names, older[i].String())
		}
		return f.fault(bad, "not UTF-8, and the letters do not tell which of %s it is: save the file as \"CSV UTF-8\"", strings.Join(names, ", "))
	}
	f.Encoding = is
	return nil
}

// A look is what one reading of all bytes finds.
type look struct {
	head           []byte
	tail           [2]byte
	last           byte
	size           int64
	feeds, returns int
	zero, bad      place // the first zero byte, and the first that is no UTF-8; none: place{}
	at             place // of the chunk at hand
}

func (l *look) read(in io.Reader, f *File) error {
	size := f.part()
	buf := make([]byte, size+utf8.UTFMax)
	kept := 0 // bytes of a letter that the chunk before began
	for {
		n, err := io.ReadFull(in, buf[kept:kept+size])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if n > 0 {
			f.hashes = append(f.hashes, hash(buf[kept:kept+n]))
		}
		part, last := buf[:kept+n], n < size
		if l.size == 0 {
			l.head = bytes.Clone(part[:min(len(part), 4)])
		}
		l.size += int64(n)
		kept = l.take(part, last)
		copy(buf, part[len(part)-kept:])
		if last {
			return nil
		}
	}
}

// take looks at a part, and returns how many bytes at its end are to be looked at
// with the next.
func (l *look) take(part []byte, last bool) (kept int) {
	if !last {
		for n := 1; n < utf8.UTFMax && n <= len(part); n++ {
			if letter := part[len(part)-n:]; utf8.RuneStart(letter[0]) {
				if !utf8.FullRune(letter) {
					kept = n
				}
				break
			}
		}
	}
	part = part[:len(part)-kept]
	if len(part) == 0 {
		return kept
	}
	if l.zero == (place{}) {
		if at := bytes.IndexByte(part, 0); at >= 0 {
			l.zero = l.at.behind(part[:at])
		}
	}
	if l.bad == (place{}) && !utf8.Valid(part) {
		i := 0
		for {
			r, size := utf8.DecodeRune(part[i:])
			if r == utf8.RuneError && size <= 1 {
				break
			}
			i += size
		}
		l.bad = l.at.behind(part[:i])
	}
	l.feeds += bytes.Count(part, []byte("\n"))
	l.returns += bytes.Count(part, []byte("\r"))
	l.at = l.at.behind(part)
	l.last = part[len(part)-1]
	l.tail = [2]byte{l.tail[1], l.last}
	if len(part) > 1 {
		l.tail[0] = part[len(part)-2]
	}
	return kept
}

// behind is the place behind some text.
func (p place) behind(text []byte) place {
	if n := bytes.Count(text, []byte("\n")); n > 0 {
		return place{p.line + n, len(text) - bytes.LastIndexByte(text, '\n')}
	}
	return place{p.line, p.column + len(text)}
}
