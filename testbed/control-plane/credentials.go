package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// writeCredentials makes what the cluster's parts know each other by: the CA, the certificates it signs, the key of
// the service account tokens, and a kubeconfig for the administrator and for each component that is a client.
func writeCredentials(dir, server string) {
	ca := newAuthority(dir)
	writeKey(filepath.Join(dir, "sa.key"), newKey())
	ca.issue("front-proxy", pkix.Name{CommonName: "front-proxy"})
	ca.issue("apiserver", pkix.Name{CommonName: "kube-apiserver"}, net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1))
	ca.client("admin", "kubeconfig", server, pkix.Name{CommonName: "admin", Organization: []string{"system:masters"}})
	for _, name := range []string{controllerManager, kubeScheduler} {
		ca.client(name, name+".kubeconfig", server, pkix.Name{CommonName: "system:" + name})
	}
}

// An authority signs certificates and writes them beside its own, ca.crt and ca.key.
type authority struct {
	dir         string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         []byte
}

func newAuthority(dir string) *authority {
	template := template(pkix.Name{CommonName: "testcluster-ca"})
	template.IsCA = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	ca := &authority{dir: dir, certificate: template, key: newKey()}
	ca.pem, _ = ca.sign("ca", template, ca.key)
	block, _ := pem.Decode(ca.pem)
	ca.certificate = must(x509.ParseCertificate(block.Bytes)) // with the key id that what it signs refers to
	return ca
}

// issue writes DIR/NAME.crt and DIR/NAME.key: a server's certificate where it has addresses, else a client's.
func (ca *authority) issue(name string, subject pkix.Name, addresses ...net.IP) (certificate, key []byte) {
	template := template(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if len(addresses) > 0 {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		template.IPAddresses, template.DNSNames = addresses, []string{"localhost", "kubernetes.default.svc"}
	}
	return ca.sign(name, template, newKey())
}

func (ca *authority) sign(name string, template *x509.Certificate, key *ecdsa.PrivateKey) (certificate, keyPEM []byte) {
	der := must(x509.CreateCertificate(rand.Reader, template, ca.certificate, key.Public(), ca.key))
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	check(os.WriteFile(filepath.Join(ca.dir, name+".crt"), certificate, 0o600))
	return certificate, writeKey(filepath.Join(ca.dir, name+".key"), key)
}

// client writes a kubeconfig for a client of the API server.
func (ca *authority) client(name, file, server string, subject pkix.Name) {
	certificate, key := ca.issue(name, subject)
	config := clientcmdapi.NewConfig()
	config.Clusters["testcluster"] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: ca.pem}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificateData: certificate, ClientKeyData: key}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: "testcluster", AuthInfo: name}
	config.CurrentContext = name
	check(clientcmd.WriteToFile(*config, filepath.Join(ca.dir, file)))
}

func template(subject pkix.Name) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber:          must(rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))),
		Subject:               subject,
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(1, 0, 0),
		BasicConstraintsValid: true,
	}
}

func newKey() *ecdsa.PrivateKey {
	return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
}

func writeKey(file string, key *ecdsa.PrivateKey) []byte {
	text := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: must(x509.MarshalECPrivateKey(key))})
	check(os.WriteFile(file, text, 0o600))
	return text
}
