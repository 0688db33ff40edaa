import { z } from "zod";

/** Public zones write `ARecords` and `TTL`, private ones `aRecords` and `ttl`: names of members are compared in lower case. */
const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.toLowerCase(),
      name.toLowerCase() === "metadata" ? inner : lowered(inner),
    ]),
  );
};

const list = <Item extends z.ZodType>(item: Item) => z.array(item).nullish();
const text = z.string();
const number = z.number();

const propertiesSchema = z.preprocess(
  lowered,
  z.looseObject({
    ttl: number.optional(),
    metadata: z.record(z.string(), z.string()).nullish(),
    targetresource: z.looseObject({ id: text.nullish() }).nullish(),
    trafficmanagementprofile: z.looseObject({ id: text.nullish() }).nullish(),
    isautoregistered: z.boolean().nullish(),
    arecords: list(z.object({ ipv4address: text })),
    aaaarecords: list(z.object({ ipv6address: text })),
    cnamerecord: z.object({ cname: text }).nullish(),
    mxrecords: list(z.object({ preference: number, exchange: text })),
    nsrecords: list(z.object({ nsdname: text })),
    ptrrecords: list(z.object({ ptrdname: text })),
    srvrecords: list(z.object({ priority: number, weight: number, port: number, target: text })),
    txtrecords: list(z.object({ value: z.array(text) })),
    caarecords: list(z.object({ flags: number, tag: text, value: text })),
    dsrecords: list(
      z.object({
        keytag: number,
        algorithm: number,
        digest: z.object({ algorithmtype: number, value: text }),
      }),
    ),
    tlsarecords: list(
      z.object({ usage: number, selector: number, matchingtype: number, certassociationdata: text }),
    ),
    naptrrecords: list(
      z.object({
        order: number,
        preference: number,
        flags: text,
        services: text,
        regexp: text,
        replacement: text,
      }),
    ),
    soarecord: z
      .object({
        host: text,
        email: text,
        serialnumber: number.optional(),
        refreshtime: number,
        retrytime: number,
        expiretime: number,
        minimumttl: number,
      })
      .nullish(),
  }),
);

/** One record set of a zone, as both kinds of zones list them. */
export const recordSetSchema = z.looseObject({
  name: text,
  /** `Microsoft.Network/dnszones/A`. */
  type: text,
  properties: propertiesSchema,
});

export type RecordSet = z.infer<typeof recordSetSchema>;

/** A virtual network that a private zone answers. */
export const networkLinkSchema = z.looseObject({
  name: text,
  properties: z.looseObject({
    virtualNetwork: z.looseObject({ id: text.optional() }).nullish(),
    registrationEnabled: z.boolean().nullish(),
    resolutionPolicy: text.nullish(),
  }),
});

export type NetworkLink = z.infer<typeof networkLinkSchema>;
