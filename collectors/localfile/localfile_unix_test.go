//go:build unix

package localfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestRegularFilesAlone: what is no regular file is refused at once, by name,
// whether it is named itself or by a symbolic link.
func TestRegularFilesAlone(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(
		os.WriteFile(at("file"), []byte("12345678"), 0o600), syscall.Mkfifo(at("pipe"), 0o600), os.Mkdir(at("directory"), 0o700),
		os.Symlink(at("file"), at("link-file")), os.Symlink(at("pipe"), at("link-pipe")),
		os.Symlink(at("directory"), at("link-directory")), os.Symlink("/dev/zero", at("link-device")), os.Symlink("loop", at("loop")),
	); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ path, want string }{
		{at("file"), ""},
		{at("link-file"), ""},
		{at("pipe"), "is a named pipe, no regular file"},
		{at("link-pipe"), "is a named pipe, no regular file"},
		{at("directory"), "is a directory"},
		{at("link-directory"), "is a directory"},
		{"/dev/zero", "is a device, no regular file"},
		{at("link-device"), "is a device, no regular file"},
		{at("loop"), syscall.ELOOP.Error()},
		{at("absent"), syscall.ENOENT.Error()},
	} {
		content, err := Read(tt.path, 8)
		_, errDir := ReadDir(tt.path)
		if isDir := strings.HasSuffix(tt.path, "directory"); (errDir == nil) != isDir {
			t.Errorf("%s as a directory: %v", tt.path, errDir)
		}
		if tt.want == "" {
			if string(content) != "12345678" || err != nil {
				t.Errorf("%s: %q, %v", tt.path, content, err)
			}
			continue
		}
		path, ok := errors.AsType[*fs.PathError](err)
		if !ok || path.Path != tt.path || path.Err.Error() != tt.want {
			t.Errorf("%s: error %v, want %s", tt.path, err, tt.want)
		}
	}
}

// TestSizesAreLimited: a file is not read beyond its limit, if it grows too.
func TestSizesAreLimited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := Open(path, PasswordSize)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := os.Truncate(path, PasswordSize); err != nil {
		t.Fatal(err)
	}
	if content, err := Read(path, PasswordSize); len(content) != PasswordSize || err != nil {
		t.Errorf("at the limit: %d bytes, %v", len(content), err)
	}
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Fatal(err)
	}
	const want = ": larger than 64 KiB"
	if _, err := ReadOpen(file, PasswordSize); err == nil || !strings.HasSuffix(err.Error(), path+want) {
		t.Errorf("a file that grew: %v", err)
	}
	if err := Check(path, PasswordSize); err == nil || !strings.HasSuffix(err.Error(), path+want) {
		t.Errorf("a file of a TiB: %v", err)
	}
}
