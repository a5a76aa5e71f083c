package main

import (
	"context"
	"fmt"
	"log"
	"time"

	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// registerNode creates a Node with room for anything.
func registerNode(ctx context.Context, client kubernetes.Interface, name string) {
	now := metav1.Now()
	room := core.ResourceList{
		core.ResourceCPU:              resource.MustParse("1000"),
		core.ResourceMemory:           resource.MustParse("4Ti"),
		core.ResourceEphemeralStorage: resource.MustParse("10Ti"),
		core.ResourcePods:             resource.MustParse("10000"),
	}
	node := &core.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			core.LabelHostname: name, core.LabelOSStable: "linux", core.LabelArchStable: "amd64"}},
		Status: core.NodeStatus{
			Capacity:    room,
			Allocatable: room,
			Addresses: []core.NodeAddress{
				{Type: core.NodeInternalIP, Address: "127.0.0.1"}, {Type: core.NodeHostName, Address: name}},
			NodeInfo: core.NodeSystemInfo{OperatingSystem: "linux", Architecture: "amd64", KubeletVersion: "v0.0.0-fake"},
			Conditions: []core.NodeCondition{{Type: core.NodeReady, Status: core.ConditionTrue, Reason: "KubeletReady",
				LastHeartbeatTime: now, LastTransitionTime: now}},
		},
	}
	if _, err := client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
		log.Fatalf("node %s: %v", name, err)
	}
}

// renewLeases keeps the nodes alive in the eyes of the node controller.
func renewLeases(ctx context.Context, client kubernetes.Interface, nodes int) {
	for ctx.Err() == nil {
		for i := range nodes {
			if err := renewLease(ctx, client, nodeName(i)); err != nil && ctx.Err() == nil {
				log.Printf("lease of %s: %v", nodeName(i), err)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
		}
	}
}

func renewLease(ctx context.Context, client kubernetes.Interface, name string) error {
	leases, now, seconds := client.CoordinationV1().Leases(core.NamespaceNodeLease), metav1.NowMicro(), int32(60)
	spec := coordination.LeaseSpec{HolderIdentity: &name, LeaseDurationSeconds: &seconds, RenewTime: &now}
	lease, err := leases.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		lease = &coordination.Lease{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: core.NamespaceNodeLease}, Spec: spec}
		_, err = leases.Create(ctx, lease, metav1.CreateOptions{})
		return err
	}
	if err != nil {
		return err
	}
	lease.Spec = spec
	_, err = leases.Update(ctx, lease, metav1.UpdateOptions{})
	return err
}

// schedulableNodes counts the nodes from which the node controller has taken the taint of a new one.
func schedulableNodes(ctx context.Context, client kubernetes.Interface) (count int) {
	nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return 0
	}
	for _, node := range nodes.Items {
		if len(node.Spec.Taints) == 0 {
			count++
		}
	}
	return count
}

func nodeName(i int) string { return fmt.Sprintf("node-%d", i) }
