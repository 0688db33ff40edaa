import type { BlobServiceClient } from "@azure/storage-blob";

/** Some months of parcel orders, labels and logs: small, but of several containers and sizes. */
export async function seedBlobs(blobs: (account: string) => BlobServiceClient): Promise<number> {
  let number = 0;
  const put = async (account: string, container: string, name: string, content: string) => {
    await blobs(account)
      .getContainerClient(container)
      .getBlockBlobClient(name)
      .upload(content, Buffer.byteLength(content));
    number += 1;
  };
  for (const [account, container] of [
    ["stparcelorders", "orders"],
    ["stparcelorders", "labels"],
    ["stparcelflowlogs", "insights-logs-networksecuritygroupflowevent"],
  ] as const) {
    await blobs(account).getContainerClient(container).create();
  }
  for (const month of ["2026-07", "2026-08", "2026-09"]) {
    const rows = Array.from({ length: 400 }, (_, index) => `${month}-${index},NL,${(index * 37) % 1000}`);
    await put("stparcelorders", "orders", `${month}/orders.csv`, `order,country,grams\n${rows.join("\n")}\n`);
    await put(
      "stparcelorders",
      "labels",
      `${month}/label-template.zpl`,
      `^XA^FO50,50^FDContoso ${month}^FS^XZ\n`,
    );
  }
  await put(
    "stparcelflowlogs",
    "insights-logs-networksecuritygroupflowevent",
    "y=2026/m=09/PT1H.json",
    JSON.stringify({
      records: [{ time: "2026-09-30T23:00:00Z", category: "NetworkSecurityGroupFlowEvent" }],
    }),
  );
  return number;
}
