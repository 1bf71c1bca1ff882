package dev.dataflow.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Connects the PostgreSQL driver of a logical connection with its sandbox. Not for applications.
 *
 * <p>It is public because the driver creates it by name.
 */
public final class SandboxSocketFactory extends SocketFactory {

    static final String SESSION = "dev.dataflow.sandbox.session";

    private final Session session;
    private boolean connected;

    /**
     * Called by the driver.
     *
     * @param properties what the logical connection was opened with
     */
    public SandboxSocketFactory(Properties properties) {
        this.session = (Session) Objects.requireNonNull(properties.get(SESSION), "not opened by a sandbox");
    }

    /** Returns the socket of the logical connection, and after that sockets that cancel what it is doing. */
    @Override
    public synchronized Socket createSocket() {
        if (!connected) {
            connected = true;
            return new SessionSocket(session);
        }
        return new CancelSocket(session);
    }

    /** Not supported: the driver asks for sockets that are not connected yet. */
    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("A sandbox has no address");
    }

    /** Not supported. */
    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /** Not supported. */
    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    /** Not supported. */
    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }

    /** A connection on which the driver sends nothing but the request to cancel. */
    private static final class CancelSocket extends Socket {

        private final Session session;

        CancelSocket(Session session) {
            this.session = session;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public int getSendBufferSize() {
            return 64;
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int one) {
                    session.cancel();
                }

                @Override
                public void write(byte[] source, int offset, int length) {
                    session.cancel();
                }
            };
        }
    }
}
