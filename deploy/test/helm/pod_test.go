package helm

import (
	"path"
	"slices"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"casework/deploy/test/subject"
)

// TestPodIsConfined checks what the restricted profile of Kubernetes' pod
// security standards demands, and more: no writable root, no account token.
func TestPodIsConfined(t *testing.T) {
	forEachPod(t, func(t *testing.T, pod core.PodSpec) {
		container := pod.Containers[0]
		s, c := pod.SecurityContext, container.SecurityContext
		if s == nil || c == nil {
			t.Fatal("no security context")
		}
		for what, ok := range map[string]bool{
			"one container, no others":         len(pod.Containers) == 1 && len(pod.InitContainers) == 0,
			"not root":                         isTrue(s.RunAsNonRoot) && c.RunAsNonRoot == nil,
			"a user that is a number, not 0":   s.RunAsUser != nil && *s.RunAsUser > 0 && c.RunAsUser == nil,
			"a group that is a number, not 0":  s.RunAsGroup != nil && *s.RunAsGroup > 0 && c.RunAsGroup == nil,
			"a group that owns the volumes":    s.FSGroup != nil && *s.FSGroup == *s.RunAsGroup,
			"the runtime's seccomp profile":    s.SeccompProfile != nil && s.SeccompProfile.Type == core.SeccompProfileTypeRuntimeDefault,
			"a read-only root":                 isTrue(c.ReadOnlyRootFilesystem),
			"no more privileges":               isFalse(c.AllowPrivilegeEscalation) && isFalse(c.Privileged),
			"no capability":                    slices.Equal(c.Capabilities.Drop, []core.Capability{"ALL"}) && c.Capabilities.Add == nil,
			"nothing of the host":              !pod.HostNetwork && !pod.HostPID && !pod.HostIPC,
			"no token of its account":          isFalse(pod.AutomountServiceAccountToken),
			"no variables of services":         isFalse(pod.EnableServiceLinks),
			"a limit of memory":                !container.Resources.Limits.Memory().IsZero(),
			"an image with tag or digest":      strings.ContainsAny(path.Base(container.Image), ":@"),
			"a health check and a ready check": pod.RestartPolicy == core.RestartPolicyNever || container.LivenessProbe != nil && container.ReadinessProbe != nil,
		} {
			if !ok {
				t.Errorf("the pod should have %s", what)
			}
		}
		for _, v := range pod.Volumes {
			if v.HostPath != nil {
				t.Errorf("volume %s is a folder of the host", v.Name)
			}
			if v.Secret != nil && (v.Secret.DefaultMode == nil || *v.Secret.DefaultMode&0o007 != 0) {
				t.Errorf("files of secret %s may be read by others", v.Secret.SecretName)
			}
		}
		for _, e := range container.Env {
			if strings.HasSuffix(e.Name, "_PASSWORD") || e.ValueFrom != nil {
				t.Errorf("%s: secrets belong in files, as an environment shows in many places", e.Name)
			}
		}
	})
}

// TestPodRunsAsTold: users and groups may be others, and left to the platform,
// as OpenShift demands; what confines the pod stays.
func TestPodRunsAsTold(t *testing.T) {
	const source = "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}]\nbackfill: {enabled: true, remoteWrite: {url: 'http://a/b'}}\n"
	for values, want := range map[string][3]int64{ // user, group and owner of volumes; 0 is none
		"podSecurityContext: {runAsUser: null, runAsGroup: null, fsGroup: null}": {},
		"podSecurityContext: null":                                         {},
		"podSecurityContext: {runAsGroup: null}":                           {65532, 0, 65532},
		"podSecurityContext: {runAsUser: 1000650000, fsGroup: 1000650001}": {1000650000, 65532, 1000650001},
	} {
		pods := manifests(t, source+values).pods(t)
		if len(pods) != 2 {
			t.Errorf("%s: %d pods, want that of the exporter and that of backfill", values, len(pods))
		}
		for _, pod := range pods {
			s := pod.SecurityContext
			for i, got := range []*int64{s.RunAsUser, s.RunAsGroup, s.FSGroup} {
				if got == nil && want[i] != 0 || got != nil && *got != want[i] {
					t.Errorf("%s: %v runs as %+v, want %v", values, pod.Containers[0].Name, s, want)
				}
			}
			if !isTrue(s.RunAsNonRoot) || s.SeccompProfile == nil {
				t.Errorf("%s: %s is not confined", values, pod.Containers[0].Name)
			}
		}
	}
}

// forEachPod runs f for each pod of each file of values.
func forEachPod(t *testing.T, f func(t *testing.T, pod core.PodSpec)) {
	t.Helper()
	forEachValues(t, func(t *testing.T, _ string, o *objects) {
		for _, pod := range o.pods(t) {
			t.Run(pod.Containers[0].Name, func(t *testing.T) { f(t, pod) })
		}
	})
}

func isTrue(b *bool) bool  { return b != nil && *b }
func isFalse(b *bool) bool { return b != nil && !*b }

// TestMountsHaveVolumes: each mount has a volume and each volume a mount, by
// names that Kubernetes accepts.
func TestMountsHaveVolumes(t *testing.T) {
	forEachPod(t, func(t *testing.T, pod core.PodSpec) {
		mounted, paths := map[string]int{}, map[string]bool{}
		for _, m := range pod.Containers[0].VolumeMounts {
			mounted[m.Name]++
			if paths[m.MountPath] {
				t.Errorf("two mounts at %s", m.MountPath)
			}
			paths[m.MountPath] = true
			if !m.ReadOnly && m.Name != "state" && (pod.Containers[0].Name != "backfill" || m.Name != "tmp" && m.Name != "blocks") {
				t.Errorf("%s can be written to", m.MountPath)
			}
		}
		for _, v := range pod.Volumes {
			if mounted[v.Name] != 1 {
				t.Errorf("volume %s has %d mounts", v.Name, mounted[v.Name])
			}
			delete(mounted, v.Name)
			if faults := validation.IsDNS1123Label(v.Name); faults != nil {
				t.Errorf("volume %q: %v", v.Name, faults)
			}
		}
		for name := range mounted {
			t.Errorf("mount %s has no volume", name)
		}
	})
}

// TestExporterAcceptsItsSettings starts the exporter's check of its settings
// with the environment and the files that the pod would have.
func TestExporterAcceptsItsSettings(t *testing.T) {
	exporter := subject.Build(t)
	forEachPod(t, func(t *testing.T, pod core.PodSpec) {
		env, folders := environment(t, pod)
		if complaint := subject.CheckConfig(t, exporter, env, folders); complaint != "" {
			t.Errorf("with %v:\n%s", env, complaint)
		}
		env["CASEWORK_WINDOW"] = "28d" // so that the test is known to see faults
		if complaint := subject.CheckConfig(t, exporter, env, folders); !strings.Contains(complaint, "did you mean CASEWORK_WINDOWS?") {
			t.Errorf("a misspelt setting is not noticed: %q", complaint)
		}
	})
}

// environment is what the exporter's process would see, every Secret and
// ConfigMap holding what its kind of mount is for.
func environment(t *testing.T, pod core.PodSpec) (map[string]string, subject.Folders) {
	t.Helper()
	container := pod.Containers[0]
	env, folders := map[string]string{}, subject.Folders{}
	for _, m := range container.VolumeMounts {
		folders[m.MountPath] = map[string]string{}
	}
	for _, e := range container.Env {
		if _, twice := env[e.Name]; twice {
			t.Errorf("%s is set twice", e.Name)
		}
		env[e.Name] = e.Value
		if e.Name == "CASEWORK_ROUTE_PREFIX" {
			continue // no path of files
		}
		folder, file := path.Split(e.Value)
		files, mounted := folders[path.Clean(folder)]
		if !mounted || !strings.HasPrefix(e.Value, "/") {
			if strings.HasPrefix(e.Value, "/") && folders[e.Value] == nil {
				t.Errorf("%s=%s is in no mount", e.Name, e.Value)
			}
			continue
		}
		switch {
		case strings.HasSuffix(e.Name, "_PASSWORD_FILE"):
			files[file] = "secret"
		case strings.HasSuffix(e.Name, "_PROGRAMMES_FILE"):
			files[file] = "unit,programme,starts_on,ends_on\n"
		case strings.HasSuffix(e.Name, "_WEB_CONFIG_FILE"):
			files[file] = "http_server_config: {http2: true}\n"
		case strings.Contains(e.Name, "_TLS_"):
			files[file] = "replaced below"
		}
	}
	certificate, key := subject.Certificate(t)
	for folder, files := range folders {
		for name := range files {
			if !strings.HasSuffix(folder, "/tls") {
				continue
			}
			files[name] = certificate
			if strings.HasSuffix(name, ".key") {
				files[name] = key
			}
		}
		if strings.HasSuffix(folder, "/adapter") {
			files["cases.sql"] = subject.Read(t, "collectors/adapters/views/cases.sql")
		}
	}
	return env, folders
}

// TestEnvironment: the full example sets exactly what it should.
func TestEnvironment(t *testing.T) {
	all := manifests(t, subject.Read(t, "deploy/test/helm/testdata/full.yaml"))
	env, _ := environment(t, all.pods(t)[0])
	for name, want := range map[string]string{
		"CASEWORK_SOURCES":               "byggesak,barnevern_nord",
		"CASEWORK_WINDOWS":               "28d,91d",
		"CASEWORK_WEB_CONFIG_FILE":       "/etc/casework-exporter/web/web-config.yml",
		"BYGGESAK_PORT":                  "3307",
		"BYGGESAK_PASSWORD_FILE":         "/etc/casework-exporter/byggesak/password/password",
		"BYGGESAK_PROGRAMMES_FILE":       "/etc/casework-exporter/byggesak/programmes/programmes.csv",
		"BARNEVERN_NORD_TLS":             "verify-identity",
		"BARNEVERN_NORD_TLS_CA":          "/etc/casework-exporter/barnevern_nord/tls/ca.crt",
		"BARNEVERN_NORD_TLS_KEY":         "/etc/casework-exporter/barnevern_nord/tls/tls.key",
		"BARNEVERN_NORD_ADAPTER":         "/etc/casework-exporter/barnevern_nord/adapter",
		"BARNEVERN_NORD_DROP_FOLDER":     "/etc/casework-exporter/barnevern_nord/drop",
		"BARNEVERN_NORD_TLS_SERVER_NAME": "db.example.org",
	} {
		if env[name] != want {
			t.Errorf("%s=%q, want %q", name, env[name], want)
		}
	}
	if len(env) != 25 {
		t.Errorf("%d variables, want 25: %v", len(env), env)
	}
}

// TestWordsAndNumbersArriveAsWritten: YAML takes on and off for true and false,
// and a large number for a power of ten, and the exporter knows neither.
func TestWordsAndNumbersArriveAsWritten(t *testing.T) {
	all := manifests(t, `
settings: {EFFECT: on, HOURLY_COST: 1250000, MIN_CELL: 5, SHARD: 1/1}
sources:
  - {name: a, settings: {HOST: db, USER: u, DATABASE: d, TLS: off, RECONCILE_AT: off, PORT: 3307}}
  - {name: b, settings: {HOST: db, USER: 42, DATABASE: d, RECONCILE_AT: 03:15}}
`)
	pod := all.pods(t)[0]
	env, folders := environment(t, pod)
	for name, want := range map[string]string{
		"CASEWORK_EFFECT": "on", "CASEWORK_HOURLY_COST": "1250000", "CASEWORK_MIN_CELL": "5", "CASEWORK_SHARD": "1/1",
		"A_TLS": "off", "A_RECONCILE_AT": "off", "A_PORT": "3307", "B_USER": "42", "B_RECONCILE_AT": "03:15",
	} {
		if env[name] != want {
			t.Errorf("%s=%q, want %q", name, env[name], want)
		}
	}
	if complaint := subject.CheckConfig(t, subject.Build(t), env, folders); complaint != "" {
		t.Errorf("with %v:\n%s", env, complaint)
	}
}

// TestPathsBelowAPrefix: Kubernetes and Prometheus ask where the exporter serves.
func TestPathsBelowAPrefix(t *testing.T) {
	for settings, want := range map[string]string{
		"{}": "",
		"{EXTERNAL_URL: https://tall.example.org}":                              "",
		"{EXTERNAL_URL: https://tall.example.org/casework/}":                    "/casework",
		"{EXTERNAL_URL: https://tall.example.org/casework, ROUTE_PREFIX: /}":    "",
		"{EXTERNAL_URL: https://tall.example.org/casework, ROUTE_PREFIX: /a/b}": "/a/b",
	} {
		all := manifests(t, "sources: [{name: a, settings: {HOST: db, USER: u, DATABASE: d}}]\nserviceMonitor: {enabled: true}\nsettings: "+settings)
		c := all.pods(t)[0].Containers[0]
		for _, got := range []string{c.LivenessProbe.HTTPGet.Path, c.ReadinessProbe.HTTPGet.Path} {
			if got != want+"/-/healthy" {
				t.Errorf("%s: a probe asks %s", settings, got)
			}
		}
		if got := all.monitors[0].Spec.Endpoints[0].Path; got != want+"/metrics" {
			t.Errorf("%s: Prometheus scrapes %s", settings, got)
		}
	}
}
