import { defineMessages } from "./definition.ts";

/** What Azure itself hands out a copy of: disks, databases. */
export const exportMessages = defineMessages({
  // Disks.
  disk_not_exportable: {
    level: "error",
    meaning: "Azure does not let a disk or snapshot be copied.",
    remedy: "Look at Azure's reason; when it has passed, run again.",
    exit: 4,
  },
  disk_access_private: {
    level: "error",
    meaning: "A disk or snapshot may be read through a private network only.",
    remedy:
      "Allow it for the time of the backup (az disk update --network-access-policy AllowAll --public-network-access Enabled), or copy it from inside that network by hand.",
    exit: 4,
  },
  disk_encrypted_inside: {
    level: "error",
    meaning:
      "A disk is encrypted inside its machine, so a copy is worth nothing without the keys in its key vault.",
    remedy: "Turn Azure Disk Encryption off on the machine (az vm encryption disable) and run again.",
    exit: 4,
  },
  disk_access_open: {
    level: "error",
    meaning: "Somebody else was granted access to a snapshot, which Sundown does not take back.",
    remedy: "Take it back when it is not needed any more (az snapshot revoke-access), then run again.",
    exit: 4,
  },
  export_link_refused: {
    level: "error",
    meaning: "The link that Azure gave for reading a disk is refused, and so is a fresh one.",
    remedy: "Look whether a firewall stands between; then run again.",
    exit: 4,
  },
  snapshot_not_own: {
    level: "error",
    meaning: "A snapshot has the name of one that Sundown makes, and not its tag.",
    remedy: "Rename or delete it, then run again.",
    exit: 4,
  },
});
