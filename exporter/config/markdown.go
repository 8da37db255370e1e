package config

import (
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes every setting as Markdown tables, a table a group.
func WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	for i, g := range Groups() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "**%s**\n\n", strings.ReplaceAll(g.Title, "<SOURCE>", "`<SOURCE>`"))
		b.WriteString("| Variable | Unit | Default | Meaning | Allowed |\n|---|---|---|---|---|\n")
		for _, s := range g.Settings {
			def := s.DefaultText()
			if s.Default != "" {
				// Room to break, so that a long list does not widen the table.
				def = "`" + strings.ReplaceAll(s.Default, ",", "`, `") + "`"
			}
			means := s.Desc
			if s.Flag != "" {
				means += " Flag: `--" + s.Flag + "`."
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.Name, s.Unit, def, means, s.Allowed)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
