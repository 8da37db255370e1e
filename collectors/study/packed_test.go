package study

import (
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/ledger"
)

// TestPanelsOfVersion1AreRead reads a panel that was kept before its fields had
// names of their own in the file: those of the ledger then. A field that is
// named otherwise would be read as 0, without an error.
func TestPanelsOfVersion1AreRead(t *testing.T) {
	want := Stored{Identity: "adapter views, database cases", Months: 60, Panel: &ledger.Panel{
		At: 1_780_000_000, Bounds: []int64{1_767_225_600, 1_769_904_000, 1_772_323_200}, FollowUp: 7_776_000,
		Units: []ledger.PanelUnit{
			{Unit: "Barnevern", Since: 1_700_000_000, Months: []ledger.Month{
				{Received: 1, Vague: 2, Queued: 3, Open: 4, Started: 5, WaitTotal: 6, Closed: 7, TurnaroundTotal: 8, WithDeadline: 9, Met: 10, Errors: 11},
				{Received: 21, Vague: 22, Queued: 23, Open: 24, Started: 25, WaitTotal: 26, Closed: 27, TurnaroundTotal: 28, WithDeadline: 29, Met: 30, Errors: 31},
			}},
			{Unit: "Byggesak", Months: []ledger.Month{{}, {Received: 1}}},
		},
	}}
	readsAs(t, "testdata/panel-v1.gz", want)
}

func readsAs(t *testing.T, file string, want Stored) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(content)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept panel (-as it was +as read):\n%s", diff)
	}
}

// TestPanelsOfVersion2AreRead reads a panel whose months had a place for every type
// that series distinguished, whether it had cases or not.
func TestPanelsOfVersion2AreRead(t *testing.T) {
	readsAs(t, "testdata/panel-v2.gz", Stored{
		Source: "town", Identity: "adapter views, database cases", Months: 60, Chosen: []Choice{{Outcome: Wait, Since: 1_770_000_000}},
		Lottery: "abc", LotterySince: 1_760_000_000, Panel: &ledger.Panel{
			At: 1_780_000_000, Bounds: []int64{1_767_225_600, 1_769_904_000, 1_772_323_200}, FollowUp: 7_776_000,
			Units: []ledger.PanelUnit{
				{Unit: "Barnevern", Since: 1_700_000_000, Months: []ledger.Month{
					{
						Received: 1, Vague: 2, Queued: 3, Open: 4, Started: 5, WaitTotal: 6, Closed: 7, TurnaroundTotal: 8, WithDeadline: 9, Met: 10,
						Errors: 11, QueuedSquares: 12, OpenSquares: 13,
						Types: []ledger.TypeMonth{
							{Type: 0, Received: 1, Vague: 2, Queued: 3, Open: 4, QueuedSquares: 5, OpenSquares: 6},
							{Type: 2, Received: 7, Vague: 8, Queued: 9, Open: 10, QueuedSquares: 11, OpenSquares: 12},
						},
					},
					{Received: 21},
				}},
				{Unit: "Byggesak", Months: []ledger.Month{
					{}, {Received: 1, Types: []ledger.TypeMonth{{Type: 1, Received: 1, Queued: 2, Open: 3, QueuedSquares: 4, OpenSquares: 5}}},
				}},
			},
		},
	})
}

// TestPanelsOfVersion3AreRead reads a panel that was one value, all units in it.
func TestPanelsOfVersion3AreRead(t *testing.T) { readsAs(t, "testdata/panel-v3.gz", panelOfVersion3()) }

func panelOfVersion3() Stored {
	return Stored{
		Source: "town", Identity: "adapter views, database cases", Months: 60, Deadlines: "30 days", Chosen: []Choice{{Outcome: Wait, Since: 1_770_000_000}},
		Lottery: "abc", LotterySince: 1_760_000_000, Panel: &ledger.Panel{
			At: 1_780_000_000, Bounds: []int64{1_767_225_600, 1_769_904_000, 1_772_323_200}, FollowUp: 7_776_000,
			Units: []ledger.PanelUnit{
				{Unit: "Barnevern", Since: 1_700_000_000, Months: []ledger.Month{
					{
						Received: 1, Vague: 2, Queued: 3, Open: 4, Started: 5, WaitTotal: 6, Closed: 7, TurnaroundTotal: 8, WithDeadline: 9, Met: 10,
						Errors: 11, QueuedSquares: 12, OpenSquares: 13, Paused: 14, NetSquares: 15, PausedTotal: 16, Begun: 17, Handled: 18,
						HandledSquares: 19, Ended: 20, EndedTotal: 21,
						Types: []ledger.TypeMonth{
							{Type: 0, Received: 1, Vague: 2, Begun: 3, Queued: 4, Open: 5, Handled: 6, QueuedSquares: 7, OpenSquares: 8, HandledSquares: 9},
							{Type: 2, Received: 7, Vague: 8, Queued: 9, Open: 10, QueuedSquares: 11, OpenSquares: 12},
						},
						TypesPaused: []ledger.TypePaused{{Paused: 3, Squares: 4}, {}},
					},
					{Received: 21},
				}},
				{Unit: "Byggesak", Months: []ledger.Month{
					{}, {Received: 1, Types: []ledger.TypeMonth{{Type: 1, Received: 1, Queued: 2, Open: 3, QueuedSquares: 4, OpenSquares: 5}}},
				}},
			},
		},
	}
}

// TestEveryFieldOfAPanelIsKept: a field that is new in the ledger and forgotten
// in the file would be 0 after a restart.
func TestEveryFieldOfAPanelIsKept(t *testing.T) {
	var want Stored
	fill(reflect.ValueOf(&want).Elem(), new(int64))
	got := want.pack().unpack()
	for i := range want.Panel.Units {
		unit := packUnit(&want.Panel.Units[i])
		got.Panel.Units = append(got.Panel.Units, unit.unpack())
	}
	if !cmp.Equal(want, got) {
		t.Errorf("panel changed (-kept +read):\n%s", cmp.Diff(want, got))
	}
}

// fill sets every number and text in v to another value, and gives every list two
// items.
func fill(v reflect.Value, n *int64) {
	*n++
	switch v.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(*n)
	case reflect.Uint16:
		v.SetUint(uint64(*n))
	case reflect.String:
		v.SetString(string(rune('a' + *n%26)))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	default:
		panic("no value for a " + v.Kind().String())
	}
}
