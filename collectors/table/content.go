package table

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cespare/xxhash/v2"

	"casework/collectors/spreadsheet"
)

// chunk is how much of a file is compared at a time with what Look saw.
const chunk = 1 << 20

// ErrChanged says that a file is not what Look saw.
var ErrChanged = errors.New("the file changed while it was read")

// Limits bound what is read of a file. Zero fields take the documented defaults.
type Limits struct {
	Unpacked int64 // bytes of a packed file once it is unpacked; default 64 GiB, of a sheet 4 GiB
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

	book    *spreadsheet.Book // nil of CSV
	content *io.SectionReader
	limits  Limits
	hashes  []uint64 // of each chunk; of CSV, unpacked
	bad     place    // of the first letter that is no UTF-8; none: place{}
	cr      bool     // lines end in carriage returns alone
	ended   bool     // the last line has a line break, or there is none that needs it
}

// Ended reports whether the last line has a line break. Without one, as Google
// Sheets writes it, the file may have been cut off, even within its last value.
func (f *File) Ended() bool { return f.ended }

// Kind says what the file is, for people.
func (f *File) Kind() string {
	if f.book != nil {
		return "XLSX"
	}
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
		return f, f.lookAtBook()
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, fmt.Errorf("%s: a spreadsheet of the old format XLS, or one with a password: save it as XLSX without a password, or as \"CSV UTF-8\"", name)
	case strings.HasSuffix(strings.ToLower(strings.Trim(name, `"`)), ".xlsx"):
		return nil, fmt.Errorf("%s: it is no XLSX file: it was cut off or is still being written, or its name is wrong", name)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		f.Packed = true
	}
	return f, f.lookAtText()
}

// lookAtBook reads the whole of a spreadsheet, and what sheets there are.
func (f *File) lookAtBook() error {
	buf := make([]byte, f.part())
	for at := int64(0); at < f.content.Size(); at += chunk {
		n, err := f.content.ReadAt(buf[:min(chunk, f.content.Size()-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		f.hashes = append(f.hashes, hash(buf[:n]))
	}
	f.ended = true // it ends with a list of what is in it
	var err error
	in := &verifiedAt{in: f.content, hashes: f.hashes, buf: buf, held: -1}
	if f.book, err = spreadsheet.Open(in, f.content.Size(), spreadsheet.Limits{Unpacked: f.limits.Unpacked}); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
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
		return nil, fmt.Errorf("%s: read gzip: %s", f.Name, gzipFault(err))
	}
	return &bounded{in: unpacked, left: f.limits.unpacked(), name: f.Name}, nil
}

// gzipFault says what is wrong with a packed file.
func gzipFault(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early: it was cut off, or is still being written"
	}
	return err.Error()
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
		err = errors.New(b.name + ": read gzip: " + gzipFault(err))
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

// verifiedAt is verified, of content that is not read from beginning to end.
type verifiedAt struct {
	in     *io.SectionReader
	hashes []uint64
	buf    []byte
	held   int64 // the chunk that buf holds
}

func (v *verifiedAt) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		if off >= v.in.Size() {
			return n, io.EOF
		}
		part := v.buf[:min(chunk, v.in.Size()-off/chunk*chunk)]
		if v.held != off/chunk {
			v.held = -1
			if _, err := v.in.ReadAt(part, off/chunk*chunk); err != nil && !errors.Is(err, io.EOF) {
				return n, err
			}
			if hash(part) != v.hashes[off/chunk] {
				return n, ErrChanged
			}
			v.held = off / chunk
		}
		copied := copy(p[n:], part[off%chunk:])
		n, off = n+copied, off+int64(copied)
	}
	return n, nil
}

func hash(b []byte) uint64 { return xxhash.Sum64(b) }
