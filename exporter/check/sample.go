package check

import "strings"

// How much of an exposition check shows.
const (
	sampleFamilies = 6
	sampleSeries   = 3 // of each family
)

// sample prints the beginning of the first families of an exposition.
func (c *checker) sample(exposition string) {
	families, series, more := 0, 0, 0
	flush := func() {
		if more > 0 {
			c.printf("    … and %d more\n", more)
		}
		series, more = 0, 0
	}
	for line := range strings.Lines(exposition) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "# HELP "):
			flush()
			families++
			if families == 1 {
				c.printf("  A sample of what /metrics would show:\n")
			}
			if families <= sampleFamilies {
				c.printf("    %s\n", line)
			}
		case families > sampleFamilies || line == "":
		case strings.HasPrefix(line, "#"):
			c.printf("    %s\n", line)
		case series < sampleSeries:
			series++
			c.printf("    %s\n", line)
		default:
			more++
		}
	}
	flush()
	if n := families - sampleFamilies; n > 0 {
		c.printf("    … and %d more metrics\n", n)
	}
}
