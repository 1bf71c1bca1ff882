package dev.dataflow.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** What a logical connection's driver takes for its socket; behind it there is a {@link Session}. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is no state to guard: the session has its own lock
final class SessionSocket extends Socket {

    private final Session session;

    SessionSocket(Session session) {
        this.session = session;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return session.read(target, offset, length);
            }

            @Override
            public int available() {
                return session.available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                session.write(source, offset, length);
            }
        };
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public void setSoTimeout(int millis) {
        session.timeout(millis);
    }

    @Override
    public int getSoTimeout() {
        return session.timeout();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {}

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return 64 * 1024;
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return 64 * 1024;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }
}
