// Package compose tests the compose stack: it is loaded as Compose loads it,
// every file that it names must exist, every service must be confined, and
// its settings are given to the exporter.
package compose

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"casework/collectors/testutil/pages"
	"casework/deploy/test/subject"
)

// bundle is a copy of what an operator has: the deploy folder, with links
// followed as release archives do, and passwords made.
func bundle(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "deploy")
	subject.Run(t, exec.Command("cp", "-rL", filepath.Join(subject.Root, "deploy"), dir))
	secrets := exec.Command("sh", "-euc", pages.Script(t, subject.Root, "deploy/README.md", "cd deploy", "compose/make-secrets.sh"))
	secrets.Dir = filepath.Dir(dir)
	subject.Run(t, secrets)
	return dir
}

// load loads the stack as "docker compose --profile '*'" does, strictly.
func load(t *testing.T, dir string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join(dir, "compose.yaml")},
		cli.WithWorkingDirectory(dir), cli.WithOsEnv, cli.WithProfiles([]string{"*"}), cli.WithConsistency(true),
		cli.WithInterpolation(true), cli.WithNormalization(true), cli.WithResolvedPaths(true))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// TestServicesAreConfined: each service is without privileges, with limits,
// and open to this machine at most.
func TestServicesAreConfined(t *testing.T) {
	project := load(t, bundle(t))
	want := []string{"alertmanager", "backfill", "exporter", "grafana", "mariadb", "prometheus"}
	if got := project.ServiceNames(); !slices.Equal(got, want) {
		t.Errorf("services %v, want %v", got, want)
	}
	for name, s := range project.Services {
		user, group, _ := strings.Cut(s.User, ":")
		uid, err := strconv.Atoi(user)
		gid, groupErr := strconv.Atoi(group)
		for what, ok := range map[string]bool{
			"a user and a group that are numbers, not 0": err == nil && groupErr == nil && uid > 0 && gid > 0,
			"a read-only root":                           s.ReadOnly,
			"no capability":                              slices.Equal(s.CapDrop, []string{"ALL"}) && s.CapAdd == nil,
			"no new privileges":                          slices.Contains(s.SecurityOpt, "no-new-privileges:true") && !s.Privileged,
			"nothing of the host":                        s.NetworkMode == "" && s.Pid == "" && s.Ipc == "" && s.Devices == nil,
			"limits of memory and processes":             s.MemLimit > 0 && s.PidsLimit > 0,
			"logs with an end":                           s.Logging != nil && s.Logging.Options["max-size"] != "",
			"a health check, unless it ends":             name == "backfill" || s.HealthCheck != nil && len(s.HealthCheck.Test) > 1,
			"an image with a tag":                        strings.Contains(filepath.Base(s.Image), ":"),
		} {
			if !ok {
				t.Errorf("%s should have %s", name, what)
			}
		}
		for _, p := range s.Ports {
			if p.HostIP != "127.0.0.1" {
				t.Errorf("%s publishes port %s on %q, not on this machine alone", name, p.Published, p.HostIP)
			}
		}
		for _, v := range s.Volumes {
			if v.Type == types.VolumeTypeBind && !v.ReadOnly {
				t.Errorf("%s can write to %s of the host", name, v.Source)
			}
		}
		for variable := range s.Environment {
			if strings.Contains(variable, "PASSWORD") && !strings.HasSuffix(variable, "_FILE") {
				t.Errorf("%s has %s in its environment, which docker inspect shows", name, variable)
			}
		}
	}
	if n := project.Networks["database"]; !n.Internal {
		t.Error("the database's network is not closed")
	}
	if got := project.Services["mariadb"].Networks; len(got) != 1 {
		t.Errorf("MariaDB is on networks %v, want its own alone", got)
	}
}

// TestDatabaseOutside: with what the README says to export, the exporter reaches
// a database that is no service of the stack.
func TestDatabaseOutside(t *testing.T) {
	name, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(pages.Script(t, subject.Root, "deploy/README.md", "export DATABASE_INTERNAL=")), "export "), "=")
	t.Setenv(name, value)
	project := load(t, bundle(t))
	if n := project.Networks["database"]; n.Internal {
		t.Errorf("with %s=%s the network of the database is closed", name, value)
	}
}

// TestCommandsOfPages: services and profiles that pages name to Compose are there.
func TestCommandsOfPages(t *testing.T) {
	project := load(t, bundle(t))
	profiles := map[string]bool{}
	for _, s := range project.Services {
		for _, p := range s.Profiles {
			profiles[p] = true
		}
	}
	commands, _, err := pages.All(subject.Root)
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, c := range commands {
		words := strings.Fields(c.Text)
		if !strings.HasPrefix(c.Text, "docker compose ") {
			continue
		}
		looked++
		if i := slices.Index(words, "--profile"); i > 0 && !profiles[words[i+1]] {
			t.Errorf("%s:%d: %q: there is no such profile", c.Page, c.Line, c.Text)
		}
		if i := slices.Index(words, "--rm"); i > 0 && project.Services[words[i+1]].Name == "" {
			t.Errorf("%s:%d: %q: there is no such service", c.Page, c.Line, c.Text)
		}
	}
	if looked < 4 {
		t.Errorf("only %d commands of Compose found", looked)
	}
}

// TestFilesExist: everything that is mounted, read or built from is there.
func TestFilesExist(t *testing.T) {
	dir := bundle(t)
	project := load(t, dir)
	exists := func(what, path string) {
		t.Helper()
		info, err := os.Stat(path)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if info.IsDir() {
			if entries, _ := os.ReadDir(path); len(entries) == 0 {
				t.Errorf("%s: %s is empty", what, path)
			}
		}
	}
	mounted := 0
	for name, s := range project.Services {
		for _, v := range s.Volumes {
			switch v.Type {
			case types.VolumeTypeBind:
				mounted++
				exists("service "+name, v.Source)
			case types.VolumeTypeVolume:
				if _, ok := project.Volumes[v.Source]; !ok {
					t.Errorf("service %s: no volume %q", name, v.Source)
				}
			default:
				t.Errorf("service %s: volume of type %q", name, v.Type)
			}
		}
		for _, f := range s.EnvFiles {
			exists("service "+name, f.Path)
		}
		for _, secret := range s.Secrets {
			exists("service "+name, project.Secrets[secret.Source].File)
		}
	}
	if mounted < 5 {
		t.Errorf("only %d files mounted: does the test still see them?", mounted)
	}
	// The context is the sources' root, which the copy is not in.
	file := project.Services["exporter"].Build.Dockerfile
	exists("build", filepath.Join(subject.Root, file))
}

// TestFilesOfPrograms: files that configurations name are where the stack
// mounts them.
func TestFilesOfPrograms(t *testing.T) {
	project := load(t, bundle(t))
	inside := func(service, path string) string {
		for _, v := range project.Services[service].Volumes {
			if rest, ok := strings.CutPrefix(path, v.Target); ok && (rest == "" || rest[0] == '/') && v.Type == types.VolumeTypeBind {
				return v.Source + rest
			}
		}
		return ""
	}
	for service, paths := range map[string][]string{
		"prometheus": {
			"/etc/prometheus/prometheus.yml", "/etc/prometheus/casework-scrape.yml", "/etc/prometheus/casework-alerts.yml",
			"/etc/prometheus/casework-boards.yml",
		},
		"alertmanager": {"/etc/alertmanager/alertmanager.yml"},
		"grafana": {
			"/var/lib/grafana/dashboards/casework/nb/quality.json", "/var/lib/grafana/dashboards/casework/en/quality.json",
			"/etc/grafana/provisioning/dashboards/casework.yml", "/etc/grafana/provisioning/datasources/casework.yml",
		},
		"mariadb": {"/docker-entrypoint-initdb.d/1-schema.sql", "/docker-entrypoint-initdb.d/2-exporter-user.sh"},
	} {
		for _, path := range paths {
			if at := inside(service, path); at == "" {
				t.Errorf("%s: nothing is mounted at %s", service, path)
			} else if _, err := os.Stat(at); err != nil {
				t.Errorf("%s: %s: %v", service, path, err)
			}
		}
	}
	prometheus := project.Services["prometheus"]
	if !slices.Contains(prometheus.Command, "--config.file=/etc/prometheus/prometheus.yml") {
		t.Errorf("Prometheus is started with %v", prometheus.Command)
	}
	// The names that other files call the services by.
	for file, address := range map[string]string{
		"deploy/prometheus/casework-scrape.yml":               "casework-exporter:19780",
		"deploy/prometheus/prometheus.yml":                    "alertmanager:9093",
		"deploy/compose/alertmanager-datasource.yml":          "http://alertmanager:9093",
		"deploy/grafana/provisioning/dashboards/casework.yml": "/var/lib/grafana/dashboards/casework/nb",
	} {
		if !strings.Contains(subject.Read(t, file), address) {
			t.Errorf("%s does not name %s", file, address)
		}
	}
	if got := project.Services["exporter"].Networks["metrics"].Aliases; !slices.Contains(got, "casework-exporter") {
		t.Errorf("the exporter is called %v on Prometheus' network", got)
	}
}

// TestSecrets: passwords are made once, different from each other, closed to
// other users of the machine by their folder, and readable in containers.
func TestSecrets(t *testing.T) {
	dir := bundle(t)
	script := filepath.Join(dir, "compose/make-secrets.sh")
	first, seen := map[string]string{}, map[string]bool{}
	for _, name := range []string{"kommune", "mariadb-root", "grafana-admin"} {
		content, err := os.ReadFile(filepath.Join(dir, "compose/secrets", name))
		if err != nil || len(content) != 48 || seen[string(content)] {
			t.Errorf("%s holds %d bytes, want 48 of its own: %v", name, len(content), err)
		}
		first[name], seen[string(content)] = string(content), true
		if info, err := os.Stat(filepath.Join(dir, "compose/secrets", name)); err != nil || info.Mode().Perm() != 0o444 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "compose/secrets")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("secrets: %v, %v", info.Mode(), err)
	}
	if out, err := exec.Command("sh", script).CombinedOutput(); err != nil || len(out) != 0 {
		t.Errorf("second time: %v, %s", err, out)
	}
	for name, want := range first {
		if content, _ := os.ReadFile(filepath.Join(dir, "compose/secrets", name)); string(content) != want {
			t.Errorf("%s was made again", name)
		}
	}
}

// TestExporterAcceptsItsSettings gives the exporter what its service would.
func TestExporterAcceptsItsSettings(t *testing.T) {
	project := load(t, bundle(t))
	exporter := subject.Build(t)
	for _, name := range []string{"exporter", "backfill"} {
		s := project.Services[name]
		env := map[string]string{}
		for variable, value := range s.Environment {
			env[variable] = *value
		}
		folders := subject.Folders{"/run/secrets": {}}
		for _, secret := range s.Secrets {
			folders["/run/secrets"][secret.Source] = "secret"
		}
		for _, v := range s.Volumes {
			folders[v.Target] = nil
		}
		if complaint := subject.CheckConfig(t, exporter, env, folders); complaint != "" {
			t.Errorf("%s with %v:\n%s", name, env, complaint)
		}
		delete(folders["/run/secrets"], "kommune")
		if complaint := subject.CheckConfig(t, exporter, env, folders); !strings.Contains(complaint, "KOMMUNE_PASSWORD_FILE") {
			t.Errorf("a missing password is not noticed: %q", complaint)
		}
	}
}
