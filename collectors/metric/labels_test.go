package metric

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// targetLabels are labels that a target gets from a scrape, from what finds it,
// or from usual relabelling. They win over ours, which then are exported_…, and
// no query finds them.
var targetLabels = []Label{
	// Prometheus itself, federation and agents.
	"job", "instance", "scheme", "path", "replica", "prometheus", "prometheus_replica", "receive", "tenant", "tenant_id",
	"monitor", "agent", "scrape_job", "target", "address", "port", "group",
	// The operator, from ServiceMonitor and PodMonitor.
	"namespace", "pod", "container", "endpoint", "service", "node",
	// Kubernetes, by relabelling as charts bring it.
	"cluster", "cluster_name", "kubernetes_namespace", "kubernetes_name", "kubernetes_pod_name", "kubernetes_node", "pod_name",
	"container_name", "container_id", "image", "app", "app_kubernetes_io_name", "app_kubernetes_io_instance", "component",
	"release", "chart", "heritage", "pod_template_hash", "controller", "workload", "deployment", "uid", "id",
	// Hosts, clouds and sites.
	"host", "hostname", "fqdn", "nodename", "server", "domain", "region", "zone", "availability_zone", "datacenter", "dc", "rack",
	"env", "environment", "stage_name", "stack", "project", "account", "account_id", "instance_id", "team", "owner", "site",
	// Prometheus' own in series and alerts.
	"le", "quantile", "alertname", "alertstate", "severity", "__name__",
}

// leaving are labels that should not be, and the release in which each goes.
var leaving = map[Label]string{Service: "0.3.0"}

// TestNoScrapeRenamesLabels: no label is one that a target has itself.
func TestNoScrapeRenamesLabels(t *testing.T) {
	taken, met := map[Label]bool{}, map[Label]bool{}
	for _, l := range targetLabels {
		taken[l] = true
	}
	for _, def := range All() {
		for _, l := range def.Labels {
			bare := Label(strings.TrimPrefix(string(l), "exported_"))
			switch {
			case leaving[l] != "":
				met[l] = true
			case taken[l], l != bare:
				t.Errorf("%s has the label %s, which a target has itself", def.Name, l)
			}
		}
	}
	content, err := os.ReadFile("../../VERSION")
	if err != nil {
		t.Fatal(err)
	}
	for l, release := range leaving {
		switch {
		case !met[l]:
			t.Errorf("no metric has the label %s any more: take it off the list", l)
		case !before(t, strings.TrimSpace(string(content)), release):
			t.Errorf("the label %s goes in %s, and this is %s", l, release, content)
		}
	}
}

// before reports whether a release comes before another.
func before(t *testing.T, release, other string) bool {
	t.Helper()
	a, b := strings.Split(release, "."), strings.Split(other, ".")
	for i := range b {
		m, errA := strconv.Atoi(a[i])
		n, errB := strconv.Atoi(b[i])
		if errA != nil || errB != nil {
			t.Fatalf("releases %s, %s", release, other)
		}
		if m != n {
			return m < n
		}
	}
	return false
}
