package ledger

import "testing"

// TestNumbersAreNumbers: a whole number has one ID, whatever the type of its
// column, and what is not written as a number is another identifier.
func TestNumbersAreNumbers(t *testing.T) {
	for _, numbers := range []Numbers{AsIntegers, AsText, AsText + 2} {
		k := NewKeyer(7).With(numbers)
		same := map[string][]ID{
			"7":                    {k.Int(7), k.Signed(7), k.Text([]byte("7")), k.Decimal([]byte("7")), k.Decimal([]byte("7.000"))},
			"0":                    {k.Int(0), k.Signed(0), k.Text([]byte("0")), k.Decimal([]byte("0.00"))},
			"-7":                   {k.Signed(-7), k.Text([]byte("-7")), k.Decimal([]byte("-7.0"))},
			"9223372036854775807":  {k.Signed(1<<63 - 1), k.Int(1<<63 - 1), k.Text([]byte("9223372036854775807"))},
			"18446744073709551610": {k.Int(1<<64 - 6), k.Text([]byte("18446744073709551610")), k.Decimal([]byte("18446744073709551610"))},
			"184467440737095516160": {
				k.Text([]byte("184467440737095516160")), k.Decimal([]byte("184467440737095516160.0")), // beyond 64 bits
			},
			"7.5": {k.Decimal([]byte("7.5")), k.Decimal([]byte("7.500"))},
		}
		seen := map[ID]string{}
		for name, ids := range same {
			for i, id := range ids {
				if id != ids[0] {
					t.Errorf("numbers %d: form %d of %s has another ID", numbers, i, name)
				}
			}
			seen[ids[0]] = name
		}
		for _, text := range []string{"007", "07", "7.0", "+7", " 7", "7 ", "-0", "00", "-", "", "7a", "a7", "0x7", "-07", "7\x00"} {
			id := k.Text([]byte(text))
			if other, ok := seen[id]; ok {
				t.Errorf("numbers %d: %q is %q", numbers, text, other)
			}
			seen[id] = text
		}
	}
}

// TestNumbersOfStatesBefore: IDs are those that states before version 2 hold.
func TestNumbersOfStatesBefore(t *testing.T) {
	k := NewKeyer(7)
	for _, tt := range []struct {
		name      string
		got, want ID
	}{
		{"an integer", k.Signed(7), k.mix(7)},
		{"a text", k.With(AsText).Text([]byte("7")), k.Bytes([]byte("7"))},
		{"a decimal number", k.With(AsText).Decimal([]byte("7")), k.Bytes([]byte("7"))},
		{"a decimal number with a fraction", k.With(AsText + 3).Decimal([]byte("7.000")), k.Bytes([]byte("7.000"))},
		{"a fraction", k.With(AsText + 3).Decimal([]byte("7.500")), k.Bytes([]byte("7.500"))},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: ID %x, was %x", tt.name, tt.got, tt.want)
		}
	}
}
