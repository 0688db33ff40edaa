import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { vhdOf } from "../../cli/demo/disk-blob.ts";
import { inspectContent } from "../../steps/verify/inspect-content.ts";
import { complaintAbout } from "../support/complaint-about.ts";
import { zipOf } from "../support/zip-of.ts";

const model = Buffer.from("<DataSchemaModel/>".repeat(100));
const origin = Buffer.from("<DacOrigin/>");
/** Longer than what is read at once, and not to be packed any smaller. */
const rows = randomBytes(5 * 1024 * 1024);
const exported = { "Data/dbo.Orders/TableData.BCP": rows, "model.xml": model, "Origin.xml": origin };
const bacpac = zipOf({ ...exported, "DacMetadata.xml": origin });
const zip = zipOf({ "a.txt": Buffer.from("stored"), "b.txt": Buffer.from("packed".repeat(50)) });
const vhd = vhdOf(Buffer.alloc(4096, 7));
const gz = gzipSync(Buffer.alloc(100_000, "packed"));

describe("what a name promises", () => {
  test.each([1, 2, 7, 50])("holds for whole files, in %i pieces", async (pieces) => {
    expect(await complaintAbout("os.vhd", vhd, pieces)).toBeUndefined();
    expect(await complaintAbout("set.json", Buffer.from('{"a":[1,2]}'), pieces)).toBeUndefined();
    expect(await complaintAbout("rows.jsonl", Buffer.from('{"a":"ü"}\n{"b":2}\n'), pieces)).toBeUndefined();
  });

  test("holds for packed files, which are read again for it", async () => {
    expect(await complaintAbout("db.bacpac", bacpac)).toBeUndefined();
    expect(await complaintAbout("files.zip", zip)).toBeUndefined();
    expect(await complaintAbout("files.tgz", gz)).toBeUndefined();
  });

  test.each([
    ["a zip cut at its end", "db.zip", zip.subarray(0, -4), /end of central directory/i],
    ["a zip cut at its beginning", "db.zip", zip.subarray(8), /^a\.txt: |invalid/],
    ["a zip cut in its middle", "db.zip", Buffer.concat([zip.subarray(0, 60), zip.subarray(70)]), /./],
    ["a zip with one other byte in what is stored", "db.zip", flipped(zip, 37), /^a\.txt has another CRC/],
    ["a zip with one other byte in what is packed", "db.zip", flipped(zip, 85), /^b\.txt/],
    ["a zip with nothing in it", "db.zip", zipOf({}), /^it is empty$/],
    ["a BACPAC with one other byte in its rows", "db.bacpac", flipped(bacpac, 5_000_000), /CRC/],
    ["a BACPAC that lacks a part", "db.bacpac", zipOf(exported), /^it has no DacMetadata\.xml$/],
    ["a zip that is no BACPAC", "db.bacpac", zip, /no model\.xml and no Origin\.xml/],
    ["a gzip file that is cut", "files.gz", gz.subarray(0, -9), /unexpected end/],
    ["a gzip file with one other byte in its checksum", "files.gz", flipped(gz, gz.length - 6), /incorrect/],
    ["an empty gzip file", "files.gz", Buffer.alloc(0), /empty/],
    ["a VHD without its last block", "os.vhd", vhd.subarray(0, -512), /no footer/],
    ["a VHD whose disk is cut", "os.vhd", vhd.subarray(1024), /speaks of 4096 bytes/],
    ["a VHD with a broken footer", "os.vhd", flipped(vhd, 4096 + 49), /checksum/],
    ["a VHD that grows", "os.vhd", vhdOf(Buffer.alloc(4096), 3), /^it is a dynamic one/],
    ["a VHD of no known type", "os.vhd", vhdOf(Buffer.alloc(4096), 6), /names a type of disk, 6/],
    ["JSON lines of which one does not parse", "r.jsonl", Buffer.from('{"a":1}\n{"a":\n{"a":2}\n'), /line 2/],
    ["JSON lines cut in the middle", "r.jsonl", Buffer.from('{"a":1}\n{"a"'), /last line/],
  ])("does not hold for %s", async (_, name, content, complaint) => {
    expect(await complaintAbout(name, content)).toMatch(complaint);
  });

  test("is nothing that can be looked at for other names, or for a text too long to be held", async () => {
    expect(inspector("rows.csv")).toBeUndefined();
    const json = inspector("large.json");
    for (let megabytes = 0; megabytes < 33; megabytes++) json?.see?.(Buffer.alloc(1024 * 1024, " "));
    expect(await json?.verdict()).toBe("not looked at");
  });
});

const inspector = (name: string) =>
  inspectContent(`https://stkeep.blob.core.windows.net/keep/${name}`, {
    bytes: 0,
    open: () => Promise.reject(new Error("there is nothing to read")),
  });

function flipped(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
