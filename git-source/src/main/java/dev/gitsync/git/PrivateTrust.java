package dev.gitsync.git;

import dev.gitsync.git.GitException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificates of one repository for its own connections; the process goes on trusting what it did. */
final class PrivateTrust {
    private PrivateTrust() {}

    /** @throws GitException if the PEM text holds no certificate */
    static SSLSocketFactory socketFactory(String pem) throws GitException {
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (certificates.isEmpty()) {
                throw new GitException(Kind.OTHER, "the ca of the repository Secret holds no certificate in PEM");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + n++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new GitException(Kind.OTHER, "the ca of the repository Secret isn't certificates in PEM", e);
        }
    }

    /**
     * The same URL, whose connections trust these certificates. JGit's connection keeps the JDK's to itself, so it is
     * configured on its way in; JGit's own {@code configure} would make a new TLS context, and so a new connection, for
     * each request.
     */
    static URL prepare(URL url, SSLSocketFactory trust) throws IOException {
        return URL.of(URI.create(url.toString()), new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL target) throws IOException {
                return openConnection(target, Proxy.NO_PROXY);
            }

            @Override
            protected URLConnection openConnection(URL target, Proxy proxy) throws IOException {
                URLConnection connection = URI.create(target.toString()).toURL().openConnection(proxy);
                if (connection instanceof HttpsURLConnection https) {
                    https.setSSLSocketFactory(trust);
                }
                return connection;
            }
        });
    }
}
