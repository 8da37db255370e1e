package helm

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"casework/deploy/test/subject"
)

// TestBackfillJob: the job writes the labels that the service monitor leaves
// on what is scraped, has the exporter's settings and files, and has them to
// itself.
func TestBackfillJob(t *testing.T) {
	const name = "kommune-casework-exporter"
	scraped := []string{"--job=" + name, "--instance=" + name, "--label=namespace=casework", "--label=service=" + name}
	for values, want := range map[string][]string{
		"blocks": append(slices.Clone(scraped), "--label=cluster=north", "--histograms=native", "--from=2024-01-01", "--state", "--output=/blocks",
			"--rules=/etc/prometheus/casework-boards.yml", "--external-label=replica=a"),
		"remote": append(slices.Clone(scraped), "--histograms=classic", "--format=remote-write",
			"--remote-write-url=http://mimir-gateway.monitoring/api/v1/push", "--remote-write-protocol=2.0", "--http-config-file=/etc/casework-backfill/http.yml"),
	} {
		t.Run(values, func(t *testing.T) {
			all := manifests(t, subject.Read(t, "deploy/test/helm/testdata/"+values+".yaml"))
			deployment, job := all.deployment(t), all.jobs[0]
			container := job.Spec.Template.Spec.Containers[0]
			if !slices.Equal(container.Args, want) || container.Command != nil {
				t.Errorf("arguments\n%q, want\n%q", container.Args, want)
			}
			subject.CheckBackfillFlags(t, container.Args)
			if n := deployment.Spec.Replicas; n == nil || *n != 0 {
				t.Error("the exporter runs beside backfill, which writes its state")
			}
			if !strings.Contains(all.notes, "logs -f job/"+job.Name) {
				t.Errorf("notes do not say where to look:\n%s", all.notes)
			}
			exporter := deployment.Spec.Template.Spec
			for _, mount := range exporter.Containers[0].VolumeMounts {
				if !slices.ContainsFunc(container.VolumeMounts, func(m core.VolumeMount) bool { return cmp.Equal(m, mount) }) {
					t.Errorf("the exporter has %+v, backfill has not", mount)
				}
			}
			if !slices.Equal(container.Env, exporter.Containers[0].Env) {
				t.Errorf("environment %v, the exporter's is %v", container.Env, exporter.Containers[0].Env)
			}
			pod := labels.Set(job.Spec.Template.Labels)
			if labels.SelectorFromSet(all.services[0].Spec.Selector).Matches(pod) {
				t.Error("the service leads to backfill")
			}
			checkPolicy(t, all, pod, values == "remote")
		})
	}
}

// checkPolicy: nothing gets in to the job, and it gets out to the receiver if
// it has one.
func checkPolicy(t *testing.T, all *objects, pod labels.Set, receiver bool) {
	t.Helper()
	found := 0
	for _, p := range all.policies {
		if !asSelector(t, &p.Spec.PodSelector).Matches(pod) {
			continue
		}
		found++
		reached := false
		for _, to := range p.Spec.Egress {
			reached = reached || to.Ports[0].Port.IntValue() == 8081
		}
		if len(p.Spec.PolicyTypes) != 2 || len(p.Spec.Ingress) != 0 || reached != receiver {
			t.Errorf("network policy %+v, want one without ingress; receiver: %v", p.Spec, receiver)
		}
	}
	if found != 1 {
		t.Errorf("%d network policies are for the job, want 1", found)
	}
}

// TestBackfillRules: what the job is given to evaluate is what Prometheus is.
func TestBackfillRules(t *testing.T) {
	all := manifests(t, subject.Read(t, "deploy/test/helm/testdata/blocks.yaml"))
	var rules *core.ConfigMap
	for _, c := range all.configs {
		if strings.HasSuffix(c.Name, "-backfill") {
			rules = c
		}
	}
	for _, file := range []string{"casework-boards.yml"} {
		if rules == nil || strings.TrimSpace(rules.Data[file]) != strings.TrimSpace(subject.Read(t, "deploy/prometheus/"+file)) {
			t.Errorf("%s is not the generated one", file)
		}
	}
}
