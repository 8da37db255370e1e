package config

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"casework/collectors/localfile"
)

// otherType is what the metrics call all case types that are not named. A test
// of package app holds it against the ledger's name.
const otherType = "other"

// deadlinesPreset is what stands for the preset of Norway in place of a file. A
// test of package app holds it against the name of there.
const deadlinesPreset = "no"

// check turns the variables of the source of that name into its
// configuration.
func (s *sourceSettings) check(f *faults, name string) SourceConfig {
	driver := s.driver(f)
	if driver == DriverFiles {
		return s.checkFiles(f, name)
	}
	s.filesOnly(f, driver)
	cfg := SourceConfig{
		Name:        name,
		Driver:      driver,
		Port:        s.port(f, driver),
		User:        f.text(&s.User, 128),
		Database:    f.text(&s.Database, 64),
		Schemas:     s.schemas(f, driver),
		Adapter:     f.adapter(&s.Adapter),
		DropFolder:  f.folder(&s.DropFolder),
		Overlap:     f.duration(&s.Overlap),
		Timeout:     f.duration(&s.Timeout),
		PageSize:    f.number(&s.PageSize),
		Rescan:      f.duration(&s.Rescan),
		ReconcileAt: f.dailyTime(&s.ReconcileAt),
		Sweep:       f.durationOrOff(&s.Sweep),
	}
	s.checkCommon(f, &cfg)
	cfg.PauseStatuses = s.pauseStatuses(f)
	s.checkServer(f, &cfg)
	s.checkPassword(f, &cfg)
	s.checkTLS(f, &cfg)
	return cfg
}

// checkCommon takes the variables that any source has.
func (s *sourceSettings) checkCommon(f *faults, cfg *SourceConfig) {
	cfg.Location, cfg.NoDates = f.location(&s.Timezone), f.dates(&s.NoDate)
	cfg.ProgrammesFile = f.file(&s.ProgrammesFile, localfile.ProgrammesSize)
	if cfg.DeadlinesFile = s.DeadlinesFile.value; cfg.DeadlinesFile != deadlinesPreset {
		cfg.DeadlinesFile = f.file(&s.DeadlinesFile, localfile.DeadlinesSize)
	}
	cfg.LotteryFile, cfg.LotteryKey = f.file(&s.LotteryFile, localfile.LotterySize), f.file(&s.LotteryKey, localfile.CertificateSize)
	if s.LotteryKey.set && !s.LotteryFile.set {
		f.reject(&s.LotteryKey, s.LotteryFile.Name+" is not set")
	}
	cfg.Interval = f.duration(&s.Interval)
	cfg.CaseTypes, cfg.Without = f.names(&s.CaseTypes), f.list(&s.Without)
	if len(cfg.Without) > 50 {
		f.reject(&s.Without, fmt.Sprintf("%d names", len(cfg.Without)))
	}
	if len(cfg.CaseTypes) > 50 {
		f.reject(&s.CaseTypes, fmt.Sprintf("%d names", len(cfg.CaseTypes)))
	}
	if slices.Contains(cfg.CaseTypes, otherType) {
		f.reject(&s.CaseTypes, fmt.Sprintf("%q is the name of all types that are not named", otherType))
	}
	if s.DatetimeTimezone.set {
		cfg.DateTimes = f.location(&s.DatetimeTimezone)
	}
	s.checkFormerName(f, cfg)
	s.checkStaleness(f, cfg)
}

// checkFormerName takes the name that the source had. Load sees that no other
// source bears it.
func (s *sourceSettings) checkFormerName(f *faults, cfg *SourceConfig) {
	cfg.FormerName = s.FormerName.value
	switch {
	case !s.FormerName.set:
	case !sourceName.MatchString(cfg.FormerName):
		f.reject(&s.FormerName, "no name of a source")
	case cfg.FormerName == cfg.Name:
		f.reject(&s.FormerName, "the name that it has")
	}
}

// checkServer takes the server's address: a host and port, or a socket.
func (s *sourceSettings) checkServer(f *faults, cfg *SourceConfig) {
	cfg.Host, cfg.Socket = s.Host.value, s.Socket.value
	switch {
	case cfg.Host == "" && cfg.Socket == "":
		f.add("%s is not set: one of %[1]s and %s is required", s.Host.Name, s.Socket.Name)
	case cfg.Socket == "":
		if reason := hostFault(cfg.Host); reason != "" {
			f.reject(&s.Host, reason)
		}
	default:
		for _, other := range []*variable{&s.Host, &s.Port, &s.TLS} {
			if other.set && (other != &s.TLS || other.value != "off") {
				f.add("%s=%s and %s=%s exclude each other: a socket has no host, no port and no TLS",
					other.Name, other.shown(), s.Socket.Name, s.Socket.shown())
			}
		}
		if !filepath.IsAbs(cfg.Socket) {
			f.reject(&s.Socket, "no absolute path")
		}
	}
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$`)

// hostFault says why host is neither a host name nor an IP address, or "".
func hostFault(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	if len(host) <= 253 && hostName.MatchString(host) {
		return ""
	}
	if _, port, err := net.SplitHostPort(host); err == nil && strings.Trim(port, "0123456789") == "" {
		return "the port has a variable of its own"
	}
	return "no host name or IP address"
}

func (s *sourceSettings) checkPassword(f *faults, cfg *SourceConfig) {
	cfg.password = newSecret(s.Password.value)
	cfg.passwordFile = s.PasswordFile.value
	if s.Password.set && s.PasswordFile.set {
		f.add("%s=%s and %s=%s exclude each other", s.Password.Name, s.Password.shown(),
			s.PasswordFile.Name, s.PasswordFile.shown())
	}
	if cfg.passwordFile == "" {
		return
	}
	if _, err := cfg.Password(); err != nil {
		f.reject(&s.PasswordFile, reasonOf(err).Error())
	}
}

// checkTLS refuses settings that would have no effect: anyone who sets them
// believes to be safer than they are.
func (s *sourceSettings) checkTLS(f *faults, cfg *SourceConfig) {
	cfg.TLS = f.word(&s.TLS, "off", "preferred", "required", "verify-ca", "verify-identity")
	if cfg.Socket != "" {
		cfg.TLS = "off"
	}
	cfg.TLSCA = f.file(&s.TLSCa, localfile.CertificateSize)
	cfg.TLSCert, cfg.TLSKey = f.file(&s.TLSCert, localfile.CertificateSize), f.file(&s.TLSKey, localfile.CertificateSize)
	cfg.TLSServerName = s.TLSServerName.value
	cfg.TLSMinVersion = f.word(&s.TLSMinVersion, "1.2", "1.3")
	if s.TLSCa.set && cfg.TLS != "verify-ca" && cfg.TLS != "verify-identity" {
		f.reject(&s.TLSCa, "no effect with "+s.TLS.Name+"="+cfg.TLS)
	}
	if s.TLSServerName.set {
		switch {
		case cfg.TLS != "verify-identity":
			f.reject(&s.TLSServerName, "no effect with "+s.TLS.Name+"="+cfg.TLS)
		case hostFault(cfg.TLSServerName) != "":
			f.reject(&s.TLSServerName, hostFault(cfg.TLSServerName))
		}
	}
	for _, pair := range [][2]*variable{{&s.TLSCert, &s.TLSKey}, {&s.TLSKey, &s.TLSCert}} {
		switch one, other := pair[0], pair[1]; {
		case one.set && !other.set:
			f.reject(one, other.Name+" is not set")
		case one.set && cfg.TLS == "off":
			f.reject(one, "no effect with "+s.TLS.Name+"=off")
		}
	}
	s.checkCertificates(f)
}

// checkCertificates reads the PEM files, which the driver would do only when
// it connects.
func (s *sourceSettings) checkCertificates(f *faults) {
	readable := func(path string) bool { return localfile.Check(path, localfile.CertificateSize) == nil }
	if s.TLSCa.set && readable(s.TLSCa.value) {
		content, err := localfile.Read(s.TLSCa.value, localfile.CertificateSize)
		if err != nil || !x509.NewCertPool().AppendCertsFromPEM(content) {
			f.reject(&s.TLSCa, "holds no certificate")
		}
	}
	if s.TLSCert.set && s.TLSKey.set && readable(s.TLSCert.value) && readable(s.TLSKey.value) {
		if _, err := localfile.KeyPair(s.TLSCert.value, s.TLSKey.value); err != nil {
			f.reject(&s.TLSCert, "with "+s.TLSKey.Name+": "+err.Error())
		}
	}
}

// checkStaleness takes the staleness limit. It must be longer than the
// interval, or gauges would vanish between two good polls.
func (s *sourceSettings) checkStaleness(f *faults, cfg *SourceConfig) {
	if !s.StaleAfter.set {
		cfg.StaleAfter = max(15*time.Minute, 5*cfg.Interval)
		return
	}
	cfg.StaleAfter = f.duration(&s.StaleAfter)
	if cfg.StaleAfter > 0 && cfg.StaleAfter <= cfg.Interval {
		f.reject(&s.StaleAfter, fmt.Sprintf("not longer than %s=%s",
			s.Interval.Name, formatDuration(cfg.Interval)))
	}
}

// location is a named zone. "Local" is refused: it would depend on the host.
func (f *faults) location(v *variable) *time.Location {
	loc, err := time.LoadLocation(v.value)
	if err != nil || v.value == "Local" {
		f.reject(v, "unknown zone")
		return time.UTC
	}
	return loc
}

// folder is the value of v: empty, or the path of a directory that can be
// read.
func (f *faults) folder(v *variable) string {
	if v.value == "" {
		return ""
	}
	if _, err := localfile.ReadDir(v.value); err != nil {
		f.reject(v, reasonOf(err).Error())
	}
	return v.value
}

var adapterName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func (f *faults) adapter(v *variable) string {
	if strings.HasPrefix(v.value, ".") || strings.Contains(v.value, "/") {
		if err := localfile.Check(filepath.Join(v.value, "cases.sql"), localfile.StatementSize); err != nil {
			f.reject(v, "cases.sql: "+reasonOf(err).Error())
		}
	} else if !adapterName.MatchString(v.value) {
		f.reject(v, "no name of an adapter")
	}
	return v.value
}

func (f *faults) dailyTime(v *variable) DailyTime {
	if v.value == "off" {
		return DailyTime{Off: true}
	}
	t, err := time.Parse("15:04", v.value)
	if err != nil || len(v.value) != len("15:04") {
		f.reject(v, "")
	}
	return DailyTime{Hour: t.Hour(), Minute: t.Minute()}
}
