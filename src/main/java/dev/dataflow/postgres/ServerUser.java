package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As whom PostgreSQL's programs run, since they refuse to run as root. */
enum ServerUser {

    /** Whoever runs this JVM, who is not root. */
    SELF(List.of()),

    /** Root in a user namespace of its own: inside, it is nobody; outside, its files belong to root and stay where they are. */
    NAMESPACE(List.of("unshare", "-U")),

    /** The user nobody, where root may not make a namespace, as in most containers. Data directories are given to it. */
    NOBODY(List.of("setpriv", "--reuid=nobody", "--clear-groups", "--inh-caps=-all"));

    private static final Logger LOG = LoggerFactory.getLogger(ServerUser.class);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> wrapper;

    ServerUser(List<String> wrapper) {
        this.wrapper = wrapper;
    }

    /**
     * Finds out by trying, for root; that costs a few milliseconds.
     *
     * @throws PostgresException when none of the ways is open
     */
    static ServerUser detect() {
        if (!isRoot()) {
            return SELF;
        }
        List<String> refusals = new ArrayList<>();
        for (ServerUser candidate : List.of(NAMESPACE, NOBODY)) {
            try {
                new Command(candidate.wrapped(List.of("true"))).run();
                return candidate;
            } catch (IOException e) {
                LOG.debug("Root cannot run programs as {}", candidate, e);
                refusals.add(String.valueOf(e.getMessage()));
            }
        }
        throw new PostgresException(
                "PostgreSQL does not run as root, and here root can neither make a user namespace nor become"
                        + " the user nobody:\n" + String.join("\n", refusals)
                        + "\nRun the tests as an ordinary user, or name a running server with DATAFLOW_URL or -Ddataflow.url.");
    }

    /** Returns the command line that makes this user run the given one; it replaces itself by it, so the process id is the same. */
    List<String> wrapped(List<String> words) {
        List<String> wrapped = new ArrayList<>(wrapper);
        wrapped.addAll(words);
        return wrapped;
    }

    /** Makes this user the owner of a file or folder that this JVM has just made. */
    void take(Path path) throws IOException {
        if (this == NOBODY) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noProc) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
