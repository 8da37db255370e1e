package pages

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCommandsOfBlock: a command ends where a shell ends it, and a comment behind
// it is none, but for what it gives in its place.
func TestCommandsOfBlock(t *testing.T) {
	b := Block{Page: "p.md", Language: "sh", Line: 10, Text: `make x     # or: make y
sudo sh -c 'set -a
  check # in quotes'
a | b   # the key's "fingerprint
run --one \
  --two
# a comment alone
echo x#y 'unended
`}
	want := []Command{
		{"p.md", 11, "make x", false},
		{"p.md", 11, "make y", false},
		{"p.md", 12, "sudo sh -c 'set -a\n  check # in quotes'", false},
		{"p.md", 14, "a | b", false},
		{"p.md", 15, "run --one \\\n  --two", false},
		{"p.md", 18, "echo x#y 'unended", false},
	}
	if diff := cmp.Diff(want, b.commands()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	b.Language = "text"
	if got := b.commands(); got != nil {
		t.Errorf("of text: %v", got)
	}
}
