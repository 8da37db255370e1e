package deadline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// listed are the public holidays of Norway of 2020 to 2030 that move with Easter,
// as calendars print them: Maundy Thursday, Good Friday, Easter Monday, Ascension
// and Whit Monday.
const listed = `
2020-04-09 2020-04-10 2020-04-13 2020-05-21 2020-06-01
2021-04-01 2021-04-02 2021-04-05 2021-05-13 2021-05-24
2022-04-14 2022-04-15 2022-04-18 2022-05-26 2022-06-06
2023-04-06 2023-04-07 2023-04-10 2023-05-18 2023-05-29
2024-03-28 2024-03-29 2024-04-01 2024-05-09 2024-05-20
2025-04-17 2025-04-18 2025-04-21 2025-05-29 2025-06-09
2026-04-02 2026-04-03 2026-04-06 2026-05-14 2026-05-25
2027-03-25 2027-03-26 2027-03-29 2027-05-06 2027-05-17
2028-04-13 2028-04-14 2028-04-17 2028-05-25 2028-06-05
2029-03-29 2029-03-30 2029-04-02 2029-05-10 2029-05-21
2030-04-18 2030-04-19 2030-04-22 2030-05-30 2030-06-10
`

// listedHolidays are all of 2020 to 2030, as dates.
func listedHolidays() map[string]bool {
	all := map[string]bool{}
	for date := range strings.FieldsSeq(listed) {
		all[date] = true
	}
	for year := 2020; year <= 2030; year++ {
		for _, date := range []string{"01-01", "05-01", "05-17", "12-25", "12-26"} {
			all[fmt.Sprint(year, "-", date)] = true
		}
	}
	return all
}

func TestHolidaysAreThoseListed(t *testing.T) {
	got := map[string]bool{}
	for year := 2020; year <= 2030; year++ {
		for _, h := range Holidays(year) {
			got[h.Day.Date().Format(time.DateOnly)] = true
		}
	}
	if diff := cmp.Diff(listedHolidays(), got); diff != "" {
		t.Errorf("holidays (-want +got):\n%s", diff)
	}
}
