package codec_test

import (
	"encoding/hex"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"casework/collectors/codec"
)

// A kind is a kind of value: what draws one, writes it and reads it.
type kind struct {
	draw  *rapid.Generator[any]
	write func(*codec.Encoder, any)
	read  func(*codec.Decoder) any
}

func kindOf[T any](draw *rapid.Generator[T], write func(*codec.Encoder, T), read func(*codec.Decoder) T) kind {
	return kind{
		draw.AsAny(), func(e *codec.Encoder, v any) { write(e, v.(T)) }, func(d *codec.Decoder) any { return read(d) },
	}
}

var kinds = []kind{
	kindOf(rapid.Byte(), (*codec.Encoder).Byte, (*codec.Decoder).Byte),
	kindOf(rapid.Uint64(), (*codec.Encoder).Uint, (*codec.Decoder).Uint),
	kindOf(rapid.Int64(), (*codec.Encoder).Int, (*codec.Decoder).Int),
	kindOf(rapid.Uint64(), (*codec.Encoder).Fixed64, (*codec.Decoder).Fixed64),
	kindOf(rapid.Uint32(), (*codec.Encoder).Fixed32, (*codec.Decoder).Fixed32),
	kindOf(rapid.Float64(), (*codec.Encoder).Float, (*codec.Decoder).Float),
	kindOf(rapid.Bool(), (*codec.Encoder).Bool, (*codec.Decoder).Bool),
	kindOf(rapid.String(), (*codec.Encoder).String, (*codec.Decoder).String),
	kindOf(rapid.SliceOf(rapid.Uint64()), (*codec.Encoder).Uints, (*codec.Decoder).Uints),
	kindOf(rapid.SliceOf(rapid.Float64()), (*codec.Encoder).Floats, (*codec.Decoder).Floats),
	kindOf(rapid.SliceOf(rapid.String()), (*codec.Encoder).Strings, (*codec.Decoder).Strings),
}

// TestValuesAreReadAsWritten: whatever is written is read again, and what is cut off is a fault.
func TestValuesAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e codec.Encoder
		var d codec.Decoder
		of := rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 9).Draw(t, "kinds")
		var want []any
		for _, k := range of {
			want = append(want, k.draw.Draw(t, "value"))
			k.write(&e, want[len(want)-1])
		}
		var got []any
		d.Reset(e.Bytes())
		for _, k := range of {
			got = append(got, k.read(&d))
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || d.Err() != nil || d.Len() != 0 {
			t.Fatalf("%d bytes left, %v (-written +read):\n%s", d.Len(), d.Err(), diff)
		}
		d.Reset(e.Bytes()[:rapid.IntRange(0, e.Len()-1).Draw(t, "cut")])
		for _, k := range of {
			k.read(&d)
		}
		if !errors.Is(d.Err(), codec.ErrMalformed) || d.Len() != 0 {
			t.Fatalf("cut off: %d bytes left, %v", d.Len(), d.Err())
		}
	})
}

// TestBytes pins what stored states are made of.
func TestBytes(t *testing.T) {
	var e codec.Encoder
	e.Reset([]byte{0xfe})
	e.Byte('N')
	e.Uint(300)
	e.Int(-65)
	e.Fixed64(0x0102030405060708)
	e.Fixed32(0x0a0b0c0d)
	e.Float(math.Pi)
	e.Bool(true)
	e.Bool(false)
	e.String("å")
	e.Uints([]uint64{1, 128})
	e.Floats([]float64{0.5})
	e.Strings([]string{"a", ""})
	const want = "fe" + "4e" + "ac02" + "8101" + "0807060504030201" + "0d0c0b0a" + "182d4454fb210940" + "01" + "00" + "02c3a5" +
		"02018001" + "01000000000000e03f" + "02016100"
	if got := hex.EncodeToString(e.Bytes()); got != want || e.Len() != len(want)/2 {
		t.Errorf("got  %s,\nwant %s", got, want)
	}
}

// TestFaultsStick: what does not check out is named, the first alone, and nothing is read after it.
func TestFaultsStick(t *testing.T) {
	own := errors.New("own")
	for name, tt := range map[string]struct {
		buf  []byte
		read func(*codec.Decoder)
		want error
	}{
		"a number without an end":      {[]byte{0xff, 0xff}, func(d *codec.Decoder) { d.Uint() }, codec.ErrMalformed},
		"a number of too many bits":    {[]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), func(d *codec.Decoder) { d.Int() }, codec.ErrMalformed},
		"a text longer than the rest":  {[]byte{9, 'a'}, func(d *codec.Decoder) { _ = d.String() }, codec.ErrMalformed},
		"a list of more than the rest": {[]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), func(d *codec.Decoder) { d.Strings() }, codec.ErrMalformed},
		"above the limit":              {[]byte{8, 1}, func(d *codec.Decoder) { d.Limit(7) }, codec.ErrMalformed},
		"of the caller":                {[]byte{8, 1}, func(d *codec.Decoder) { d.Fail(own); d.Byte() }, own},
	} {
		var d codec.Decoder
		d.Reset(tt.buf)
		tt.read(&d)
		if !errors.Is(d.Err(), tt.want) {
			t.Errorf("%s: %v, want %v", name, d.Err(), tt.want)
		}
		if d.Uint() != 0 || d.Byte() != 0 || d.String() != "" || d.Uints() != nil || d.Peek() != 0 || d.Len() != 0 {
			t.Errorf("%s: something is read after it", name)
		}
		if d.Reset([]byte{7}); d.Peek() != 7 || d.Count(7) != 7 || d.Err() != nil {
			t.Errorf("%s: it stays after a Reset: %v", name, d.Err())
		}
	}
}
