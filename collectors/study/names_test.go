package study

import (
	"reflect"
	"testing"

	"casework/collectors/ledger"

	"github.com/google/go-cmp/cmp"
)

// TestStoredPanelsHaveNormalNames: a panel that was kept with other spellings
// is that of the units as they are named now.
func TestStoredPanelsHaveNormalNames(t *testing.T) {
	var m, twice ledger.Month
	fillMonth(reflect.ValueOf(&m).Elem(), 1)
	fillMonth(reflect.ValueOf(&twice).Elem(), 2)
	s := Stored{Identity: "x", Months: 3, Panel: &ledger.Panel{At: 30, Bounds: []int64{10, 20}, FollowUp: 1, Units: []ledger.PanelUnit{
		{Unit: " ", Months: []ledger.Month{m}},
		{Unit: "A\u030as", Since: 7, Months: []ledger.Month{m}},
		{Unit: "Nord", Since: 5, Months: []ledger.Month{m}},
		{Unit: "Nord ", Since: 3, Months: []ledger.Month{m}},
		{Unit: "Nord\u00a0", Months: []ledger.Month{{}}},
		{Unit: "\u00c5pen", Months: []ledger.Month{m}},
	}}}
	content, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(content)
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.PanelUnit{
		{Unit: "Nord", Since: 3, Months: []ledger.Month{twice}},
		{Unit: "\u00c5pen", Months: []ledger.Month{m}},
		{Unit: "\u00c5s", Since: 7, Months: []ledger.Month{m}},
	}
	if diff := cmp.Diff(want, got.Panel.Units); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(m, s.Panel.Units[2].Months[0]); diff != "" {
		t.Errorf("what was encoded is another now:\n%s", diff)
	}
}

// fillMonth gives every number in a value another one, times n.
func fillMonth(v reflect.Value, n int64) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillMonth(v.Field(i), n*int64(i+2))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillMonth(v.Index(i), n*int64(i+7))
			if of, ok := reflect.TypeAssert[*ledger.TypeMonth](v.Index(i).Addr()); ok {
				of.Type = uint16(i) // a type is no number
			}
		}
	case reflect.Uint16:
	default:
		v.SetInt(n)
	}
}
