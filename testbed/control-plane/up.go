package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// How long a cluster may take from its start until it is ready.
const startTimeout = 3 * time.Minute

// options are the flags of "testcluster up".
type options struct {
	dir         string // absolute
	port        int
	nodes       int
	audit       bool
	untilEOF    bool
	apiArgs     repeated
	managerArgs repeated
}

// repeated is a flag that may be given several times.
type repeated []string

func (r *repeated) String() string         { return strings.Join(*r, " ") }
func (r *repeated) Set(value string) error { *r = append(*r, value); return nil }

func parseOptions(args []string) options {
	var o options
	flags := flag.NewFlagSet("up", flag.ExitOnError)
	flags.StringVar(&o.dir, "dir", "", "folder for the cluster's state: an empty one, or one to be made (required)")
	flags.IntVar(&o.port, "port", 0, "port of the API server on 127.0.0.1; 0 takes a free one")
	flags.IntVar(&o.nodes, "nodes", 2, "number of fake nodes")
	flags.BoolVar(&o.audit, "audit", false, "write DIR/audit.log, one line for each request, before it is answered")
	flags.BoolVar(&o.untilEOF, "until-eof", false, "stop, and remove DIR, when standard input ends: a parent that dies takes its cluster along")
	flags.Var(&o.apiArgs, "apiserver-arg", "further argument of kube-apiserver (repeatable)")
	flags.Var(&o.managerArgs, "controller-manager-arg", "further argument of kube-controller-manager (repeatable)")
	check(flags.Parse(args))
	if o.dir == "" || flags.NArg() > 0 {
		flags.Usage()
		os.Exit(2)
	}
	o.dir = must(filepath.Abs(o.dir))
	return o
}

// at is the path of one of the cluster's files.
func (o options) at(name string) string { return filepath.Join(o.dir, name) }

// up runs a cluster until it is told to stop. Once ready it prints one line, "ready" and the server's URL.
func up(o options) {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	began := time.Now()
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if o.untilEOF {
		go func() {
			_, err := io.Copy(io.Discard, os.Stdin)
			log.Printf("standard input ended (%v): stopping", err)
			stop()
		}()
	}

	check(os.MkdirAll(o.dir, 0o700))
	if _, err := os.Stat(o.at("etcd")); err == nil {
		log.Fatalf("%s holds the state of a cluster; give an empty folder", o.dir)
	}
	if o.port == 0 {
		o.port = freePort()
	}
	server := fmt.Sprintf("https://127.0.0.1:%d", o.port)
	writeCredentials(o.dir, server)
	etcd, etcdURL := startEtcd(o)
	log.Printf("etcd is ready after %.2f s", time.Since(began).Seconds())

	starting, cancel := context.WithTimeout(stopped, startTimeout)
	running := start(starting, stopped, o, server, etcdURL)
	timedOut := starting.Err() != nil && stopped.Err() == nil
	cancel()
	if timedOut {
		log.Fatalf("not ready after %v; the components' logs are in %s", startTimeout, o.dir)
	}
	if stopped.Err() == nil {
		log.Printf("ready after %.2f s: %s", time.Since(began).Seconds(), server)
		fmt.Println("ready", server)
	}

	<-stopped.Done()
	stop()
	began = time.Now()
	for _, component := range running {
		component.Wait()
	}
	etcd.Close()
	if o.untilEOF {
		check(os.RemoveAll(o.dir))
	}
	log.Printf("stopped in %.2f s", time.Since(began).Seconds())
}

// start brings the components up, each when what it needs is there, and returns once Pods can be scheduled or
// starting is done. The components run until stopped is done, and end in the order in which they are returned.
func start(starting, stopped context.Context, o options, server, etcdURL string) []*component {
	api := supervise(stopped, o.dir, apiServer, apiServerArgs(o, server, etcdURL))
	config := must(clientcmd.BuildConfigFromFlags("", o.at("kubeconfig")))
	config.QPS = -1
	config.UserAgent = "fake-kubelet"
	client := must(kubernetes.NewForConfig(config))
	waitUntil(starting, func() bool {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(starting)
		return err == nil
	})

	managerArgs := append(controllerArgs(o, controllerManager),
		"--use-service-account-credentials=true",
		"--service-account-private-key-file="+o.at("sa.key"),
		"--root-ca-file="+o.at("ca.crt"),
		"--cluster-signing-cert-file="+o.at("ca.crt"), "--cluster-signing-key-file="+o.at("ca.key"),
		"--node-monitor-grace-period=5m")
	manager := supervise(stopped, o.dir, controllerManager, append(managerArgs, o.managerArgs...))
	scheduler := supervise(stopped, o.dir, kubeScheduler, controllerArgs(o, kubeScheduler))
	if starting.Err() == nil {
		runKubelet(stopped, client, o.nodes)
	}
	waitUntil(starting, func() bool {
		_, err := client.CoreV1().ServiceAccounts("default").Get(starting, "default", metav1.GetOptions{})
		return err == nil && schedulableNodes(starting, client) == o.nodes
	})
	return []*component{scheduler, manager, api}
}

func apiServerArgs(o options, server, etcdURL string) []string {
	args := []string{
		"--etcd-servers=" + etcdURL,
		"--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", o.port),
		"--endpoint-reconciler-type=none", // Endpoints can't hold a loopback address
		"--service-cluster-ip-range=10.96.0.0/16",
		"--tls-cert-file=" + o.at("apiserver.crt"), "--tls-private-key-file=" + o.at("apiserver.key"),
		"--client-ca-file=" + o.at("ca.crt"),
		"--authorization-mode=RBAC", "--allow-privileged=true", "--profiling=false",
		"--service-account-issuer=" + server,
		"--service-account-key-file=" + o.at("sa.key"), "--service-account-signing-key-file=" + o.at("sa.key"),
		"--requestheader-client-ca-file=" + o.at("ca.crt"), "--requestheader-allowed-names=front-proxy",
		"--requestheader-username-headers=X-Remote-User", "--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + o.at("front-proxy.crt"), "--proxy-client-key-file=" + o.at("front-proxy.key"),
	}
	if o.audit {
		check(os.WriteFile(o.at("audit-policy.yaml"), []byte(auditPolicy), 0o600))
		args = append(args,
			"--audit-policy-file="+o.at("audit-policy.yaml"),
			"--audit-log-path="+o.at("audit.log"),
			"--audit-log-mode=blocking", // a client that has its answer finds its request in the log
			"--audit-log-maxsize=4096")  // megabytes: no rotation, so that a place in the file stays one
	}
	return append(args, o.apiArgs...)
}

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
`

// controllerArgs are the arguments that the controller manager and the scheduler share.
func controllerArgs(o options, name string) []string {
	kubeconfig := o.at(name + ".kubeconfig")
	return []string{
		"--kubeconfig=" + kubeconfig, "--authentication-kubeconfig=" + kubeconfig, "--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", freePort()),
		"--leader-elect=false", "--profiling=false", "--kube-api-qps=1000", "--kube-api-burst=2000",
	}
}

func startEtcd(o options) (*embed.Etcd, string) {
	config := embed.NewConfig()
	config.Dir = o.at("etcd")
	config.LogLevel, config.LogOutputs = "error", []string{o.at("etcd.log")}
	config.UnsafeNoFsync = true // the data dies with the process
	local := func() []url.URL {
		return []url.URL{*must(url.Parse(fmt.Sprintf("http://127.0.0.1:%d", freePort())))}
	}
	config.ListenClientUrls, config.ListenPeerUrls = local(), local()
	config.AdvertiseClientUrls, config.AdvertisePeerUrls = config.ListenClientUrls, config.ListenPeerUrls
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd := must(embed.StartEtcd(config))
	<-etcd.Server.ReadyNotify()
	return etcd, config.ListenClientUrls[0].String()
}

// freePort is a port of 127.0.0.1 that was free a moment ago.
func freePort() int {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// waitUntil returns once ok holds or ctx is done.
func waitUntil(ctx context.Context, ok func() bool) {
	for ctx.Err() == nil && !ok() {
		time.Sleep(50 * time.Millisecond)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}
