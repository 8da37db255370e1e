package setup

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"casework/collectors/source"
	"casework/exporter/config"
	"casework/exporter/text"
)

// A question is asked on a terminal, or answered by a line of a file.
type question struct {
	key     string                     // in a file of answers
	ask     string                     // on a terminal
	allowed string                     // in words
	def     string                     // taken for an empty answer; "" for none
	empty   bool                       // an empty answer is one
	secret  bool                       // is not shown
	tidy    func(answer string) string // as it is kept, before fault sees it
	fault   func(answer string) string
}

// Keys of the questions.
const (
	keyDriver       = "DRIVER"
	keyHost         = "HOST"
	keyPort         = "PORT"
	keyUser         = "USER"
	keyPassword     = "PASSWORD"
	keyPasswordFile = "PASSWORD_FILE"
	keyDatabase     = "DATABASE"
	keyFolder       = "FOLDER"
	keyTimezone     = "TIMEZONE"
	keySource       = "SOURCE"
	keyAdapter      = "ADAPTER"
	keyLanguage     = "LANGUAGE"
	keyListen       = "LISTEN"
	keyAccount      = "ACCOUNT"
	keyStart        = "START"
	keyColumn       = "COLUMN_"
)

// Answers to ACCOUNT and START.
const (
	accountReader = "reader"
	accountTrial  = "trial"
	accountLater  = "later"
	yes, no       = "yes", "no"
)

// questions lists all that may be asked, in order.
func questions() []question {
	all := []question{
		{key: keyDriver, ask: "What is to be read: mysql (MariaDB too), postgres, or files", def: config.DriverMySQL, allowed: "mysql (for MariaDB too), postgres, or files (a folder of CSV or XLSX)", tidy: driverOf, fault: oneOf(config.DriverMySQL, config.DriverPostgres, config.DriverFiles)},
		{key: keyHost, ask: "Server, or the path of its socket", def: "localhost", allowed: "a host name or an IP address, also with :port; or the path of a socket", fault: matches(hostOrSocket)},
		{key: keyPort, ask: "Port", allowed: "1 to 65535", fault: portFault},
		{key: keyDatabase, ask: "Database", allowed: "the name of the product's database", fault: matches(plain)},
		{key: keyUser, ask: "User of the database", allowed: "the name of an account; one that can only read is best", fault: matches(plain)},
		{key: keyPassword, ask: "Password (it is not shown)", empty: true, secret: true, allowed: "of the user; none if it has none"},
		{key: keyPasswordFile, allowed: "in place of PASSWORD: a file that holds it, and stays in use", empty: true, fault: fileFault},
		{key: keyFolder, ask: "Folder with cases.csv (or .xlsx, .csv.gz)", allowed: "with files alone: a folder that can be read", fault: folderFault},
		{key: keyTimezone, ask: "Time zone that people work in", def: localZone(), allowed: "an IANA time zone such as Europe/Oslo", fault: zoneFault},
		{key: keySource, ask: "Name of the source, as figures show it", allowed: "a name of a-z, 0-9 and _ that begins with a letter; not casework", tidy: strings.ToLower, fault: sourceFault},
		{key: keyAdapter, ask: "Which of them", allowed: "which adapter, where the tables of several products are there", fault: nil},
		{key: keyLanguage, ask: "Language of the board and the report: nb (bokmål) or en", def: text.Languages()[0], allowed: "nb (bokmål) or en", tidy: strings.ToLower, fault: oneOf(text.Languages()...)},
		{key: keyListen, ask: "Address to serve on (0.0.0.0:19780 lets other computers see the figures)", def: "localhost:19780", allowed: "host:port that is free", fault: listenFault},
		{key: keyAccount, ask: `Enter when that is done, "trial" to look with the account that you gave, or "later"`, def: accountReader, allowed: "where the user may do too much: reader (test the new one), trial (look now, and forget it), later", fault: oneOf(accountReader, accountTrial, accountLater)},
		{key: keyStart, ask: "Start the exporter now", def: yes, allowed: "yes or no; no by default with --answers", fault: oneOf(yes, no)},
	}
	for i := range columnQuestions {
		c := &columnQuestions[i]
		if c.of == string(source.Cases) {
			all = append(all, question{key: c.key(), ask: "Which heading " + c.does, allowed: "with files: the heading that " + c.does})
		} else {
			all = append(all, question{key: c.key(), ask: "Which heading of " + c.of + " " + c.does, allowed: "likewise, of " + c.of + ": the one that " + c.does})
		}
	}
	return all
}

// questionOf is the question of a key, which there must be.
func questionOf(key string) question {
	all := questions()
	return all[slices.IndexFunc(all, func(q question) bool { return q.key == key })]
}

var (
	plain        = regexp.MustCompile(`^[^\x00-\x1f'"\\$` + "`" + `]{1,64}$`)
	hostOrSocket = regexp.MustCompile(`^(/[^\x00-\x1f'"\\$` + "`" + `]*|[A-Za-z0-9_:][A-Za-z0-9_.:-]*)$`)
	sourceName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// driverOf is the driver that people mean by other names.
func driverOf(answer string) string {
	answer = strings.ToLower(answer)
	switch answer {
	case "mariadb":
		return config.DriverMySQL
	case "postgresql", "pg":
		return config.DriverPostgres
	case "file", "csv", "xlsx", "excel":
		return config.DriverFiles
	}
	return answer
}

func oneOf(allowed ...string) func(string) string {
	return func(answer string) string {
		if slices.Contains(allowed, answer) {
			return ""
		}
		return "none of these"
	}
}

func matches(pattern *regexp.Regexp) func(string) string {
	return func(answer string) string {
		if pattern.MatchString(answer) {
			return ""
		}
		return "not of this form; quotation marks, backslashes and $ are not allowed"
	}
}

func portFault(answer string) string {
	if n, err := strconv.Atoi(answer); err != nil || n < 1 || n > 65535 {
		return "no port"
	}
	return ""
}

func fileFault(answer string) string {
	if f, err := os.Open(answer); err != nil {
		return reasonOf(err)
	} else if err := f.Close(); err != nil {
		return reasonOf(err)
	}
	return ""
}

func folderFault(answer string) string {
	info, err := os.Stat(answer)
	switch {
	case err != nil:
		return reasonOf(err)
	case !info.IsDir():
		return "it is a file; name the folder that it is in, and call the file cases" + filepath.Ext(answer)
	}
	return ""
}

func zoneFault(answer string) string {
	if _, err := time.LoadLocation(answer); err != nil || answer == "" || answer == "Local" {
		return "unknown zone"
	}
	return ""
}

func sourceFault(answer string) string {
	if !sourceName.MatchString(answer) || answer == "casework" {
		return "no such name"
	}
	return ""
}

// listenFault tries whether an address is free.
func listenFault(answer string) string {
	listener, err := net.Listen("tcp", answer)
	if err != nil {
		return reasonOf(err)
	}
	_ = listener.Close() // nothing came in
	return ""
}

// localZone is the zone of this computer, if it has one of a place.
func localZone() string {
	for _, name := range []string{os.Getenv("TZ"), etcTimezone(), time.Local.String()} {
		if strings.Contains(name, "/") && !strings.HasPrefix(name, "Etc/") && zoneFault(name) == "" {
			return name
		}
	}
	return "Europe/Oslo"
}

func etcTimezone() string {
	content, err := os.ReadFile("/etc/timezone")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(content))
}

// nameFor makes the name of a source of that of a database or folder.
func nameFor(from string) string {
	name := regexp.MustCompile(`[^a-z0-9_]+`).ReplaceAllString(strings.ToLower(strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "-", "_").Replace(strings.ToLower(from))), "")
	name = strings.TrimLeft(strings.TrimPrefix(name, "casework_"), "0123456789_")
	if sourceFault(name) != "" {
		return "kommune"
	}
	return name
}
