/** A token as the sign-in service writes it, unsigned: the emulator looks at its claims only. */
export function storageToken(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: "https://storage.azure.com",
    iss: "https://sts.windows.net/00000000-0000-4000-8000-0000000000aa/",
    oid: "00000000-0000-4000-8000-0000000000bb",
    tid: "00000000-0000-4000-8000-0000000000aa",
    iat: now - 60,
    nbf: now - 60,
    exp: now + 3600,
  };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.${Buffer.from("none").toString("base64url")}`;
}
