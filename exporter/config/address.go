package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"casework/exporter/text"
)

// maxAddresses is how many addresses the exporter serves on at most.
const maxAddresses = 10

// listenAddresses are the items of v, host:port each. At least one is returned.
func (f *faults) listenAddresses(v *variable) []string {
	all := f.list(v)
	if len(all) == 0 || len(all) > maxAddresses {
		f.reject(v, "")
		return []string{v.Default}
	}
	for _, address := range all {
		if err := checkHostPort(address); err != nil {
			reason := ""
			if len(all) > 1 {
				reason = itemReason(address, err)
			}
			f.reject(v, reason)
			break
		}
	}
	return all
}

func checkHostPort(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || strings.ContainsAny(host, "/ @") {
		return errors.New("not host:port")
	}
	return nil
}

// addresses are the URL at which readers reach the exporter, nil if it is not
// set, and the prefix of its own pages, which is that URL's path if it is not
// set. The prefix of all pages is "".
func (f *faults) addresses(external, prefix *variable) (*url.URL, string) {
	var at *url.URL
	if external.value != "" {
		var err error
		if at, err = externalURL(external.value); err != nil {
			f.reject(external, err.Error())
			return nil, ""
		}
	}
	switch {
	case prefix.value != "":
		below, ok := cleanPath(prefix.value)
		if !ok {
			f.reject(prefix, "")
		}
		return at, below
	case at != nil:
		return at, at.Path
	}
	return nil, ""
}

// externalURL reads a URL of pages. What is refused is not quoted: the caller does.
func externalURL(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err != nil {
		return nil, errors.New("not a URL")
	}
	below, ok := cleanPath(u.Path)
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("scheme %s", text.Quote(u.Scheme))
	case u.Hostname() == "":
		return nil, errors.New("it has no host")
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "":
		return nil, errors.New("it has a user, a query or a fragment")
	case u.Path != "" && !ok:
		return nil, fmt.Errorf("path %s", text.Quote(u.Path))
	}
	u.Path, u.RawPath = below, ""
	return u, nil
}

var plainPath = regexp.MustCompile(`^/[A-Za-z0-9._~/-]*$`)

// cleanPath is a path without a slash at its end, "" for the root; false if it
// is not written as a path of pages.
func cleanPath(written string) (string, bool) {
	clean := path.Clean(written)
	if !plainPath.MatchString(written) || clean != "/" && clean != strings.TrimSuffix(written, "/") {
		return "", false
	}
	return strings.TrimSuffix(clean, "/"), true
}
