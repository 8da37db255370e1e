//go:build !unix

package statefile

import (
	"fmt"
	"os"
)

// lockFile creates a file. This system has no lock that ends with its
// process, so nothing keeps a second exporter away.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock state: %w", err)
	}
	return file, nil
}
