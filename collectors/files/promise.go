package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"casework/collectors/localfile"
	"casework/collectors/name"
)

// maxPromise is the most bytes of a file NAME.done.
const maxPromise = 4096

// A promise is what a file NAME.done says of the file NAME.
type promise struct {
	rows int64 // below the line that names the columns; -1 if it does not say
	sum  []byte
}

// promise reads the file FILE.done beside a file; nil if there is none. Its lines
// are "rows 1234" and "sha256 0123…", with a blank, a colon or an equals sign between; the
// line that sha256sum writes does for the second.
func (s *Source) promise(file string) (*promise, error) {
	content, err := localfile.Read(filepath.Join(s.opts.Folder, file+".done"), maxPromise)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, localfile.Unread(name.Shown(file+".done"), err)
	}
	p := &promise{rows: -1}
	for line := range bytes.Lines(bytes.TrimPrefix(content, []byte("\ufeff"))) {
		words := strings.FieldsFunc(strings.ToLower(string(line)), func(r rune) bool { return strings.ContainsRune(" \t\r\n:=", r) })
		switch {
		case len(words) == 0:
		case len(words) == 2 && words[0] == "rows":
			if p.rows, err = strconv.ParseInt(words[1], 10, 64); err != nil || p.rows < 0 {
				return nil, fmt.Errorf("%s.done %w: its number of rows is none", name.Shown(file), errWaiting)
			}
		case len(words) == 2 && words[0] == "sha256":
			p.sum, err = hex.DecodeString(words[1])
		case len(words[0]) == 2*sha256.Size:
			p.sum, err = hex.DecodeString(words[0])
		}
		if err != nil {
			return nil, fmt.Errorf("%s.done %w: its SHA-256 is none", name.Shown(file), errWaiting)
		}
	}
	if p.rows < 0 && p.sum == nil {
		return nil, fmt.Errorf("%s.done %w: it has neither a line such as \"rows 1234\" nor one such as \"sha256 0123…\"", name.Shown(file), errWaiting)
	}
	return p, nil
}

// holds is an error if content is not what was promised.
func (p *promise) holds(ctx context.Context, content *io.SectionReader) error {
	if p.sum == nil {
		return nil
	}
	sum, buf := sha256.New(), make([]byte, 1<<18)
	for at := int64(0); at < content.Size(); {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		n, err := content.ReadAt(buf, at)
		_, _ = sum.Write(buf[:n]) // a hash takes all
		at += int64(n)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if n == 0 {
			break
		}
	}
	if !bytes.Equal(sum.Sum(nil), p.sum) {
		return errors.New("it has not the SHA-256 that its .done promises")
	}
	return nil
}
