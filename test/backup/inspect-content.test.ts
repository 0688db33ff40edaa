import { describe, expect, test } from "vitest";
import { inspectContent } from "../../steps/verify/inspect-content.ts";

/** A zip with one empty stored file, written by hand after APPNOTE.TXT. */
function zip(comment = ""): Buffer {
  const name = Buffer.from("a");
  const local = Buffer.alloc(30 + name.length);
  local.write("PK\x03\x04", "latin1");
  local.writeUInt16LE(name.length, 26);
  name.copy(local, 30);
  const central = Buffer.alloc(46 + name.length);
  central.write("PK\x01\x02", "latin1");
  central.writeUInt16LE(name.length, 28);
  name.copy(central, 46);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, central, end, Buffer.from(comment)]);
}

/** A fixed VHD: the disk's bytes and a footer with its checksum. */
function vhd(bytes: number): Buffer {
  const footer = Buffer.alloc(512);
  footer.write("conectix", "latin1");
  footer.writeBigUInt64BE(BigInt(bytes), 48);
  footer.writeUInt32BE(2, 60);
  const sum = footer.reduce((total, byte) => total + byte, 0);
  footer.writeUInt32BE(~sum >>> 0, 64);
  return Buffer.concat([Buffer.alloc(bytes, 7), footer]);
}

function complaintAbout(name: string, content: Buffer, pieces = 3): string | undefined {
  const inspector = inspectContent(`https://stkeep.blob.core.windows.net/keep/${name}`);
  if (inspector === undefined) throw new Error(`${name} promises nothing`);
  const size = Math.ceil(content.length / pieces);
  for (let start = 0; start < content.length; start += size)
    inspector.see(content.subarray(start, start + size));
  return inspector.complaint();
}

describe("what a name promises", () => {
  test.each([1, 2, 7, 50])("holds for whole files, in %i pieces", (pieces) => {
    expect(complaintAbout("db.bacpac", zip(), pieces)).toBeUndefined();
    expect(complaintAbout("db.zip", zip("a comment"), pieces)).toBeUndefined();
    expect(complaintAbout("os.vhd", vhd(4096), pieces)).toBeUndefined();
    expect(complaintAbout("set.json", Buffer.from('{"a":[1,2]}'), pieces)).toBeUndefined();
    expect(complaintAbout("rows.jsonl", Buffer.from('{"a":"ü"}\n{"b":2}\n'), pieces)).toBeUndefined();
  });

  test.each([
    ["a zip cut at its end", "db.zip", zip().subarray(0, -4)],
    ["a zip cut at its beginning", "db.zip", zip().subarray(8)],
    ["a zip with something behind it", "db.zip", Buffer.concat([zip(), Buffer.from("x")])],
    ["a VHD without its last block", "os.vhd", vhd(4096).subarray(0, -512)],
    ["a VHD whose disk is cut", "os.vhd", vhd(4096).subarray(1024)],
    ["JSON lines of which one does not parse", "rows.jsonl", Buffer.from('{"a":1}\n{"a":\n{"a":2}\n')],
    ["JSON lines cut in the middle", "rows.jsonl", Buffer.from('{"a":1}\n{"a"')],
    ["a VHD with a broken footer", "os.vhd", flipped(vhd(4096), 4096 + 49)],
  ])("does not hold for %s", (_, name, content) => {
    expect(complaintAbout(name, content)).toBeTypeOf("string");
  });

  test("is nothing that can be looked at for other names", () => {
    expect(inspectContent("https://stkeep.blob.core.windows.net/keep/rows.csv")).toBeUndefined();
  });
});

function flipped(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
