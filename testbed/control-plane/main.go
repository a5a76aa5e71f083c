// testcluster is a real Kubernetes control plane in one binary, for tests.
//
// "testcluster up" runs etcd and a fake kubelet in its own process, and starts this binary again as
// kube-apiserver, kube-controller-manager and kube-scheduler: each of them takes over the signal handlers, the
// feature gates and the exit of its process. "testcluster kubectl ..." is kubectl of the same version.
package main

import (
	"fmt"
	"os"

	_ "time/tzdata" // the time zones of CronJobs

	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

// The components that "up" starts, by the names of their subcommands.
const (
	apiServer         = "kube-apiserver"
	controllerManager = "kube-controller-manager"
	kubeScheduler     = "kube-scheduler"
)

func main() {
	command := ""
	if len(os.Args) > 1 {
		os.Args = os.Args[1:] // each subcommand sees itself as the program
		command = os.Args[0]
	}
	switch command {
	case "up":
		up(parseOptions(os.Args[1:]))
	case "kubectl":
		if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
			cmdutil.CheckErr(err)
		}
	case apiServer:
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case controllerManager:
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	case kubeScheduler:
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	default:
		fmt.Fprintf(os.Stderr, "usage: testcluster up|kubectl|%s|%s|%s [ARGUMENT...]\n", apiServer, controllerManager, kubeScheduler)
		os.Exit(2)
	}
}
