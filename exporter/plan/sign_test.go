package plan

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"casework/exporter/config"
	"casework/exporter/signature"
)

// keyFile writes the private key of a seed, and returns its path.
func keyFile(t *testing.T, dir string) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "key.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o400); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSignedOrder: an order and its signature are written, both or neither, and
// the signature is that of the file.
func TestSignedOrder(t *testing.T) {
	s, dir := past(t, 16, 0, 26), t.TempDir()
	key, order := keyFile(t, dir), filepath.Join(dir, "order.csv")
	signed := order + signature.Suffix
	draw := func(args ...string) error {
		o := parse(t, append([]string{"--units=all", "--per-month=2", "--seed=7 13", "--output=" + order}, args...)...)
		signer, err := o.signer()
		if err != nil {
			return err
		}
		return o.write(nil, "kommune", s, signer, now)
	}
	absent := func(path string) bool { _, err := os.Lstat(path); return errors.Is(err, fs.ErrNotExist) }

	if err := os.WriteFile(signed, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := draw("--sign-key=" + key); err == nil || !strings.Contains(err.Error(), "order.csv.sig is there") || !absent(order) {
		t.Errorf("with a signature in its place: %v", err)
	}
	if err := os.Remove(signed); err != nil {
		t.Fatal(err)
	}
	if err := draw(); err != nil || !absent(signed) {
		t.Errorf("without a key: %v, and a signature", err)
	}
	if err := os.Remove(order); err != nil {
		t.Fatal(err)
	}
	if err := draw("--sign-key=" + key); err != nil {
		t.Fatal(err)
	}
	o := parse(t, "--units=all", "--per-month=2", "--seed=1", "--output="+order, "--sign-key="+key)
	signer, err := o.signer()
	if err != nil {
		t.Fatal(err)
	}
	content, errFile := os.ReadFile(order)
	bytesOf, errSignature := os.ReadFile(signed)
	if err := errors.Join(errFile, errSignature, signer.Public.Verify(content, bytesOf)); err != nil {
		t.Error(err)
	}
	if err := draw("--sign-key=" + key); err == nil {
		t.Error("a second draw takes the place of the first")
	}
}

// TestKeysThatCannotSign are refused before anything is read, and their content is
// not said.
func TestKeysThatCannotSign(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bad.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("a secret")}), 0o400); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		path:                         "--sign-key=" + path + ": its private key cannot be read as PKCS #8",
		filepath.Join(dir, "absent"): "read --sign-key: stat ",
		dir:                          "is a directory",
	} {
		o := parse(t, "--units=all", "--per-month=2", "--seed=1", "--output="+filepath.Join(dir, "order"), "--sign-key="+file)
		var out bytes.Buffer
		err := Write(t.Context(), &out, nil, &config.SourceConfig{}, o)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: error is %v, want one with %q", file, err, want)
		}
	}
}
