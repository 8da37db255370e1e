package collectors

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/study"
)

// besideBench is a poller in a bubble whose studies begin, and end when the test
// says so, with the error that it gives.
func besideBench(t *testing.T) (b *bench, begun *atomic.Int32, end chan error, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "test.panel")
	time.Sleep(time.Until(studiedAt))
	b = newBench(t, studiedSource(), "", studiedAt, Options{
		Now: time.Now, ZeroHold: -1, Study: &StudyOptions{Path: path, Identity: "test"},
	})
	begun, end = new(atomic.Int32), make(chan error)
	b.study.make = func(p *ledger.Panel, supervised map[string][]ledger.Period, s study.Settings) (*study.Study, error) {
		begun.Add(1)
		if err := <-end; err != nil {
			return nil, err
		}
		return study.New(p, supervised, s)
	}
	return b, begun, end, path
}

// TestPollsGoOnDuringAStudy: polls neither wait for a study nor are missed, its
// panel is kept before it ends, and its figures are shown once it has.
func TestPollsGoOnDuringAStudy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, begun, end, path := besideBench(t)
		defer run(t, b)()
		received := func() (n float64) {
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, v := range b.shown["casework_cases_received_total"] {
				n += v
			}
			return n
		}
		estimated := func() bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.shown["casework_effect_estimate_ratio"] != nil
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if begun.Load() != 1 || b.Study() != nil {
			t.Fatalf("%d studies begun, the newest is %v", begun.Load(), b.Study())
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the panel of a study that is under way is not kept: %v", err)
		}
		counted := received()
		for n := range 10 {
			b.source.receive("unit a")
			time.Sleep(time.Minute)
			synctest.Wait()
			if got := received() - counted; got != float64(n+1) {
				t.Errorf("after %d minutes of a study, one case in each, %v are shown as received", n+1, got)
			}
		}
		if begun.Load() != 1 || b.Study() != nil || estimated() {
			t.Errorf("%d studies begun, and figures shown before the first has ended", begun.Load())
		}
		end <- nil
		synctest.Wait()
		if b.Study() == nil || !estimated() {
			t.Error("nothing is shown of a study that has ended, before the next poll")
		}
		time.Sleep(time.Minute)
		if begun.Load() != 1 {
			t.Errorf("%d studies begun of one month, want 1", begun.Load())
		}
	})
}

// TestStudyBehindProgrammes: what becomes known of programmes during a study is
// looked at after it, and a study that fails is told and leaves the one before.
func TestStudyBehindProgrammes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, begun, end, _ := besideBench(t)
		stop := run(t, b)
		time.Sleep(time.Second)
		b.source.mu.Lock()
		b.source.programmes = b.source.programmes[:4]
		b.source.mu.Unlock()
		time.Sleep(5 * time.Minute)
		end <- nil
		time.Sleep(time.Minute)
		synctest.Wait()
		first := b.Study()
		if begun.Load() != 2 || first == nil || first.Supervised != 5 {
			t.Fatalf("%d studies begun, the first is %+v", begun.Load(), first)
		}
		end <- errors.New("broken on purpose")
		synctest.Wait()
		if err := b.StudyError(); err == nil || !strings.Contains(err.Error(), "broken on purpose") || b.Study().Supervised != 5 {
			t.Errorf("a study that fails: %v", err)
		}
		b.source.mu.Lock()
		b.source.programmes = b.source.programmes[:3]
		b.source.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		go stop() // waits for the study
		synctest.Wait()
		end <- nil
		synctest.Wait()
		if got := b.Study().Supervised; got != 3 || begun.Load() != 3 {
			t.Errorf("the study that was under way at the end is of %d supervised units, want 3", got)
		}
	})
}
