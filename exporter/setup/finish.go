package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"

	"casework/collectors/name"
	"casework/collectors/source"
	"casework/deploy"
	"casework/exporter/app"
	"casework/exporter/check"
	"casework/exporter/config"
	"casework/exporter/text"
)

// finish writes the folder, checks what it holds, and returns the configuration
// to serve, if that is wanted.
func (s *session) finish(ctx context.Context) (*config.Config, error) {
	if err := s.writeCommon(); err != nil {
		return nil, err
	}
	final, made := s.target, (*grant)(nil)
	if len(s.found.excess) > 0 {
		var err error
		if made, err = s.writeReader(); err != nil {
			return nil, err
		}
		final = made.reader
	}
	if err := s.keepPassword(&final); err != nil {
		return nil, err
	}
	env := final.environment(s.listen, s.path(stateFolder), s.programmes())
	if err := writeNew(s.path(environmentName), environmentFile(env), 0o600); err != nil {
		return nil, err
	}
	s.list()
	if len(s.found.excess) > 0 {
		return s.useReader(ctx, &final, env, made.fresh)
	}
	cfg, err := final.load(env)
	if err != nil {
		return nil, err
	}
	if err := s.check(ctx, cfg); err != nil {
		s.printf("\nPut it right, and ask again:\n  %s\n", s.run("check"))
		return nil, err
	}
	return s.start(ctx, cfg)
}

// keepPassword writes the password to a file of its own, which the target then
// names.
func (s *session) keepPassword(t *target) error {
	if t.password == "" {
		return nil
	}
	if err := os.Mkdir(s.path(secretsFolder), 0o700); err != nil {
		return err
	}
	path := s.path(secretsFolder, t.source)
	if err := writeNew(path, t.password+"\n", 0o600); err != nil {
		return err
	}
	t.password, t.passwordFile = "", path
	return nil
}

// programmes is the programmes file, if there is one.
func (s *session) programmes() string {
	if s.needsProgrammes() {
		return s.path(programmesName)
	}
	return ""
}

// writeReader writes the grants of an account that may read what is needed and
// nothing else, with a password that is made up.
func (s *session) writeReader() (*grant, error) {
	g, err := s.target.newGrant(s.tables, s.client, s.accounts)
	if err != nil {
		return nil, err
	}
	path := s.path(grantsName)
	if err := writeNew(path, g.file(&s.target, path, s.found.isAdministrator()), 0o600); err != nil {
		return nil, err
	}
	g.reader.passwordFile = ""
	index, _ := deploy.Files.ReadFile("sql/index-" + s.target.adapter + ".sql") // some need none
	if len(index) == 0 {
		return g, nil
	}
	return g, writeNew(s.path(indexName), string(index), 0o644)
}

// list says what was written.
func (s *session) list() {
	s.printf("\nWritten to %s:\n", name.Shown(s.folder))
	say := func(name, what string) { s.printf("  %-22s %s\n", name, what) }
	say(environmentName, "the settings")
	if _, err := os.Stat(s.path(secretsFolder)); err == nil {
		say(secretsFolder+"/", "the password, in a file that you alone may read")
	}
	if s.needsProgrammes() {
		say(programmesName, fmt.Sprintf("your %s, to fill in which are under supervision since when", text.Count(len(s.found.units), "unit")))
	}
	say(scrapingFolder+"/", "a configuration of Prometheus, and the two files of rules")
	say(stepsName, "what comes next: a service, Prometheus, Grafana, alerts, the past")
	if len(s.found.excess) > 0 {
		say(grantsName, "an account that may read what is needed, and nothing else")
	}
	if _, err := os.Stat(s.path(indexName)); err == nil {
		say(indexName, "an index that large tables want; the check says whether it is missing")
	}
}

// useReader has an administrator make the new account, and tests it; or goes on
// with the account that was given, for a trial. Fresh is an account that is
// known not to be there yet.
func (s *session) useReader(ctx context.Context, final *target, env map[string]string, fresh bool) (*config.Config, error) {
	s.printf("\n")
	yet := ""
	if fresh {
		yet = ", which is not there yet"
	}
	s.paragraph("The account %s may do more than the exporter should (it %s), so its password is not kept. "+
		"The settings name the account %s%s. An administrator of the database makes it by:",
		s.target.user, firstOf(s.found.excess), final.user, yet)
	s.sayMakeReader()
	if !fresh {
		s.paragraph("If that ends in an error, as %s is there already from an earlier run: the file says what to do then.", final.user)
		s.printf("\n")
	}
	q := questionOf(keyAccount)
	if !s.asks() {
		q.def = accountLater
	}
	for {
		choice, err := s.ask(ctx, q)
		if err != nil {
			return nil, err
		}
		switch choice {
		case accountLater:
			s.printf("\nThen:\n  %s\n  %s\n", s.run("check"), s.run(""))
			return nil, s.err
		case accountTrial:
			return s.trial(ctx)
		}
		cfg, err := final.load(env)
		if err != nil {
			return nil, err
		}
		if err = s.letsIn(ctx, cfg, final.user); err == nil {
			err = s.check(ctx, cfg)
		}
		if err == nil {
			s.printf("%s holds the password too: delete it.\n", name.Shown(s.path(grantsName)))
			return s.start(ctx, cfg)
		}
		if !s.asks() {
			return nil, err
		}
		s.printf("\n")
	}
}

// trial goes on with the account that was given. Nothing of it is kept, neither
// state nor password.
func (s *session) trial(ctx context.Context) (*config.Config, error) {
	cfg, err := s.target.load(s.target.environment(s.listen, "", s.programmes()))
	if err != nil {
		return nil, err
	}
	s.printf("A trial: counters begin again at the next start, and the password is kept in memory alone.\n")
	s.isTrial = true
	return s.start(ctx, cfg)
}

// letsIn says what comes first where the server does not let the new account in.
func (s *session) letsIn(ctx context.Context, cfg *config.Config, user string) error {
	_, err := app.Recognise(ctx, sourceOf(cfg))
	unreachable, ok := errors.AsType[*source.UnreachableError](err)
	if !ok || !unreachable.Refused {
		return nil // the check says it
	}
	s.printf("\n")
	s.paragraph("%s cannot log in yet. Run %s first, as an administrator of the database:", user, grantsName)
	s.sayMakeReader()
	s.paragraph("The server's answer: %s", err.Error())
	return err
}

// sayMakeReader prints the commands that make the new account.
func (s *session) sayMakeReader() {
	s.printf("\n  %s\n\n", strings.Join(s.target.commands(s.path(grantsName), s.found.isAdministrator()), "\nor\n  "))
}

func firstOf(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	return list[0] + "; and more"
}

// check asks the doctor, shows what is wrong, and keeps all that it says.
func (s *session) check(ctx context.Context, cfg *config.Config) error {
	log := slog.New(slog.DiscardHandler)
	s.printf("\nChecking …\n")
	if err := check.Run(ctx, s.out, cfg, log, check.Options{Brief: true}); err != nil {
		return err
	}
	return s.err
}

// start asks whether to serve now.
func (s *session) start(ctx context.Context, cfg *config.Config) (*config.Config, error) {
	q := questionOf(keyStart)
	if !s.asks() {
		q.def = no
	}
	s.printf("\n")
	answer, err := s.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	if answer == no {
		if s.isTrial {
			s.printf("To start it, first make the account that the settings name:\n")
			s.sayMakeReader()
		}
		s.printf("To start it:\n  %s\nThen open %s.\n", s.run(""), s.board())
		return nil, s.err
	}
	s.printf("\nOpen %s.\nIt runs in this window until you press Ctrl-C here. ", s.board())
	if s.isTrial {
		s.printf("Nothing of it is kept then. To go on, first make the account that the settings name:\n")
		s.sayMakeReader()
		s.printf("and then run:\n  %s\n\nWhat follows is its log.\n\n", s.run(""))
		return cfg, s.err
	}
	s.printf("Settings and counters are kept then. To go on, run:\n  %s\nTo have it run by itself, as a service: %s.\nWhat follows is its log.\n\n", s.run(""), name.Shown(s.path(stepsName)))
	return cfg, s.err
}

// run is how a command is run with the settings that were written.
func (s *session) run(command string) string {
	program := os.Args[0]
	if command != "" {
		program += " " + command
	}
	return fmt.Sprintf("(set -a; . %s; %s)", shellQuote(s.path(environmentName)), program)
}

// reach is where this computer reaches what is served.
func (s *session) reach() string {
	host, port, err := net.SplitHostPort(s.listen)
	if err != nil {
		return s.listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// board is the address of the board, and how to see it in the other language.
func (s *session) board() string {
	other := "in English: /board?lang=en"
	if s.target.language == "en" {
		other = "in bokmål: /board?lang=nb"
	}
	return fmt.Sprintf("http://%s/board (%s)", s.reach(), other)
}

// steps are the commands that follow.
func (s *session) steps() string {
	return strings.NewReplacer("{folder}", shellQuote(s.folder), "{env}", shellQuote(s.path(environmentName)), "{reach}", s.reach(), "{board}", s.board(), "{language}", s.target.language,
		"{source}", s.target.source, "{run}", s.run(""), "{check}", s.run("check"), "{backtest}", s.run("backtest")).Replace(stepsText)
}
