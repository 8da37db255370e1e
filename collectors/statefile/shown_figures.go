package statefile

import (
	"errors"
	"fmt"

	"casework/collectors/disclosure"
)

// ShownFigures keep, in a file, which figures about people were shown, so that a
// restart does not show them otherwise: the difference would disclose single
// people. They are not safe for concurrent use.
type ShownFigures struct {
	path    string
	of      disclosure.Owner
	content []byte // of the file as it was opened; nil for none

	// ReadOnly leaves the file as it is.
	ReadOnly bool
}

// OpenShownFigures reads the file at path, which is created when there is something
// to remember. What was shown of another data set of the source is passed over.
//
// A file that cannot be read is an error, as is one of another source: to begin
// again may show by a difference what was withheld.
func OpenShownFigures(path string, of disclosure.Owner) (*ShownFigures, error) {
	m := &ShownFigures{path: path, of: of}
	var err error
	m.content, err = Read(path)
	if err == nil {
		err = m.Recall(disclosure.NewReleases())
	}
	if errors.Is(err, disclosure.ErrShownForeign) {
		return nil, fmt.Errorf("read which figures about people were shown: %s: %w; %s", path, err, Foreign)
	}
	if err != nil {
		return nil, fmt.Errorf("read which figures about people were shown: %s: %w; "+
			"put back a good copy, or delete it to have this period's figures made again", path, err)
	}
	return m, nil
}

// Recall tells Releases what was shown; nil ShownFigures tell nothing.
func (m *ShownFigures) Recall(r *disclosure.Releases) error {
	if m == nil || m.content == nil {
		return nil
	}
	return r.Decode(m.content, m.of)
}

// Keep stores what Releases have shown since, before anybody sees it. Nil
// ShownFigures keep nothing.
func (m *ShownFigures) Keep(r *disclosure.Releases) error {
	if m == nil || m.ReadOnly || !r.Unsaved() {
		return nil
	}
	content, err := r.Encode(m.of)
	if err == nil {
		err = Replace(m.path, content)
	}
	if err == nil {
		r.Saved()
	}
	return err
}

// KeepShownFigures writes what was shown to the file at path, unless nothing
// was that must be remembered.
func KeepShownFigures(path string, of disclosure.Owner, r *disclosure.Releases) error {
	if err := (&ShownFigures{path: path, of: of}).Keep(r); err != nil {
		return fmt.Errorf("save which figures about people were shown: %w", err)
	}
	return nil
}
