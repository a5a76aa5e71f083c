package dev.gitsync.kube;

import io.kubernetes.client.util.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.internal.tls.OkHostnameVerifier;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one cluster: whom to trust, and which certificate to show.
 *
 * @param authority PEM of the authorities to trust; null for those of the JDK
 * @param certificate PEM of the client's certificate chain, or null
 * @param key PEM of its key, or null
 * @param serverName the name to ask for and to check, where it is not the address's; or null
 * @param verify false to trust anybody
 */
record Tls(
        @Nullable String authority,
        @Nullable String certificate,
        @Nullable String key,
        @Nullable String serverName,
        boolean verify) {

    /** Without the key. */
    @Override
    public String toString() {
        return "Tls[serverName=" + serverName + ", verify=" + verify + "]";
    }

    /** Sets it on a client. */
    void applyTo(OkHttpClient.Builder http) throws IOException, GeneralSecurityException {
        X509TrustManager trust = verify ? trusted() : new TrustAnybody();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), new TrustManager[] {trust}, new SecureRandom());
        SSLSocketFactory sockets = context.getSocketFactory();
        if (serverName != null) {
            sockets = new NamedSocketFactory(sockets, serverName);
            String name = serverName;
            HostnameVerifier verifier = (host, session) -> OkHostnameVerifier.INSTANCE.verify(name, session);
            http.hostnameVerifier(verifier);
        }
        if (!verify) {
            http.hostnameVerifier((host, session) -> true);
        }
        http.sslSocketFactory(sockets, trust);
    }

    private X509TrustManager trusted() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (authority == null) {
            factory.init((KeyStore) null);
        } else {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate each : certificates(authority)) {
                store.setCertificateEntry("authority" + number++, each);
            }
            if (number == 0) {
                throw new IOException("the certificate authority holds no certificate");
            }
            factory.init(store);
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK offers no X.509 trust manager");
    }

    private KeyManager @Nullable [] keyManagers() throws IOException, GeneralSecurityException {
        if (certificate == null || key == null) {
            return null;
        }
        PrivateKey loaded = SSLUtils.loadKey(key.getBytes(StandardCharsets.UTF_8));
        KeyStore store = emptyStore();
        char[] password = new char[0];
        store.setKeyEntry("client", loaded, password, certificates(certificate).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** What {@code insecure-skip-tls-verify: true} asks for. */
    private static final class TrustAnybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Sends a fixed name in the handshake (SNI), whatever the address. */
    private static final class NamedSocketFactory extends SSLSocketFactory {
        private final SSLSocketFactory sockets;
        private final String name;

        NamedSocketFactory(SSLSocketFactory sockets, String name) {
            this.sockets = sockets;
            this.name = name;
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            return sockets.createSocket(plain, name, port, autoClose);
        }

        @Override
        public Socket createSocket() throws IOException {
            return sockets.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return sockets.createSocket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return sockets.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return sockets.createSocket(host, port, local, localPort);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }
    }
}
