package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"casework/collectors/localfile"
	"casework/exporter/signature"
)

// signer reads the key that signs the starting order; nil where none is named.
func (o *Options) signer() (*signature.Signer, error) {
	if o.signKey == "" {
		return nil, nil
	}
	content, err := localfile.Read(o.signKey, localfile.CertificateSize)
	if err != nil {
		return nil, fmt.Errorf("read --sign-key: %w", err)
	}
	key, err := signature.ParseSigner(content)
	if err != nil {
		return nil, fmt.Errorf("--sign-key=%s: %w", o.signKey, err)
	}
	return &key, nil
}

// keep writes a starting order, and its signature beside it: both or neither.
func (o *Options) keep(content []byte, key *signature.Signer) error {
	path := o.output + signature.Suffix
	if key != nil {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there: it would be of another starting order; name another file with --output", path)
		}
	}
	if err := writeOnce(o.output, content); err != nil || key == nil {
		return err
	}
	if err := writeOnce(path, key.Sign(content)); err != nil {
		return errors.Join(fmt.Errorf("write signature: %w", err), os.Remove(o.output))
	}
	return nil
}

// writeOnce writes a starting order to a file that is not there: anyone who draws
// until they like the order draws nothing.
func writeOnce(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there: a starting order is drawn once; to draw among others, name another file", path)
	}
	if err != nil {
		return fmt.Errorf("write starting order: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	return err
}
