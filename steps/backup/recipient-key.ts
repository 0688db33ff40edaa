import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { CompactEncrypt } from "jose";
import { SundownError } from "../../core/messages/sundown-error.ts";

/** Shorter ones are not taken for keys that have to hold for years (NIST SP 800-57, part 1). */
const SHORTEST_MODULUS = 2048;

/** A public key that secrets are encrypted to; whoever has its private part can open them, Sundown cannot. */
export interface RecipientKey {
  /** sha256 of the key (SubjectPublicKeyInfo, DER) in base64url: tells later which private key opens them. */
  readonly thumbprint: string;
  /** A compact JWE (RFC 7516): RSA-OAEP-256 and A256GCM. The plaintext is overwritten. */
  encrypt(plaintext: Uint8Array): Promise<string>;
}

/**
 * @param pem an RSA public key or an X.509 certificate
 * @param file named in messages
 * @throws SundownError encrypt_to_invalid
 */
export function recipientKey(pem: string, file: string): RecipientKey {
  const key = publicKeyIn(pem, file);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < SHORTEST_MODULUS)
    throw invalid(file, `it is no RSA key of at least ${SHORTEST_MODULUS} bits`);
  const thumbprint = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("base64url");
  return {
    thumbprint,
    async encrypt(plaintext) {
      try {
        return await new CompactEncrypt(plaintext)
          .setProtectedHeader({
            alg: "RSA-OAEP-256",
            enc: "A256GCM",
            kid: thumbprint,
            cty: "application/json",
          })
          .encrypt(key);
      } finally {
        plaintext.fill(0);
      }
    },
  };
}

function publicKeyIn(pem: string, file: string): KeyObject {
  // A private key would do, too, but it has no place on the machine that makes the backup.
  if (/PRIVATE KEY-----/.test(pem)) throw invalid(file, "it holds a private key");
  try {
    return createPublicKey(pem);
  } catch {
    throw invalid(file, "it holds no public key or certificate in PEM");
  }
}

function invalid(file: string, reason: string): SundownError {
  return new SundownError("encrypt_to_invalid", {
    message: `${file} cannot be encrypted to: ${reason}`,
    place: file,
  });
}
