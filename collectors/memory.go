package collectors

import (
	"fmt"

	"casework/collectors/statefile"
	"casework/collectors/supplement"
)

// A Memory keeps, in a file, which figures about people were shown, so that a
// restart does not show them otherwise: the difference would give single
// people away.
type Memory struct {
	path, identity string
	content        []byte // of the file as it was opened; nil for none

	// ReadOnly leaves the file as it is.
	ReadOnly bool
}

// OpenMemory reads the file at path, which is created when there is something
// to remember. Identity names the data set; what was shown of another is
// passed over.
//
// A file that cannot be read is an error: to begin anew may show by a
// difference what was withheld.
func OpenMemory(path, identity string) (*Memory, error) {
	m := &Memory{path: path, identity: identity}
	var err error
	m.content, err = statefile.Read(path)
	if err == nil {
		err = m.recall(supplement.NewStore(supplement.Options{}))
	}
	if err != nil {
		return nil, fmt.Errorf("read which figures about people were shown: %s: %w; "+
			"put back a good copy, or delete it to have this period's figures made anew", path, err)
	}
	return m, nil
}

// recall tells a Store what was shown.
func (m *Memory) recall(b *supplement.Store) error {
	if m == nil || m.content == nil {
		return nil
	}
	return b.Remember(m.content, m.identity)
}

// keep stores what a Store has shown since, before anybody sees it.
func (m *Memory) keep(b *supplement.Store) error {
	if m == nil || m.ReadOnly || !b.Unsaved() {
		return nil
	}
	content, err := b.Memory(m.identity)
	if err == nil {
		err = statefile.Replace(m.path, content)
	}
	if err == nil {
		b.Saved()
	}
	return err
}
