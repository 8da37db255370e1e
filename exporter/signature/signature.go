// Package signature signs starting orders drawn by lot, and verifies them: Ed25519
// (RFC 8032) with keys in PEM, as openssl makes and uses them.
package signature

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Suffix follows the name of a file in the name of the file that holds its
// signature: the 64 bytes of Ed25519 over the file's bytes, as openssl writes and
// verifies them with -rawin.
const Suffix = ".sig"

const makeKey = "openssl genpkey -algorithm ed25519 makes one"

// A Signer signs files. No way of printing it shows the key.
type Signer struct {
	// Sign returns the signature of a file.
	Sign func(content []byte) []byte
	// Public is the key that verifies it.
	Public Verifier
}

// A Verifier verifies signatures of files.
type Verifier struct{ public ed25519.PublicKey }

// Fingerprint is the SHA-256 of the key as SubjectPublicKeyInfo in DER, in
// hexadecimal digits: what openssl pkey -pubin -outform DER | sha256sum says.
func (k Verifier) Fingerprint() string {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return "" // only other kinds of key fail
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Verify fails if the signature is not that of the file's bytes by the key.
func (k Verifier) Verify(content, signature []byte) error {
	switch {
	case len(signature) != ed25519.SignatureSize:
		return fmt.Errorf("it has %d bytes; a signature of Ed25519 has %d", len(signature), ed25519.SignatureSize)
	case !ed25519.Verify(k.public, content, signature):
		return fmt.Errorf("it is not that of the file by the key %s: the file was changed after it was signed, or another key signed it", k.Fingerprint())
	}
	return nil
}

// ParseSigner reads a private key of Ed25519 in PEM (PKCS #8, not encrypted). The
// error quotes nothing of it.
func ParseSigner(content []byte) (Signer, error) {
	block, err := pemBlock(content, "PRIVATE KEY")
	if err != nil {
		return Signer{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return Signer{}, errors.New("its private key cannot be read as PKCS #8; " + makeKey)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return Signer{}, wrongKind(parsed)
	}
	public, _ := private.Public().(ed25519.PublicKey) // it is one of Ed25519
	return Signer{
		Sign:   func(content []byte) []byte { return ed25519.Sign(private, content) },
		Public: Verifier{public},
	}, nil
}

// ParseVerifier reads a public key of Ed25519 in PEM (SubjectPublicKeyInfo).
func ParseVerifier(content []byte) (Verifier, error) {
	block, err := pemBlock(content, "PUBLIC KEY")
	if err != nil {
		return Verifier{}, err
	}
	parsed, err := x509.ParsePKIXPublicKey(block)
	if err != nil {
		return Verifier{}, errors.New("its public key cannot be read; openssl pkey -in KEY -pubout writes it")
	}
	public, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return Verifier{}, wrongKind(parsed)
	}
	return Verifier{public}, nil
}

// pemBlock is the content of a file's only block, of that type.
func pemBlock(content []byte, kind string) ([]byte, error) {
	block, rest := pem.Decode(content)
	switch {
	case block == nil:
		return nil, fmt.Errorf("it has no PEM block -----BEGIN %s-----", kind)
	case block.Type != kind && strings.HasPrefix(block.Type, "ENCRYPTED "):
		return nil, errors.New("its private key is encrypted; one that is not is allowed: openssl pkey -in KEY -out NEW writes it")
	case block.Type != kind:
		return nil, fmt.Errorf("its PEM block is %q; %q is allowed", block.Type, kind)
	}
	if more, _ := pem.Decode(rest); more != nil {
		return nil, errors.New("it has several PEM blocks; one is allowed")
	}
	return block.Bytes, nil
}

// wrongKind names the kind of a key that is none of Ed25519.
func wrongKind(key any) error {
	kind := strings.TrimLeft(fmt.Sprintf("%T", key), "*") // such as rsa.PrivateKey
	kind, _, _ = strings.Cut(kind, ".")
	return fmt.Errorf("its key is of the kind %s; ed25519 is allowed: %s", strings.ToUpper(kind), makeKey)
}
