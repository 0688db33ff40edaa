import type { NetworkLink, RecordSet } from "./record-set.ts";

export interface Zone {
  /** ARM id. */
  readonly id: string;
  /** `contoso.com`, without a dot at its end. */
  readonly name: string;
  readonly recordSets: readonly RecordSet[];
  /** Of a private zone. */
  readonly links: readonly NetworkLink[];
}

/** A character string holds at most 255 bytes (RFC 1035, 3.3). */
const LONGEST_STRING = 255;
const DEFAULT_TTL = 3600;
const utf8 = new TextEncoder();

/**
 * A zone as a master file (RFC 1035, 5), sorted, so that the same zone gives the same bytes. What such a file cannot
 * hold stands in its comments: aliases of Azure resources, links to virtual networks, metadata, empty record sets.
 * @throws TypeError for a record set of a type that is not known here: nothing is left out in silence
 */
export function writeZoneFile({ id, name, recordSets, links }: Zone): string {
  const sorted = recordSets.toSorted((a, b) => compare(sortKey(a), sortKey(b)));
  const lines = [
    `; ${comment(id)}`,
    ...links.toSorted((a, b) => compare(a.name, b.name)).map(linkComment),
    `$ORIGIN ${absolute(name)}`,
    `$TTL ${DEFAULT_TTL}`,
    ...sorted.flatMap(linesOf),
  ];
  return `${lines.join("\n")}\n`;
}

/** `A` of `Microsoft.Network/dnszones/A`. */
const typeOf = ({ type }: RecordSet): string => type.slice(type.lastIndexOf("/") + 1).toUpperCase();

/** SOA first, as a master file begins; then what stands at the zone's own name. */
function sortKey(set: RecordSet): string {
  const type = typeOf(set);
  return `${type === "SOA" ? 0 : 1} ${set.name === "@" ? 0 : 1} ${set.name.toLowerCase()} ${type}`;
}

function linesOf(set: RecordSet): string[] {
  const { properties } = set;
  const owner = set.name === "@" ? "@" : ownerName(set.name);
  const type = typeOf(set);
  const records = dataOf(set, type).map(
    (data) => `${owner} ${properties.ttl ?? DEFAULT_TTL} IN ${type} ${data}`,
  );
  const alias = properties.targetresource?.id ?? properties.trafficmanagementprofile?.id;
  const metadata = Object.entries(properties.metadata ?? {});
  const notes = [
    ...(alias == null || alias === "" ? [] : [`alias of ${alias}`]),
    ...(properties.isautoregistered === true ? ["registered by a virtual network link"] : []),
    ...(metadata.length === 0 ? [] : [`metadata ${JSON.stringify(Object.fromEntries(metadata))}`]),
    ...(records.length === 0 ? [`no records, TTL ${properties.ttl ?? DEFAULT_TTL}`] : []),
  ];
  return [...notes.map((note) => `; ${owner} ${type}: ${comment(note)}`), ...records];
}

function dataOf({ properties: set }: RecordSet, type: string): string[] {
  switch (type) {
    case "A":
      return (set.arecords ?? []).map(({ ipv4address }) => ipv4address);
    case "AAAA":
      return (set.aaaarecords ?? []).map(({ ipv6address }) => ipv6address);
    case "CNAME":
      return set.cnamerecord == null ? [] : [absolute(set.cnamerecord.cname)];
    case "MX":
      return (set.mxrecords ?? []).map(({ preference, exchange }) => `${preference} ${absolute(exchange)}`);
    case "NS":
      return (set.nsrecords ?? []).map(({ nsdname }) => absolute(nsdname));
    case "PTR":
      return (set.ptrrecords ?? []).map(({ ptrdname }) => absolute(ptrdname));
    case "SRV":
      return (set.srvrecords ?? []).map(
        ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${absolute(target)}`,
      );
    case "TXT":
      return (set.txtrecords ?? []).map(({ value }) => value.flatMap(quotedStrings).join(" "));
    case "CAA":
      return (set.caarecords ?? []).map(({ flags, tag, value }) => `${flags} ${tag} ${quoted(value)}`);
    default:
      return rarerDataOf(set, type);
  }
}

function rarerDataOf(set: RecordSet["properties"], type: string): string[] {
  switch (type) {
    case "DS":
      return (set.dsrecords ?? []).map(
        ({ keytag, algorithm, digest }) => `${keytag} ${algorithm} ${digest.algorithmtype} ${digest.value}`,
      );
    case "TLSA":
      return (set.tlsarecords ?? []).map(
        ({ usage, selector, matchingtype, certassociationdata }) =>
          `${usage} ${selector} ${matchingtype} ${certassociationdata}`,
      );
    case "NAPTR":
      return (set.naptrrecords ?? []).map(
        ({ order, preference, flags, services, regexp, replacement }) =>
          `${order} ${preference} ${quoted(flags)} ${quoted(services)} ${quoted(regexp)} ${absolute(replacement)}`,
      );
    case "SOA": {
      const soa = set.soarecord;
      if (soa == null) return [];
      const times = [soa.refreshtime, soa.retrytime, soa.expiretime, soa.minimumttl].join(" ");
      return [`${absolute(soa.host)} ${absolute(soa.email)} ${soa.serialnumber ?? 1} ${times}`];
    }
    default:
      throw new TypeError(`records of type ${type} are not known`);
  }
}

/** Azure holds every name in a record's data as a full one, with or without the dot at its end. */
function absolute(name: string): string {
  const labels = name.endsWith(".") ? name.slice(0, -1) : name;
  return `${ownerName(labels)}.`;
}

/** What has a meaning of its own in a master file gets a backslash; what is no printable ASCII stands as its number. */
function ownerName(name: string): string {
  return [...utf8.encode(name)].map((byte) => escaped(byte, /[\s"();@$\\]/)).join("");
}

function quotedStrings(value: string): string[] {
  const bytes = utf8.encode(value);
  const pieces: string[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += LONGEST_STRING)
    pieces.push(quotedBytes(bytes.subarray(at, at + LONGEST_STRING)));
  return pieces;
}

const quoted = (value: string): string => quotedBytes(utf8.encode(value));

const quotedBytes = (bytes: Uint8Array): string =>
  `"${[...bytes].map((byte) => escaped(byte, /["\\]/)).join("")}"`;

function escaped(byte: number, special: RegExp): string {
  if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, "0")}`;
  const character = String.fromCharCode(byte);
  return special.test(character) ? `\\${character}` : character;
}

function linkComment({ name, properties }: NetworkLink): string {
  const { virtualNetwork, registrationEnabled, resolutionPolicy } = properties;
  const details = [
    `to ${virtualNetwork?.id ?? "nothing"}`,
    ...(registrationEnabled === true ? ["with registration"] : []),
    ...(resolutionPolicy == null ? [] : [`resolution policy ${resolutionPolicy}`]),
  ];
  return `; virtual network link ${comment(`${name} ${details.join(", ")}`)}`;
}

/** One line, whatever was read. */
const comment = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
