package dev.dataflow.internal.store;

import dev.dataflow.internal.mapping.InvalidInputException;
import dev.dataflow.internal.mapping.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals the place of a row in a query's order as a text that shows nothing and can be neither changed nor used with another query: AES in
 * Galois/Counter Mode (NIST SP 800-38D), with the query as the additional data. Thread-safe.
 */
public final class Cursors {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BITS = 256;
    private static final int ITERATIONS = 200_000;
    private static final byte[] SALT = "dataflow.cursor.1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final char @Nullable [] secret;
    private volatile @Nullable SecretKeySpec key;

    private Cursors(char @Nullable [] secret) {
        this.secret = secret;
    }

    /**
     * Answers cursors that everyone with the same secret can read; with none, only this object can.
     *
     * @param secret a key, or a password: it is stretched, so that no cursor helps to guess it
     */
    public static Cursors of(@Nullable String secret) {
        return new Cursors(secret == null || secret.isEmpty() ? null : secret.toCharArray());
    }

    /** @param query what tells the query from others */
    String seal(List<@Nullable String> values, String query) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, query).doFinal(written(values));
            byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Answers what was sealed.
     *
     * @throws InvalidInputException when the text was not sealed for this query, or not with this key
     */
    List<@Nullable String> open(String cursor, String query) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(cursor);
            if (whole.length <= NONCE_BYTES) {
                throw refused();
            }
            byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
            return read(
                    cipher(Cipher.DECRYPT_MODE, nonce, query).doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw refused();
        }
    }

    private static InvalidInputException refused() {
        return new InvalidInputException(List.of(Problem.invalid(
                "cursor",
                "is not one that a page of this query answered: a cursor goes with the same model, tenant, form of filter and order;"
                        + " begin again without it")));
    }

    private Cipher cipher(int mode, byte[] nonce, String query) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(query.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private synchronized SecretKeySpec key() throws GeneralSecurityException {
        if (key == null) {
            key = new SecretKeySpec(secret == null ? random() : stretched(secret), "AES");
        }
        return key;
    }

    private static byte[] random() {
        byte[] bytes = new byte[KEY_BITS / Byte.SIZE];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] stretched(char[] secret) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(secret, SALT, ITERATIONS, KEY_BITS))
                .getEncoded();
    }

    private static byte[] written(List<@Nullable String> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String value : values) {
                byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(value == null ? -1 : text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static List<@Nullable String> read(byte[] bytes) {
        List<@Nullable String> values = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                int length = in.readInt();
                values.add(length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
