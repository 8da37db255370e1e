package config

import "net"

// LoopbackAddress is where a server with the settings of the environment can
// be reached from the same machine, host:port. It reads no other setting.
func LoopbackAddress() (string, error) {
	var (
		f      faults
		global globalSettings
	)
	f.process(globalPrefix, &global)
	address := f.listenAddress(&global.ListenAddress)
	host, port, _ := net.SplitHostPort(address) // listenAddress has rejected what cannot be split
	if port == "0" {
		f.reject(&global.ListenAddress, "a healthcheck cannot know which port was free")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // needs no resolver, which an image without files lacks
	}
	return net.JoinHostPort(host, port), f.join()
}
