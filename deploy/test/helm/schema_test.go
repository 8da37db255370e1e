package helm

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// object is what every kind has.
type object interface {
	metav1.Object
	runtime.Object
}

// all lists everything that was made.
func (o *objects) all() []object {
	var all []object
	for _, x := range o.deployments {
		all = append(all, x)
	}
	for _, x := range o.jobs {
		all = append(all, x)
	}
	for _, x := range o.services {
		all = append(all, x)
	}
	for _, x := range o.accounts {
		all = append(all, x)
	}
	for _, x := range o.claims {
		all = append(all, x)
	}
	for _, x := range o.configs {
		all = append(all, x)
	}
	for _, x := range o.policies {
		all = append(all, x)
	}
	for _, x := range o.monitors {
		all = append(all, x)
	}
	for _, x := range o.podMonitors {
		all = append(all, x)
	}
	for _, x := range o.rules {
		all = append(all, x)
	}
	return all
}

// TestSchemaRefuses: what would fail or be unsafe later is refused before
// anything is installed, with the place named.
func TestSchemaRefuses(t *testing.T) {
	const source = "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}]\n"
	for _, tt := range []struct{ name, values, want string }{
		{"no source", "", "sources is empty: name at least one database"},
		{"a source without host", "sources: [{name: a, settings: {USER: u, DATABASE: d}}]", "missing property 'HOST'"},
		{"a name that no prefix can be made of", "sources: [{name: A-b, settings: {HOST: db, USER: u, DATABASE: d}}]", "/sources/0/name"},
		{"the exporter's own prefix", "sources: [{name: casework, settings: {HOST: db, USER: u, DATABASE: d}}]", "/sources/0/name"},
		{"a password in the values", "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d, PASSWORD: x}}]", "PASSWORD"},
		{"half a client certificate", "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}, tlsSecret: {name: t, ca: ca, cert: c}}]", "key"},
		{"two sources of one name", "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}, {name: a, settings: {HOST: db, USER: u, DATABASE: e}}]", "sources: two are named a"},
		{"a name that makes another's volume", "sources: [{name: a_, settings: {HOST: db, USER: u, DATABASE: d}}]", "/sources/0/name"},
		{"a label that no service would find", source + "podLabels: {app.kubernetes.io/name: x}", "app.kubernetes.io/name"},
		{"a setting that the chart makes", source + "settings: {STATE_DIR: /tmp}", "STATE_DIR"},
		{"a misspelt value", source + "persist: {enabled: false}", "persist"},
		{"a misspelt value inside", source + "persistence: {enable: false}", "enable"},
		{"an image that changes", source + "image: {tag: latest}", "/image/tag"},
		{"a command behind an image", source + `image: {repository: "x\n          command: [sh]"}`, "/image/repository"},
		{"a line break behind an image", source + `image: {repository: "x\n"}`, "/image/repository"},
		{"a command behind a tag", source + `image: {tag: "1\n          command: [sh]"}`, "/image/tag"},
		{"a command behind the image of backfill", source + `backfill: {image: {repository: "x\n          command: [sh]"}}`, "/backfill/image/repository"},
		{"an image that is none", source + `image: {repository: "x y"}`, "/image/repository"},
		{"a key behind a class", source + `priorityClassName: "x\n      hostNetwork: true"`, "/priorityClassName"},
		{"a key behind a class of volumes", source + `persistence: {storageClass: "x\n  volumeName: y"}`, "/persistence/storageClass"},
		{"hidden units without a claim", source + "settings: {MIN_CELL: 5}\npersistence: {enabled: false}", "settings.MIN_CELL without persistence"},
		{"hidden units, as text, without a claim", source + "settings: {MIN_CELL: '5'}\npersistence: {enabled: false}", "settings.MIN_CELL without persistence"},
		{"hidden units behind the chart's back", source + "extraEnv: [{name: CASEWORK_MIN_CELL, value: '5'}]\npersistence: {enabled: false}", "extraEnv: CASEWORK_MIN_CELL stands in settings, as MIN_CELL"},
		{"a path that probes do not know", source + "extraEnv: [{name: CASEWORK_ROUTE_PREFIX, value: /x}]", "extraEnv: CASEWORK_ROUTE_PREFIX stands in settings"},
		{"another folder of state", source + "extraEnv: [{name: CASEWORK_STATE_DIR, value: /tmp}]", "extraEnv: CASEWORK_STATE_DIR is not for the values"},
		{"a key behind a folder of boards", source + `dashboards: {enabled: true, folderAnnotation: "a: b\n    c"}`, "/dashboards/folderAnnotation"},
		{"a line break behind an address", source + `prometheusRule: {enabled: true, runbookURL: "https://example.org/a\n"}`, "/prometheusRule/runbookURL"},
		{"a label of the chart's, of a monitor", source + "serviceMonitor: {enabled: true, labels: {app.kubernetes.io/name: x}}", "app.kubernetes.io/name"},
		{"a claim that goes with the release", source + "persistence: {annotations: {helm.sh/resource-policy: delete}}", "helm.sh/resource-policy"},
		{"half a digest", source + "image: {digest: sha256:abc}", "/image/digest"},
		{"root", source + "podSecurityContext: {runAsUser: 0}", "/podSecurityContext/runAsUser"},
		{"the group of root", source + "podSecurityContext: {runAsGroup: 0}", "/podSecurityContext/runAsGroup"},
		{"an owner of volumes that is no number", source + "podSecurityContext: {fsGroup: casework}", "/podSecurityContext/fsGroup"},
		{"what confines the pod", source + "podSecurityContext: {runAsNonRoot: false}", "runAsNonRoot"},
		{"no port", source + "service: {port: 0}", "/service/port"},
		{"a policy that lets in anybody", source + "networkPolicy: {from: []}", "/networkPolicy/from"},
		{"a language without boards", source + "dashboards: {languages: [{name: sv, folder: x}]}", "/dashboards/languages/0/name"},
		{"a scheme", source + "serviceMonitor: {scheme: ftp}", "/serviceMonitor/scheme"},
		{"a history to nowhere", source + "backfill: {enabled: true}", "set one of remoteWrite.url and blocks.claim"},
		{"a history to two places", source + "backfill: {enabled: true, remoteWrite: {url: 'http://a/b'}, blocks: {claim: c}}", "set one of remoteWrite.url and blocks.claim"},
		{"a history of hidden units", source + "settings: {MIN_CELL: 5}\nbackfill: {enabled: true, state: false, blocks: {claim: c}}", "backfill with settings.MIN_CELL"},
		{"a history of hidden units without a claim", source + "settings: {MIN_CELL: '5'}\npersistence: {enabled: false}\nbackfill: {enabled: true, blocks: {claim: c}}", "backfill with settings.MIN_CELL"},
		{"a history since no date", source + "backfill: {from: yesterday}", "/backfill/from"},
		{"a receiver that is no address", source + "backfill: {remoteWrite: {url: mimir}}", "/backfill/remoteWrite/url"},
		{"an image without a registry", source + "global: {}", "image.registry is empty"},
		{"files without a folder", "sources: [{name: a, settings: {DRIVER: files}}]", "folderClaim"},
		{"files with a password", "sources: [{name: a, settings: {DRIVER: files}, folderClaim: {name: f}, passwordSecret: {name: p, key: k}}]", "/sources/0"},
		{"a folder of a database", "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}, folderClaim: {name: f}}]", "/sources/0"},
		{"PostgreSQL without a host", "sources: [{name: a, settings: {DRIVER: postgres, USER: u, DATABASE: d}}]", "missing property 'HOST'"},
		{"both monitors", source + "serviceMonitor: {enabled: true}\npodMonitor: {enabled: true}", "both would scrape everything twice"},
		{"a variable without a name", source + "extraEnv: [{value: x}]", "/extraEnv/0"},
		{"sockets of systemd", source + "settings: {SYSTEMD_SOCKET: on}", "SYSTEMD_SOCKET"},
		{"a label that is none", source + "backfill: {labels: {a-b: c}}", "invalid propertyName 'a-b'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := render(tt.values)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := render(source); err != nil {
		t.Errorf("the values that the faults are in are refused themselves: %v", err)
	}
}
