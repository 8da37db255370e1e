package localfile

import "crypto/tls"

// KeyPair reads a certificate and its private key from PEM files, as
// tls.LoadX509KeyPair does.
func KeyPair(cert, key string) (tls.Certificate, error) {
	certPEM, err := Read(cert, CertificateSize)
	if err != nil {
		return tls.Certificate{}, err
	}
	keyPEM, err := Read(key, CertificateSize)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}
