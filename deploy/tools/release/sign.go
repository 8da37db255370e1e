package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp"
)

// A signer signs with a private key of OpenPGP.
type signer struct {
	entity     *openpgp.Entity
	path       string // of the key
	passphrase string
}

// newSigner reads a key, armored as gpg --export-secret-keys --armor writes it, and
// the passphrase from a file, if it has one.
func newSigner(path, passphraseFile string) (*signer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("-key: %w", err)
	}
	keys, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(content))
	if err != nil || len(keys) != 1 || keys[0].PrivateKey == nil {
		return nil, fmt.Errorf("-key=%s: allowed: one private key, as gpg --export-secret-keys --armor writes it", path)
	}
	s := &signer{entity: keys[0], path: path}
	if passphraseFile != "" {
		content, err := os.ReadFile(passphraseFile)
		if err != nil {
			return nil, fmt.Errorf("-passphrase-file: %w", err)
		}
		s.passphrase = strings.TrimRight(string(content), "\r\n")
	}
	if !s.entity.PrivateKey.Encrypted {
		return s, nil
	}
	if s.passphrase == "" {
		return nil, fmt.Errorf("-key=%s: it has a passphrase: name its file in -passphrase-file", path)
	}
	if err := s.entity.DecryptPrivateKeys([]byte(s.passphrase)); err != nil {
		return nil, errors.New("-passphrase-file: not the passphrase of the key")
	}
	return s, nil
}

// sign writes a detached, armored signature of a file beside it. It is of now, and
// not of the commit's time: the key may be younger.
func (s *signer) sign(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var signature bytes.Buffer
	if err := openpgp.ArmoredDetachSign(&signature, s.entity, bytes.NewReader(content), nil); err != nil {
		return fmt.Errorf("sign %s: %w", filepath.Base(path), err)
	}
	signature.WriteByte('\n')
	return os.WriteFile(path+".asc", signature.Bytes(), 0o644)
}
