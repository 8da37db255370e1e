// Package helm tests the Helm chart: it is rendered by Helm itself for each
// file of values in testdata, decoded strictly into the types of Kubernetes
// and of the Prometheus operator, and its settings are given to the exporter.
package helm

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"

	"casework/deploy/test/subject"
)

const chartPath = subject.Root + "/deploy/helm/casework-exporter"

// objects are what the chart makes, by kind.
type objects struct {
	deployments []*apps.Deployment
	jobs        []*batch.Job
	services    []*core.Service
	accounts    []*core.ServiceAccount
	claims      []*core.PersistentVolumeClaim
	configs     []*core.ConfigMap
	policies    []*networking.NetworkPolicy
	monitors    []*monitoring.ServiceMonitor
	podMonitors []*monitoring.PodMonitor
	rules       []*monitoring.PrometheusRule
	notes       string
}

// deployment is the one Deployment that there should be.
func (o *objects) deployment(t *testing.T) *apps.Deployment {
	t.Helper()
	if len(o.deployments) != 1 {
		t.Fatalf("%d deployments, want 1", len(o.deployments))
	}
	return o.deployments[0]
}

// pods are what runs: the deployment's, and the job's if there is one.
func (o *objects) pods(t *testing.T) []core.PodSpec {
	t.Helper()
	all := []core.PodSpec{o.deployment(t).Spec.Template.Spec}
	for _, j := range o.jobs {
		all = append(all, j.Spec.Template.Spec)
	}
	return all
}

// decode adds a manifest, refusing fields that its kind does not have.
func (o *objects) decode(t *testing.T, manifest string) {
	t.Helper()
	var head struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := yaml.Unmarshal([]byte(manifest), &head); err != nil {
		t.Fatalf("%v in\n%s", err, manifest)
	}
	var object any
	switch head.APIVersion + " " + head.Kind {
	case "apps/v1 Deployment":
		object = add(&o.deployments)
	case "batch/v1 Job":
		object = add(&o.jobs)
	case "v1 Service":
		object = add(&o.services)
	case "v1 ServiceAccount":
		object = add(&o.accounts)
	case "v1 PersistentVolumeClaim":
		object = add(&o.claims)
	case "v1 ConfigMap":
		object = add(&o.configs)
	case "networking.k8s.io/v1 NetworkPolicy":
		object = add(&o.policies)
	case "monitoring.coreos.com/v1 ServiceMonitor":
		object = add(&o.monitors)
	case "monitoring.coreos.com/v1 PodMonitor":
		object = add(&o.podMonitors)
	case "monitoring.coreos.com/v1 PrometheusRule":
		object = add(&o.rules)
	default:
		t.Fatalf("the chart makes a %q of %q, which no test knows", head.Kind, head.APIVersion)
	}
	if err := yaml.UnmarshalStrict([]byte(manifest), object); err != nil {
		t.Errorf("%s: %v in\n%s", head.Kind, err, manifest)
	}
}

func add[T any](list *[]*T) *T {
	object := new(T)
	*list = append(*list, object)
	return object
}

// Helm reports each link that it follows, each time.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// render renders the chart with values, which is YAML. Images that name no registry
// are in one of the cluster's, unless the values say what is global.
func render(values string) (map[string]string, error) { return renderAs("kommune", "casework", values) }

// renderAs does so for a release of a name, in a namespace.
func renderAs(name, namespace, values string) (map[string]string, error) {
	chart, err := loader.Load(chartPath)
	if err != nil {
		return nil, err
	}
	given := map[string]any{}
	if err := yaml.Unmarshal([]byte(values), &given); err != nil {
		return nil, err
	}
	if _, ok := given["global"]; !ok {
		given["global"] = map[string]any{"imageRegistry": "registry.example.org"}
	}
	release := common.ReleaseOptions{Name: name, Namespace: namespace, IsInstall: true, Revision: 1}
	all, err := util.ToRenderValues(chart, given, release, common.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	return engine.Engine{Strict: true}.RenderWithContext(context.Background(), chart, all)
}

// manifests renders the chart and decodes everything that comes out.
func manifests(t *testing.T, values string) *objects {
	t.Helper()
	return manifestsAs(t, "kommune", "casework", values)
}

// manifestsAs does so for a release of a name, in a namespace.
func manifestsAs(t *testing.T, name, namespace, values string) *objects {
	t.Helper()
	rendered, err := renderAs(name, namespace, values)
	if err != nil {
		t.Fatal(err)
	}
	var all objects
	for name, content := range rendered {
		if strings.HasSuffix(name, "NOTES.txt") {
			all.notes = content
			continue
		}
		if strings.HasSuffix(name, ".tpl") {
			continue
		}
		for manifest := range strings.SplitSeq("\n"+content, "\n---\n") {
			if strings.TrimSpace(manifest) != "" {
				all.decode(t, manifest)
			}
		}
	}
	return &all
}

// forEachValues runs f for each file of values: those of the tests, and those of the
// chart that chart testing installs.
func forEachValues(t *testing.T, f func(t *testing.T, name string, all *objects)) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no values in testdata: %v", err)
	}
	installed, err := filepath.Glob(chartPath + "/ci/*-values.yaml")
	if err != nil || len(installed) == 0 {
		t.Fatalf("no values in ci: %v", err)
	}
	for _, path := range append(paths, installed...) {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f(t, name, manifests(t, string(content)))
		})
	}
}

// TestKinds: what is switched on is made, and nothing else.
func TestKinds(t *testing.T) {
	type counts struct{ deployments, jobs, services, accounts, claims, configs, policies, monitors, podMonitors, rules int }
	boards, err := filepath.Glob(subject.Root + "/deploy/grafana/dashboards/nb/*.json")
	if err != nil || len(boards) == 0 {
		t.Fatalf("no boards: %v", err)
	}
	want := map[string]counts{
		"minimal": {1, 0, 1, 1, 1, 0, 1, 0, 0, 0},
		"full":    {1, 0, 1, 1, 1, 2 * len(boards), 1, 1, 0, 2},
		"memory":  {1, 0, 1, 0, 0, len(boards), 0, 0, 0, 0},
		"blocks":  {1, 1, 1, 1, 1, 1, 2, 0, 0, 0},
		"remote":  {1, 1, 1, 1, 0, 0, 2, 0, 0, 0},

		"mariadb-values":  {1, 0, 1, 1, 1, 0, 1, 0, 1, 0},
		"postgres-values": {1, 1, 1, 1, 1, 1, 2, 1, 0, 0},
		"files-values":    {1, 0, 1, 1, 1, 0, 1, 0, 0, 0},
	}
	forEachValues(t, func(t *testing.T, name string, o *objects) {
		got := counts{
			len(o.deployments), len(o.jobs), len(o.services), len(o.accounts), len(o.claims),
			len(o.configs), len(o.policies), len(o.monitors), len(o.podMonitors), len(o.rules),
		}
		if got != want[name] {
			t.Errorf("made %+v, want %+v", got, want[name])
		}
		if warned := strings.Contains(o.notes, "WITHOUT"); warned != (name == "memory" || name == "remote") {
			t.Errorf("notes:\n%s", o.notes)
		}
	})
}
