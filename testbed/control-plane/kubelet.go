package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// A Pod's annotations that say what becomes of it here.
const (
	outcomeAnnotation = "testcluster/outcome"
	// How long until the Pod runs, and again until it ends, as a Go duration.
	delayAnnotation = "testcluster/delay"
)

// The outcomes: run is the default of a Pod that is always restarted, succeed that of any other.
const (
	run       = "run"
	succeed   = "succeed"
	fail      = "fail"
	crashLoop = "crashloop"
	imagePull = "imagepull"
	notReady  = "notready"
	pending   = "pending"
)

// kubelet stands in for the kubelets of all nodes: it runs no container, and gives Pods the status that a kubelet
// would report.
type kubelet struct {
	ctx       context.Context
	client    kubernetes.Interface
	addresses atomic.Uint32
	reported  sync.Map // of step: the reports that are under way or done
}

// A step is one of the two reports that a Pod gets: that it started, and that it ended.
type step struct {
	pod   types.UID
	ended bool
}

// runKubelet registers the nodes, keeps them alive, and reports on the Pods that are bound to them.
func runKubelet(ctx context.Context, client kubernetes.Interface, nodes int) {
	for i := range nodes {
		registerNode(ctx, client, nodeName(i))
	}
	go renewLeases(ctx, client, nodes)
	k := &kubelet{ctx: ctx, client: client}
	resync := 30 * time.Second // takes up what failed while the API server was down
	factory := informers.NewSharedInformerFactory(client, resync)
	must(factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { k.sync(o.(*core.Pod)) },
		UpdateFunc: func(_, o any) { k.sync(o.(*core.Pod)) },
		DeleteFunc: func(o any) { k.forget(o) },
	}))
	factory.Start(ctx.Done())
}

// sync takes a Pod one step on: to running, to its end where it has one, or out of the store.
func (k *kubelet) sync(pod *core.Pod) {
	if pod.Spec.NodeName == "" {
		return
	}
	outcome := outcomeOf(pod)
	switch {
	case pod.DeletionTimestamp != nil:
		go k.remove(pod)
	case outcome == pending || pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed:
		// stays as it is
	case pod.Status.StartTime == nil:
		k.report(pod, outcome, false)
	case pod.Status.Phase == core.PodRunning && (outcome == succeed || outcome == fail):
		k.report(pod, outcome, true)
	}
}

func outcomeOf(pod *core.Pod) string {
	if outcome := pod.Annotations[outcomeAnnotation]; outcome != "" {
		return outcome
	}
	if pod.Spec.RestartPolicy == core.RestartPolicyAlways {
		return run
	}
	return succeed
}

func (k *kubelet) remove(pod *core.Pod) {
	now := int64(0)
	err := k.client.CoreV1().Pods(pod.Namespace).Delete(k.ctx, pod.Name,
		metav1.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &pod.UID}})
	k.complain(pod, err)
}

func (k *kubelet) forget(object any) {
	if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
		object = gone.Obj
	}
	uid := object.(*core.Pod).UID
	k.reported.Delete(step{uid, false})
	k.reported.Delete(step{uid, true})
}

// report writes a Pod's status after its delay, once for each step.
func (k *kubelet) report(pod *core.Pod, outcome string, ended bool) {
	this := step{pod.UID, ended}
	if _, already := k.reported.LoadOrStore(this, true); already {
		return
	}
	patch := must(json.Marshal(map[string]any{
		"metadata": map[string]any{"uid": pod.UID},
		"status":   k.status(pod, outcome, ended)}))
	time.AfterFunc(delayOf(pod), func() {
		_, err := k.client.CoreV1().Pods(pod.Namespace).Patch(
			k.ctx, pod.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
		if err != nil {
			k.reported.Delete(this)
			k.complain(pod, err)
		}
	})
}

func delayOf(pod *core.Pod) time.Duration {
	text := pod.Annotations[delayAnnotation]
	if text == "" {
		return 0
	}
	delay, err := time.ParseDuration(text)
	if err != nil {
		log.Printf("pod %s/%s: annotation %s: %v; taken as 0", pod.Namespace, pod.Name, delayAnnotation, err)
	}
	return delay
}

// complain logs what went wrong with a Pod, unless the Pod went away or changed, or the cluster is stopping.
func (k *kubelet) complain(pod *core.Pod, err error) {
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) && k.ctx.Err() == nil {
		log.Printf("pod %s/%s: %v", pod.Namespace, pod.Name, err)
	}
}

// status is what a kubelet would report of a Pod that has started, or ended, with the given outcome.
func (k *kubelet) status(pod *core.Pod, outcome string, ended bool) core.PodStatus {
	now := metav1.Now()
	status := core.PodStatus{Phase: phase(outcome, ended), HostIP: "127.0.0.1",
		StartTime: pod.Status.StartTime, PodIP: pod.Status.PodIP}
	if status.StartTime == nil {
		status.StartTime, status.PodIP = &now, k.newAddress()
	}
	status.PodIPs = []core.PodIP{{IP: status.PodIP}}
	ready := !ended && (outcome == run || outcome == succeed || outcome == fail)
	started := ready || outcome == notReady
	var restarts int32
	if outcome == crashLoop {
		restarts = 3
	}
	state := containerState(outcome, ended, now)
	for _, c := range pod.Spec.InitContainers {
		status.InitContainerStatuses = append(status.InitContainerStatuses, core.ContainerStatus{
			Name: c.Name, Image: c.Image, Ready: true, State: terminated(0, "Completed", now)})
	}
	for _, c := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, core.ContainerStatus{
			Name: c.Name, Image: c.Image, ImageID: "fake://" + c.Image, ContainerID: "fake://" + string(pod.UID) + "/" + c.Name,
			Ready: ready, Started: &started, State: state, RestartCount: restarts})
	}
	status.Conditions = conditions(ready, ended && outcome == succeed, now)
	return status
}

// newAddress is one of 10.128.0.0/9, each given once.
func (k *kubelet) newAddress() string {
	n := k.addresses.Add(1)
	return fmt.Sprintf("10.%d.%d.%d", 128+n>>16&127, n>>8&255, n&255)
}

func phase(outcome string, ended bool) core.PodPhase {
	switch {
	case ended && outcome == fail:
		return core.PodFailed
	case ended:
		return core.PodSucceeded
	case outcome == imagePull:
		return core.PodPending
	default:
		return core.PodRunning
	}
}

func containerState(outcome string, ended bool, now metav1.Time) core.ContainerState {
	switch {
	case ended && outcome == fail:
		return terminated(1, "Error", now)
	case ended:
		return terminated(0, "Completed", now)
	case outcome == crashLoop:
		return waiting("CrashLoopBackOff", "back-off restarting failed container")
	case outcome == imagePull:
		return waiting("ImagePullBackOff", "Back-off pulling image")
	default:
		return core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: now}}
	}
}

func terminated(code int32, reason string, now metav1.Time) core.ContainerState {
	return core.ContainerState{Terminated: &core.ContainerStateTerminated{
		ExitCode: code, Reason: reason, StartedAt: now, FinishedAt: now}}
}

func waiting(reason, message string) core.ContainerState {
	return core.ContainerState{Waiting: &core.ContainerStateWaiting{Reason: reason, Message: message}}
}

func conditions(ready, completed bool, now metav1.Time) []core.PodCondition {
	status, reason := core.ConditionTrue, ""
	switch {
	case completed:
		status, reason = core.ConditionFalse, "PodCompleted"
	case !ready:
		status, reason = core.ConditionFalse, "ContainersNotReady"
	}
	return []core.PodCondition{
		{Type: core.PodInitialized, Status: core.ConditionTrue, LastTransitionTime: now},
		{Type: core.ContainersReady, Status: status, Reason: reason, LastTransitionTime: now},
		{Type: core.PodReady, Status: status, Reason: reason, LastTransitionTime: now},
	}
}
