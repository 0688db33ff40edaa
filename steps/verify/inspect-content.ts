import { zoneComplaint } from "./zone-complaint.ts";

/** Looks at an artifact's content as it streams by, to tell whether it can be opened as what its name says. */
export interface ContentInspector {
  readonly kind: string;
  see(chunk: Buffer): void;
  /** One clause, or `undefined` when the content is as promised. Asked once, after the last chunk. */
  complaint(): string | undefined;
}

/** An end-of-central-directory record: 22 bytes and a comment of at most 65,535 (APPNOTE.TXT, 4.3.16). */
const ZIP_TAIL = 22 + 65_535;
const VHD_FOOTER = 512;
const JSON_LIMIT = 32 * 1024 * 1024;
const TEXT_LIMIT = JSON_LIMIT;

/** `undefined` when the name promises no form that is known here. */
export function inspectContent(url: string): ContentInspector | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? "";
  switch (extension) {
    case "zip":
    case "bacpac":
    case "nupkg":
      return keepingEnds("zip archive", 4, ZIP_TAIL, zipComplaint);
    case "vhd":
      return keepingEnds("VHD", 0, VHD_FOOTER, vhdComplaint);
    case "gz":
    case "tgz":
      return keepingEnds("gzip file", 3, 0, (head) =>
        head.equals(Buffer.from([0x1f, 0x8b, 0x08])) ? undefined : "its first bytes are not those of gzip",
      );
    case "zone":
      return keepingEnds("zone file", TEXT_LIMIT, 0, (head, _tail, bytes) =>
        bytes > TEXT_LIMIT ? undefined : zoneComplaint(head.toString("utf8")),
      );
    case "jwe":
      return keepingEnds("list of encrypted secrets", TEXT_LIMIT, 0, jweComplaint);
    case "jsonl":
    case "ndjson":
      return inspectJsonLines();
    case "json":
      return keepingEnds("JSON document", JSON_LIMIT, 0, jsonComplaint);
    default:
      return undefined;
  }
}

function keepingEnds(
  kind: string,
  headBytes: number,
  tailBytes: number,
  judge: (head: Buffer, tail: Buffer, bytes: number) => string | undefined,
): ContentInspector {
  const head: Buffer[] = [];
  let headLength = 0;
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    kind,
    see(chunk): void {
      bytes += chunk.length;
      if (headLength < headBytes) {
        const piece = Buffer.from(chunk.subarray(0, headBytes - headLength));
        head.push(piece);
        headLength += piece.length;
      }
      if (tailBytes === 0) return;
      tail =
        chunk.length >= tailBytes
          ? Buffer.from(chunk.subarray(-tailBytes))
          : Buffer.from(Buffer.concat([tail, chunk]).subarray(-tailBytes));
    },
    complaint: () => judge(Buffer.concat(head), tail, bytes),
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
      if (rest.length > JSON_LIMIT) complaint = `line ${number + 1} does not end`;
    },
    complaint: () => complaint ?? (rest === "" || parses(rest) ? undefined : "its last line does not parse"),
  };
}

function zipComplaint(head: Buffer, tail: Buffer, bytes: number): string | undefined {
  const end = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0 || end + 22 > tail.length) return "it has no central directory at its end";
  if (end + 22 + tail.readUInt16LE(end + 20) !== tail.length)
    return "something follows its central directory";
  const entries = tail.readUInt16LE(end + 10);
  if (entries === 0) return "it is empty";
  if (!head.equals(Buffer.from("PK\x03\x04", "latin1"))) return "its first bytes are not those of a zip file";
  const size = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  const large = size === 0xffffffff || offset === 0xffffffff;
  return large || offset + size <= bytes - (tail.length - end)
    ? undefined
    : "its central directory is cut off";
}

/** A fixed or dynamic VHD ends in a footer with its own checksum (Virtual Hard Disk format, "Hard Disk Footer"). */
function vhdComplaint(_head: Buffer, tail: Buffer, bytes: number): string | undefined {
  if (tail.length < VHD_FOOTER || tail.toString("latin1", 0, 8) !== "conectix") return "it has no footer";
  const sum = tail.reduce((total, byte, index) => (index >= 64 && index < 68 ? total : total + byte), 0);
  if (~sum >>> 0 !== tail.readUInt32BE(64)) return "its footer's checksum is wrong";
  const fixed = tail.readUInt32BE(60) === 2;
  const size = Number(tail.readBigUInt64BE(48));
  return !fixed || size + VHD_FOOTER === bytes ? undefined : `its footer speaks of ${size} bytes of disk`;
}

function jsonComplaint(head: Buffer, _tail: Buffer, bytes: number): string | undefined {
  if (bytes > JSON_LIMIT) return undefined;
  return parses(head.toString("utf8")) ? undefined : "it does not parse";
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
function jweComplaint(head: Buffer, _tail: Buffer, bytes: number): string | undefined {
  if (bytes > TEXT_LIMIT) return undefined;
  const lines = head.toString("latin1").split("\n");
  if (lines.pop() !== "") return "its last line is cut off";
  const odd = lines.findIndex((line) => !/^eyJ[\w-]+(?:\.[\w-]+){4}$/.test(line));
  return odd < 0 ? undefined : `line ${odd + 1} is no JWE`;
}
