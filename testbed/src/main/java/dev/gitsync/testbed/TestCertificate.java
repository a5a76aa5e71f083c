package dev.gitsync.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server certificate for 127.0.0.1 and localhost that is its own authority, made by the JDK's keytool. */
record TestCertificate(Path folder, KeyStore keys) implements AutoCloseable {
    private static final String ALIAS = "server";
    private static final String PASSWORD = "changeit";

    static TestCertificate create() {
        Path folder = TemporaryFolders.create("certificate");
        Path store = folder.resolve("keys.p12");
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=gitsync test",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-ext",
                        "bc:c=ca:true",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .run();
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            TestCertificate certificate = new TestCertificate(folder, keys);
            Files.writeString(certificate.pemFile(), certificate.pem());
            return certificate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot read the keystore that keytool wrote", e);
        }
    }

    /** The certificate alone, as clients need it. */
    Path pemFile() {
        return folder.resolve("ca.pem");
    }

    private String pem() throws GeneralSecurityException {
        byte[] encoded = keys.getCertificate(ALIAS).getEncoded();
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    }

    /** What a TLS server needs to show this certificate. */
    SSLContext serverContext() {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot serve with the certificate that keytool made", e);
        }
    }

    @Override
    public void close() {
        TemporaryFolders.delete(folder);
    }
}
