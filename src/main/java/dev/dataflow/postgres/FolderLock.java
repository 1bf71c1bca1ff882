package dev.dataflow.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to a folder among all JVMs of the machine, gone with the JVM that holds it.
 *
 * <p>Closing any channel of a file gives up all locks the process has on that file (POSIX), so a file this JVM has locked must
 * not be opened again: {@code HELD} keeps this class from doing so, and channels that met another class loader's lock stay
 * open in {@code NEVER_CLOSED}.
 */
final class FolderLock implements AutoCloseable {

    private static final Set<Path> HELD = new HashSet<>();
    private static final List<FileChannel> NEVER_CLOSED = new ArrayList<>();
    private static final long PATIENCE_SECONDS = 120;

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock when it is free and not another user's, else returns {@code null}; the file stays behind, since deleting it would be a race. */
    static @Nullable FolderLock tryAcquire(Path file) throws IOException {
        synchronized (HELD) {
            if (HELD.contains(file)) {
                return null;
            }
            if (Files.exists(file) && !Files.isWritable(file)) {
                return null;
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    HELD.add(file);
                    return new FolderLock(file, channel);
                }
            } catch (OverlappingFileLockException heldByAnotherClassLoader) {
                NEVER_CLOSED.add(channel);
                return null;
            }
            channel.close();
            return null;
        }
    }

    /** Waits for the lock. */
    static FolderLock acquire(Path file) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            FolderLock lock = tryAcquire(file);
            if (lock != null) {
                return lock;
            }
            Pause.millis(20);
        }
        throw new IOException("Another process has held " + file + " for " + PATIENCE_SECONDS + " s");
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(file);
        }
    }
}
