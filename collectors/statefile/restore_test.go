package statefile

import (
	"bytes"
	"context"
	"errors"
	"os"
	"testing"
)

// TestRestoreEndsWithItsContext: it leaves the file as it was, and can be begun
// again.
func TestRestoreEndsWithItsContext(t *testing.T) {
	l, s := keeper(t)
	arrive(l, 2)
	save(t, s, l)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	before = append(before, 1, 2, 3) // a frame that was being written
	if err := os.WriteFile(s.path, before, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := Hold(s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	if _, err := Hold(s.path); err == nil {
		t.Error("it is held twice")
	}
	for _, frames := range []int{0, 1} {
		ctx := &countdown{context.Background(), frames}
		if got, damage, err := held.Restore(ctx, ledgerOptions, stateTime); got != nil || damage != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("ended after %d frames: %v, %v, %v", frames, got, damage, err)
		}
		if after, err := os.ReadFile(s.path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("ended after %d frames: the file was changed (%v)", frames, err)
		}
	}
	got, damage, err := held.Restore(t.Context(), ledgerOptions, stateTime)
	if damage != nil || err != nil {
		t.Fatal(damage, err)
	}
	if n := counted(got); n != 2 {
		t.Errorf("counted %d cases, want 2", n)
	}
}

// A countdown is a context that ends after it was asked a number of times.
type countdown struct {
	context.Context //nolint:containedctx // it is one
	left            int
}

func (c *countdown) Err() error {
	if c.left == 0 {
		return context.Canceled
	}
	c.left--
	return nil
}
