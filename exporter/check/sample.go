package check

import (
	"fmt"
	"strings"
)

// sampleFamilies is of how many metrics a line is shown.
const sampleFamilies = 5

// sample writes a line of each of the first families of an exposition.
func sample(w *strings.Builder, exposition string) {
	families, shown := 0, 0
	for line := range strings.Lines(exposition) {
		switch {
		case strings.HasPrefix(line, "# HELP "):
			if families++; families == 1 {
				w.WriteString("  What /metrics would show, for example:\n")
			}
		case strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "":
		case shown < families && families <= sampleFamilies:
			shown = families
			fmt.Fprintf(w, "    %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	if n := families - shown; n > 0 {
		fmt.Fprintf(w, "    … and of %d more metrics\n", n)
	}
}
