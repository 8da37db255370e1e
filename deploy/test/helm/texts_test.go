package helm

import (
	"slices"
	"testing"
)

// TestTextsStayTexts: names that YAML would read as a number, as on or as nothing
// are allowed to releases, namespaces and what pods refer to.
func TestTextsStayTexts(t *testing.T) {
	const values = `
sources:
  - name: a
    settings: {HOST: db, USER: u, DATABASE: d}
    passwordSecret: {name: "1", key: "2"}
    tlsSecret: {name: "3", ca: ca.crt}
    programmesConfigMap: {name: "4", key: p.csv}
    dropClaim: {name: "5"}
    adapterConfigMap: {name: "6"}
webConfig: {secret: "on"}
persistence: {existingClaim: "7"}
priorityClassName: "8"
serviceAccount: {name: "null"}
dashboards: {enabled: true, folderAnnotation: "9"}
serviceMonitor: {enabled: true}
prometheusRule: {enabled: true}
backfill: {enabled: true, remoteWrite: {url: "http://mimir/push", httpConfig: {secret: "10"}}}
`
	all := manifestsAs(t, "2024", "1e3", values)
	for _, o := range all.all() {
		if o.GetNamespace() != "1e3" || o.GetLabels()["app.kubernetes.io/instance"] != "2024" {
			t.Errorf("%s of %q is in %q", o.GetName(), o.GetLabels()["app.kubernetes.io/instance"], o.GetNamespace())
		}
	}
	if got := all.monitors[0].Spec.NamespaceSelector.MatchNames; !slices.Equal(got, []string{"1e3"}) {
		t.Errorf("the monitor looks in %q", got)
	}
	if got := all.accounts[0].Name; got != "null" {
		t.Errorf("the account is called %q", got)
	}
	for _, pod := range all.pods(t) {
		refers := map[string]bool{pod.PriorityClassName: true, pod.ServiceAccountName: true}
		for _, v := range pod.Volumes {
			switch {
			case v.Secret != nil:
				refers[v.Secret.SecretName] = true
			case v.ConfigMap != nil:
				refers[v.ConfigMap.Name] = true
			case v.PersistentVolumeClaim != nil:
				refers[v.PersistentVolumeClaim.ClaimName] = true
			}
		}
		for _, name := range []string{"1", "3", "4", "5", "6", "7", "8", "null", "on"} {
			if !refers[name] {
				t.Errorf("a pod does not refer to %q but to %v", name, refers)
			}
		}
	}
}

// TestPathsStayTexts: the path of probes and scrapes is the setting's, whatever is in it.
func TestPathsStayTexts(t *testing.T) {
	const path = "/x, port: 1}, exec: {command: [sh]"
	all := manifests(t, `
sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}]
settings: {ROUTE_PREFIX: "`+path+`"}
serviceMonitor: {enabled: true}
`)
	container := all.pods(t)[0].Containers[0]
	for _, probe := range []string{container.LivenessProbe.HTTPGet.Path, container.ReadinessProbe.HTTPGet.Path} {
		if probe != path+"/-/healthy" {
			t.Errorf("a probe asks for %q", probe)
		}
	}
	if got := all.monitors[0].Spec.Endpoints[0].Path; got != path+"/metrics" {
		t.Errorf("scrapes ask for %q", got)
	}
}
