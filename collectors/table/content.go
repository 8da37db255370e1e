package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/cespare/xxhash/v2"
)

// chunk is how much of a file is compared at a time with what Look saw.
const chunk = 1 << 20

// ErrChanged says that a file is not what Look saw.
var ErrChanged = errors.New("the file changed while it was read")

// Limits bound what is read of a file. Zero fields take the documented defaults.
type Limits struct {
	Unpacked int64 // bytes of a packed file once it is unpacked; default 64 GiB
}

func (l Limits) unpacked() int64 {
	if l.Unpacked > 0 {
		return l.Unpacked
	}
	return 64 << 30
}

// A File is a file as Look saw it.
type File struct {
	Name     string // as messages name it
	Encoding Encoding
	Packed   bool // by gzip

	content *io.SectionReader
	limits  Limits
	hashes  []uint64 // of each chunk, unpacked
	bad     place    // of the first letter that is no UTF-8; none: place{}
	cr      bool     // lines end in carriage returns alone
	ended   bool     // the last line has a line break, or there is none that needs it
}

// Ended reports whether the last line has a line break. Without one, as Google
// Sheets writes it, the file may have been cut off, even within its last value.
func (f *File) Ended() bool { return f.ended }

// Kind says what the file is, for people.
func (f *File) Kind() string {
	if f.Packed {
		return "CSV in " + f.Encoding.String() + ", packed"
	}
	return "CSV in " + f.Encoding.String()
}

// Bytes is content that is in memory.
func Bytes(b []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b)))
}

// Look reads the whole of a file, and says what it is. The error names it.
func Look(name string, content *io.SectionReader, limits Limits) (*File, error) {
	f := &File{Name: name, content: content, limits: limits}
	head := make([]byte, 8)
	n, _ := content.ReadAt(head, 0) // what fails here fails again below
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.New(name + ": a spreadsheet: save it as \"CSV UTF-8\"")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, fmt.Errorf("%s: an old or encrypted spreadsheet: save it as \"CSV UTF-8\"", name)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		f.Packed = true
	}
	return f, f.lookAtText()
}

// part is how much of the file is looked at at a time.
func (f *File) part() int {
	if f.Packed {
		return chunk
	}
	return int(min(chunk, f.content.Size()+1))
}

// whole is the content from its beginning, unpacked.
func (f *File) whole() (io.Reader, error) {
	plain := io.NewSectionReader(f.content, 0, f.content.Size())
	if !f.Packed {
		return plain, nil
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return nil, fmt.Errorf("%s: read gzip: %w", f.Name, err)
	}
	return &bounded{in: unpacked, left: f.limits.unpacked(), name: f.Name}, nil
}

// bounded is what is unpacked, up to a limit.
type bounded struct {
	in   io.Reader
	left int64
	name string
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%s: unpacked, it is larger than allowed", b.name)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		// Not wrapped: to end too early must not look like the end of a part.
		err = errors.New(b.name + ": read gzip: " + err.Error())
	}
	return n, err
}

// verified gives the chunks of a file, and fails at one that is not what Look saw.
type verified struct {
	in     io.Reader
	hashes []uint64
	buf    []byte
	rest   []byte
	err    error
}

func (v *verified) Read(p []byte) (int, error) {
	if len(v.rest) == 0 && v.err == nil {
		v.next()
	}
	if len(v.rest) == 0 {
		return 0, v.err
	}
	n := copy(p, v.rest)
	v.rest = v.rest[n:]
	return n, nil
}

func (v *verified) next() {
	n, err := io.ReadFull(v.in, v.buf)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = io.EOF
	case err != nil && !errors.Is(err, io.EOF):
		v.err = err
		return
	}
	if n > 0 {
		if len(v.hashes) == 0 || hash(v.buf[:n]) != v.hashes[0] {
			v.err = ErrChanged
			return
		}
		v.hashes = v.hashes[1:]
	}
	if v.err = err; err != nil && len(v.hashes) > 0 {
		v.err = ErrChanged
		return
	}
	v.rest = v.buf[:n]
}

func hash(b []byte) uint64 { return xxhash.Sum64(b) }
