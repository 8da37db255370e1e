package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// maxRecord is the longest line that is read, with the line breaks in its values:
// a quotation mark that is not closed would else take in the rest of a file.
const maxRecord = 1 << 20

// csvRecords reads CSV as RFC 4180 has it, and as package encoding/csv does:
// empty lines are passed over, and quotation marks within a value that does not
// begin with one are a fault. It allocates nothing a line.
type csvRecords struct {
	in        io.Reader
	separator byte
	buf       []byte
	r, w      int // what is read and not used: buf[r:w]
	err       error

	line   int // of the next line that is read
	fields [][]byte
	at     []place
	joined []byte // values with quotation marks
	ends   []int  // of each value in joined; -1 for one that is not there
}

func newCSV(in io.Reader, separator byte, firstLine int) *csvRecords {
	return &csvRecords{in: in, separator: separator, buf: make([]byte, 1<<18), line: firstLine}
}

// nextLine is the next line with its line break. It is valid until the next is
// asked for; with keep, what lies from there on stays where it is.
func (c *csvRecords) nextLine() ([]byte, error) {
	from := c.r
	for {
		if i := bytes.IndexByte(c.buf[from:c.w], '\n'); i >= 0 {
			line := c.buf[c.r : from+i+1]
			c.r = from + i + 1
			return line, nil
		}
		if c.err != nil {
			line := c.buf[c.r:c.w]
			c.r = c.w
			if len(line) == 0 || !errors.Is(c.err, io.EOF) {
				return nil, c.err
			}
			return line, nil
		}
		if c.w-c.r > maxRecord {
			return nil, fmt.Errorf("line %d is longer than %d KiB: a quotation mark is not closed, or this is no CSV", c.line, maxRecord>>10)
		}
		copy(c.buf, c.buf[c.r:c.w])
		c.w, c.r, from = c.w-c.r, 0, c.w-c.r
		if c.w == len(c.buf) {
			c.buf = append(c.buf, make([]byte, len(c.buf))...)
		}
		var n int
		n, c.err = c.in.Read(c.buf[c.w:])
		c.w += n
	}
}

// Read returns the fields of the next line that is not empty, valid until the
// next call.
func (c *csvRecords) Read() ([][]byte, error) {
	for {
		line, err := c.nextLine()
		if err != nil {
			return nil, err
		}
		first := c.line
		c.line++
		text := withoutBreak(line)
		if len(text) == 0 {
			continue
		}
		c.fields, c.at = c.fields[:0], c.at[:0]
		if bytes.IndexByte(text, '"') >= 0 {
			return c.quoted(line, first)
		}
		for column := 1; ; {
			c.at = append(c.at, place{first, column})
			i := bytes.IndexByte(text, c.separator)
			if i < 0 {
				c.fields = append(c.fields, text)
				return c.fields, nil
			}
			c.fields = append(c.fields, text[:i])
			text = text[i+1:]
			column += i + 1
		}
	}
}

// withoutBreak is a line without the break at its end, which at the end of a file
// may be a carriage return.
func withoutBreak(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}

// quoted reads a line that has quotation marks.
func (c *csvRecords) quoted(line []byte, number int) ([][]byte, error) {
	c.joined, c.ends = c.joined[:0], c.ends[:0]
	rest, column, size, broken := withoutBreak(line), 1, 0, bytes.Count(line, []byte("\n"))
	fault := func(column int, err error) ([][]byte, error) {
		return nil, &csv.ParseError{StartLine: number, Line: c.line - 1, Column: column, Err: err}
	}
	for {
		c.at = append(c.at, place{c.line - 1, column})
		if len(rest) == 0 || rest[0] != '"' {
			i := bytes.IndexByte(rest, c.separator)
			field := rest
			if i >= 0 {
				field = rest[:i]
			}
			if at := bytes.IndexByte(field, '"'); at >= 0 {
				return fault(column+at, csv.ErrBareQuote)
			}
			c.joined = append(c.joined, field...)
			c.ends = append(c.ends, len(c.joined))
			if i < 0 {
				return c.split(), nil
			}
			rest, column = rest[i+1:], column+i+1
			continue
		}
		rest, column = rest[1:], column+1
		for closed := false; !closed; {
			i := bytes.IndexByte(rest, '"')
			switch {
			case i < 0: // the value goes on in the next line
				c.joined = append(append(c.joined, rest...), '\n')
				if size += len(rest) + 1; size > maxRecord {
					return fault(column, csv.ErrQuote)
				}
				next, err := c.nextLine()
				alone := err == nil && string(next) == "\r" // the end of the file, which is no line
				if err != nil || alone {
					if alone || errors.Is(err, io.EOF) {
						return fault(column+len(rest)+broken, csv.ErrQuote)
					}
					return nil, err
				}
				c.line++
				rest, column, broken = withoutBreak(next), 1, min(1, bytes.Count(next, []byte("\n")))
			case i+1 < len(rest) && rest[i+1] == '"':
				c.joined = append(c.joined, rest[:i+1]...)
				rest, column = rest[i+2:], column+i+2
			default:
				c.joined = append(c.joined, rest[:i]...)
				rest, column = rest[i+1:], column+i+1
				closed = true
			}
		}
		c.ends = append(c.ends, len(c.joined))
		if len(rest) == 0 {
			return c.split(), nil
		}
		if rest[0] != c.separator {
			return fault(column-1, csv.ErrQuote)
		}
		rest, column = rest[1:], column+1
	}
}

// split makes fields of what is joined.
func (c *csvRecords) split() [][]byte {
	from := 0
	for _, end := range c.ends {
		c.fields = append(c.fields, c.joined[from:end])
		from = end
	}
	return c.fields
}

// FieldPos is where a field of the line read last begins.
func (c *csvRecords) FieldPos(field int) (line, column int) {
	return c.at[field].line, c.at[field].column
}

// Numeric is false: all of CSV is text.
func (c *csvRecords) Numeric(int) bool { return false }
