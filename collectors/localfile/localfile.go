// Package localfile reads files that somebody else may put in place: those
// that settings name, and those that are dropped into a folder. It opens
// only regular files, and symbolic links to them. Opening a named pipe would wait for a
// writer; opening a device may do something, and reading it may never end. And it
// reads no more of a file than a file of its kind may have.
// Functions may be called concurrently.
package localfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// The most bytes that a file of each kind may have.
const (
	PasswordSize    = 64 << 10
	ConfigSize      = 1 << 20 // configuration of the web server
	StatementSize   = 1 << 20 // of an adapter, a query each
	CertificateSize = 4 << 20 // certificates and keys in PEM; bundles of all public authorities have a quarter of a MiB
	ProgrammesSize  = 16 << 20
	DeadlinesSize   = 4 << 20
	LotterySize     = 4 << 20  // a starting order has at most 5,000 units
	TableSize       = 64 << 20 // of a drop folder
)

// Open opens the regular file at path, of at most so many bytes, to read it.
// The error is an *fs.PathError. A file may grow once it is open.
func Open(path string, most int64) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil {
		err = regular(path, info)
	}
	if err != nil {
		return nil, err
	}
	// Another file may have taken its place since: to open a pipe must not
	// wait.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = regular(path, info)
	}
	if err == nil && info.Size() > most {
		err = tooLarge(path, most)
	}
	if err != nil {
		_ = file.Close() // nothing was read from it
		return nil, err
	}
	return file, nil
}

// Read reads the regular file at path, of at most so many bytes. The error is
// an *fs.PathError.
func Read(path string, most int64) ([]byte, error) {
	file, err := Open(path, most)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // opened to read
	return ReadOpen(file, most)
}

// ReadOpen reads the rest of a file that Open has opened, at most so many
// bytes of it. The error is an *fs.PathError.
func ReadOpen(file *os.File, most int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > most {
		return nil, tooLarge(file.Name(), most)
	}
	return content, nil
}

// Check reports why Read would not read the file at path. It reads nothing.
func Check(path string, most int64) error {
	file, err := Open(path, most)
	if err != nil {
		return err
	}
	return file.Close()
}

// Unread is an error of Open or Read that says whose it is by the name that messages have for
// the file, and not by its path.
func Unread(shown string, err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("%s: it cannot be read: %w", shown, err)
}

// ReadDir lists the directory at path, as os.ReadDir does. What is no
// directory is not opened.
func ReadDir(path string) ([]fs.DirEntry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOTDIR}
	}
	return os.ReadDir(path)
}

// regular is the error for a file that is no regular one, nil for one that
// is.
func regular(path string, info fs.FileInfo) error {
	if what := Irregular(info.Mode()); what != "" {
		return &fs.PathError{Op: "open", Path: path, Err: errors.New(what)}
	}
	return nil
}

// Irregular says what a file is that is no regular one, "" for one that is.
func Irregular(mode fs.FileMode) string {
	switch {
	case mode.IsRegular():
		return ""
	case mode.IsDir():
		return "is a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "is a named pipe, no regular file"
	case mode&fs.ModeSocket != 0:
		return "is a socket, no regular file"
	case mode&fs.ModeDevice != 0:
		return "is a device, no regular file"
	}
	return "is no regular file"
}

func tooLarge(path string, most int64) error {
	limit := fmt.Sprintf("%d KiB", most>>10)
	if most >= 1<<20 {
		limit = fmt.Sprintf("%d MiB", most>>20)
	}
	return &fs.PathError{Op: "read", Path: path, Err: errors.New("larger than " + limit)}
}
