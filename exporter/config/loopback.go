package config

import "net"

// LoopbackAddress is where a server with the settings of the environment, or of
// flags, can be reached from the same machine, host:port. It reads no other
// setting.
func LoopbackAddress(flags Flags) (string, error) {
	var (
		f      = faults{flags: flags}
		global globalSettings
	)
	f.process(globalPrefix, &global)
	address := f.listenAddresses(&global.ListenAddress)[0]
	host, port, _ := net.SplitHostPort(address) // listenAddresses has rejected what cannot be split
	if port == "0" {
		f.reject(&global.ListenAddress, "a healthcheck cannot know which port was free")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // needs no resolver, which an image without files lacks
	}
	return net.JoinHostPort(host, port), f.join()
}
