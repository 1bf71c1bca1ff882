package dev.dataflow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/** Sockets for the driver, by the setting {@code socketFactory}, which count how often it says something and then listens for the answer. */
public final class RoundTrips extends SocketFactory {
    private static final AtomicLong COUNT = new AtomicLong();

    /** Answers how many there are meanwhile, on all connections. */
    static long during(Runnable work) {
        long before = COUNT.get();
        work.run();
        return COUNT.get() - before;
    }

    @Override
    public Socket createSocket() {
        return new CountingSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    private static final class CountingSocket extends Socket {
        private volatile boolean said;

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                    said = true;
                    out.write(bytes, from, count);
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] bytes, int from, int count) throws IOException {
                    if (said) {
                        said = false;
                        COUNT.incrementAndGet();
                    }
                    return super.read(bytes, from, count);
                }
            };
        }
    }
}
