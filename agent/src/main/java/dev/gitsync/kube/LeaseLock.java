package dev.gitsync.kube;

import dev.gitsync.value.Value;
import dev.gitsync.value.Value.IntegerValue;
import dev.gitsync.value.Value.MapValue;
import io.kubernetes.client.extended.leaderelection.LeaderElectionRecord;
import io.kubernetes.client.extended.leaderelection.Lock;
import io.kubernetes.client.openapi.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code Lease} as the lock of client-java's elector. Whatever fails is an {@code ApiException} or a refusal: the
 * elector gives leadership up at any other exception. An interrupt stays set, by which the elector ends.
 */
final class LeaseLock implements Lock {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseLock.class);

    /** Kubernetes' {@code MicroTime}. */
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Is told of each write of the Lease that the server took. */
    interface Observer {
        /**
         * The server took a write.
         *
         * @param sentAt when the request was sent, by {@link System#nanoTime}: nobody else can take the Lease sooner than
         *     its duration after that
         * @param from who held it before; empty for nobody
         */
        void written(long sentAt, String from);
    }

    private static final int RELEASE_ATTEMPTS = 3;

    private final KubeClient client;
    private final ApiResource leases;
    private final MapValue metadata;
    private final String identity;
    private final Observer observer;
    private volatile @Nullable MapValue known;
    private String complaint = "";

    LeaseLock(KubeClient client, ApiResource leases, MapValue metadata, String identity, Observer observer) {
        this.client = client;
        this.leases = leases;
        this.metadata = metadata;
        this.identity = identity;
        this.observer = observer;
    }

    /** Who held the Lease when it was last looked at. */
    Optional<String> holder() {
        MapValue lease = known;
        return lease == null ? Optional.empty() : lease.stringAt("spec", "holderIdentity");
    }

    @Override
    public @Nullable LeaderElectionRecord get() throws ApiException {
        try {
            Optional<MapValue> lease = client.get(leases, namespace(), name());
            if (lease.isEmpty()) {
                known = null;
                throw new ApiException(404, describe() + " does not exist");
            }
            known = lease.get();
            return record(lease.get());
        } catch (KubeException e) {
            throw new ApiException(String.valueOf(e.getMessage()), e, e.code(), null);
        } catch (DateTimeException e) {
            throw new ApiException(describe() + " holds a time that can't be read", e, 500, null);
        }
    }

    @Override
    public boolean create(LeaderElectionRecord record) {
        MapValue lease = Value.map(
                "apiVersion", Value.of(leases.apiVersion()),
                "kind", Value.of(leases.kind()),
                "metadata", metadata,
                "spec", spec(record));
        long sentAt = System.nanoTime();
        try {
            known = client.create(leases, lease, "gitsync");
            observer.written(sentAt, "");
            return true;
        } catch (KubeException e) {
            return refused(e);
        }
    }

    @Override
    public boolean update(LeaderElectionRecord record) {
        MapValue lease = known;
        if (lease == null) {
            return false;
        }
        String from = lease.stringAt("spec", "holderIdentity").orElse("");
        long sentAt = System.nanoTime();
        try {
            known = client.replace(leases, lease.with("spec", spec(record)), "gitsync");
            observer.written(sentAt, from);
            return true;
        } catch (KubeException e) {
            return refused(e);
        }
    }

    /**
     * Gives the Lease up where it is ours. The elector does so too, but not when its last renewal was interrupted, after
     * which nobody knows what the server holds.
     */
    void release() {
        for (int attempt = 0; attempt < RELEASE_ATTEMPTS; attempt++) {
            try {
                MapValue lease = client.get(leases, namespace(), name()).orElse(MapValue.EMPTY);
                MapValue spec = lease.mapAt("spec");
                if (spec.stringAt("holderIdentity").filter(identity::equals).isEmpty()) {
                    return;
                }
                MapValue released =
                        spec.without("holderIdentity").without("acquireTime").without("renewTime");
                client.replace(leases, lease.with("spec", released), "gitsync");
                return;
            } catch (KubeException e) {
                if (!e.isConflict()) {
                    LOG.warn("the lease can't be given up, others wait until it expires: {}", e.getMessage());
                    return;
                }
            }
        }
    }

    /** Others being quicker is the normal course; anything else is said once. */
    private boolean refused(KubeException e) {
        String message = String.valueOf(e.getMessage());
        if (!e.isConflict() && !e.isAlreadyExists() && !e.isInterrupted() && !message.equals(complaint)) {
            complaint = message;
            LOG.warn("the lease can't be taken or renewed: {}", message);
        }
        return false;
    }

    private static LeaderElectionRecord record(MapValue lease) {
        LeaderElectionRecord record = new LeaderElectionRecord();
        MapValue spec = lease.mapAt("spec");
        record.setHolderIdentity(spec.stringAt("holderIdentity")
                .filter(holder -> !holder.isEmpty())
                .orElse(null));
        record.setLeaseDurationSeconds((int) integer(spec, "leaseDurationSeconds"));
        record.setLeaderTransitions((int) integer(spec, "leaseTransitions"));
        record.setAcquireTime(date(spec, "acquireTime"));
        record.setRenewTime(date(spec, "renewTime"));
        return record;
    }

    private static MapValue spec(LeaderElectionRecord record) {
        MapValue spec = Value.map(
                "leaseDurationSeconds", Value.of(record.getLeaseDurationSeconds()),
                "leaseTransitions", Value.of(record.getLeaderTransitions()));
        String holder = record.getHolderIdentity();
        if (holder != null && !holder.isEmpty()) {
            spec = spec.with("holderIdentity", Value.of(holder));
        }
        return dated(dated(spec, "acquireTime", record.getAcquireTime()), "renewTime", record.getRenewTime());
    }

    private static MapValue dated(MapValue spec, String field, @Nullable Date date) {
        return date == null ? spec : spec.with(field, Value.of(MICROS.format(date.toInstant())));
    }

    private static long integer(MapValue spec, String field) {
        return spec.at(field).orElse(null) instanceof IntegerValue(long number) ? number : 0;
    }

    private static @Nullable Date date(MapValue spec, String field) {
        Optional<String> text = spec.stringAt(field);
        return text.isEmpty() ? null : Date.from(Instant.parse(text.get()));
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public String describe() {
        return "Lease " + namespace() + "/" + name();
    }

    private String namespace() {
        return metadata.stringAt("namespace").orElse("");
    }

    private String name() {
        return metadata.stringAt("name").orElse("");
    }
}
