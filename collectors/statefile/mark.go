package statefile

import (
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"time"

	"casework/collectors/ledger"
)

// A mark is what the lock file, which stays beside the state file, says of the
// last state that was saved here. It is written after the state is on the disk and
// before anything of it is shown, so a state that is behind its mark is not the one
// that was shown last: it is an older copy, or lacks its end. A state that is
// ahead of its mark is whole: the process ended in between.
//
// A copy of a whole directory takes the mark along, and tells nothing.
type mark struct {
	ledger uint64 // of which ledger the state is
	saves  uint64 // how often it had been saved
}

const markFormat = "casework-mark 1 %016x %d"

// markOf is the mark of a ledger as it was last saved.
func markOf(l *ledger.Ledger) mark { return mark{uint64(l.Keyer().Int(0)), saves(l)} }

// saves is how often a ledger was saved; 0 if it does not say.
func saves(l *ledger.Ledger) uint64 {
	n, err := strconv.ParseUint(l.Note(ledger.NoteSaves), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// noteSave notes in a ledger that it is about to be saved.
func noteSave(l *ledger.Ledger) {
	l.SetNote(ledger.NoteSaves, strconv.FormatUint(saves(l)+1, 10))
	l.SetNote(ledger.NoteSavedAt, strconv.FormatInt(time.Now().Unix(), 10))
}

// savedAt is when a ledger was last saved; zero if it does not say.
func savedAt(l *ledger.Ledger) time.Time {
	n, err := strconv.ParseInt(l.Note(ledger.NoteSavedAt), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// writeMark leaves a mark. It need not reach the disk with the state: one that
// is old says less, and nothing wrong.
func (s *File) writeMark(m mark) error {
	text := fmt.Sprintf(markFormat, m.ledger, m.saves)
	text += fmt.Sprintf(" %08x\n", crc32.Checksum([]byte(text), checksums))
	if _, err := s.lock.WriteAt([]byte(text), 0); err != nil {
		return err
	}
	return s.lock.Truncate(int64(len(text)))
}

// readMark is the mark that was left; ok is false if there is none that can be
// read.
func (s *File) readMark() (m mark, ok bool) {
	content, err := io.ReadAll(io.NewSectionReader(s.lock, 0, 256))
	text, sum, found := cutLast(strings.TrimSuffix(string(content), "\n"))
	if err != nil || !found || sum != fmt.Sprintf("%08x", crc32.Checksum([]byte(text), checksums)) {
		return mark{}, false
	}
	n, err := fmt.Sscanf(text, markFormat, &m.ledger, &m.saves)
	return m, n == 2 && err == nil
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// errBehind reports a state that is behind its mark.
var errBehind = fmt.Errorf("%w: it is an older copy of the state that was here, or lacks its end", errDamaged)

// restored holds a ledger that was restored against the mark. A state that
// does not count its saves, as those of earlier programs, may have gone on with one
// of them, and is not refused.
func (s *File) restored(l *ledger.Ledger, now time.Time) error {
	left, ok := s.readMark()
	is := markOf(l)
	switch {
	case ok && left.ledger == is.ledger && left.saves > is.saves && is.saves > 0:
		return fmt.Errorf("%w: it was saved %d times, and the one that was here %d times", errBehind, is.saves, left.saves)
	case ok && left != is && (left.ledger != is.ledger || is.saves == 0):
		s.notice = "the state file is not the one that was last saved here: if that had shown higher counters, these fall, " +
			"and increase() counts them again"
	case !savedAt(l).IsZero() && now.Sub(savedAt(l)) > oldState:
		s.notice = fmt.Sprintf("the state was saved %v ago: if an exporter has shown later counters since, as where a backup was put back, "+
			"these fall, and increase() counts them again; then move the state file away, so that counters restart at 0",
			now.Sub(savedAt(l)).Round(time.Minute))
	}
	return nil
}

// oldState is the age from which on a state may be a backup that was put back
// with its directory.
const oldState = time.Hour

// Notice is what an operator is to know of the file that was opened, though it is
// used; "" for nothing.
func (s *File) Notice() string { return s.notice }
