package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// A component is a process of the control plane that is started again, with its data, whenever it dies.
type component struct {
	dir, name string
	args      []string
	ended     chan struct{}
}

// supervise runs this binary as the named component until ctx is done. Its output goes to DIR/NAME.log, its process
// id to DIR/NAME.pid. While a file DIR/NAME.hold exists, a component that died stays down.
func supervise(ctx context.Context, dir, name string, args []string) *component {
	c := &component{dir, name, args, make(chan struct{})}
	go func() {
		defer close(c.ended)
		// The kernel sends Pdeathsig when the thread that started the process ends: keep that thread.
		runtime.LockOSThread()
		c.run(ctx)
	}()
	return c
}

// Wait returns when the component has ended for good.
func (c *component) Wait() { <-c.ended }

func (c *component) run(ctx context.Context) {
	out := must(os.OpenFile(c.file("log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600))
	defer out.Close()
	for ctx.Err() == nil {
		process := exec.CommandContext(ctx, must(os.Executable()), append([]string{c.name}, c.args...)...)
		process.Stdout, process.Stderr = out, out
		process.Cancel = func() error { return process.Process.Signal(syscall.SIGTERM) }
		process.WaitDelay = 15 * time.Second // then SIGKILL
		process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
		check(process.Start())
		c.writePid(process.Process.Pid)
		err := process.Wait()
		if ctx.Err() == nil {
			log.Printf("%s ended (%v) and is started again", c.name, err)
			time.Sleep(200 * time.Millisecond) // one that can't start does not spin
			waitUntil(ctx, func() bool { return !c.held() })
		}
	}
}

func (c *component) file(extension string) string {
	return filepath.Join(c.dir, c.name+"."+extension)
}

// writePid replaces the pid file as a whole, so that a reader never finds half a number.
func (c *component) writePid(pid int) {
	check(os.WriteFile(c.file("pid.new"), fmt.Appendln(nil, pid), 0o600))
	check(os.Rename(c.file("pid.new"), c.file("pid")))
}

func (c *component) held() bool {
	_, err := os.Stat(c.file("hold"))
	return !errors.Is(err, os.ErrNotExist)
}
