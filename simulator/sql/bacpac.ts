import { crc32 } from "node:zlib";

/**
 * A small BACPAC: a zip archive, nothing in it compressed, with the parts that every one has and a table's rows.
 * The fields are those of APPNOTE.TXT, 4.3.
 */
export function bacpacOf(database: string, rows: string): Buffer {
  const parts: readonly (readonly [name: string, text: string])[] = [
    [
      "[Content_Types].xml",
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="text/xml"/></Types>',
    ],
    [
      "model.xml",
      `<DataSchemaModel FileFormatVersion="1.2"><Model Name="${escaped(database)}"/></DataSchemaModel>`,
    ],
    ["Origin.xml", "<DacOrigin><Operation><Identity>simulated</Identity></Operation></DacOrigin>"],
    ["DacMetadata.xml", `<DacType><Name>${escaped(database)}</Name><Version>0.0.0.0</Version></DacType>`],
    ["Data/dbo.Rows/TableData-000-00000.BCP", rows],
  ];
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of parts) {
    const content = Buffer.from(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const file = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, Buffer.from(name), content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, rest, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
