package config

import (
	"path/filepath"

	"go.yaml.in/yaml/v2"

	"casework/collectors/localfile"
)

// checkWebFiles reports why the web configuration file at path, or a file
// that it names, cannot be read. Its parser would wait for a pipe for ever.
func checkWebFiles(path string) error {
	content, err := localfile.Read(path, localfile.ConfigSize)
	if err != nil {
		return reasonOf(err)
	}
	var named struct {
		TLS struct {
			Cert     string `yaml:"cert_file"`
			Key      string `yaml:"key_file"`
			ClientCA string `yaml:"client_ca_file"`
		} `yaml:"tls_server_config"`
	}
	if yaml.Unmarshal(content, &named) != nil {
		return nil //nolint:nilerr // the toolkit's own parser says what is wrong with it
	}
	for _, file := range []string{named.TLS.Cert, named.TLS.Key, named.TLS.ClientCA} {
		if file == "" {
			continue
		}
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(path), file)
		}
		if err := localfile.Check(file, localfile.CertificateSize); err != nil {
			return err // which names the file
		}
	}
	return nil
}
