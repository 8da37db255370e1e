package helm

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

// TestInstallOfPage: the chart that the README installs, under the names and with
// the values that it gives, is a pod with that source, and what reads the password
// finds it where the README puts it.
func TestInstallOfPage(t *testing.T) {
	words := strings.Fields(pages.Script(t, subject.Root, "deploy/README.md", "helm install"))
	if want := []string{"helm", "install", "kommune", "deploy/helm/casework-exporter", "-n", "casework", "-f", "values.yaml"}; !slices.Equal(words, want) {
		t.Fatalf("the README says %q, and the tests render what %q would", words, want)
	}
	all := manifests(t, pages.Example(t, subject.Root, "deploy/README.md", "image: {"))
	pod := all.pods(t)[0]
	if got := all.deployment(t).Name; got != "kommune-casework-exporter" {
		t.Errorf("the deployment is called %s, and the README asks kommune-casework-exporter", got)
	}
	if got := pod.Containers[0].Image; got != "registry.example.org/casework-exporter:0.1.0" {
		t.Errorf("image %s", got)
	}
	found := false
	for _, v := range pod.Volumes {
		found = found || v.Secret != nil && v.Secret.SecretName == "byggesak-database" && v.Secret.Items[0].Key == "password"
	}
	if !found || len(all.monitors) != 1 || len(all.rules) == 0 || len(all.policies) != 1 {
		t.Errorf("no secret byggesak-database with a password, or %d monitors, %d rules, %d policies", len(all.monitors), len(all.rules), len(all.policies))
	}
}

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
