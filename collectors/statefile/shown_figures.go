package statefile

import (
	"errors"
	"fmt"

	"casework/collectors/supplement"
)

// ShownFigures keep, in a file, which figures about people were shown, so that a
// restart does not show them otherwise: the difference would give single
// people away. They are not safe for concurrent use.
type ShownFigures struct {
	path    string
	of      supplement.Owner
	content []byte // of the file as it was opened; nil for none

	// ReadOnly leaves the file as it is.
	ReadOnly bool
}

// OpenShownFigures reads the file at path, which is created when there is something
// to remember. What was shown of another data set of the source is passed over.
//
// A file that cannot be read is an error, as is one of another source: to begin
// again may show by a difference what was withheld.
func OpenShownFigures(path string, of supplement.Owner) (*ShownFigures, error) {
	m := &ShownFigures{path: path, of: of}
	var err error
	m.content, err = Read(path)
	if err == nil {
		err = m.Recall(supplement.NewStore(supplement.Options{}))
	}
	if errors.Is(err, supplement.ErrShownForeign) {
		return nil, fmt.Errorf("read which figures about people were shown: %s: %w; %s", path, err, Foreign)
	}
	if err != nil {
		return nil, fmt.Errorf("read which figures about people were shown: %s: %w; "+
			"put back a good copy, or delete it to have this period's figures made again", path, err)
	}
	return m, nil
}

// Recall tells a Store what was shown; nil ShownFigures tell nothing.
func (m *ShownFigures) Recall(b *supplement.Store) error {
	if m == nil || m.content == nil {
		return nil
	}
	return b.DecodeShown(m.content, m.of)
}

// Keep stores what a Store has shown since, before anybody sees it. Nil
// ShownFigures keep nothing.
func (m *ShownFigures) Keep(b *supplement.Store) error {
	if m == nil || m.ReadOnly || !b.Unsaved() {
		return nil
	}
	content, err := b.EncodeShown(m.of)
	if err == nil {
		err = Replace(m.path, content)
	}
	if err == nil {
		b.Saved()
	}
	return err
}

// KeepShownFigures writes what a Store has shown to the file at path, unless it
// has shown nothing that must be remembered.
func KeepShownFigures(path string, of supplement.Owner, b *supplement.Store) error {
	if err := (&ShownFigures{path: path, of: of}).Keep(b); err != nil {
		return fmt.Errorf("save which figures about people were shown: %w", err)
	}
	return nil
}
