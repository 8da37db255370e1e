package daemon

import "syscall"

// dieWithParent has the kernel kill a child when this program ends, however
// it ends.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
