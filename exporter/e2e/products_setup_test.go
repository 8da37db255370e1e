package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A product is a real one, set up and empty.
type product struct {
	productDriver
	clock   productClock
	adapter string   // its name
	files   fs.FS    // the adapter's files, where they are not those of the name
	kinds   []string // of units, in turn
	brief   bool     // a short story does, as another tells all of it
}

// need skips no product: it fails if a file of one is missing.
func need(t *testing.T, path, pkg string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%s is missing: install the Debian package %s, or run make test-products as root", path, pkg)
	}
}

// productPassword is that of all people of the products. The user "root" of
// Request Tracker has it from its installer.
const productPassword = "password"

const rtSettings = `Set($rtname, 'kommune.example');
Set($Organization, 'kommune.example');
Set($Timezone, 'Europe/Oslo');
Set($DatabaseType, '%[1]s');
Set($DatabaseHost, '%[2]s');
Set($DatabasePort, %[3]d);
Set($DatabaseName, '%[4]s');
Set($DatabaseUser, '%[5]s');
Set($DatabasePassword, '%[6]s');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($BcryptCost, 10);
Set(%%Lifecycles,
  vedtak => {
    initial => ['mottatt'], active => ['underveis'], inactive => ['vedtatt', 'avvist', 'deleted'],
    defaults => { on_create => 'mottatt' },
    transitions => {
      '' => ['mottatt', 'underveis', 'vedtatt'],
      mottatt => ['underveis', 'vedtatt', 'avvist', 'deleted'], underveis => ['vedtatt', 'avvist', 'deleted'],
      vedtatt => ['underveis', 'deleted'], avvist => ['underveis', 'deleted'], deleted => ['underveis'],
    },
    rights => { '* -> *' => 'ModifyTicket' },
  },
  __maps__ => {
    'default -> vedtak' => { new => 'mottatt', open => 'underveis', stalled => 'underveis', resolved => 'vedtatt', rejected => 'avvist', deleted => 'deleted' },
    'vedtak -> default' => { mottatt => 'new', underveis => 'open', vedtatt => 'resolved', avvist => 'rejected', deleted => 'deleted' },
  });
1;
`

// rtPeople is what an administrator would click together: clerks who may do
// what case workers do, and outsiders who may ask.
const rtPeople = `my %%person = map { my $clerk = /^(%[1]s)$/; $_ => $clerk } qw(%[2]s);
our @Users = map { { Name => $_, EmailAddress => "$_\@example.org", Password => '%[3]s', Privileged => $person{$_} ? 1 : 0 } } sort keys %%person;
our @ACL = map {
  { UserId => $_, Right => [qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket DeleteTicket OwnTicket TakeTicket StealTicket ReassignTicket)] }
} grep { $person{$_} } sort keys %%person;
push @ACL, { GroupDomain => 'SystemInternal', GroupType => 'Everyone', Right => [qw(CreateTicket ReplyToTicket ShowTicket SeeQueue)] };
1;
`

// requestTracker sets Request Tracker up, with half its queues under a
// lifecycle of their own unless that is the default one.
func requestTracker(lifecycle string) func(*testing.T, *productDatabase) product {
	return func(t *testing.T, d *productDatabase) product {
		const home = "/usr/share/request-tracker5"
		need(t, "/usr/sbin/rt-setup-database-5", "request-tracker5")
		need(t, home+"/libexec/rt-server", "request-tracker5")
		dir := t.TempDir()
		clock := newProductClock(t, dir)
		env := []string{
			"RT_SITE_CONFIG=" + write(t, filepath.Join(dir, "RT_SiteConfig.pm"), fmt.Sprintf(rtSettings,
				d.dialect("mysql", "Pg"), d.dialect(d.host, d.socket), d.port, d.name, productUser, productSecret)),
			"RT_SITE_CONFIG_DIR=" + filepath.Join(dir, "none"), "TZ=Europe/Oslo", "HOME=" + dir, "TMPDIR=" + dir, "CLOCK=" + string(clock),
		}
		setup := func(args ...string) {
			runQuietly(t, command(t, env, "rt-setup-database-5", append(args, "--skip-create", "--dba", d.dialect("root", "postgres"), "--dba-password", "")...))
		}
		setup("--action", "init")
		setup("--action", "insert", "--datafile", write(t, filepath.Join(dir, "people"),
			fmt.Sprintf(rtPeople, strings.Join(clerks, "|"), strings.Join(slices.Concat(clerks, askers), " "), productPassword)))
		base := serve(t, func(port string) *exec.Cmd {
			return command(t, env, "perl", "-I", script(t, "."), "-MClock", home+"/libexec/rt-server", "--server", "Standalone", "--host", "127.0.0.1", "--port", port)
		}, "/REST/2.0/rt")
		p := product{productDriver: newRequestTrackerREST(t, base), clock: clock, adapter: "rt", kinds: []string{"default", lifecycle}}
		if lifecycle != "default" {
			// As the adapter's README says.
			p.brief = true
			p.files = edited(t, "rt", d.dialect("cases.sql", "cases.postgres.sql"), "'resolved', 'rejected'", "'resolved', 'rejected', 'vedtatt', 'avvist'", "IN ('new'", "IN ('new', 'mottatt'")
		}
		return p
	}
}

// redmine sets Redmine up, as an instance of its own beside those of the
// machine. The times of issues are of a type that Redmine has had, or, if that
// is empty, of the one that it has.
func redmine(times string, zone *time.Location) func(*testing.T, *productDatabase) product {
	return func(t *testing.T, d *productDatabase) product {
		const home = "/usr/share/redmine"
		need(t, home+"/Gemfile", "redmine")
		dir := t.TempDir()
		write(t, filepath.Join(dir, "config", "database.yml"), fmt.Sprintf(
			"production: {adapter: %s, host: %s, port: %d, database: %s, username: %s, password: %s, encoding: %s}\n",
			d.dialect("mysql2", "postgresql"), d.host, d.port, d.name, productUser, productSecret, d.dialect("utf8mb4", "utf8")))
		write(t, filepath.Join(dir, "config", "secret_key.txt"), strings.Repeat("0123456789abcdef", 4))
		for _, name := range []string{"log", "tmp", "files", "public/plugin_assets"} {
			if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		clock := newProductClock(t, dir)
		env := []string{
			// Instances are looked for below the program; upwards leads to ours.
			"REDMINE_INSTANCE=" + strings.Repeat("../", 8) + strings.TrimPrefix(dir, "/"),
			"BUNDLE_GEMFILE=" + write(t, filepath.Join(dir, "Gemfile"), "eval_gemfile '"+home+"/Gemfile'\ngem '"+d.dialect("mysql2", "pg")+"'\ngem 'webrick'\n"),
			"BUNDLER_VERSION=" + debianBundler(t), "BUNDLE_SILENCE_ROOT_WARNING=1", "SCHEMA=/dev/null", "REDMINE_LANG=en",
			"RAILS_ENV=production", "TZ=Europe/Oslo", "HOME=" + dir, "TMPDIR=" + dir,
			"CLOCK=" + string(clock),
		}
		at := func(cmd *exec.Cmd) *exec.Cmd { cmd.Dir = home; return cmd }
		for _, task := range []string{"db:migrate", "redmine:load_default_data"} { // the second needs a new process
			runQuietly(t, at(command(t, env, "bundle", "exec", "rake", task)))
		}
		if times != "" {
			d.exec("ALTER TABLE issues MODIFY created_on " + times + ", MODIFY updated_on " + times)
		}
		for _, q := range redmineChosen {
			d.exec(q)
		}
		base := serve(t, func(port string) *exec.Cmd {
			clocked := slices.Concat(env, []string{"RUBYOPT=-r" + script(t, "clock.rb")})
			return at(command(t, clocked, "bundle", "exec", "rails", "server", "-u", "webrick", "-b", "127.0.0.1", "-p", port, "-P", filepath.Join(dir, "pid")))
		}, "/issue_statuses.json")
		return product{productDriver: newRedmineREST(t, base, zone), clock: clock, adapter: "redmine", brief: times != ""}
	}
}

// redmineChosen is what an administrator chooses on the pages of settings:
// that the REST interface is open, that issues of different projects may be
// related, that issues may be entered closed, and a key to the interface.
var redmineChosen = []string{
	"INSERT INTO settings (name, value, updated_on) VALUES ('rest_api_enabled', '1', NOW()), ('cross_project_issue_relations', '1', NOW())",
	"INSERT INTO workflows (type, tracker_id, role_id, old_status_id, new_status_id) SELECT 'WorkflowTransition', t.id, r.id, 0, s.id " +
		"FROM trackers t JOIN roles r ON r.name = '" + redmineClerk + "' JOIN issue_statuses s ON s.is_closed",
	"INSERT INTO tokens (user_id, action, value, created_on, updated_on) SELECT id, 'api', '" + redmineKey + "', NOW(), NOW() FROM users WHERE admin",
}

// debianBundler is the version of Debian's bundler. Beside it there may be a
// newer one that comes with Ruby and does not see Debian's gems.
func debianBundler(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "dpkg-query", "-W", "-f", "${Version}", "ruby-bundler").Output()
	if err != nil {
		t.Fatalf("ask for the version of ruby-bundler: %v", err)
	}
	version, _, _ := strings.Cut(string(out), "-")
	return version
}
