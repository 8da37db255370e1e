package collectors

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/families"
	"casework/collectors/ledger"
	"casework/collectors/metric"
)

// TestOverviewShowsWhatMetricsDo holds every unit's queue of an Overview against
// the metrics of the same poll, of a town with small units and of one without
// any hidden.
func TestOverviewShowsWhatMetricsDo(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for name, b := range map[string]*bench{
		"all":   newBench(t, smallTown(at.Unix()), "", at, Options{}),
		"small": newSmallBench(t, smallTown(at.Unix()), filepath.Join(t.TempDir(), "small"), at),
	} {
		if o := b.Overview(); o.Read || len(o.Units) > 0 {
			t.Errorf("%s: before the first poll there is %+v", name, o)
		}
		b.poll(t, 0)
		o := b.Overview()
		shown := 0
		for _, def := range []*metric.Def{&metric.QueueCases, &metric.OpenCases, &metric.OverdueCases, &metric.QueueOldest} {
			for labels, v := range b.shown[def.Name] {
				for _, u := range o.Units {
					state := metric.Inactive
					if u.Supervised {
						state = metric.Active
					}
					if labels != `{source="test",unit="`+u.Unit.Unit+`",supervision="`+state+`"}` {
						continue
					}
					shown++
					want := map[*metric.Def]int64{
						&metric.QueueCases: int64(u.Queue.Waiting), &metric.OpenCases: int64(u.Queue.Open),
						&metric.OverdueCases: int64(u.Queue.Overdue), &metric.QueueOldest: u.Queue.Oldest,
					}[def]
					if int64(v) != want {
						t.Errorf("%s: %s%s is %v, the overview says %d", name, def.Name, labels, v, want)
					}
				}
			}
		}
		for _, u := range o.Units {
			var open, waiting ledger.Ages
			for band, name := range o.AgeBands {
				for labels, v := range b.shown[metric.OpenAgeCases.Name] {
					open[band] += ofBand(labels, u.Unit.Unit, name, v)
				}
				for labels, v := range b.shown[metric.QueueAgeCases.Name] {
					waiting[band] += ofBand(labels, u.Unit.Unit, name, v)
				}
			}
			if open != u.Queue.OpenAges || waiting != u.Queue.WaitingAges || sumOf(open) != u.Queue.Open || sumOf(waiting) != u.Queue.Waiting {
				t.Errorf("%s: cases of %s by age are %v, of them %v in the queue, the overview says %+v", name, u.Unit.Unit, open, waiting, u.Queue)
			}
		}
		units := map[string]int{"all": 6, "small": 2}[name]
		if len(o.Units) != units || shown < 3*units {
			t.Errorf("%s: %d units with %d figures, want %d units", name, len(o.Units), shown, units)
		}
		if want := 6 - units; o.Hidden != want {
			t.Errorf("%s: %d units hidden, want %d", name, o.Hidden, want)
		}
		if name == "small" && (len(o.Together) != 1 || o.Together[0].Supervised) {
			t.Errorf("of small units together: %+v, want those without supervision alone", o.Together)
		}
	}
}

// ofBand is the number of cases of a unit and band if the labels are theirs, else 0.
func ofBand(labels, unit, band string, v float64) int {
	if strings.Contains(labels, `unit="`+unit+`"`) && strings.Contains(labels, `age="`+band+`"`) {
		return int(v)
	}
	return 0
}

func sumOf(ages ledger.Ages) (sum int) {
	for _, n := range ages {
		sum += n
	}
	return sum
}

// TestOverviewOfAShard shows that what concerns all units is in the first shard's
// overview alone, and that their units are the whole.
func TestOverviewOfAShard(t *testing.T) {
	units := 0
	for index := 1; index <= 2; index++ {
		b := newBench(t, studiedSource(), "", studiedAt, Options{
			Shard: families.Shard{Index: index, Of: 2}, Study: &StudyOptions{Identity: "test"},
		})
		b.poll(t, 0)
		o := b.Overview()
		units += len(o.Units)
		if o.Study == nil || len(o.Units) == 0 || len(o.Units[0].Charts) == 0 {
			t.Fatalf("shard %d: no charts", index)
		}
		if whole := index == 1; o.Whole != whole || (len(o.Courses) > 0) != whole || (len(o.Study.Comparisons) > 0) != whole {
			t.Errorf("shard %d: whole %v, %d courses, %d comparisons", index, o.Whole, len(o.Courses), len(o.Study.Comparisons))
		}
		if index == 1 && o.Courses[0].UnitsWith+o.Courses[0].UnitsWithout != 10 {
			t.Errorf("courses of %d and %d units, want all 10", o.Courses[0].UnitsWith, o.Courses[0].UnitsWithout)
		}
	}
	if units != 10 {
		t.Errorf("%d units in two shards, want 10", units)
	}
}

// TestOverviewWithholdsQueues shows an outage: queues go as the gauges do, the
// months stay.
func TestOverviewWithholdsQueues(t *testing.T) {
	source := studiedSource()
	b := newStudiedBench(t, source, "")
	b.poll(t, 0)
	if o := b.Overview(); o.Withheld || !o.AsOf.Equal(studiedAt) || o.Study == nil {
		t.Fatalf("after a poll: withheld %v, as of %v", o.Withheld, o.AsOf)
	}
	source.fail["cases"] = errBroken
	b.poll(t, 24*time.Hour)
	o := b.Overview()
	if !o.Withheld || !o.AsOf.Equal(studiedAt) || o.Study == nil {
		t.Errorf("during an outage: withheld %v, as of %v", o.Withheld, o.AsOf)
	}
	for _, u := range o.Units {
		if u.Queue != (ledger.Queue{}) || u.Supervised {
			t.Errorf("%s: %+v is shown", u.Unit.Unit, u.Queue)
		}
	}
}

// TestOverviewWaitsForNothing: it is asked for while a publish is under way.
func TestOverviewWaitsForNothing(t *testing.T) {
	b := newStudiedBench(t, studiedSource(), "")
	b.poll(t, 0)
	b.publishing.Lock()
	defer b.publishing.Unlock()
	if o := b.Overview(); len(o.Units) != 10 || b.Study() == nil {
		t.Errorf("%d units", len(o.Units))
	}
}
