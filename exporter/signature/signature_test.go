package signature

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/testutil"
)

func pemOf(t *testing.T, key any, public bool) []byte {
	t.Helper()
	marshal, kind := x509.MarshalPKCS8PrivateKey, "PRIVATE KEY"
	if public {
		marshal, kind = x509.MarshalPKIXPublicKey, "PUBLIC KEY"
	}
	der, err := marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// pair is a key of the seed, as files of openssl have it.
func pair(t *testing.T, seed byte) (private, public []byte) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(append(make([]byte, 31), seed))
	return pemOf(t, key, false), pemOf(t, key.Public(), true)
}

// TestSignature: what a key signs, its public key verifies, and no other key,
// file or signature.
func TestSignature(t *testing.T) {
	t.Parallel()
	private, public := pair(t, 1)
	_, another := pair(t, 2)
	signer, err := ParseSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ParseVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ParseVerifier(another)
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("# a starting order\nstart,unit\n2027-01,Øst\n")
	signature := signer.Sign(content)
	if err := verifier.Verify(content, signature); err != nil {
		t.Error(err)
	}
	if got := signer.Public.Fingerprint(); got != verifier.Fingerprint() || got == other.Fingerprint() || len(got) != 64 {
		t.Errorf("fingerprints are %s of the private key, %s of the public, %s of another", got, verifier.Fingerprint(), other.Fingerprint())
	}
	const changed = "the file was changed after it was signed, or another key signed it"
	for what, err := range map[string]error{
		changed:                             verifier.Verify(append([]byte("x"), content...), signature),
		"by the key " + other.Fingerprint(): other.Verify(content, signature),
		"it has 63 bytes; a signature of Ed25519 has 64":  verifier.Verify(content, signature[1:]),
		"it has 128 bytes; a signature of Ed25519 has 64": verifier.Verify(content, []byte(hex.EncodeToString(signature))),
	} {
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("error is %v, want one with %q", err, what)
		}
	}
}

// TestWrongKeys: a key that cannot sign is named for what it is, and nothing of
// a private key is said.
func TestWrongKeys(t *testing.T) {
	t.Parallel()
	private, public := pair(t, 1)
	of := func(key crypto.Signer, err error) (private, public []byte) {
		if err != nil {
			t.Fatal(err)
		}
		return pemOf(t, key, false), pemOf(t, key.Public(), true)
	}
	rsaPrivate, rsaPublic := of(rsa.GenerateKey(rand.Reader, 2048))
	ecPrivate, ecPublic := of(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	exchange, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	broken := func(kind string) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte("broken")}) }
	for _, tt := range []struct {
		what         string
		content      []byte
		signs, wants string
	}{
		{"RSA", rsaPrivate, "private", "its key is of the kind RSA; ed25519 is allowed: openssl genpkey -algorithm ed25519"},
		{"RSA", rsaPublic, "public", "its key is of the kind RSA"},
		{"ECDSA", ecPrivate, "private", "of the kind ECDSA"},
		{"ECDSA", ecPublic, "public", "of the kind ECDSA"},
		{"X25519", pemOf(t, exchange, false), "private", "of the kind ECDH"},
		{"the public key", public, "private", `its PEM block is "PUBLIC KEY"; "PRIVATE KEY" is allowed`},
		{"the private key", private, "public", `its PEM block is "PRIVATE KEY"; "PUBLIC KEY" is allowed`},
		{"encrypted", broken("ENCRYPTED PRIVATE KEY"), "private", "its private key is encrypted"},
		{"of another form", broken("RSA PRIVATE KEY"), "private", `its PEM block is "RSA PRIVATE KEY"`},
		{"broken", broken("PRIVATE KEY"), "private", "cannot be read as PKCS #8"},
		{"broken", broken("PUBLIC KEY"), "public", "its public key cannot be read"},
		{"two", append(append([]byte{}, public...), public...), "public", "it has several PEM blocks"},
		{"nothing", nil, "private", "it has no PEM block -----BEGIN PRIVATE KEY-----"},
	} {
		parse := func() (err error) { _, err = ParseVerifier(tt.content); return err }
		if tt.signs == "private" {
			parse = func() (err error) { _, err = ParseSigner(tt.content); return err }
		}
		if err := parse(); err == nil || !strings.Contains(err.Error(), tt.wants) {
			t.Errorf("%s, as a %s key: error is %v, want one with %q", tt.what, tt.signs, err, tt.wants)
		}
	}
	signer, err := ParseSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	seed := append(make([]byte, 31), 1)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{signer, &signer} {
			if said := fmt.Sprintf(verb, value); strings.Contains(said, fmt.Sprintf("%x", seed)) || strings.Contains(said, "0 0 0 1") || strings.Contains(said, "0x0, 0x1") {
				t.Errorf("%s prints %s", verb, said)
			}
		}
	}
}

// TestOpenSSL: openssl makes the keys, verifies what is signed here, and signs
// what is verified here.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	testutil.NeedProgram(t, "openssl", "openssl")
	dir := t.TempDir()
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "openssl", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(args ...string) string {
		out, err := run(args...)
		if err != nil {
			t.Fatalf("openssl %s: %v: %s", args, err, out)
		}
		return out
	}
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	must("genpkey", "-algorithm", "ed25519", "-out", "key.pem")
	must("pkey", "-in", "key.pem", "-pubout", "-out", "pub.pem")
	must("pkey", "-pubin", "-in", "pub.pem", "-outform", "DER", "-out", "pub.der")
	signer, err := ParseSigner(read("key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := ParseVerifier(read("pub.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if said := must("dgst", "-sha256", "pub.der"); !strings.Contains(said, verifier.Fingerprint()) {
		t.Errorf("the fingerprint is %s, and openssl says %s", verifier.Fingerprint(), said)
	}
	content := []byte("# a starting order\nstart,unit\n2027-01,Øst\n")
	for name, written := range map[string][]byte{"order.csv": content, "order.csv.sig": signer.Sign(content), "changed.csv": append(content, '\n')} {
		if err := os.WriteFile(filepath.Join(dir, name), written, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(file string) (string, error) {
		return run("pkeyutl", "-verify", "-pubin", "-inkey", "pub.pem", "-rawin", "-sigfile", "order.csv.sig", "-in", file)
	}
	if said, err := verify("order.csv"); err != nil || !strings.Contains(said, "Signature Verified Successfully") {
		t.Errorf("openssl says %s, %v", said, err)
	}
	if said, err := verify("changed.csv"); err == nil {
		t.Errorf("openssl verifies a changed file: %s", said)
	}
	must("pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in", "order.csv", "-out", "theirs.sig")
	if err := verifier.Verify(content, read("theirs.sig")); err != nil {
		t.Errorf("what openssl signed: %v", err)
	}
}
