package statefile

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"casework/collectors/ledger"
)

// TestTornFrame: a file that ends anywhere within its last frame holds what
// was saved before it, and goes on from there.
func TestTornFrame(t *testing.T) {
	l, s := keeper(t)
	before := read(t, s.path)
	arrive(l, 2)
	save(t, s, l)
	after := read(t, s.path)
	want := held(t, before)
	if held(t, after) == want {
		t.Fatal("the last frame holds nothing")
	}
	check := func(name string, file []byte) {
		path := put(t, file)
		s, l, damage, err := Open(path, ledgerOptions, stateTime)
		if err != nil || damage != nil {
			t.Fatalf("%s: damage %v, error %v", name, damage, err)
		}
		if encoding(l) != want {
			t.Errorf("%s: not the ledger saved before", name)
		}
		if got := read(t, path); !bytes.Equal(got, before) {
			t.Errorf("%s: %d bytes are left in the file, want %d", name, len(got), len(before))
		}
		l.Invalidate() // encoding took the changes that a delta would hold
		arrive(l, 3)
		if err := errors.Join(s.Save(l), s.Close()); err != nil {
			t.Fatal(err)
		}
		if n := counted(reopen(t, path)); n != 2 {
			t.Errorf("%s: %d cases counted after one more, want 2", name, n)
		}
	}
	for n := len(before); n < len(after); n++ {
		check("cut short", after[:n])
	}
	zeros := func(from, to int) []byte {
		file := bytes.Clone(after)
		clear(file[from:to])
		return file
	}
	check("all zeros", zeros(len(before), len(after)))
	check("longer zeros", append(zeros(len(before), len(after)), make([]byte, 5000)...))
	check("payload of zeros", zeros(len(before)+frameHeader, len(after)))
	check("end of zeros", zeros(len(after)-40, len(after)))
}

// TestTornFrameGoesOnInPlace: after a torn frame was dropped, the journal
// goes on where it stood.
func TestTornFrameGoesOnInPlace(t *testing.T) {
	l, s := keeper(t)
	arrive(l, 2)
	save(t, s, l)
	path := put(t, append(read(t, s.path), 1, 2, 3))
	again, l, damage, err := Open(path, ledgerOptions, stateTime)
	if err != nil || damage != nil {
		t.Fatal(damage, err)
	}
	arrive(l, 3)
	if err := errors.Join(again.Save(l), again.Close()); err != nil {
		t.Fatal(err)
	}
	if n := counted(reopen(t, path)); n != 3 {
		t.Errorf("%d cases counted, want 3", n)
	}
}

func TestDamage(t *testing.T) {
	l, s := keeper(t)
	base := len(read(t, s.path))
	arrive(l, 2)
	save(t, s, l)
	last := len(read(t, s.path))
	arrive(l, 3)
	save(t, s, l)
	whole := read(t, s.path)
	flip := func(at int) []byte {
		file := bytes.Clone(whole)
		file[at] ^= 0x10
		return file
	}
	nonsense := make([]byte, frameHeader, 32)
	nonsense = append(nonsense, "no ledger at all"...)
	sealFrame(nonsense)
	tests := []struct {
		name string
		file []byte
	}{
		{"of another program", []byte("#!/bin/sh\necho a program of some length\n")},
		{"empty", nil},
		{"magic alone", whole[:len(magic)]},
		{"magic cut short", whole[:5]},
		{"magic wrong", flip(3)},
		{"checkpoint cut short", whole[:base-1]},
		{"length of the checkpoint", flip(len(magic))},
		{"checkpoint", flip(len(magic) + frameHeader + 10)},
		{"length of a frame with others behind it", flip(base)},
		{"frame with others behind it", flip(base + frameHeader + 3)},
		{"header of the last frame", flip(last + 8)},
		{"something behind the last frame", append(bytes.Clone(whole), "something else was written here"...)},
		{"frame that is no delta", append(bytes.Clone(whole), nonsense...)},
		{"whole but for its checkpoint", append([]byte(magic), whole[base:]...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := put(t, tt.file)
			s, l, damage, err := Open(path, ledgerOptions, stateTime)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if l != nil || damage == nil {
				t.Fatalf("ledger restored: %v; damage %v", l != nil, damage)
			}
			aside := path + ".damaged-20260302T120000Z"
			for _, part := range []string{path, aside} {
				if !strings.Contains(damage.Error(), part) {
					t.Errorf("damage %q does not name %s", damage, part)
				}
			}
			if !bytes.Equal(read(t, aside), tt.file) {
				t.Error("the file moved aside is not the one that was damaged")
			}
			fresh := ledger.New(ledgerOptions, 1, stateTime.Unix())
			fresh.EndBaseline(ledger.Cases)
			arrive(fresh, 1)
			save(t, s, fresh)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if n := counted(reopen(t, path)); n != 1 {
				t.Errorf("%d cases counted since, want 1", n)
			}
		})
	}
}

// TestNewerVersion: a file of another version is refused and left alone.
func TestNewerVersion(t *testing.T) {
	_, s := keeper(t)
	file := read(t, s.path)[:len(magic)]
	frame := append(make([]byte, frameHeader), 'H', ledger.EncodingVersion+1, 0)
	sealFrame(frame)
	file = append(file, frame...)
	path := put(t, file)
	for range 2 { // the second time, nothing holds it
		_, _, damage, err := Open(path, ledgerOptions, stateTime)
		if !errors.Is(err, ledger.ErrEncodingVersion) || damage != nil || !strings.Contains(err.Error(), path) {
			t.Errorf("damage %v, error %v; want one of the version that names %s", damage, err, path)
		}
		if !bytes.Equal(read(t, path), file) {
			t.Error("the file changed")
		}
	}
	if found, _ := filepath.Glob(path + ".damaged*"); found != nil {
		t.Errorf("moved aside: %v", found)
	}
}

// TestStateOfAnotherDataSet: a file of another data set is moved aside and
// named for what it is.
func TestStateOfAnotherDataSet(t *testing.T) {
	_, s := keeper(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, opts := read(t, s.path), ledgerOptions
	opts.Identity = "another database"
	again, l, damage, err := Open(s.path, opts, stateTime)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	aside := s.path + ".other-20260302T120000Z"
	if l != nil || !errors.Is(damage, ledger.ErrOther) || !strings.Contains(damage.Error(), aside) {
		t.Errorf("ledger restored: %v; damage %v; want one that names %s", l != nil, damage, aside)
	}
	if !bytes.Equal(read(t, aside), file) {
		t.Error("the file moved aside is not the one that was there")
	}
}

func TestStateIsHeldByOneProcess(t *testing.T) {
	l, s := keeper(t)
	_, _, _, err := Open(s.path, ledgerOptions, stateTime)
	if err == nil || !strings.Contains(err.Error(), s.path) || !strings.Contains(err.Error(), "another exporter") {
		t.Errorf("second opening: error %v, want one that names the file and another exporter", err)
	}
	arrive(l, 2)
	save(t, s, l) // the first is not disturbed
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := counted(reopen(t, s.path)); n != 2 {
		t.Errorf("%d cases counted, want 2", n)
	}
}
