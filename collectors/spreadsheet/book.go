package spreadsheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Limits bound what is read of a file. Zero fields take the documented defaults.
type Limits struct {
	Unpacked int64 // bytes of one part, such as a sheet, once it is unpacked; default 4 GiB
	Text     int64 // bytes of the texts that the file keeps in one list; default 64 MiB
}

// What else is bounded. The rows are those of Excel.
const (
	maxDirectory = 1 << 20 // bytes read to find what parts there are
	maxSmall     = 8 << 20 // bytes of a part that says how others are read
	maxSheets    = 1000
	maxStyles    = 1 << 16
	maxRows      = 1 << 20
	maxColumns   = 1 << 10
)

// A Book is an open file. It is used by one goroutine.
type Book struct {
	parts  map[string]*zip.File // by name, in small letters
	limits Limits

	sheets          []sheet
	strings, styles string // names of parts; "" for none
	from1904        bool   // days are counted from 1904
}

// A sheet is a sheet as the file lists it.
type sheet struct {
	name   string
	part   string
	hidden bool
}

// errFormat says that a file is no XLSX file.
var errFormat = errors.New("it is no XLSX file: save it as XLSX or as \"CSV UTF-8\"")

// Open opens a file and finds its sheets. It reads no row.
func Open(content io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if limits.Unpacked <= 0 {
		limits.Unpacked = 4 << 30
	}
	if limits.Text <= 0 {
		limits.Text = 64 << 20
	}
	opening := &budget{in: content, left: maxDirectory}
	archive, err := zip.NewReader(opening, size)
	opening.open = true
	switch {
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("the list of its parts, with which it ends, is not there: it was cut off or is still being written")
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // paths are names here
		return nil, err
	}
	b := &Book{parts: map[string]*zip.File{}, limits: limits}
	for _, f := range archive.File {
		name := partName(f.Name)
		if b.parts[name] == nil {
			b.parts[name] = f
		}
	}
	return b, b.readWorkbook()
}

// partName is the form in which names of parts are compared: they are of any case,
// and some libraries write them as Windows does.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// budget reads no more than so much until it is open: the list of parts is read
// into memory.
type budget struct {
	in   io.ReaderAt
	left int64
	open bool
}

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if b.left -= int64(len(p)); !b.open && b.left < 0 {
		return 0, errors.New("the list of its parts is longer than allowed")
	}
	return b.in.ReadAt(p, off)
}

// part opens a part, of at most so many bytes.
func (b *Book) part(name string, most int64) (io.ReadCloser, error) {
	f := b.parts[name]
	switch {
	case f == nil:
		return nil, fmt.Errorf("its part %s is not there: it is broken", strconv.Quote(name))
	case f.Flags&1 != 0:
		return nil, errors.New("it is encrypted: save it without a password")
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("its part %s: %w", strconv.Quote(name), err)
	}
	return &part{ReadCloser: in, left: most, most: most, name: name}, nil
}

// A part is a part as it is unpacked.
type part struct {
	io.ReadCloser
	left, most int64
	name       string
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return 0, fmt.Errorf("unpacked, its part %s is larger than %d MiB, which is not allowed", strconv.Quote(p.name), p.most>>20)
	}
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return n, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, fmt.Errorf("its part %s ends too early: it was cut off", strconv.Quote(p.name))
	}
	return n, fmt.Errorf("its part %s: %w", strconv.Quote(p.name), err)
}

// scan visits the elements of a small part that open.
func (b *Book) scan(name string, visit func(s *scanner) error) error {
	in, err := b.part(name, maxSmall)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // read to its end, or given up
	s := newScanner(in)
	for {
		switch kind, err := s.next(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("part %s: %w", strconv.Quote(name), err)
		case kind == opens:
			if err := visit(s); err != nil {
				return err
			}
		}
	}
}

// A relation is a part that another names.
type relation struct{ id, kind, part string }

// relations are the parts that one names; none if it names none.
func (b *Book) relations(of string) (all []relation, err error) {
	dir, base := path.Split(of)
	name := dir + "_rels/" + base + ".rels"
	if b.parts[name] == nil {
		return nil, nil
	}
	err = b.scan(name, func(s *scanner) error {
		if string(s.name) != "Relationship" || string(s.attr("TargetMode")) == "External" {
			return nil
		}
		if len(all) >= maxSheets+100 {
			return errors.New("it names more parts than allowed")
		}
		target := strings.ReplaceAll(s.words("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		all = append(all, relation{s.words("Id"), path.Base(s.words("Type")), partName(path.Clean(target))})
		return nil
	})
	return all, err
}

// readWorkbook finds the sheets, and the parts that say how they are read.
func (b *Book) readWorkbook() error {
	roots, err := b.relations("")
	if err != nil {
		return err
	}
	at := slices.IndexFunc(roots, func(r relation) bool { return r.kind == "officeDocument" })
	if at < 0 || strings.HasSuffix(roots[at].part, ".bin") {
		return errFormat
	}
	book := roots[at].part
	related, err := b.relations(book)
	if err != nil {
		return err
	}
	for _, r := range related {
		switch r.kind {
		case "sharedStrings":
			b.strings = r.part
		case "styles":
			b.styles = r.part
		}
	}
	root := ""
	err = b.scan(book, func(s *scanner) error {
		if root == "" {
			root = string(s.name)
		}
		switch string(s.name) {
		case "workbookPr":
			b.from1904 = isTrue(s.attr("date1904"))
		case "sheet":
			id := s.words(":id")
			i := slices.IndexFunc(related, func(r relation) bool { return r.id == id && r.kind == "worksheet" })
			if i < 0 {
				return nil // a chart, a macro, a dialogue
			}
			if len(b.sheets) == maxSheets {
				return errors.New("it has more sheets than allowed")
			}
			state := string(s.attr("state"))
			b.sheets = append(b.sheets, sheet{s.words("name"), related[i].part, state == "hidden" || state == "veryHidden"})
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case root != "workbook":
		return errFormat
	case len(b.sheets) == 0:
		return errors.New("it has no sheet with cells")
	}
	return nil
}

func isTrue(b []byte) bool {
	return string(b) == "1" || string(b) == "true" || string(b) == "on"
}

// find is the sheet that is read: the one that is named so, in any case; else the
// only one, or the only one that is not hidden.
func (b *Book) find(name string) (*sheet, error) {
	var shown []*sheet
	for i := range b.sheets {
		s := &b.sheets[i]
		if name != "" && strings.EqualFold(strings.TrimSpace(s.name), name) {
			return s, nil
		}
		if !s.hidden || len(b.sheets) == 1 {
			shown = append(shown, s)
		}
	}
	if len(shown) == 1 {
		return shown[0], nil
	}
	var names []string
	for _, s := range shown[:min(len(shown), 10)] {
		names = append(names, strconv.Quote(s.name))
	}
	if len(shown) > 10 {
		names = append(names, "…")
	}
	hint := "leave one"
	if name != "" {
		hint = fmt.Sprintf("name the one that is to be read %q, or leave one", name)
	}
	return nil, fmt.Errorf("it has %d sheets that are not hidden (%s): %s", len(shown), strings.Join(names, ", "), hint)
}
