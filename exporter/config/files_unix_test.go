//go:build unix

package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"casework/exporter/config/configtest"
)

// TestFilesAreRegular: a named pipe or device in place of a file is refused at
// once, by the name of its setting, and so is a file that is too large for its
// kind.
func TestFilesAreRegular(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, content string) error { return os.WriteFile(at(name), []byte(content), 0o600) }
	if err := errors.Join(
		syscall.Mkfifo(at("pipe"), 0o600), os.Symlink("/dev/zero", at("device")),
		write("password", "x"), write("large", ""), os.Truncate(at("large"), 1<<40),
		os.Mkdir(at("adapter"), 0o700), syscall.Mkfifo(at("adapter/cases.sql"), 0o600),
		write("cert.yml", "tls_server_config:\n  cert_file: pipe\n  key_file: password\n"),
		write("key.yml", "tls_server_config:\n  cert_file: password\n  key_file: "+at("pipe")+"\n"),
		write("ca.yml", "tls_server_config:\n  cert: x\n  key: y\n  client_ca_file: pipe\n"),
	); err != nil {
		t.Fatal(err)
	}
	const pipe, device = ": is a named pipe, no regular file; ", ": is a device, no regular file; "
	for _, tt := range []struct {
		setting, file, want string
		with                map[string]string
	}{
		{setting: "KOMMUNE_PASSWORD_FILE", file: "pipe", want: pipe},
		{setting: "KOMMUNE_PASSWORD_FILE", file: "device", want: device},
		{setting: "KOMMUNE_PASSWORD_FILE", file: "large", want: ": larger than 64 KiB; "},
		{setting: "KOMMUNE_PROGRAMMES_FILE", file: "pipe", want: pipe},
		{setting: "KOMMUNE_PROGRAMMES_FILE", file: "large", want: ": larger than 16 MiB; "},
		{setting: "KOMMUNE_TLS_CA", file: "pipe", want: pipe, with: map[string]string{"KOMMUNE_TLS": "verify-ca"}},
		{setting: "KOMMUNE_TLS_CA", file: "large", want: ": larger than 4 MiB; ", with: map[string]string{"KOMMUNE_TLS": "verify-ca"}},
		{setting: "KOMMUNE_TLS_CERT", file: "pipe", want: pipe, with: map[string]string{"KOMMUNE_TLS_KEY": at("password")}},
		{setting: "KOMMUNE_TLS_KEY", file: "device", want: device, with: map[string]string{"KOMMUNE_TLS_CERT": at("password")}},
		{setting: "KOMMUNE_DROP_FOLDER", file: "pipe", want: ": not a directory; "},
		{setting: "KOMMUNE_ADAPTER", file: "adapter", want: ": cases.sql: is a named pipe, no regular file; "},
		{setting: "CASEWORK_WEB_CONFIG_FILE", file: "pipe", want: pipe},
		{setting: "CASEWORK_WEB_CONFIG_FILE", file: "large", want: ": larger than 1 MiB; "},
		{setting: "CASEWORK_WEB_CONFIG_FILE", file: "cert.yml", want: ": open " + at("pipe") + pipe},
		{setting: "CASEWORK_WEB_CONFIG_FILE", file: "key.yml", want: ": open " + at("pipe") + pipe},
		{setting: "CASEWORK_WEB_CONFIG_FILE", file: "ca.yml", want: ": open " + at("pipe") + pipe},
	} {
		t.Run(tt.setting+" "+tt.file, func(t *testing.T) {
			variables := map[string]string{tt.setting: at(tt.file)}
			maps.Copy(variables, tt.with)
			configtest.SetEnv(t, variables)
			_, err := Load()
			want := tt.setting + `="` + at(tt.file) + `"` + tt.want + "allowed: "
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

// TestPasswordFileOfAnEditor: a byte order mark is no part of the password.
func TestPasswordFileOfAnEditor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	for _, tt := range []struct{ content, want, fault string }{
		{"\xef\xbb\xbfletmein\r\n", "letmein", ""},
		{"\xef\xbb\xbf\xef\xbb\xbfx", "\ufeffx", ""}, // one mark is one
		{"let\ufeffmein", "let\ufeffmein", ""},
		{"\xef\xbb\xbf", "", "the file is empty"},
		{"\xff\xfel\x00e\x00t\x00", "", "the file is in UTF-16; save it as UTF-8"},
		{"\xfe\xff\x00l\x00e\x00t", "", "the file is in UTF-16; save it as UTF-8"},
	} {
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := (&SourceConfig{passwordFile: path}).Password()
		if got != tt.want || (err != nil) != (tt.fault != "") || err != nil && !strings.HasSuffix(err.Error(), path+": "+tt.fault) {
			t.Errorf("%q: %q, %v; want %q, %s", tt.content, got, err, tt.want, tt.fault)
		}
	}
}

// TestPasswordFileThatOthersMayRead: also behind a symbolic link, but not where a
// folder keeps others out, or where containers have their secrets.
func TestPasswordFileThatOthersMayRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil { // it is closed to others
		t.Fatal(err)
	}
	path, link := filepath.Join(dir, "password"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	for mode, exposed := range map[os.FileMode]bool{0o400: false, 0o440: false, 0o444: true, 0o604: true, 0o640: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{path, link} {
			if got := (&SourceConfig{passwordFile: file}).PasswordExposed(); (got != "") != exposed || exposed && !strings.Contains(got, file) {
				t.Errorf("mode %o: %q, want %v", mode, got, exposed)
			}
		}
	}
	for mode, exposed := range map[os.FileMode]bool{0o700: false, 0o711: true, 0o755: true} {
		if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, mode)); err != nil {
			t.Fatal(err)
		}
		if got := (&SourceConfig{passwordFile: path}).PasswordExposed(); (got != "") != exposed {
			t.Errorf("in a folder of mode %o: %q, want %v", mode, got, exposed)
		}
	}
	if isReachable("/run/secrets/kommune") || !isReachable("/run/kommune") {
		t.Error("secrets of containers are not told from others")
	}
}
