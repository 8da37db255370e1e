package check

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
	"casework/exporter/text"
)

// A part is what is printed of a source.
type part struct {
	source string
	lines  [source.Problem + 1]strings.Builder // by level
	sample strings.Builder
}

// begin starts the part of a source, and says so: a large one takes its time.
func (c *checker) begin(name string) {
	c.source, c.found = name, nil
	c.sources = append(c.sources, &part{source: name})
	if !c.brief {
		c.printf("Checking %s …\n", name)
	}
}

// verdict says in a sentence what is to be done.
func (c *checker) verdict() string {
	switch {
	case len(c.problems) > 0:
		return "Put right what is numbered here, and check again."
	case c.warnings > 0:
		return "The exporter can run; see whether the warnings matter to you."
	}
	return "The exporter can run."
}

// conclude prints what was found, the result first, and returns it as an error if
// there are problems.
func (c *checker) conclude() error {
	c.printf("\n%s, %s. %s\n", text.Count(len(c.problems), "problem"), text.Count(c.warnings, "warning"), c.verdict())
	for i, p := range c.problems {
		for j, line := range p.lines() {
			if j == 0 {
				c.printf("%3d. %s\n", i+1, line)
			} else {
				c.printf("     %s\n", line)
			}
		}
	}
	for _, p := range c.sources {
		c.print(p)
	}
	if c.err != nil {
		return fmt.Errorf("write the report: %w", c.err)
	}
	if n := len(c.problems); n > 0 {
		return fmt.Errorf("check found %s", text.Count(n, "problem"))
	}
	return nil
}

// print prints the part of a source, what is wrong before what is not.
func (c *checker) print(p *part) {
	var lines string
	for level := range slices.Backward(p.lines[:]) {
		lines += p.lines[level].String()
	}
	if lines += p.sample.String(); lines != "" {
		c.printf("\nSource %s\n%s", p.source, lines)
	}
}
