package testutil

import "time"

// Patience is how long Eventually waits, on a machine that may be busy.
const Patience = 120 * time.Second

// Eventually waits until holds reports true. It reports false if that does not
// come within Patience, so that the caller says what did not happen.
func Eventually(holds func() bool) bool { return Within(Patience, holds) }

// Within is Eventually with a time limit of its own. It asks at least once,
// and not again before holds has returned.
func Within(limit time.Duration, holds func() bool) bool {
	const longest = 50 * time.Millisecond
	deadline := time.Now().Add(limit)
	for pause := time.Millisecond; ; pause = min(2*pause, longest) {
		if holds() {
			return true
		}
		if !time.Now().Before(deadline) {
			return false
		}
		time.Sleep(pause)
	}
}
