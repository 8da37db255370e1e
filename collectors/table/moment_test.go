package table

import (
	"testing"
	"time"
)

// TestMidnight: dates are those of package time, and what is none there is none.
func TestMidnight(t *testing.T) {
	for _, from := range []int{-1, 1600, 1890, 2090, 9990} { // leap years and years that are none
		for year := from; year < from+15; year++ {
			for month := -1; month <= 14; month++ {
				for day := -1; day <= 33; day++ {
					at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
					is := year >= 1 && at.Month() == time.Month(month) && at.Day() == day
					wall, ok := midnight(year, month, day)
					if ok != is || ok && wall != at.Unix() {
						t.Errorf("%d-%d-%d: %d, %v, want %d, %v", year, month, day, wall, ok, at.Unix(), is)
					}
				}
			}
		}
	}
}
