package study

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func stored(t testing.TB) (Stored, []byte) {
	p, _ := town{units: 4, started: 2, months: 20, seed: 5}.make()
	s := Stored{Identity: "a database", Months: 60, Panel: p}
	content, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return s, content
}

func TestPanelsComeBackAsTheyWere(t *testing.T) {
	s, content := stored(t)
	got, err := Decode(content)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, got); diff != "" {
		t.Errorf("panel changed (-kept +read):\n%s", diff)
	}
}

// TestDamagedPanelsAreRefused cuts a stored panel short everywhere and flips
// each of its bits in turn.
func TestDamagedPanelsAreRefused(t *testing.T) {
	s, content := stored(t)
	for n := range content {
		if _, err := Decode(content[:n]); !errors.Is(err, ErrMalformed) {
			t.Fatalf("%d of %d bytes: error is %v", n, len(content), err)
		}
	}
	for i := 10; i < len(content); i++ { // the header before it says nothing of the content
		damaged := append([]byte(nil), content...)
		damaged[i] ^= 1 << (i % 8)
		if got, err := Decode(damaged); err == nil && !cmp.Equal(s, got) {
			t.Fatalf("byte %d damaged: another panel was read", i)
		}
	}
}

func FuzzDecode(f *testing.F) {
	_, content := stored(f)
	f.Add(content)
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Decode(content)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Errorf("error is %v", err)
			}
			return
		}
		if _, err := s.Encode(); err != nil {
			t.Errorf("what was read cannot be kept: %v", err)
		}
	})
}
