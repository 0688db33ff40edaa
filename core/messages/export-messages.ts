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

  // Databases.
  sql_password_wanted: {
    level: "question",
    meaning: "The password of the login that exports databases is asked for; it is not shown and not kept.",
  },
  sql_password_missing: {
    level: "error",
    meaning: "Databases are to be exported with a login, and its password is not known.",
    remedy: "Put it into the environment variable SUNDOWN_SQL_PASSWORD, or run at a terminal and type it.",
    exit: 2,
  },
  sql_needs_storage: {
    level: "error",
    meaning: "Azure writes the export of a database into a storage account only, not into a local folder.",
    remedy:
      "Back it up with --to https://ACCOUNT.blob.SUFFIX, and download it from there if you want a copy.",
    exit: 4,
  },
  sql_database_not_online: {
    level: "error",
    meaning: "A database is not online, so it cannot be exported.",
    remedy: "Wake it: a paused serverless database resumes when somebody connects to it. Then run again.",
    exit: 4,
  },
  sql_export_running: {
    level: "error",
    meaning: "An import or export of a database is under way that this folder's journal does not know.",
    remedy: "Wait for its end, or cancel it (az sql db op cancel); then run again.",
    exit: 4,
  },
  sql_login_refused: {
    level: "error",
    meaning: "A server does not let the login in that is to export its database.",
    remedy:
      "Check --sql-login and the password. Servers with different logins are backed up one after the other, with --only.",
    exit: 4,
  },
  sql_firewall_closed: {
    level: "error",
    meaning: "A server's firewall keeps the service out that exports databases.",
    remedy:
      "Allow Azure services for the time of the backup (az sql server firewall-rule create --start-ip-address 0.0.0.0 --end-ip-address 0.0.0.0), then run again.",
    exit: 4,
  },
  sql_export_storage_refused: {
    level: "error",
    meaning: "The service that exports databases may not write to the place for the backups.",
    remedy:
      "It writes neither through a storage account's firewall, nor to premium storage, nor where a retention policy lies already. Choose such a place, and protect it afterwards.",
    exit: 4,
  },
  sql_export_no_room: {
    level: "error",
    meaning: "A database is too large for the service that exports databases (200 GB, 20 hours).",
    remedy: "Export it by hand with SqlPackage, which has no such limits.",
    exit: 4,
  },
  sql_export_failed: {
    level: "error",
    meaning: "Azure did not export a database.",
    remedy:
      "Look at Azure's reason. When it has passed, run again; otherwise export by hand with SqlPackage.",
    exit: 4,
  },
  sql_export_broken: {
    level: "error",
    meaning: "What Azure has written is not a whole BACPAC.",
    remedy: "Run again to export it anew; when it happens again, export by hand with SqlPackage.",
    exit: 4,
  },
  sql_export_needs_quiet: {
    level: "warning",
    meaning: "An export of a database is consistent in itself only while nothing writes to it.",
    remedy: "Stop what writes to it first, or export a copy of the database (az sql db copy) by hand.",
  },
});
