package config

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"casework/collectors/name"
	"casework/exporter/text"
)

// unknown records every variable of the environment that begins with one of
// our prefixes and is none of ours: a misspelt variable must not quietly
// leave its default in force. Values are not shown, for the misspelt variable
// may be a password.
func (f *faults) unknown(sources []string, known map[string]bool) {
	prefixes := []string{globalPrefix + "_"}
	for _, s := range sources {
		prefixes = append(prefixes, strings.ToUpper(s)+"_")
	}
	var names []string
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if !known[name] && !setByOrchestrator(name, value) &&
			slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, found := range names {
		if near := text.Nearest(found, maps.Keys(known)); near != "" {
			f.add("%s is unknown: did you mean %s?", name.Shown(found), near)
		} else {
			f.add("%s is unknown: --help lists every variable", name.Shown(found))
		}
	}
}

// Kubernetes and Docker set such variables for a Service or a linked
// container of the same name, casework-exporter for one.
var serviceLink = regexp.MustCompile(
	`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)

// setByOrchestrator reports whether a variable was set by Kubernetes or
// Docker to point to a service.
func setByOrchestrator(name, value string) bool {
	if serviceLink.MatchString(name) {
		return true
	}
	return strings.HasSuffix(name, "_PORT") &&
		(strings.HasPrefix(value, "tcp://") || strings.HasPrefix(value, "udp://"))
}
