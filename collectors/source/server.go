package source

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"casework/collectors/localfile"
)

// A Server says how to reach a database, whatever its kind, and as whom. Zero fields
// take the documented defaults.
type Server struct {
	Host     string                 // default 127.0.0.1; may carry no port
	Port     int                    // default that of the kind of database
	Socket   string                 // path of a unix socket, instead of Host and Port; of PostgreSQL, or of the folder that holds it
	User     string                 // required
	Password func() (string, error) // called at every connect, so that a password can be replaced; nil is none
	Database string                 // required; of MySQL and MariaDB, the default database of the adapter's queries
	TLS      TLS                    // default off
}

// WithDefaults returns s with the defaults of a kind of database that has a port.
func (s Server) WithDefaults(port int) Server {
	s.Host, s.Port = cmp.Or(s.Host, "127.0.0.1"), cmp.Or(s.Port, port)
	return s
}

// Validate lists every fault of s, once it has its defaults. It reads no file.
func (s *Server) Validate() error {
	var errs []error
	if s.User == "" {
		errs = append(errs, errors.New("no user"))
	}
	if s.Database == "" {
		errs = append(errs, errors.New("no database"))
	}
	if s.Port < 1 || s.Port > 65535 {
		errs = append(errs, fmt.Errorf("port %d: allowed are 1 to 65535", s.Port))
	}
	return errors.Join(append(errs, s.TLS.Validate())...)
}

// Address is where the server is asked: its socket, or its host and port.
func (s *Server) Address() string {
	if s.Socket != "" {
		return s.Socket
	}
	return net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
}

// Remote reports whether what is sent to the server leaves this computer.
func (s *Server) Remote() bool { return s.Socket == "" && !loopback(s.Host) }

// loopback reports whether a host is this computer.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// A TLS says how the connection to a database is protected, whatever its kind.
// The modes are those of MySQL's own clients.
type TLS struct {
	Mode       string // off (default), preferred, required, verify-ca or verify-identity
	CA         string // file of PEM certificates to trust instead of the system's
	Cert, Key  string // files of the client's own PEM certificate and key
	ServerName string // expected in the server's certificate; default the host
	MinVersion string // of the protocol, 1.2 (default) or 1.3
}

// TLSModes lists what TLS.Mode may be. Only the verify modes protect against
// somebody who can change what is sent: verify-ca demands a certificate of a
// trusted authority, verify-identity also that it is the server's.
func TLSModes() []string {
	return []string{"off", "preferred", "required", "verify-ca", "verify-identity"}
}

var tlsVersions = map[string]uint16{"": tls.VersionTLS12, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

// Validate lists every fault of t. It reads no file.
func (t *TLS) Validate() error {
	var errs []error
	if t.Mode != "" && !slices.Contains(TLSModes(), t.Mode) {
		errs = append(errs, fmt.Errorf("tls mode %q: allowed are %s", t.Mode, strings.Join(TLSModes(), ", ")))
	}
	if _, ok := tlsVersions[t.MinVersion]; !ok {
		errs = append(errs, fmt.Errorf("tls version %q: allowed are 1.2 and 1.3", t.MinVersion))
	}
	if (t.Cert == "") != (t.Key == "") {
		errs = append(errs, errors.New("tls: a certificate needs its key, and a key its certificate"))
	}
	return errors.Join(errs...)
}

// Verifies reports whether the server has to show a certificate that an
// authority signed.
func (t *TLS) Verifies() bool { return strings.HasPrefix(t.Mode, "verify-") }

// Config reads the files and returns what a driver needs; nil if TLS is off.
func (t *TLS) Config(host string) (*tls.Config, error) {
	if t.Mode == "" || t.Mode == "off" {
		return nil, nil
	}
	c := &tls.Config{MinVersion: tlsVersions[t.MinVersion], ServerName: host}
	if t.ServerName != "" {
		c.ServerName = t.ServerName
	}
	if t.CA != "" {
		pem, err := localfile.Read(t.CA, localfile.CertificateSize)
		if err != nil {
			return nil, fmt.Errorf("read the certificates to trust: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("read the certificates to trust: %s holds no PEM certificate", t.CA)
		}
	}
	if t.Cert != "" {
		pair, err := localfile.KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("read the client's certificate and key: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	switch t.Mode {
	case "preferred", "required":
		c.InsecureSkipVerify = true
	case "verify-ca":
		c.InsecureSkipVerify = true // of the name; the chain is verified here
		c.VerifyConnection = func(state tls.ConnectionState) error {
			opts := x509.VerifyOptions{Roots: c.RootCAs, Intermediates: x509.NewCertPool()}
			for _, cert := range state.PeerCertificates[1:] {
				opts.Intermediates.AddCert(cert)
			}
			_, err := state.PeerCertificates[0].Verify(opts)
			return err
		}
	}
	return c, nil
}
