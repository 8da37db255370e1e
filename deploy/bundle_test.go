package deploy

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"casework/collectors/testutil"
)

// TestPackagesHoldEveryPage: the packages hold each page of deploy/, since
// pages link to each other.
func TestPackagesHoldEveryPage(t *testing.T) {
	packed, err := os.ReadFile("package/nfpm.yaml")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, page := range pages {
		name := "deploy/" + page
		if want := "- src: " + name + "\n    dst: /usr/share/doc/casework-exporter/" + name + "\n"; !bytes.Contains(packed, []byte(want)) {
			t.Errorf("deploy/package/nfpm.yaml does not pack %s", name)
		}
	}
}

// TestReadmeListsValues: the chart's README has each value with its default and
// what is said of it. GOLDEN_OUT writes it anew.
func TestReadmeListsValues(t *testing.T) {
	var document yaml.Node
	values, err := os.ReadFile("helm/casework-exporter/values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(values, &document); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(readmeHead)
	listValues(&b, "", document.Content[0])
	if n := strings.Count(b.String(), "\n| `"); n < 60 {
		t.Fatalf("only %d values", n)
	}
	testutil.Golden(t, "helm/casework-exporter/README.md", b.String())
}

const readmeHead = "# Chart casework-exporter\n\n" + `Prometheus exporter of the service quality of case work, with boards, rules and alerts. How to install it, and what the
cluster needs: deploy/README.md of the sources. Values for MariaDB, PostgreSQL and files: [ci](ci).

The table is generated from [values.yaml](values.yaml), which has examples too; ` + "`make generate`" + ` writes it.
[values.schema.json](values.schema.json) says what is allowed, and refuses what is misspelt.

| Value | Default | Meaning |
|---|---|---|
`

// listValues writes a line a value below a mapping. What is said of a mapping is said
// of it, and of its values besides.
func listValues(b *strings.Builder, prefix string, mapping *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, v := mapping.Content[i], mapping.Content[i+1]
		name := prefix + key.Value
		said := comment(key.HeadComment) + " " + comment(cmp.Or(v.LineComment, key.LineComment))
		if v.Kind == yaml.MappingNode && len(v.Content) > 0 && v.Style&yaml.FlowStyle == 0 {
			if said = strings.TrimSpace(said); said != "" {
				fmt.Fprintf(b, "| `%s` | | %s |\n", name, said)
			}
			listValues(b, name+".", v)
			continue
		}
		fmt.Fprintf(b, "| `%s` | `%s` | %s |\n", name, inline(v), strings.TrimSpace(said))
	}
}

// comment is a comment's last paragraph as text: what comes before an empty line
// is about the file.
func comment(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	var words []string
	for line := range strings.SplitSeq(paragraphs[len(paragraphs)-1], "\n") {
		line = strings.TrimSpace(strings.TrimPrefix(line, "#"))
		if !strings.HasPrefix(line, "- {") { // an example of what stands before
			words = append(words, line)
		}
	}
	return strings.ReplaceAll(strings.Join(words, " "), "|", "\\|")
}

// inline is a value in one line.
func inline(v *yaml.Node) string {
	v.LineComment, v.HeadComment, v.FootComment = "", "", ""
	if v.Kind != yaml.ScalarNode {
		v.Style = yaml.FlowStyle
	}
	out, err := yaml.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(strings.TrimSpace(string(out)), "\n", " ")
}
