import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { isSundownError } from "../../core/messages/sundown-error.ts";
import { vhdComplaint } from "./vhd-complaint.ts";
import { type ArchiveSource, zipComplaint } from "./zip-complaint.ts";
import { zoneComplaint } from "./zone-complaint.ts";

/** Looks at an artifact's content to tell whether it can be opened as what its name says. */
export interface ContentInspector {
  readonly kind: string;
  /** Sees every chunk as it streams by. */
  see?(chunk: Buffer): void;
  /** Asked once, after the last chunk. What is packed is read a second time for it. */
  verdict(): Verdict | Promise<Verdict>;
}

/** A complaint is one clause. Of what is too long to be held, nothing is said. */
type Verdict = "opens" | "not looked at" | { readonly complaint: string };

const VHD_FOOTER = 512;
/** What has to be held whole to be understood. */
const TEXT_LIMIT = 32 * 1024 * 1024;
/** What DacFx writes into every BACPAC, besides the tables' data. */
const BACPAC_PARTS = ["model.xml", "Origin.xml", "DacMetadata.xml"];

/** `undefined` when the name promises no form that is known here. */
export function inspectContent(url: string, source: ArchiveSource): ContentInspector | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? "";
  switch (extension) {
    case "zip":
    case "nupkg":
      return { kind: "zip archive", verdict: async () => verdictOf(await zipComplaint(source)) };
    case "bacpac":
    case "dacpac":
      return {
        kind: extension.toUpperCase(),
        verdict: async () => verdictOf(await zipComplaint(source, BACPAC_PARTS)),
      };
    case "vhd":
      return inspectVhd();
    case "gz":
    case "tgz":
      return { kind: "gzip file", verdict: async () => verdictOf(await gzipComplaint(source)) };
    case "zone":
      return inspectText("zone file", zoneComplaint);
    case "jwe":
      return inspectText("list of encrypted secrets", jweComplaint);
    case "jsonl":
    case "ndjson":
      return inspectJsonLines();
    case "json":
      return inspectText("JSON document", (text) => (parses(text) ? undefined : "it does not parse"));
    default:
      return undefined;
  }
}

const verdictOf = (complaint: string | undefined): Verdict =>
  complaint === undefined ? "opens" : { complaint };

function inspectText(kind: string, complaintAbout: (text: string) => string | undefined): ContentInspector {
  const pieces: Buffer[] = [];
  let bytes = 0;
  return {
    kind,
    see(chunk) {
      bytes += chunk.length;
      if (bytes <= TEXT_LIMIT) pieces.push(Buffer.from(chunk));
      else pieces.length = 0;
    },
    verdict: () =>
      bytes > TEXT_LIMIT
        ? "not looked at"
        : verdictOf(complaintAbout(Buffer.concat(pieces).toString("utf8"))),
  };
}

function inspectVhd(): ContentInspector {
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    kind: "VHD",
    see(chunk) {
      bytes += chunk.length;
      const longer = chunk.length >= VHD_FOOTER ? chunk : Buffer.concat([tail, chunk]);
      tail = Buffer.from(longer.subarray(-VHD_FOOTER));
    },
    verdict: () => verdictOf(vhdComplaint(tail, bytes)),
  };
}

/** Line by line, so that a file of any length can be looked at whole. */
function inspectJsonLines(): ContentInspector {
  const decoder = new TextDecoder();
  let rest = "";
  let number = 0;
  let complaint: string | undefined;
  const look = (line: string): void => {
    number += 1;
    if (complaint === undefined && !parses(line)) complaint = `line ${number} does not parse`;
  };
  return {
    kind: "JSON lines",
    see(chunk): void {
      if (complaint !== undefined) return;
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) look(line);
      if (rest.length > TEXT_LIMIT) complaint = `line ${number + 1} does not end`;
    },
    verdict: () =>
      verdictOf(complaint ?? (rest === "" || parses(rest) ? undefined : "its last line does not parse")),
  };
}

/** Unpacks it whole: gzip has a checksum and a length of its own at the end. */
async function gzipComplaint(source: ArchiveSource): Promise<string | undefined> {
  if (source.bytes === 0) return "it is empty";
  try {
    await pipeline(await source.open(0, source.bytes), createGunzip(), async (unpacked) => {
      for await (const _ of unpacked);
    });
    return undefined;
  } catch (error) {
    if (isSundownError(error) || !(error instanceof Error)) throw error;
    return error.message;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Compact serialization (RFC 7516, 7.1): five parts, the first of them the header. */
function jweComplaint(text: string): string | undefined {
  const lines = text.split("\n");
  if (lines.pop() !== "") return "its last line is cut off";
  const odd = lines.findIndex((line) => !/^eyJ[\w-]+(?:\.[\w-]+){4}$/.test(line));
  return odd < 0 ? undefined : `line ${odd + 1} is no JWE`;
}
