package helm

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"casework/collectors/testutil"
	"casework/deploy/test/subject"
)

// TestImages: where images come from is a setting.
func TestImages(t *testing.T) {
	const source = "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}]\n"
	for values, want := range map[string]string{
		"image: {registry: r.example.org/health, tag: 1.2.3}":                                    "r.example.org/health/casework-exporter:1.2.3",
		"image: {registry: r.example.org/, tag: 1.2.3}":                                          "r.example.org/casework-exporter:1.2.3",
		"image: {repository: r.example.org/x, tag: 1.2.3}":                                       "r.example.org/x:1.2.3",
		"image: {tag: 1.2.3}\nglobal: {imageRegistry: mirror.example.org}":                       "mirror.example.org/casework-exporter:1.2.3",
		"image: {repository: r.example.org/x, digest: 'sha256:" + strings.Repeat("0", 64) + "'}": "r.example.org/x@sha256:" + strings.Repeat("0", 64),
	} {
		if got := manifests(t, source+values).pods(t)[0].Containers[0].Image; got != want {
			t.Errorf("%s: image %s, want %s", values, got, want)
		}
	}
	job := manifests(t, source+"image: {registry: r.example.org, tag: 1.2.3}\nbackfill: {enabled: true, blocks: {claim: c}, image: {tag: 1.2.3}}").pods(t)[1]
	if got := job.Containers[0].Image; got != "r.example.org/casework-backfill:1.2.3" {
		t.Errorf("image of backfill %s", got)
	}
}

// TestPodMonitorIsAsServiceMonitor: boards and history find the same series,
// whichever of the two scrapes.
func TestPodMonitorIsAsServiceMonitor(t *testing.T) {
	all := manifests(t, subject.Read(t, "deploy/helm/casework-exporter/ci/mariadb-values.yaml")+"\nbackfill: {enabled: true, blocks: {claim: c}}")
	labels := map[string]string{}
	for _, r := range all.podMonitors[0].Spec.PodMetricsEndpoints[0].RelabelConfigs {
		if r.Action == "replace" {
			labels[r.TargetLabel] = *r.Replacement
		}
	}
	args := strings.Join(all.jobs[0].Spec.Template.Spec.Containers[0].Args, " ")
	want := fmt.Sprintf("--job=%s --instance=%s --label=namespace=casework ", labels["job"], labels["instance"])
	if labels["job"] == "" || !strings.HasPrefix(args, want) || strings.Contains(args, "service=") {
		t.Errorf("scraped with %v, backfilled with %s", labels, args)
	}
}

// TestReadmeListsValues: the chart's README has each value with its default and
// what is said of it. GOLDEN_OUT writes it anew.
func TestReadmeListsValues(t *testing.T) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(subject.Read(t, "deploy/helm/casework-exporter/values.yaml")), &document); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(readmeHead)
	listValues(&b, "", document.Content[0])
	if n := strings.Count(b.String(), "\n| `"); n < 60 {
		t.Fatalf("only %d values", n)
	}
	testutil.Golden(t, subject.Root+"/deploy/helm/casework-exporter/README.md", b.String())
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
