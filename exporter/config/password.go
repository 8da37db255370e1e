package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"casework/collectors/localfile"
)

// Password is the password to connect with, "" for none. It reads the
// password file again each time, so a password can be changed while the
// exporter runs. The error names the file and quotes nothing of it.
func (c *SourceConfig) Password() (string, error) {
	if c.passwordFile == "" {
		return c.password.reveal(), nil
	}
	password, err := readPassword(c.passwordFile)
	if err != nil {
		return "", fmt.Errorf("read the password of source %q: %w", c.Name, err)
	}
	return password, nil
}

// readPassword reads a password file. Editors may begin one with a byte order
// mark, which is no part of the password.
func readPassword(path string) (string, error) {
	content, err := localfile.Read(path, localfile.PasswordSize)
	if err != nil {
		return "", err
	}
	fault := func(text string) error { return &fs.PathError{Op: "read", Path: path, Err: errors.New(text)} }
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return "", fault("the file is in UTF-16; save it as UTF-8")
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	password := strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	switch {
	case password == "":
		return "", fault("the file is empty")
	case strings.ContainsAny(password, "\r\n\x00"):
		return "", fault("the file has more than one line")
	}
	return password, nil
}

// PasswordExposed says what is wrong with the permissions of the password
// file, if others than its owner and group may read it; else "".
func (c *SourceConfig) PasswordExposed() string {
	if c.passwordFile == "" || runtime.GOOS == "windows" { // where permissions are not of this kind
		return ""
	}
	info, err := os.Stat(c.passwordFile)
	if err != nil || info.Mode().Perm()&0o004 == 0 || !isReachable(c.passwordFile) {
		return ""
	}
	return fmt.Sprintf("every user of this machine may read the password file %q (mode %04o)", c.passwordFile, info.Mode().Perm())
}

// mountedSecrets is where Docker and Podman mount secrets, by default for all to
// read: in a container, where all is one.
const mountedSecrets = "/run/secrets/"

// isReachable reports whether every user gets to a file: whether no folder on the
// way is closed to others.
func isReachable(path string) bool {
	if strings.HasPrefix(path, mountedSecrets) {
		return false
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return true
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}
