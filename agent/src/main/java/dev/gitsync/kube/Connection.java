package dev.gitsync.kube;

import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * How to reach one API server, and as whom.
 *
 * @param server its address; a path before {@code /api} is kept
 * @param http with TLS, proxy and credentials, but no time-outs yet
 * @param namespace the one that the context names, {@code default} where it names none
 */
record Connection(HttpUrl server, OkHttpClient http, String namespace) {}
