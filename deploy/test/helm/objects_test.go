package helm

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"

	"casework/deploy/test/subject"
)

// TestObjectsMeet: service, monitor and policy select the pod and name ports
// that it has, and the claim is the one mounted.
func TestObjectsMeet(t *testing.T) {
	forEachValues(t, func(t *testing.T, name string, o *objects) {
		d := o.deployment(t)
		pod := labels.Set(d.Spec.Template.Labels)
		selects := func(what string, selector labels.Selector, set labels.Set) {
			t.Helper()
			if selector.Empty() || !selector.Matches(set) {
				t.Errorf("%s selects %s, which is not %v", what, selector, set)
			}
		}
		selects("deployment", asSelector(t, d.Spec.Selector), pod)
		service := o.services[0]
		selects("service", labels.SelectorFromSet(service.Spec.Selector), pod)
		port := d.Spec.Template.Spec.Containers[0].Ports[0]
		if target := service.Spec.Ports[0].TargetPort.StrVal; target != port.Name || port.ContainerPort != 19780 {
			t.Errorf("service leads to port %q, the pod has %+v", target, port)
		}
		for _, p := range o.policies {
			for _, to := range p.Spec.Egress {
				if len(to.Ports) == 0 {
					t.Error("network policy lets out to every port")
				}
			}
			if strings.HasSuffix(p.Name, "-backfill") {
				continue // a test of its own
			}
			selects("network policy", asSelector(t, &p.Spec.PodSelector), pod)
			if len(p.Spec.PolicyTypes) != 2 || len(p.Spec.Ingress) != 1 || len(p.Spec.Ingress[0].From) == 0 {
				t.Errorf("network policy lets in anybody: %+v", p.Spec)
			}
			if got := p.Spec.Ingress[0].Ports[0].Port.StrVal; got != port.Name {
				t.Errorf("network policy lets in to port %q", got)
			}
		}
		for _, m := range o.monitors {
			selects("service monitor", asSelector(t, &m.Spec.Selector), labels.Set(service.Labels))
			if got := m.Spec.Endpoints[0].Port; got != service.Spec.Ports[0].Name {
				t.Errorf("service monitor scrapes port %q", got)
			}
		}
		for _, m := range o.podMonitors {
			selects("pod monitor", asSelector(t, &m.Spec.Selector), pod)
			if got := m.Spec.PodMetricsEndpoints[0].Port; got == nil || *got != port.Name {
				t.Errorf("pod monitor scrapes port %v", got)
			}
		}
		for _, v := range d.Spec.Template.Spec.Volumes {
			if claim := v.PersistentVolumeClaim; claim != nil && v.Name == "state" && claim.ClaimName != o.claims[0].Name {
				t.Errorf("%s is claimed, %s is mounted", o.claims[0].Name, claim.ClaimName)
			}
		}
		if name == "memory" {
			if got := d.Spec.Template.Spec.ServiceAccountName; got != "metrics" {
				t.Errorf("service account %q", got)
			}
			return
		}
		if got := d.Spec.Template.Spec.ServiceAccountName; got != o.accounts[0].Name {
			t.Errorf("service account %q is made, %q is used", o.accounts[0].Name, got)
		}
	})
}

func asSelector(t *testing.T, s *metav1.LabelSelector) labels.Selector {
	t.Helper()
	selector, err := metav1.LabelSelectorAsSelector(s)
	if err != nil {
		t.Fatal(err)
	}
	return selector
}

// TestNames: every object is in the release's namespace under a name of its
// own that Kubernetes takes, and its labels are labels.
func TestNames(t *testing.T) {
	forEachValues(t, func(t *testing.T, _ string, o *objects) {
		seen := map[string]bool{}
		for _, object := range o.all() {
			kind, name := object.GetObjectKind().GroupVersionKind().Kind, object.GetName()
			if faults := validation.IsDNS1035Label(name); faults != nil || object.GetNamespace() != "casework" {
				t.Errorf("%s %q in %q: %v", kind, name, object.GetNamespace(), faults)
			}
			if seen[kind+name] {
				t.Errorf("two of %s %s", kind, name)
			}
			seen[kind+name] = true
			for key, value := range object.GetLabels() {
				if faults := append(validation.IsQualifiedName(key), validation.IsValidLabelValue(value)...); len(faults) > 0 {
					t.Errorf("%s %s: label %s=%s: %v", kind, name, key, value, faults)
				}
			}
		}
	})
}

// TestBoards: each board is in a ConfigMap of its own, as it is generated,
// with the label that Grafana's sidecar looks for, and below 1 MiB.
func TestBoards(t *testing.T) {
	all := manifests(t, subject.Read(t, "deploy/test/helm/testdata/full.yaml"))
	found := map[string]string{}
	for _, c := range all.configs {
		if c.Labels["grafana_dashboard"] != "1" || c.Annotations["grafana_folder"] == "" {
			t.Errorf("%s: labels %v, annotations %v", c.Name, c.Labels, c.Annotations)
		}
		whole, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if len(whole) >= 1<<20 {
			t.Errorf("%s is %d bytes, Kubernetes takes less than %d", c.Name, len(whole), 1<<20)
		}
		for file, content := range c.Data {
			found[file] = strings.TrimSpace(content)
		}
	}
	want := map[string]string{}
	for _, language := range []string{"nb", "en"} {
		paths, err := filepath.Glob(filepath.Join(subject.Root, "deploy/grafana/dashboards", language, "*.json"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no boards: %v", err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			board := strings.TrimSuffix(filepath.Base(path), ".json")
			want["casework-"+board+"-"+language+".json"] = strings.TrimSpace(string(content))
		}
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("boards (-generated +chart):\n%s", diff)
	}
}

// TestRules: the rules are those that are generated, but for the addresses
// of the runbooks and of Grafana.
func TestRules(t *testing.T) {
	all := manifests(t, subject.Read(t, "deploy/test/helm/testdata/full.yaml"))
	for _, rule := range all.rules {
		kind := rule.Name[strings.LastIndex(rule.Name, "-")+1:]
		content := subject.Read(t, "deploy/prometheus/casework-"+kind+".yml")
		moved := content
		for standard, own := range map[string]string{
			"https://example.org/runbooks": "https://intranet.example.org/runbooks", "https://example.org/grafana": "https://grafana.example.net",
		} {
			if kind == "alerts" && !strings.Contains(content, standard) {
				t.Errorf("no alert names the default address %s any more", standard)
			}
			moved = strings.ReplaceAll(moved, standard, own)
		}
		var want monitoring.PrometheusRuleSpec
		if err := yaml.UnmarshalStrict([]byte(moved), &want); err != nil {
			t.Fatalf("%s is no rule of the operator's: %v", kind, err)
		}
		if diff := cmp.Diff(want, rule.Spec); diff != "" || len(want.Groups) == 0 {
			t.Errorf("%s (-generated +chart):\n%s", kind, diff)
		}
	}
}
